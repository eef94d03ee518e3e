import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/** What ccxt searches an answer for to raise PermissionDenied, whatever the code is. */
const NO_PERMISSION = 'Signature not valid: API key has no permission';

/**
 * HTX's codes, chosen so that ccxt raises the class behind the comment. HTX has no code of its own for an order that a
 * policy refuses, and ccxt maps none to InvalidNonce.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Trading", "Error Code"
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: string, message: string]>> = {
  malformed: [400, 'bad-request', 'Bad request'], // BadRequest
  signature: [401, 'api-signature-not-valid', 'Signature not valid: Verification failure'], // AuthenticationError
  stale: [401, 'api-signature-not-valid', 'Signature not valid: Invalid Timestamp'], // AuthenticationError
  replay: [401, 'api-signature-not-valid', 'Signature not valid: It was seen before'], // AuthenticationError
  address: [403, 'api-signature-not-valid', `${NO_PERMISSION} from this address`], // PermissionDenied
  forbidden: [403, 'api-signature-not-valid', NO_PERMISSION], // PermissionDenied
  policy: [400, 'order-holding-limit-failed', 'Order not allowed'], // InvalidOrder
  rate: [429, 'rate-too-many-requests', 'Exceeded rate limit'], // RateLimitExceeded
  revoked: [401, 'api-signature-check-failed', 'The key is disabled'], // AuthenticationError
  unavailable: [503, 'gateway-internal-error', 'Not available. Try again later'], // ExchangeNotAvailable
};

/** The refusal as HTX would answer it, with the gateway's rule and sentence behind HTX's own words. */
export function refuseHtx(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const body = { status: 'error', 'err-code': code, 'err-msg': refusalText(refusal, words), data: null };
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
