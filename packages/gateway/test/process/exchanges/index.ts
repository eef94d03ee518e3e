import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import { coinbase } from './coinbase.ts';
import { gemini } from './gemini.ts';
import { kraken } from './kraken.ts';
import { okx } from './okx.ts';
import type { Venue } from './venue.ts';

/** The exchanges that the gateway speaks. */
export const venues: readonly Venue[] = [binance, kraken, coinbase, okx, bybit, gemini];
