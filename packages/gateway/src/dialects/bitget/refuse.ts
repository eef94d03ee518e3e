import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Bitget's codes, chosen so that ccxt raises the class behind the comment.
 *
 * @see https://www.bitget.com/api-doc/spot/error-code/restapi
 */
const ANSWERS: Readonly<Record<RefusalReason, readonly [status: number, code: string, message: string]>> = {
  malformed: [400, '40017', 'Parameter verification failed'], // BadRequest
  signature: [400, '40009', 'sign signature error'], // AuthenticationError
  stale: [400, '40008', 'Request timestamp expired'], // InvalidNonce
  replay: [400, '40008', 'Request timestamp expired'],
  address: [403, '40018', 'Invalid IP'], // PermissionDenied
  forbidden: [403, '40014', 'Incorrect permissions'], // PermissionDenied
  policy: [400, '43011', 'The parameter does not meet the specification'], // InvalidOrder
  rate: [429, '429', 'Too many requests'], // DDoSProtection
  revoked: [400, '40031', 'The account has been cancelled and cannot be used again'], // AccountSuspended
  unavailable: [503, '40604', 'Server is busy, please try again later'], // ExchangeNotAvailable
};

/** The refusal as Bitget would answer it, with the gateway's rule and sentence behind Bitget's own words. */
export function refuseBitget(refusal: Refusal): RefusalAnswer {
  const [status, code, words] = ANSWERS[refusal.reason];
  const msg = refusalText(refusal, words);
  return { status, contentType: 'application/json', body: JSON.stringify({ code, msg, data: null }) };
}
