import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Gate's labels, chosen so that ccxt raises the class behind the comment. Gate has no label of its own for an order that a
 * policy refuses, and ccxt maps none of its labels to InvalidNonce.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#label-list
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, label: string, message: string]>> = {
  malformed: [400, 'BAD_REQUEST', 'Invalid request'], // BadRequest
  signature: [401, 'INVALID_SIGNATURE', 'Signature mismatch'], // AuthenticationError
  stale: [401, 'REQUEST_EXPIRED', 'Timestamp is far from the server time'], // AuthenticationError
  replay: [401, 'REQUEST_EXPIRED', 'The request was seen before'], // AuthenticationError
  address: [403, 'FORBIDDEN', 'The address is not allowed for this key'], // PermissionDenied
  forbidden: [403, 'FORBIDDEN', 'No permission to request this operation'], // PermissionDenied
  policy: [400, 'AMOUNT_TOO_MUCH', 'Order not allowed'], // InvalidOrder
  rate: [429, 'TOO_MANY_REQUESTS', 'Request rate limit exceeded'], // RateLimitExceeded
  revoked: [401, 'ACCOUNT_LOCKED', 'The key is locked'], // AccountSuspended
  unavailable: [503, 'SERVER_ERROR', 'Not available'], // ExchangeNotAvailable
};

/** The refusal as Gate would answer it, with the gateway's rule and sentence behind Gate's own words. */
export function refuseGate(refusal: Refusal): RefusalAnswer {
  const [status, label, words] = ANSWERS[refusal.reason];
  return {
    status,
    contentType: 'application/json',
    body: JSON.stringify({ label, message: refusalText(refusal, words) }),
  };
}
