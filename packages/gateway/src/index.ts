export type { Dialect, ExchangeId } from './dialect/dialect.ts';
export { Refusal, type RefusalReason } from './refusal.ts';
