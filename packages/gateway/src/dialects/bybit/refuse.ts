import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { isSilent } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Bybit's own codes and words, chosen so that ccxt raises the class behind the comment. Bybit answers errors with status
 * 200; its clients read `retCode`.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/error
 */
const ANSWERS: Readonly<
  Record<Exclude<RefusalReason, 'unavailable'>, readonly [code: number, message: string]>
> = {
  malformed: [10001, 'Request parameter error'], // BadRequest
  signature: [10004, 'Error sign, please check your signature generation algorithm.'], // AuthenticationError
  stale: [10002, 'The request time exceeds the time window range'], // InvalidNonce
  replay: [10002, 'The request was seen before'], // InvalidNonce
  address: [10010, 'Unmatched IP, please check your API key’s bound IP addresses.'], // PermissionDenied
  forbidden: [10005, 'Permission denied'], // PermissionDenied
  policy: [170210, 'New order rejected'], // InvalidOrder
  rate: [10006, 'Too many visits'], // RateLimitExceeded
  revoked: [33004, 'The API key has expired'], // AuthenticationError
};

/**
 * The refusal as Bybit would answer it. No code of Bybit's says that the exchange is away, and its timeouts leave open
 * whether an order was placed; so that is a plain 503, as in front of any server that is away (ExchangeNotAvailable).
 */
export function refuseBybit({ reason, explanation }: Refusal): RefusalAnswer {
  if (reason === 'unavailable')
    return {
      status: 503,
      contentType: 'text/plain; charset=utf-8',
      body: `Service unavailable: ${explanation}`,
    };
  const [retCode, text] = ANSWERS[reason];
  const retMsg = isSilent(reason) ? text : `${text}: ${explanation}`;
  return {
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ retCode, retMsg, result: {}, retExtInfo: {} }),
  };
}
