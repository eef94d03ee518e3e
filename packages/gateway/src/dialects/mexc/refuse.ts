import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * MEXC's own codes, chosen so that ccxt raises the class behind the comment. 402 and 406 are the futures', which have
 * codes for what spot has none that ccxt takes for that class.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/general-info, "Error Code"
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: number, words: string]>> = {
  malformed: [400, 33333, 'param is error'], // BadRequest
  signature: [400, 700002, 'Signature for this request is not valid.'], // AuthenticationError
  stale: [400, 700003, 'Timestamp for this request is outside of the recvWindow.'], // InvalidNonce
  replay: [400, 700003, 'This request was seen before.'], // InvalidNonce
  address: [403, 406, 'Accessing IP is not in the whitelist'], // PermissionDenied
  forbidden: [403, 403, 'Access Denied'], // PermissionDenied
  policy: [400, 30029, 'Cannot exceed the maximum order limit'], // InvalidOrder
  rate: [429, 429, 'Too Many Requests'], // RateLimitExceeded
  revoked: [401, 402, 'API Key expired'], // AuthenticationError
  unavailable: [503, 503, 'service not available, please try again'], // ExchangeNotAvailable
};

/** The refusal as MEXC would answer it. */
export function refuseMexc(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const body = JSON.stringify({ code, msg: refusalText(refusal, words) });
  return { status, contentType: 'application/json', body };
}
