export { add, compare, type Decimal, formatDecimal, multiply, parseDecimal, subtract } from './decimal.ts';
export { divideUp, larger, roundDown, roundUp, smaller } from './rounding.ts';
