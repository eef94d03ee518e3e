import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Bitfinex's codes, chosen so that ccxt raises the class behind the comment. It knows none for an order that is not allowed,
 * so that such an order is a bad request to it. `unavailable` has a form of its own, below.
 *
 * @see https://docs.bitfinex.com/docs/abbreviations-glossary
 */
const ANSWERS: Readonly<
  Record<Exclude<RefusalReason, 'unavailable'>, readonly [status: number, code: number, words: string]>
> = {
  malformed: [500, 10020, 'params: invalid'], // BadRequest
  signature: [500, 10100, 'apikey: invalid'], // AuthenticationError
  stale: [500, 10114, 'nonce: invalid'], // InvalidNonce
  replay: [500, 10114, 'nonce: small'], // InvalidNonce
  address: [500, 10001, 'permission: invalid'], // PermissionDenied
  forbidden: [500, 10001, 'permission: invalid'], // PermissionDenied
  policy: [500, 10020, 'order: not allowed'], // BadRequest
  rate: [429, 11010, 'ratelimit: error'], // RateLimitExceeded
  revoked: [500, 10100, 'apikey: stopped'], // AuthenticationError
};

/** The refusal as Bitfinex would answer it, with the gateway's rule and sentence behind Bitfinex's own words. */
export function refuseBitfinex(refusal: Refusal): RefusalAnswer {
  if (refusal.reason === 'unavailable') {
    const error_description = refusalText(refusal, 'The service is temporarily unavailable.');
    return answer(503, { code: 503, error: 'temporarily_unavailable', error_description });
  }
  const [status, code, words] = ANSWERS[refusal.reason];
  return answer(status, ['error', code, refusalText(refusal, words)]);
}

function answer(status: number, body: object): RefusalAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
