import { compare } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { diffPolicies } from '../../src/policy-diff/diff-policies.ts';
import { DailyPeak } from '../../src/policy-suggest/daily-peak.ts';
import { suggestPolicy } from '../../src/policy-suggest/suggest-policy.ts';
import type { RecordedEvent } from '../../src/policy-test/recorded-request.ts';
import { PolicyTest } from '../../src/policy-test/test-policy.ts';
import { acceptedLogs, asLog, DAY, END, policyOf, type TrueLog } from './logs.ts';

const POLICIES = {
  plain: policyOf(),
  'cancelling all': policyOf('cancel_all: true'),
  'own orders': policyOf('own_orders_only: true', 'max_open_orders: 50'),
  tight: policyOf('max_order_usd: 300', 'max_daily_usd: 700', 'rate: {per_second: 0.5, burst: 3}'),
  narrow: policyOf('sides: [sell]', 'hours: [22:00-06:00]', 'max_share_of_volume_pct: 90'),
};

describe.each(Object.entries(POLICIES))('a policy suggested from accepted requests, %s', (_, current) => {
  it('refuses none of them, is not wider, and is its own file', async () => {
    let trading = 0;
    let stricter = 0;
    await fc.assert(
      fc.asyncProperty(
        acceptedLogs(current),
        fc.constantFrom(0, 20, 150),
        fc.constantFrom(3, 30, 200),
        async ({ events: log, judged }, headroomPct, days) => {
          const from = END - days * DAY;
          const suggestion = await suggestPolicy('bot', {
            current,
            events: asLog(log),
            from,
            to: END,
            headroomPct,
          });
          const { policy, yaml } = suggestion;
          const used = log.filter((event) => event.kind === 'outcome' || event.request.time >= from);
          if (policy === null) {
            const kinds = used.map((event) => event.kind === 'request' && event.request.class);
            expect(kinds.filter((kind) => kind === 'read' || kind === 'trade')).toEqual([]);
            return;
          }
          const read = parsePolicy(yaml, 'suggested.yaml');
          expect(canonicalPolicy(read).equals(canonicalPolicy(policy))).toBe(true);
          expect(diffPolicies(current, read).more).toEqual([]);
          const test = new PolicyTest(read);
          for (const event of used) test.replay(event);
          expect(test.totals().refusedBy).toEqual({});
          trulyAccepted(read, used, judged);
          if (policy.trade !== null) trading++;
          if (diffPolicies(current, read).less.length > 2) stricter++;
        },
      ),
      { numRuns: 150 },
    );
    expect(trading).toBeGreaterThan(20);
    expect(stricter).toBeGreaterThan(20);
  });
});

/** With the prices that the log doesn't hold, sums of 24 hours too. Whose symbol the log doesn't say is left out. */
function trulyAccepted(policy: Policy, events: readonly RecordedEvent[], judged: TrueLog['judged']): void {
  const sums = new DailyPeak();
  for (const event of events) {
    if (event.kind === 'outcome') {
      if (event.outcome === 'rejected') sums.release(event.of);
      continue;
    }
    const { place, time, orders, cancels } = event.request;
    if (cancels.some(({ symbol }) => symbol === null)) continue;
    if (orders.some(({ side }) => side === null)) continue;
    const judgement = judged(place, policy);
    if (judgement.verdict === 'refused') throw judgement.refusal;
    sums.count(place, time, judgement);
  }
  const { trade } = policy;
  if (trade === null) return;
  expect(compare(sums.notionalUsd.amount, trade.maxDailyUsd)).toBeLessThanOrEqual(0);
  expect(compare(sums.slippageUsd.amount, trade.maxDailySlippageUsd)).toBeLessThanOrEqual(0);
}
