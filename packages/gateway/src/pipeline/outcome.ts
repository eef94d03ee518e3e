import { isRejectedByStatus } from '../dialect/answer-reading.ts';
import type { OrdersOutcome } from '../orders/answered-orders.ts';
import { Refusal } from '../refusal.ts';
import { type UpstreamAnswer, UpstreamFailure } from '../upstream/upstream-client.ts';

/** What a send came to, for the reservation and for the audit log. */
export interface SendResult extends OrdersOutcome {
  readonly detail: string | null;
}

/**
 * Judges how a send ended. Only certainty gives a reservation back: what the exchange says that it didn't place, or that no
 * byte had left. A timeout, a reset and a 5xx count as sent.
 *
 * @param orders what the answer says of the request's orders; null when it has none, so that its status tells
 */
export function outcomeOf(
  answer: UpstreamAnswer | null,
  failure: unknown,
  orders: OrdersOutcome | null,
): SendResult {
  if (answer === null) {
    const sent = failure instanceof UpstreamFailure ? failure.sent : !(failure instanceof Refusal);
    const detail = failure instanceof Refusal ? failure.rule : nameOf(failure);
    return { outcome: sent ? 'unknown' : 'rejected', detail };
  }
  if (orders !== null) return { ...orders, detail: null };
  if (isRejectedByStatus(answer.status)) return { outcome: 'rejected', detail: null };
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
