/** Exchanges whose dialect the gateway speaks; also the first segment of every path it serves, and ccxt's names of them. */
export const EXCHANGE_IDS = [
  'binance',
  'bitfinex',
  'bitget',
  'bitstamp',
  'bybit',
  'coinbase',
  'cryptocom',
  'deribit',
  'gate',
  'gemini',
  'htx',
  'kraken',
  'kucoin',
  'mexc',
  'okx',
] as const;

export type ExchangeId = (typeof EXCHANGE_IDS)[number];
