import type { Selectable } from 'kysely';
import type { RebalanceCause, TraderTables } from '../store/tables.ts';
import type { IndexView } from './index-view.ts';

type Rebalance = Pick<
  Selectable<TraderTables['rebalances']>,
  'cause' | 'index_date' | 'state' | 'planned_at' | 'finished_at' | 'outcome'
>;

const DAY_MS = 86_400_000;
const RETRY_AFTER_MS = DAY_MS;

/** What a decision about a rebalance hangs on. */
export interface Circumstances {
  /** The latest plans, the newest first. */
  readonly latest: readonly Rebalance[];
  readonly view: IndexView;
  /** USD of deposits since the newest plan. */
  readonly deposited: number;
  readonly minDeposit: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether a portfolio is to be rebalanced now, and why. A rebalance of the index that was missed while nothing ran is made up
 * for once: only its newest counts.
 */
export function rebalanceCause({
  latest,
  view,
  deposited,
  minDeposit,
  now,
}: Circumstances): RebalanceCause | null {
  const carried = latest.filter(({ state }) => state !== 'expired');
  const [newest] = carried;
  if (newest === undefined) return 'start';
  // Its run ended before the plan that was to replace it was made.
  if (newest.state === 'superseded') return 'replan';
  const followed = carried.map(({ index_date }) => index_date).sort();
  if (view.rebalanceDate > (followed.at(-1) ?? '')) return 'schedule';
  if (deposited >= minDeposit && deposited > 0) return 'deposit';
  const ended = (newest.finished_at ?? newest.planned_at).getTime();
  const mayHelp =
    newest.state === 'stopped' || (newest.outcome?.shortfalls.some(({ again }) => again) ?? false);
  if (mayHelp && now - ended >= RETRY_AFTER_MS) return 'retry';
  return null;
}

/** Whether a rhythm's next purchase is due. @param last milliseconds since 1970 of the last; null: there was none */
export function purchaseDue(
  every: 'daily' | 'weekly' | 'monthly',
  last: number | null,
  now: number,
): boolean {
  if (last === null) return true;
  if (every === 'daily') return now - last >= DAY_MS;
  if (every === 'weekly') return now - last >= 7 * DAY_MS;
  const [then, today] = [new Date(last), new Date(now)];
  const months =
    (today.getUTCFullYear() - then.getUTCFullYear()) * 12 + today.getUTCMonth() - then.getUTCMonth();
  // On the same day of the month, or its last.
  return months > 1 || (months === 1 && today.getUTCDate() >= Math.min(then.getUTCDate(), daysOf(today)));
}

function daysOf(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
