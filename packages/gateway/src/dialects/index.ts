import type { Dialect, ExchangeId } from '../dialect/dialect.ts';
import { binance } from './binance/index.ts';

/** The dialects that the gateway speaks, by exchange. */
export const dialects: ReadonlyMap<ExchangeId, Dialect> = new Map(
  [binance].map((one) => [one.exchange, one]),
);
