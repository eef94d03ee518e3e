import type { Product } from '../../dialect/dialect.ts';
import { type Fields, requiredField } from '../../dialect/fields.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** An instrument by its id, which alone tells spot from derivatives: the endpoint is the same. */
export interface Instrument {
  readonly symbol: string;
  readonly derivative: boolean;
}

/**
 * Reads `instId`: `BTC-USDT` is spot; `BTC-USDT-SWAP`, `BTC-USD-260327` and `BTC-USD-260327-90000-C` are derivatives.
 *
 * @throws Refusal malformed for anything else
 */
export function readInstrument(fields: Fields): Instrument {
  const symbol = requiredField(fields, 'instId');
  if (/^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/.test(symbol)) return { symbol, derivative: false };
  if (/^[A-Z0-9]{1,20}(?:-[A-Z0-9.:_]{1,20}){2,6}$/.test(symbol)) return { symbol, derivative: true };
  return malformed('instId', 'instId is no instrument of OKX, like BTC-USDT.');
}

/** Reads the instrument of a cancellation, which must be spot: cancellations are allowed by their symbol. */
export function readSpotSymbol(fields: Fields): string {
  const { symbol, derivative } = readInstrument(fields);
  if (derivative)
    throw new Refusal('forbidden', 'product', `${symbol} is a derivative; only spot can be allowed.`, {
      symbol,
    });
  return symbol;
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
