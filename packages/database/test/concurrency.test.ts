import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Database,
  type DecisionRequest,
  decideBatch,
  freezeNow,
  recordOutcomes,
  revoke,
  thaw,
} from '../src/index.ts';
import { addExchangeKey, addKey, content, order, read } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let replicas: Database[];
beforeAll(async () => {
  test = await startTestDatabase();
  replicas = [1, 2, 3].map(() => test.as('holdfast_gateway', 4));
});
afterAll(() => test?.stop());

const change = { reason: 'test', operator: 'ada', replica: 'gateway-1', entry: content(1) };

/** Every batch on the next replica, all at once. */
async function onReplicas(batches: readonly (readonly DecisionRequest[])[]) {
  const answers = await Promise.all(
    batches.map((batch, i) => decideBatch(replicas[i % 3], `gateway-${(i % 3) + 1}`, batch)),
  );
  return answers.flat();
}

it('never accepts more than the daily limit on three replicas at once, and uses it up', async () => {
  const account = await addExchangeKey(test.admin);
  const keys = [
    await addKey(test.admin, { exchangeKey: account }),
    await addKey(test.admin, { exchangeKey: account }),
  ];
  // Amounts of 7.77: 128 of them fit into 1000, 300 are asked for, with each key.
  const batches = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: 10 }, (_unused, j) =>
      order(keys[(i + j) % 2], { notionalUsd: '7.77', maxDailyUsd: '1000' }),
    ),
  );
  const decisions = await onReplicas(batches);
  const asked = batches.flat();
  for (const key of keys) {
    const accepted = decisions.filter((d, i) => d.accepted && asked[i].virtualKey === key.id);
    expect(accepted).toHaveLength(128);
  }
  expect(decisions.every((d) => d.accepted || d.rule === 'max_daily_usd')).toBe(true);
});

it('stays exact while rejections give back what they had taken', async () => {
  const key = await addKey(test.admin);
  const limited = () => order(key, { notionalUsd: '10', maxDailyUsd: '100' });
  let standing = 0;
  const client = async (replica: Database, seed: number) => {
    for (let i = 0; i < 25; i++) {
      const [decision] = await decideBatch(replica, 'gateway-1', [limited()]);
      if (!decision.accepted) continue;
      standing++;
      expect(standing).toBeLessThanOrEqual(10);
      if ((i + seed) % 3 === 0) continue;
      standing--;
      await recordOutcomes(replica, 'gateway-1', [
        { request: decision.entry, outcome: 'rejected', entry: content(1) },
      ]);
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map((i) => client(replicas[i % 3], i)));
  const { rows } = await test.admin.pool.query(
    `SELECT notional::float8, (SELECT sum(notional)::float8 FROM sends WHERE virtual_key = $1) AS summed
     FROM daily_usage WHERE virtual_key = $1`,
    [key.number],
  );
  expect(rows).toEqual([{ notional: 100, summed: 100 }]);
});

it('never opens more orders than allowed across replicas and virtual keys of one account', async () => {
  const account = await addExchangeKey(test.admin);
  const keys = await Promise.all([1, 2, 3].map(() => addKey(test.admin, { exchangeKey: account })));
  const openOrders = { count: 3, asOf: new Date(Date.now() - 1000), limit: 20 };
  const decisions = await onReplicas(
    Array.from({ length: 30 }, (_, i) => [
      order(keys[i % 3], { openOrders }),
      order(keys[(i + 1) % 3], { openOrders }),
    ]),
  );
  expect(decisions.filter((d) => d.accepted)).toHaveLength(17);
});

it('waits for a decision under way with what is given back, and with nothing else', async () => {
  const key = await addKey(test.admin);
  const [placed, rejected] = await decideBatch(replicas[0], 'gateway-1', [order(key), order(key)]);
  const holder = await test.admin.pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM daily_usage WHERE virtual_key = $1 FOR UPDATE', [key.number]);
  const one = { request: placed.entry, outcome: 'accepted', entry: content(1) } as const;
  expect(await recordOutcomes(replicas[1], 'gateway-2', [one])).toEqual([expect.any(BigInt)]);
  let ended = false;
  const other = recordOutcomes(replicas[2], 'gateway-3', [
    { ...one, request: rejected.entry, outcome: 'rejected' },
  ]).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(ended).toBe(false);
  await holder.query('COMMIT');
  holder.release();
  await other;
  const { rows } = await test.admin.pool.query(
    `SELECT u.notional = s.notional AS exact, r.notional::float8 AS returned FROM daily_usage u
     JOIN sends s ON s.entry = $2 JOIN sends r ON r.entry = $3 WHERE u.virtual_key = $1`,
    [key.number, placed.entry.toString(), rejected.entry.toString()],
  );
  expect(rows).toEqual([{ exact: true, returned: 0 }]);
});

it('accepts a replayed request once, whichever replica and batch sees it, and no batch waits for another for ever', async () => {
  const key = await addKey(test.admin);
  const requests = Array.from({ length: 20 }, () => order(key));
  // The same requests in different orders: locks that were not taken in one order would deadlock here.
  const shuffled = Array.from({ length: 12 }, (_, i) => [...requests.slice(i), ...requests.slice(0, i)]);
  const decisions = await onReplicas(shuffled.map((batch, i) => (i % 2 ? batch.toReversed() : batch)));
  expect(decisions.filter((d) => d.accepted)).toHaveLength(20);
  expect(decisions.filter((d) => !d.accepted && d.rule === 'replay')).toHaveLength(220);
});

it('never accepts after a freeze or a revocation has returned, on any replica', async () => {
  const [frozen, revoked] = [await addKey(test.admin), await addKey(test.admin)];
  const stops: { at?: number; key: { id: string } }[] = [{ key: frozen }, { key: revoked }];
  const late: string[] = [];
  let accepted = 0;
  let running = true;
  const client = async (replica: Database, key: { id: string }, stop: { at?: number }) => {
    while (running) {
      const begun = performance.now();
      const [decision] = await decideBatch(replica, 'gateway-1', [read(key)]);
      if (decision.accepted) accepted++;
      if (decision.accepted && stop.at !== undefined && begun >= stop.at) late.push(key.id);
    }
  };
  const clients = replicas.flatMap((replica) => stops.map((stop) => client(replica, stop.key, stop)));
  await new Promise((resolve) => setTimeout(resolve, 150));
  const began = performance.now();
  await Promise.all([
    freezeNow(test.as('holdfast_gateway'), { kind: 'virtual-key', id: frozen.id }, change),
    revoke(test.as('holdfast_gateway'), { id: revoked.id, revision: 1n, rowMac: null }, change),
  ]);
  stops[0].at = stops[1].at = performance.now();
  expect(stops[0].at - began).toBeLessThan(1000);
  await new Promise((resolve) => setTimeout(resolve, 150));
  running = false;
  await Promise.all(clients);
  expect(accepted).toBeGreaterThan(10);
  expect(late).toEqual([]);
  await thaw(test.as('holdfast_operator'), { kind: 'virtual-key', id: frozen.id }, change);
});

it('makes a freeze wait for a batch under way, and that batch’s successors see it', async () => {
  const key = await addKey(test.admin);
  const batch = await test.admin.pool.connect();
  try {
    await batch.query('BEGIN');
    await batch.query('LOCK TABLE gate IN ROW EXCLUSIVE MODE');
    let done = false;
    const freeze = freezeNow(replicas[0], { kind: 'virtual-key', id: key.id }, change).finally(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(done).toBe(false);
    const next = decideBatch(replicas[1], 'gateway-2', [read(key)]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await batch.query('COMMIT');
    const epoch = await freeze;
    const [decision] = await next;
    expect(decision).toMatchObject({ accepted: false, rule: 'frozen', epoch });
  } finally {
    batch.release();
  }
});

it('keeps the sum of each key equal to its sends, for any sequence of orders and outcomes', async () => {
  const amount = fc
    .bigInt({ min: 0n, max: 30n * 10n ** 18n })
    .map((n) => `${n / 10n ** 18n}.${String(n % 10n ** 18n).padStart(18, '0')}`);
  const units = (text: string) => {
    const [whole, fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(18, '0'));
  };
  const step = fc.record({
    notionalUsd: amount,
    outcome: fc.constantFrom('accepted', 'rejected', 'unknown', null),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 4 }),
      async (batches) => {
        const key = await addKey(test.admin);
        let model = 0n;
        for (const batch of batches) {
          const requests = batch.map(({ notionalUsd }) => order(key, { notionalUsd, maxDailyUsd: '100' }));
          const decisions = await decideBatch(replicas[0], 'gateway-1', requests);
          const outcomes = [];
          for (const [i, decision] of decisions.entries()) {
            const fits = model + units(batch[i].notionalUsd) <= 100n * 10n ** 18n;
            expect(decision.accepted).toBe(fits);
            if (!fits) continue;
            model += units(batch[i].notionalUsd);
            expect(units(decision.usedUsd ?? '')).toBe(model);
            const { outcome } = batch[i];
            if (outcome !== null)
              outcomes.push({ request: decision.entry, outcome, entry: content(1), at: i });
          }
          await recordOutcomes(replicas[1], 'gateway-2', outcomes);
          for (const { outcome, at } of outcomes)
            if (outcome === 'rejected') model -= units(batch[at].notionalUsd);
        }
        const { rows } = await test.admin.pool.query(
          'SELECT coalesce(sum(notional), 0)::text AS summed FROM sends WHERE virtual_key = $1',
          [key.number],
        );
        expect(units(rows[0].summed)).toBe(model);
      },
    ),
    { numRuns: 25 },
  );
});

it('decides whole batches or nothing when its server process is killed', async () => {
  const key = await addKey(test.admin);
  const replay = { digest: randomBytes(32), keepSeconds: 60 };
  const blocker = await test.admin.pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('SELECT FROM send_turns WHERE exchange_key = $1 FOR UPDATE', [key.exchangeKey]);
  const batch = decideBatch(replicas[0], 'gateway-1', [order(key, { replay }), read(key)]);
  const outcome = batch.catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await test.admin.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'holdfast_gateway' AND wait_event_type = 'Lock'`,
  );
  expect(await outcome).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await blocker.query('COMMIT');
  blocker.release();
  const { rows } = await test.admin.pool.query(
    'SELECT (SELECT count(*)::int FROM audit_entries WHERE virtual_key = $1) AS entries, (SELECT count(*)::int FROM replay_keys WHERE virtual_key = $1) AS replays',
    [key.number],
  );
  expect(rows).toEqual([{ entries: 0, replays: 0 }]);
});
