import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * The exchange's codes, with their statuses, chosen so that ccxt raises the class behind the comment. 10002 and 10003 are
 * of the spot API v2; of v1's codes none is PermissionDenied to ccxt.
 *
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: number, message: string]>> = {
  malformed: [400, 40003, 'INVALID_REQUEST'], // BadRequest
  signature: [401, 40101, 'UNAUTHORIZED'], // AuthenticationError
  stale: [400, 40102, 'INVALID_NONCE'], // InvalidNonce
  replay: [400, 40102, 'INVALID_NONCE'], // InvalidNonce
  address: [401, 10003, 'IP_ILLEGAL'], // PermissionDenied
  forbidden: [401, 10002, 'UNAUTHORIZED'], // PermissionDenied
  policy: [400, 314, 'EXCEEDS_MAX_ORDER_SIZE'], // InvalidOrder
  rate: [429, 42901, 'TOO_MANY_REQUESTS'], // RateLimitExceeded
  revoked: [401, 40104, 'USER_TIER_INVALID'], // AuthenticationError
  unavailable: [503, 9010001, 'SYSTEM_MAINTENANCE'], // OnMaintenance, which is an ExchangeNotAvailable
};

/** The refusal as the exchange would answer a request whose id and method it doesn't know. */
export function refuseCryptocom(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const message = refusalText(refusal, words);
  return {
    status,
    contentType: 'application/json',
    body: JSON.stringify({ id: -1, method: 'ERROR', code, message }),
  };
}
