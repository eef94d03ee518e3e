import ccxt from 'ccxt';
import type { Placement, RefusalCause } from './venue.ts';

type ErrorClass = abstract new (...given: never[]) => Error;

/** What says that an order, this one or one before it, may be there; whatever class the error has. */
const UNCLEAR_WORDS = [
  // The gateway saw this very request before: the first of them may have been sent.
  /seen before|Holdfast: replay/i,
  // Binance's -2010 for a client order id that rests already.
  /duplicate order/i,
  // Binance's -1006 and -1007.
  /execution status unknown/i,
];
const UNCLEAR: readonly ErrorClass[] = [ccxt.DuplicateOrderId, ccxt.OrderNotFound];

/** What ccxt's classes do not tell, in the words of the gateway, Binance and Kraken. All of it says: not accepted. */
const TOLD_BY_WORDS: readonly (readonly [RegExp, RefusalCause])[] = [
  // The gateway could not look at the market: that passes, unlike its other rules.
  [/reference_price/i, 'unpriced'],
  [/Order refused:|EOrder:Invalid order/i, 'policy'],
  // Binance says so of a key that is gone or may not trade; ccxt takes it for a ban once the key has worked.
  [/"code":\s*-2015\b/, 'policy'],
  [/immediately match|EOrder:Post only/i, 'passive'],
  [/market is closed|EService:Market in (?:cancel|post)_only mode/i, 'halted'],
  [/insufficient (?:balance|funds)/i, 'funds'],
  [/Filter failure|"code":\s*-1111\b/i, 'filters'],
  [/EOrder:(?:\w+ minimum not met|Tick size check failed|(?!Rate)[\w ]+ limit exceeded)/i, 'filters'],
  [/E(?:Account|Trade):[^"]*(?:permission|restricted|locked)/i, 'policy'],
];

/** Classes whose meaning is certain: the order was not accepted. Subclasses first. */
const REFUSALS: readonly (readonly [ErrorClass, RefusalCause])[] = [
  [ccxt.InsufficientFunds, 'funds'],
  [ccxt.OrderImmediatelyFillable, 'passive'],
  [ccxt.MarketClosed, 'halted'],
  [ccxt.BadSymbol, 'halted'],
  [ccxt.InvalidOrder, 'filters'],
  [ccxt.PermissionDenied, 'policy'],
  [ccxt.AuthenticationError, 'policy'],
  [ccxt.RestrictedLocation, 'policy'],
  [ccxt.ManualInteractionNeeded, 'policy'],
  [ccxt.InvalidNonce, 'busy'],
  [ccxt.RateLimitExceeded, 'busy'],
  [ccxt.DDoSProtection, 'busy'],
  [ccxt.BadRequest, 'other'],
  // Raised by ccxt itself, before anything is sent.
  [ccxt.ArgumentsRequired, 'other'],
  [ccxt.NotSupported, 'other'],
];
/** Classes whose words may be trusted: an answer of the exchange or the gateway that was read. */
const ANSWERED: readonly ErrorClass[] = [
  ccxt.ExchangeError,
  ccxt.DDoSProtection,
  ccxt.RateLimitExceeded,
  ccxt.InvalidNonce,
  ccxt.OnMaintenance,
];
const LONGEST = 300;

/**
 * What an error of ccxt says about an order that was sent. Whatever is not certain is `unclear`: a timeout, an answer 5xx, a
 * broken connection, an answer that can't be read, an error that ccxt can't name. It is asked for then; to take one for
 * refused that was accepted would have it sent twice.
 *
 * @see https://docs.ccxt.com/#/README?id=error-handling,
 * https://developers.binance.com/docs/binance-spot-api-docs/errors and
 * https://docs.kraken.com/exchange/guides/general/errors
 */
export function placementOfError(error: unknown): Exclude<Placement, { kind: 'accepted' }> {
  const reason = reasonOf(error);
  const whole = wholeOf(error);
  const unclear = { kind: 'unclear', reason } as const;
  if (isOneOf(error, UNCLEAR) || UNCLEAR_WORDS.some((words) => words.test(whole))) return unclear;
  if (isOneOf(error, ANSWERED)) {
    const told = TOLD_BY_WORDS.find(([words]) => words.test(whole));
    if (told !== undefined) return { kind: 'refused', cause: told[1], reason };
  }
  const found = REFUSALS.find(([kind]) => error instanceof kind);
  return found === undefined ? unclear : { kind: 'refused', cause: found[1], reason };
}

function isOneOf(error: unknown, kinds: readonly ErrorClass[]): boolean {
  return kinds.some((kind) => error instanceof kind);
}

/**
 * One line of what went wrong, without the address and the signature that ccxt puts into it; of an answer of Binance's or Kraken's
 * only its words.
 */
export function reasonOf(error: unknown): string {
  const whole = wholeOf(error);
  const [answer] = /\{.*\}/.exec(whole) ?? [];
  return (answer === undefined ? null : wordsOf(answer)) ?? whole;
}

function wholeOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .replace(/https?:\/\/\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);
}

/** Null: it is not of a form that says something. */
function wordsOf(answer: string): string | null {
  let found: { msg?: unknown; error?: unknown } | null;
  try {
    found = Object(JSON.parse(answer));
  } catch {
    return null;
  }
  if (typeof found?.msg === 'string' && found.msg !== '') return found.msg;
  const words = Array.isArray(found?.error) ? found.error.filter((word) => typeof word === 'string') : [];
  return words.length === 0 ? null : words.join('; ');
}
