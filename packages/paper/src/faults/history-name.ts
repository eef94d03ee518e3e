import { createHash } from 'node:crypto';
import type { FaultPlan } from './fault-plan.ts';

/** Goes up when the exchange would answer the same commands differently: an older log would make another exchange. */
const RULES = 2;

/**
 * What makes the history of an exchange another one, beside its market data: the rules by which it trades, and the faults that
 * change what trades. Faults that only change what a client gets to see are not in it.
 *
 * @example
 * historyName(NO_FAULTS); // 'rules 2'
 */
export function historyName(plan: FaultPlan): string {
  const { seed, late_fills: late, halts, filters, delistings, holds } = plan;
  const lists = { halts, filters, delistings, holds };
  const name = `rules ${RULES}`;
  if (late === null && Object.values(lists).every(({ length }) => length === 0)) return name;
  const text = JSON.stringify({ late: late === null ? null : { ...late, seed }, ...lists }, (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  return `${name} faults ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
