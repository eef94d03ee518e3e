export { divideUp, larger, roundDown, roundUp, smaller } from '@holdfast/decimal';
