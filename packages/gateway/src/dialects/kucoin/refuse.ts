import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * KuCoin's codes, chosen so that ccxt raises the class behind the comment. For what isn't allowed ccxt goes by the words
 * "require more permission", and for too many requests by "Exceeded the access frequency".
 *
 * @see https://www.kucoin.com/docs-new/error-code
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: string, message: string]>> = {
  malformed: [400, '400100', 'Parameter Error'], // BadRequest
  signature: [401, '400005', 'Invalid KC-API-SIGN'], // AuthenticationError
  stale: [401, '400002', 'Invalid KC-API-TIMESTAMP'], // InvalidNonce
  replay: [401, '400002', 'Invalid KC-API-TIMESTAMP'],
  address: [401, '400010', 'Access denied from this address, require more permission'], // PermissionDenied
  forbidden: [403, '400010', 'Access denied, require more permission'], // PermissionDenied
  policy: [400, '400200', 'Forbidden to place an order'], // InvalidOrder
  rate: [429, '429000', 'Exceeded the access frequency'], // RateLimitExceeded
  revoked: [401, '411100', 'User are frozen'], // AccountSuspended
  unavailable: [503, '500000', 'Internal Server Error'], // ExchangeNotAvailable
};

/** The refusal as KuCoin would answer it, with the gateway's rule and sentence behind KuCoin's own words. */
export function refuseKucoin(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const msg = refusalText(refusal, words);
  return { status, contentType: 'application/json', body: JSON.stringify({ code, msg }) };
}
