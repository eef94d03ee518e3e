import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { refusalText } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

interface Words {
  readonly status: number;
  readonly reason: string;
  readonly words: string;
  /** Without `result`, since ccxt then goes by the status: it knows no reason for these classes. */
  readonly byStatus?: true;
}

/**
 * Gemini's own reasons, chosen so that ccxt raises the class behind the comment.
 *
 * @see https://docs.gemini.com/error-codes
 */
const ANSWERS: Readonly<Record<RefusalReason, Words>> = {
  malformed: { status: 400, reason: 'InvalidJson', words: 'The request is invalid' }, // BadRequest
  signature: { status: 400, reason: 'InvalidSignature', words: 'InvalidSignature' }, // AuthenticationError
  stale: { status: 400, reason: 'InvalidNonce', words: 'The nonce is too old or in the future' }, // InvalidNonce
  replay: { status: 400, reason: 'InvalidNonce', words: 'The nonce was used before' },
  address: { status: 403, reason: 'MissingRole', words: 'Not allowed', byStatus: true }, // PermissionDenied
  forbidden: { status: 403, reason: 'MissingRole', words: 'Not allowed', byStatus: true },
  policy: { status: 400, reason: 'InvalidQuantity', words: 'Order not allowed' }, // InvalidOrder
  rate: { status: 429, reason: 'RateLimit', words: 'Too many requests' }, // RateLimitExceeded
  revoked: { status: 400, reason: 'InvalidApiKey', words: 'The key was stopped' }, // AuthenticationError
  unavailable: { status: 502, reason: 'System', words: 'Not available', byStatus: true }, // ExchangeNotAvailable
};

/** The refusal as Gemini would answer it, with the gateway's rule and sentence behind Gemini's own words. */
export function refuseGemini(refusal: Refusal): RefusalAnswer {
  const { status, reason, words, byStatus } = ANSWERS[refusal.reason];
  const told = { reason, message: refusalText(refusal, words) };
  const body = JSON.stringify(byStatus ? told : { result: 'error', ...told });
  return { status, contentType: 'application/json', body };
}
