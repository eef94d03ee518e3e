import type { ExchangeId } from '../../../src/dialect/exchange-id.ts';
import type { Attack } from './attack.ts';
import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import { coinbase } from './coinbase.ts';
import { gemini } from './gemini.ts';
import { kraken } from './kraken.ts';
import { okx } from './okx.ts';

export const attacks: Readonly<Record<ExchangeId, Attack>> = {
  binance,
  bybit,
  coinbase,
  gemini,
  kraken,
  okx,
};
