import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * OKX's codes, chosen so that ccxt raises the class behind the comment, with the status that OKX gives them.
 *
 * @see https://www.okx.com/docs-v5/en/#error-code
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: string, message: string]>> = {
  malformed: [400, '51000', 'Parameter error'], // BadRequest
  signature: [401, '50111', 'Invalid OK-ACCESS-KEY'], // AuthenticationError
  stale: [401, '50102', 'Timestamp request expired'], // InvalidNonce
  replay: [401, '50102', 'Timestamp request expired'],
  address: [401, '50110', 'The address is not allowed for this key'], // PermissionDenied
  forbidden: [403, '50027', 'The account is restricted from this'], // PermissionDenied
  policy: [400, '51006', 'Order not allowed'], // InvalidOrder
  rate: [429, '50011', 'Requests too frequent'], // RateLimitExceeded
  revoked: [401, '50007', 'Account blocked'], // AccountSuspended
  unavailable: [503, '50005', 'API is offline or unavailable'], // ExchangeNotAvailable
};

/** The refusal as OKX would answer it, with the gateway's rule and sentence behind OKX's own words. */
export function refuseOkx(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const msg = refusalText(refusal, words);
  return { status, contentType: 'application/json', body: JSON.stringify({ code, msg, data: [] }) };
}
