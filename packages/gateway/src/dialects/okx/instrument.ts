import type { Product } from '../../dialect/dialect.ts';
import { type Fields, requiredField } from '../../dialect/fields.ts';
import {
  type Instrument,
  type InstrumentNames,
  instrumentField,
  spotSymbolField,
} from '../../dialect/instrument-field.ts';
import { malformed } from '../../refusal.ts';

/** `BTC-USDT` is spot; `BTC-USDT-SWAP`, `BTC-USD-260327` and `BTC-USD-260327-90000-C` are derivatives: the endpoint is the same. */
const NAMES: InstrumentNames = {
  parameter: 'instId',
  spot: /^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/,
  derivative: /^[A-Z0-9]{1,20}(?:-[A-Z0-9.:_]{1,20}){2,6}$/,
  example: 'BTC-USDT',
};

/** Reads `instId`. @throws Refusal malformed */
export function readInstrument(fields: Fields): Instrument {
  return instrumentField(fields, NAMES);
}

/** Reads the instrument of a cancellation. @throws Refusal forbidden for a derivative, malformed */
export function readSpotSymbol(fields: Fields): string {
  return spotSymbolField(fields, NAMES);
}

/** Reads `tdMode` with the parameters that belong to margin and positions. */
export function readProduct(fields: Fields, { derivative }: Instrument): Product {
  const mode = requiredField(fields, 'tdMode');
  if (!['cash', 'cross', 'isolated', 'spot_isolated'].includes(mode))
    malformed('tdMode', 'tdMode must be cash, the only mode without borrowing.');
  const position = fields.get('posSide') ?? 'net';
  if (derivative || (position !== 'net' && position !== '')) return 'derivative';
  const reducing = fields.has('reduceOnly') && fields.get('reduceOnly') !== 'false';
  return mode !== 'cash' || reducing || fields.has('ccy') ? 'margin' : 'spot';
}
