import { add, compare, type Decimal, subtract } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { PlanOrder } from '../planner/plan.ts';
import type { OrderRecord } from './journal.ts';

const ZERO: Decimal = { units: 0n, scale: 0 };

/** How far one order of a plan has come, from what is remembered of its parts. */
export interface StepProgress {
  readonly step: number;
  readonly planned: PlanOrder;
  readonly filled: Decimal;
  /** What is neither filled nor under way. */
  readonly remainder: Decimal;
  /** Orders that may still trade, or of which nothing is known. */
  readonly pending: readonly OrderRecord[];
  /** Of the latest attempt; null before the first. */
  readonly latest: OrderRecord | null;
  /** Number that the next attempt has. */
  readonly nextAttempt: number;
  /** Trading time of the first attempt, whatever became of it. */
  readonly firstPlacedAt: number | null;
  /** How many of the latest attempts were lost, one after the other. */
  readonly lostInARow: number;
}

/** Progress of every order of a plan. */
export function stepProgress(
  steps: readonly PlanOrder[],
  orders: readonly OrderRecord[],
): readonly StepProgress[] {
  const byStep = Map.groupBy(orders, ({ step }) => step);
  return steps.map((planned, step): StepProgress => {
    const mine = (byStep.get(step) ?? []).toSorted((a, b) => a.attempt - b.attempt);
    let filled = ZERO;
    let under = ZERO;
    const pending: OrderRecord[] = [];
    for (const order of mine) {
      const done = decimal(order.filled);
      filled = add(filled, done);
      if (order.state !== 'written' && order.state !== 'open') continue;
      pending.push(order);
      under = add(under, subtract(decimal(order.amount), done));
    }
    const left = subtract(subtract(decimal(planned.amount), filled), under);
    const lastKept = mine.findLastIndex(({ state }) => state !== 'lost');
    return {
      step,
      planned,
      filled,
      remainder: compare(left, ZERO) < 0 ? ZERO : left,
      pending,
      latest: mine.at(-1) ?? null,
      nextAttempt: (mine.at(-1)?.attempt ?? -1) + 1,
      firstPlacedAt: mine.length === 0 ? null : Math.min(...mine.map(({ placedAt }) => placedAt)),
      lostInARow: mine.length - 1 - lastKept,
    };
  });
}
