import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Coinbase's codes, chosen so that ccxt raises the class behind the comment. `policy` and `unavailable` have forms of
 * their own, below.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-app/api-architecture/error-messages
 */
const ANSWERS: Readonly<
  Record<
    Exclude<RefusalReason, 'policy' | 'unavailable'>,
    readonly [status: number, error: string, words: string]
  >
> = {
  malformed: [400, 'INVALID_ARGUMENT', 'Invalid request'], // BadRequest
  signature: [401, 'unauthorized', 'Unauthorized'], // AuthenticationError
  stale: [401, 'INVALID_TIME', 'request timestamp expired'], // InvalidNonce, by the words
  replay: [401, 'INVALID_TIME', 'request timestamp expired, or token used before'], // InvalidNonce
  address: [403, 'PERMISSION_DENIED', 'The address is not allowed for this key'], // PermissionDenied
  forbidden: [403, 'PERMISSION_DENIED', 'Missing required scopes'], // PermissionDenied
  rate: [429, 'rate_limit_exceeded', 'Too many requests'], // RateLimitExceeded
  revoked: [401, 'revoked_token', 'The key was revoked'], // AuthenticationError
};

/** The refusal as Coinbase would answer it, with the gateway's rule and sentence behind Coinbase's own words. */
export function refuseCoinbase(refusal: Refusal): RefusalAnswer {
  const { reason, explanation } = refusal;
  if (reason === 'policy') return answer(400, refusedOrder(explanation));
  // Without `error`, since ccxt then goes by the status: ExchangeNotAvailable. 14 is gRPC's UNAVAILABLE.
  if (reason === 'unavailable') return answer(503, { code: 14, message: explanation, details: [] });
  const [status, error, words] = ANSWERS[reason];
  const text = refusalText(refusal, words);
  return answer(status, { error, error_description: text, error_details: text, message: text });
}

/**
 * A refused order, InvalidOrder to ccxt. Of all reasons that Coinbase has, ccxt takes only this one for that class; people
 * read `message`.
 */
function refusedOrder(message: string): object {
  return {
    success: false,
    failure_reason: 'UNKNOWN_FAILURE_REASON',
    error_response: {
      error: 'UNKNOWN_FAILURE_REASON',
      message,
      error_details: message,
      preview_failure_reason: 'PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE',
    },
  };
}

function answer(status: number, body: object): RefusalAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
