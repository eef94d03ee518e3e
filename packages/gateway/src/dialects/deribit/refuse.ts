import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Deribit's codes, chosen so that ccxt raises the class behind the comment. Errors have status 400.
 *
 * @see https://docs.deribit.com/articles/errors
 */
const ANSWERS: Readonly<
  Record<Exclude<RefusalReason, 'unavailable'>, readonly [code: number, message: string]>
> = {
  malformed: [11050, 'bad_request'], // BadRequest
  signature: [13009, 'unauthorized'], // AuthenticationError
  // Deribit has no code for time and nonce alone.
  stale: [13009, 'unauthorized'], // AuthenticationError
  replay: [13009, 'unauthorized'], // AuthenticationError
  address: [13021, 'forbidden'], // PermissionDenied
  forbidden: [11042, 'permission_denied'], // PermissionDenied
  policy: [10011, 'price_not_allowed'], // InvalidOrder
  rate: [10028, 'too_many_requests'], // DDoSProtection
  revoked: [13002, 'account_blocked'], // PermissionDenied
};

/**
 * The refusal as Deribit would answer it. Its codes for "away" invite to try again or leave the order open, which the gateway
 * may not know; so that is a plain 503, as in front of any server that is away (ExchangeNotAvailable).
 */
export function refuseDeribit(refusal: Refusal): RefusalAnswer {
  if (refusal.reason === 'unavailable')
    return {
      status: 503,
      contentType: 'text/plain; charset=utf-8',
      body: `Service unavailable: ${refusal.explanation}`,
    };
  const [code, words] = ANSWERS[refusal.reason];
  const message = refusalText(refusal, words);
  return {
    status: 400,
    contentType: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', error: { code, message }, testnet: false }),
  };
}
