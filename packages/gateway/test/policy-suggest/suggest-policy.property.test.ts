import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { diffPolicies } from '../../src/policy-diff/diff-policies.ts';
import { suggestPolicy } from '../../src/policy-suggest/suggest-policy.ts';
import { PolicyTest } from '../../src/policy-test/test-policy.ts';
import { acceptedLogs, asLog, DAY, END, policyOf } from './logs.ts';

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
        async (log, headroomPct, days) => {
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
          if (policy.trade !== null) trading++;
          if (diffPolicies(current, read).less.length > 2) stricter++;
        },
      ),
      { numRuns: 150 },
    );
    expect(trading).toBeGreaterThan(50);
    expect(stricter).toBeGreaterThan(50);
  });
});
