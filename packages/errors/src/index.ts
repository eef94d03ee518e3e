export { type ErrorCode, errorCatalogue } from './catalogue.ts';
export { type Facts, HoldfastError, isHoldfastError } from './holdfast-error.ts';
