import type { Dialect } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import { binance } from './binance/index.ts';
import { bitfinex } from './bitfinex/index.ts';
import { bitget } from './bitget/index.ts';
import { bitstamp } from './bitstamp/index.ts';
import { bybit } from './bybit/index.ts';
import { coinbase } from './coinbase/index.ts';
import { cryptocom } from './cryptocom/index.ts';
import { deribit } from './deribit/index.ts';
import { gate } from './gate/index.ts';
import { gemini } from './gemini/index.ts';
import { htx } from './htx/index.ts';
import { kraken } from './kraken/index.ts';
import { kucoin } from './kucoin/index.ts';
import { mexc } from './mexc/index.ts';
import { okx } from './okx/index.ts';

/** The dialects that the gateway speaks, by exchange. */
export const dialects: ReadonlyMap<ExchangeId, Dialect> = new Map(
  [
    binance,
    bitfinex,
    bitget,
    bitstamp,
    bybit,
    coinbase,
    cryptocom,
    deribit,
    gate,
    gemini,
    htx,
    kraken,
    kucoin,
    mexc,
    okx,
  ].map((one) => [one.exchange, one]),
);
