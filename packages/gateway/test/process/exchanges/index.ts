import { binance } from './binance.ts';
import { bitfinex } from './bitfinex.ts';
import { bitget } from './bitget.ts';
import { bitstamp } from './bitstamp.ts';
import { bybit } from './bybit.ts';
import { coinbase } from './coinbase.ts';
import { cryptocom } from './cryptocom.ts';
import { deribit } from './deribit.ts';
import { gate } from './gate.ts';
import { gemini } from './gemini.ts';
import { htx } from './htx.ts';
import { kraken } from './kraken.ts';
import { kucoin } from './kucoin.ts';
import { mexc } from './mexc.ts';
import { okx } from './okx.ts';
import type { Venue } from './venue.ts';

/** The exchanges that the gateway speaks. */
export const venues: readonly Venue[] = [
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
];
