import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { isSilent } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Bitstamp's own words, chosen so that ccxt raises the class behind the comment: it knows an error by its sentence.
 * Bitstamp has no sentence for a policy, so the one is a gateway's that holds the words which ccxt looks for.
 *
 * @see https://www.bitstamp.net/api/#section/Authentication
 */
const WORDS = {
  malformed: [400, 'Invalid offset.', { response_code: '400.007' }], // BadRequest
  signature: [403, 'Authentication failed', { code: 'API0008' }], // AuthenticationError
  stale: [403, 'Invalid nonce', { code: 'API0004' }], // InvalidNonce
  replay: [403, 'Invalid nonce', { code: 'API0004' }], // InvalidNonce
  address: [403, 'IP address not allowed', { code: 'API0002' }], // PermissionDenied
  forbidden: [403, 'No permission found', { code: 'API0003' }], // PermissionDenied
  policy: [400, 'Price is more than allowed, or another limit of the key.', { response_code: '400.001' }], // InvalidOrder
  revoked: [403, 'Trading is currently unavailable for your account.', { response_code: '403.004' }], // AccountSuspended
} as const satisfies Partial<Record<RefusalReason, readonly [number, string, object]>>;

/** ccxt takes these two from the status, and from a body without `status` only. */
const BY_STATUS = {
  rate: [429, '400.002', 'Request rejected due to exceeded rate limit.'], // RateLimitExceeded
  unavailable: [503, '500.002', 'One of Bitstamp internal services failed to process request.'], // ExchangeNotAvailable
} as const;

/** The refusal as Bitstamp would answer it, the gateway's rule and sentence behind its words. */
export function refuseBitstamp({ reason, explanation }: Refusal): RefusalAnswer {
  if (reason === 'rate' || reason === 'unavailable') {
    const [status, response_code, words] = BY_STATUS[reason];
    return answer(status, { response_code, response_explanation: `${words} (${explanation})` });
  }
  const [status, words, code] = WORDS[reason];
  const sentences = isSilent(reason) ? [words] : [words, explanation];
  return answer(status, { status: 'error', reason: { __all__: sentences }, ...code });
}

function answer(status: number, body: object): RefusalAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
