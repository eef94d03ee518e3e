import { type Fields, requiredField } from '../../dialect/fields.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** An instrument by its name, which alone tells spot from derivatives. */
export interface Instrument {
  readonly symbol: string;
  readonly derivative: boolean;
}

const SPOT = /^[A-Z0-9]{1,20}_[A-Z0-9]{1,20}$/;
const DERIVATIVE = /^[A-Z0-9_]{1,40}(?:-[A-Z0-9.]{1,20}){1,4}$/;

/**
 * Reads `instrument_name`: `BTC_USD` is spot; `BTCUSD-PERP`, `BTCUSD-260327` and whatever else has a hyphen is a derivative.
 *
 * @throws Refusal malformed for anything else
 */
export function readInstrument(fields: Fields): Instrument {
  const symbol = requiredField(fields, 'instrument_name');
  if (SPOT.test(symbol)) return { symbol, derivative: false };
  if (DERIVATIVE.test(symbol)) return { symbol, derivative: true };
  return malformed('instrument_name', '"instrument_name" is no instrument of spot trading, like BTC_USD.');
}

/** Reads the instrument of a cancellation, where it has one, which must be spot: cancellations are allowed by symbol. */
export function readSpotSymbol(fields: Fields): string | null {
  if (!fields.has('instrument_name')) return null;
  const { symbol, derivative } = readInstrument(fields);
  if (derivative)
    throw new Refusal('forbidden', 'product', `${symbol} is a derivative; only spot can be allowed.`, {
      symbol,
    });
  return symbol;
}
