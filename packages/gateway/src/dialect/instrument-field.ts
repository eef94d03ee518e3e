import { malformed, Refusal } from '../refusal.ts';
import { type Fields, requiredField } from './fields.ts';

/** How an exchange names instruments, where the name alone tells spot from derivatives. */
export interface InstrumentNames {
  /** The parameter. */
  readonly parameter: string;
  readonly spot: RegExp;
  readonly derivative: RegExp;
  /** A spot instrument. */
  readonly example: string;
}

/** An instrument by its name. */
export interface Instrument {
  readonly symbol: string;
  readonly derivative: boolean;
}

/**
 * The instrument that a parameter names.
 *
 * @throws Refusal malformed when it is missing, or neither spot nor a derivative
 * @example
 * instrumentField(fields, { parameter: 'instId', spot, derivative, example: 'BTC-USDT' }).derivative;
 */
export function instrumentField(
  fields: Fields,
  { parameter, spot, derivative, example }: InstrumentNames,
): Instrument {
  const symbol = requiredField(fields, parameter);
  if (spot.test(symbol)) return { symbol, derivative: false };
  if (derivative.test(symbol)) return { symbol, derivative: true };
  return malformed(parameter, `"${parameter}" is no instrument that can be traded here, like ${example}.`);
}

/**
 * The instrument of a cancellation, which must be spot: cancellations are allowed by their symbol.
 *
 * @throws Refusal forbidden for a derivative, malformed for anything else
 */
export function spotSymbolField(fields: Fields, names: InstrumentNames): string {
  const { symbol, derivative } = instrumentField(fields, names);
  if (derivative)
    throw new Refusal('forbidden', 'product', `${symbol} is a derivative; only spot can be allowed.`, {
      symbol,
    });
  return symbol;
}
