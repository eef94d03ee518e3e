import type { Outcome } from '@holdfast/database';
import { Refusal } from '../refusal.ts';
import { type UpstreamAnswer, UpstreamFailure } from '../upstream/upstream-client.ts';

/** What a send came to, for the reservation and for the audit log. */
export interface SendResult {
  readonly outcome: Exclude<Outcome['outcome'], 'partly'>;
  readonly detail: string | null;
}

/**
 * Statuses that say for certain that nothing was done: the exchange read the request and turned it down. 408, 425 and
 * 429 may come from a machine in front of it; with 409 Binance says that one half of a cancel-replace was done, perhaps
 * the new order.
 */
function isDefiniteRejection(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status);
}

/**
 * Judges how a send ended. Only certainty gives a reservation back: a rejection by status, or that no byte had left.
 * A timeout, a reset and a 5xx count as sent; so does an error inside a 200, which some exchanges answer.
 */
export function outcomeOf(answer: UpstreamAnswer | null, failure: unknown): SendResult {
  if (answer === null) {
    const sent = failure instanceof UpstreamFailure ? failure.sent : !(failure instanceof Refusal);
    const detail = failure instanceof Refusal ? failure.rule : nameOf(failure);
    return { outcome: sent ? 'unknown' : 'rejected', detail };
  }
  if (isDefiniteRejection(answer.status)) return { outcome: 'rejected', detail: null };
  if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted', detail: null };
  return { outcome: 'unknown', detail: null };
}

/** The system's name of a failure, such as ECONNRESET; never its message, which may quote anything. */
function nameOf(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_0-9]{1,40}$/.test(cause.code))
      return cause.code;
  }
  return null;
}
