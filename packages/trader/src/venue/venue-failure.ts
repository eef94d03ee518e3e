import { HoldfastError } from '@holdfast/errors';
import ccxt from 'ccxt';
import { reasonOf } from './place-error.ts';

/** Kraken's words for trouble of its own that ccxt has no class for. @see https://docs.kraken.com/exchange/guides/general/errors */
const TROUBLE = /EService:|EGeneral:Internal error|EDatabase:/;

/**
 * What a call that failed means: that asking again may help, or that it will not. An answer that can't be read, because it
 * broke off or is a page of a proxy, is one that did not come.
 *
 * @returns a HoldfastError VENUE_UNREACHABLE or VENUE_REFUSED; one that it was given, as it is
 */
export function venueFailure(error: unknown): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const isOwnWord = error instanceof ccxt.ExchangeError && !TROUBLE.test(error.message);
  return isOwnWord
    ? new HoldfastError('VENUE_REFUSED', `The exchange or the gateway refused: ${reasonOf(error)}`)
    : new HoldfastError('VENUE_UNREACHABLE', `The exchange can’t be asked right now: ${reasonOf(error)}`);
}
