import ccxt from 'ccxt';
import type { Placement, RefusalCause } from './venue.ts';

/** Classes whose meaning is certain: the order was not accepted. Subclasses first. */
const REFUSALS: readonly (readonly [abstract new (...given: never[]) => Error, RefusalCause])[] = [
  [ccxt.InsufficientFunds, 'funds'],
  [ccxt.OrderImmediatelyFillable, 'passive'],
  [ccxt.MarketClosed, 'halted'],
  [ccxt.BadSymbol, 'halted'],
  [ccxt.InvalidOrder, 'filters'],
  [ccxt.PermissionDenied, 'policy'],
  [ccxt.AuthenticationError, 'policy'],
  [ccxt.InvalidNonce, 'busy'],
  [ccxt.RateLimitExceeded, 'busy'],
  [ccxt.DDoSProtection, 'busy'],
  [ccxt.BadRequest, 'other'],
];
/** An id that is taken says that the order, or one before it, is there. */
const UNCLEAR: readonly (abstract new (...given: never[]) => Error)[] = [ccxt.DuplicateOrderId];
/** What ccxt only knows as an invalid order, in the words of the gateway and of Binance (code -2010). */
const TOLD_BY_WORDS: readonly (readonly [RegExp, RefusalCause])[] = [
  // The gateway could not look at the market: that passes, unlike its other rules.
  [/reference_price/i, 'unpriced'],
  [/Order refused:|EOrder:Invalid order/i, 'policy'],
  [/would immediately match/i, 'passive'],
  [/market is closed/i, 'halted'],
  [/insufficient/i, 'funds'],
];
const LONGEST = 300;

/**
 * What an error of ccxt says about an order that was sent. Whatever is not certain is `unclear`: a timeout, an answer 5xx, a
 * broken connection, an error that ccxt can't name.
 *
 * @see https://docs.ccxt.com/#/README?id=error-handling
 */
export function placementOfError(error: unknown): Exclude<Placement, { kind: 'accepted' }> {
  const reason = reasonOf(error);
  if (UNCLEAR.some((kind) => error instanceof kind)) return { kind: 'unclear', reason };
  // The gateway saw this very request before: the first of them may have been sent.
  if (/seen before/i.test(reason)) return { kind: 'unclear', reason };
  for (const [words, cause] of TOLD_BY_WORDS) {
    if (error instanceof ccxt.InvalidOrder && words.test(reason)) return { kind: 'refused', cause, reason };
  }
  for (const [kind, cause] of REFUSALS) {
    if (error instanceof kind) return { kind: 'refused', cause, reason };
  }
  return { kind: 'unclear', reason };
}

/** One line of what went wrong, without the address and the signature that ccxt puts into it. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .replace(/https?:\/\/\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);
}
