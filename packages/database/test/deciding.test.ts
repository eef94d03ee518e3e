import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  bumpEpoch,
  type Database,
  type Decision,
  databaseTime,
  decideBatch,
  forgetReplays,
  freezeNow,
  recordOutcomes,
  revoke,
  thaw,
} from '../src/index.ts';
import { addExchangeKey, addKey, content, order, read, sha256, version } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let gateway: Database;
let operator: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  gateway = test.as('holdfast_gateway');
  operator = test.as('holdfast_operator');
});
afterAll(() => test?.stop());

const REPLICA = 'gateway-1';
const change = { reason: 'test', operator: 'ada', replica: REPLICA, entry: content({ what: 'test' }) };
const decide = (...requests: Parameters<typeof decideBatch>[2]) => decideBatch(gateway, REPLICA, requests);
const rules = (decisions: readonly Decision[]) => decisions.map((d) => (d.accepted ? 'accepted' : d.rule));
const tooMuch = '9'.repeat(20);

async function used(key: { number: number }) {
  const [row] = (
    await test.admin.pool.query(
      `SELECT coalesce((SELECT notional::float8 FROM daily_usage WHERE virtual_key = $1), 0) AS stored,
        coalesce((SELECT sum(notional)::float8 FROM sends WHERE virtual_key = $1), 0) AS summed`,
      [key.number],
    )
  ).rows;
  expect(row.stored).toBe(row.summed);
  return row.stored;
}

describe('one batch', () => {
  it('answers in order, each with an audit entry of its own', async () => {
    const key = await addKey(test.admin);
    const decisions = await decide(
      order(key),
      read(key),
      order({ id: 'nobody' }),
      order(key, { refusedBy: 'hours' }),
    );
    expect(rules(decisions)).toEqual(['accepted', 'accepted', 'unknown-key', 'hours']);
    const entries = await test.admin.kysely
      .selectFrom('audit_entries')
      .selectAll()
      .where(
        'id',
        'in',
        decisions.map((d) => String(d.entry)),
      )
      .orderBy('id')
      .execute();
    expect(entries.map((e) => [e.accepted, e.rule])).toEqual([
      [true, null],
      [true, null],
      [false, 'unknown-key'],
      [false, 'hours'],
    ]);
    const stored = JSON.parse(entries[3].canonical.toString('utf8'));
    expect(stored).toMatchObject({
      id: Number(decisions[3].entry),
      kind: 'request',
      replica: REPLICA,
      verdict: { key: key.id, accepted: false, rule: 'hours' },
      content: { path: '/api/v3/order' },
    });
    expect(entries[3].leaf_hash).toEqual(sha256(Buffer.concat([Buffer.of(0), entries[3].canonical])));
  });

  it('refuses a request with broken text alone, and records that', async () => {
    const key = await addKey(test.admin);
    const decisions = await decide(
      order(key),
      order(key, { entry: Buffer.from('{"path":"\xff"}', 'latin1') }),
      order({ id: 'a\u0000b' }),
      order({ id: '\ud800' }),
      order(key, { entry: Buffer.from('{"path":"/api"') }),
      order(key, { entry: Buffer.from('{"path":"\u0000"}') }),
      order(key, { entry: Buffer.alloc(70_000, 0x20) }),
      order(key, { entry: content({ text: 'a\u0000b', lone: '\ud800', "'": '"; DROP TABLE sends; --' }) }),
    );
    expect(rules(decisions)).toEqual([
      'accepted',
      'unrecordable',
      'unknown-key',
      'unknown-key',
      'unrecordable',
      'unrecordable',
      'unrecordable',
      'accepted',
    ]);
    expect(decisions.every((d) => d.entry > 0n)).toBe(true);
  });

  it.each([
    'NaN',
    'Infinity',
    '-1',
    '1e5',
    '',
    '1.',
    '.5',
    '1,0',
    '٣',
    '0x10',
    '1'.repeat(21),
    `1.${'1'.repeat(19)}`,
  ])('refuses the amount %j alone', async (amount) => {
    const key = await addKey(test.admin);
    expect(rules(await decide(order(key), order(key, { notionalUsd: amount })))).toEqual([
      'accepted',
      'unrecordable',
    ]);
    expect(rules(await decide(order(key, { slippageUsd: amount })))).toEqual(['unrecordable']);
    expect(rules(await decide(order(key, { maxDailyUsd: amount })))).toEqual(['unrecordable']);
    expect(await used(key)).toBe(10);
  });

  it('refuses alone what only the database finds wrong', async () => {
    const key = await addKey(test.admin);
    // Each amount is possible; the sum of the first two is beyond what the column holds.
    const requests = [order(key, { notionalUsd: tooMuch }), order(key, { notionalUsd: tooMuch }), read(key)];
    expect(rules(await decide(...requests))).toEqual(['accepted', 'unrecordable', 'accepted']);
  });

  it.each([Number.NaN, -1, 1.5, 2 ** 31])('refuses %d orders alone', async (orders) => {
    const key = await addKey(test.admin);
    expect(rules(await decide(order(key), order(key, { orders })))).toEqual(['accepted', 'unrecordable']);
  });

  it('does nothing for an empty batch', async () => {
    expect(await decide()).toEqual([]);
  });
});

describe('keys and freezes', () => {
  it('refuses what was judged with an old row', async () => {
    const key = await addKey(test.admin);
    expect(
      rules(
        await decide(
          read(key, { revision: 2n }),
          read(key, { policy: sha256('another') }),
          read(key, { exchangeKeyVersion: 2 }),
          read(key, { epoch: 1n }),
        ),
      ),
    ).toEqual(['stale-key', 'stale-policy', 'stale-exchange-key', 'stale-epoch']);
  });

  it('does not use up the replay key of a request that must be judged again', async () => {
    const key = await addKey(test.admin);
    const request = order(key);
    expect(rules(await decide({ ...request, revision: 9n }))).toEqual(['stale-key']);
    expect(rules(await decide(request))).toEqual(['accepted']);
  });

  it('refuses an expired key by the database’s clock', async () => {
    const soon = new Date((await databaseTime(gateway)).getTime() + 100);
    const key = await addKey(test.admin, { expires: soon });
    expect(rules(await decide(read(key)))).toEqual(['accepted']);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(rules(await decide(read(key)))).toEqual(['expired']);
  });

  it('moves to the next version of an exchange key between two requests', async () => {
    const key = await addKey(test.admin);
    await test.admin.pool.query(
      `UPDATE exchange_key_versions SET state = 'retiring', revision = 2 WHERE exchange_key = $1`,
      [key.exchangeKey],
    );
    expect(rules(await decide(read(key)))).toEqual(['stale-exchange-key']);
    await test.admin.kysely.insertInto('exchange_key_versions').values(version(key.exchangeKey, 2)).execute();
    expect(rules(await decide(read(key), read(key, { exchangeKeyVersion: 2 })))).toEqual([
      'stale-exchange-key',
      'accepted',
    ]);
  });

  it('freezes one virtual key, one exchange key or everything, and thaws each for itself', async () => {
    const account = await addExchangeKey(test.admin);
    const [a, b] = [
      await addKey(test.admin, { exchangeKey: account }),
      await addKey(test.admin, { exchangeKey: account }),
    ];
    const other = await addKey(test.admin);
    const all = async (epochs: bigint[]) =>
      rules(await decide(...[a, b, other].map((key, i) => read(key, { epoch: epochs[i] }))));

    const first = await freezeNow(gateway, { kind: 'virtual-key', id: a.id }, change);
    expect(await all([first, 0n, 0n])).toEqual(['frozen', 'accepted', 'accepted']);
    const second = await freezeNow(gateway, { kind: 'exchange-key', name: account.name }, change);
    expect(await all([second, second, 0n])).toEqual(['frozen', 'frozen', 'accepted']);
    const third = await freezeNow(gateway, { kind: 'everything' }, change);
    expect(await all([third, third, third])).toEqual(['frozen', 'frozen', 'frozen']);

    const fourth = await thaw(operator, { kind: 'everything' }, change);
    expect(await all([fourth, fourth, third])).toEqual(['frozen', 'frozen', 'stale-epoch']);
    expect(await all([fourth, fourth, fourth])).toEqual(['frozen', 'frozen', 'accepted']);
    const fifth = await thaw(operator, { kind: 'exchange-key', name: account.name }, change);
    expect(await all([fifth, fifth, fourth])).toEqual(['frozen', 'accepted', 'accepted']);
    const sixth = await thaw(operator, { kind: 'virtual-key', id: a.id }, change);
    expect(await all([sixth, fifth, fourth])).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await bumpEpoch(gateway, change)).toBe(sixth + 1n);
    expect(await all([sixth, fifth, sixth + 1n])).toEqual(['stale-epoch', 'stale-epoch', 'accepted']);
    // Later tests begin at 0 again.
    await test.admin.pool.query('UPDATE freezes SET epoch = 0');
  });

  it('treats a missing freeze row as frozen', async () => {
    const key = await addKey(test.admin);
    const client = await test.admin.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('DELETE FROM freezes');
      const { rows } = await client.query(
        `SELECT refused_by FROM decide('r', ARRAY[$1], '{1}', ARRAY[$2::bytea], '{1}', '{0}', '{null}', '{null}', '{null}',
          '{0}', '{0}', '{null}', '{null}', '{0}', '{null}', '{null}', '{null}', ARRAY['{}'::bytea], '{null}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{null}')`,
        [key.id, read(key).policy],
      );
      expect(rows).toEqual([{ refused_by: 'frozen' }]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('refuses a revoked key, sealed or not, and never takes it back', async () => {
    const [a, b] = [await addKey(test.admin), await addKey(test.admin)];
    await revoke(gateway, { id: a.id, revision: 1n, rowMac: null }, change);
    await revoke(gateway, { id: b.id, revision: 1n, rowMac: randomBytes(32) }, change);
    expect(rules(await decide(read(a), read(b), read(a, { revision: 2n })))).toEqual([
      'revoked',
      'revoked',
      'revoked',
    ]);
    await expect(revoke(gateway, { id: a.id, revision: 1n, rowMac: null }, change)).rejects.toMatchObject({
      code: 'DATABASE_KEY_UNKNOWN',
    });
    await expect(
      operator.pool.query(`UPDATE virtual_keys SET state = 'active', revision = revision + 1 WHERE id = $1`, [
        a.id,
      ]),
    ).rejects.toThrow('a revoked key stays revoked');
  });

  it('does not revoke a row that changed after its MAC was made', async () => {
    const key = await addKey(test.admin);
    await expect(
      revoke(gateway, { id: key.id, revision: 7n, rowMac: randomBytes(32) }, change),
    ).rejects.toMatchObject({ code: 'DATABASE_KEY_UNKNOWN' });
    expect(rules(await decide(read(key)))).toEqual(['accepted']);
  });

  it('refuses names that do not exist, and then leaves epoch and log as they were', async () => {
    const state = async () =>
      (await test.admin.pool.query('SELECT epoch, (SELECT count(*) FROM audit_entries) FROM control')).rows;
    const before = await state();
    for (const scope of [
      { kind: 'virtual-key', id: 'nobody' },
      { kind: 'exchange-key', name: 'nothing' },
    ] as const) {
      await expect(freezeNow(gateway, scope, change)).rejects.toMatchObject({ code: 'DATABASE_KEY_UNKNOWN' });
    }
    expect(await state()).toEqual(before);
  });
});

describe('replays', () => {
  it('accepts a request once: in one batch, in the next, and after a refusal', async () => {
    const key = await addKey(test.admin);
    const request = order(key);
    expect(rules(await decide(request, request, order(key)))).toEqual(['accepted', 'replay', 'accepted']);
    expect(rules(await decide(request))).toEqual(['replay']);
    const refused = order(key, { maxDailyUsd: '0' });
    expect(rules(await decide(refused))).toEqual(['max_daily_usd']);
    expect(rules(await decide({ ...refused, maxDailyUsd: null }))).toEqual(['replay']);
    const judged = order(key, { refusedBy: 'symbols' });
    expect(rules(await decide(judged))).toEqual(['symbols']);
    expect(rules(await decide({ ...judged, refusedBy: null }))).toEqual(['replay']);
  });

  it('lets reads repeat, and keeps the replay keys of two virtual keys apart', async () => {
    const [a, b] = [await addKey(test.admin), await addKey(test.admin)];
    const replay = { digest: randomBytes(32), keepSeconds: 60 };
    expect(rules(await decide(read(a), read(a), order(a, { replay }), order(b, { replay })))).toEqual(
      Array(4).fill('accepted'),
    );
  });

  it('forgets replay keys after their time only', async () => {
    const key = await addKey(test.admin);
    const request = order(key);
    await decide(request);
    await forgetReplays(gateway);
    expect(rules(await decide(request))).toEqual(['replay']);
    await test.admin.pool.query(
      `UPDATE replay_keys SET expires_at = clock_timestamp() - interval '1 s' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(request))).toEqual(['replay']);
    expect(await forgetReplays(gateway)).toBe(1);
  });
});

describe('a clock of the database that was set back', () => {
  afterEach(async () => {
    await test.admin.pool.query(`UPDATE control SET replays_forgotten_until = '-infinity'`);
  });
  const forgetAt = async (key: Awaited<ReturnType<typeof addKey>>, interval: string) => {
    await decide(order(key));
    await test.admin.pool.query(
      `UPDATE replay_keys SET expires_at = clock_timestamp() - interval '1 s' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(await forgetReplays(gateway)).toBeGreaterThan(0);
    // As if it had been forgotten later, and the clock went back since.
    await test.admin.pool.query(
      `UPDATE control SET replays_forgotten_until = replays_forgotten_until + interval '${interval}'`,
    );
  };

  it('decides nothing in a time whose requests are forgotten', async () => {
    const key = await addKey(test.admin);
    await forgetAt(key, '20 minutes');
    for (const request of [order(key), read(key)]) {
      await expect(decide(request)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    }
  });

  it('bears what time synchronisation does', async () => {
    const key = await addKey(test.admin);
    await forgetAt(key, '9 minutes');
    expect(rules(await decide(order(key)))).toEqual(['accepted']);
  });

  it('remembers the latest that was forgotten, not the last', async () => {
    const key = await addKey(test.admin);
    await decide(order(key));
    await forgetAt(key, '9 minutes');
    const until = async (): Promise<string> =>
      (await test.admin.pool.query('SELECT replays_forgotten_until::text AS until FROM control')).rows[0]
        .until;
    const before = await until();
    await decide(order(key));
    await test.admin.pool.query(`UPDATE replay_keys SET expires_at = clock_timestamp() - interval '1 hour'`);
    expect(await forgetReplays(gateway)).toBeGreaterThan(0);
    expect(await until()).toBe(before);
  });
});

describe('daily limits', () => {
  it('counts to the last digit, within a batch too, and lets a smaller order through', async () => {
    const key = await addKey(test.admin);
    const limited = (notionalUsd: string) => order(key, { notionalUsd, maxDailyUsd: '0.3' });
    expect(
      rules(await decide(limited('0.1'), limited('0.2'), limited('0.000000000000000001'), limited('0'))),
    ).toEqual(['accepted', 'accepted', 'max_daily_usd', 'accepted']);
    expect(rules(await decide(limited('0.1')))).toEqual(['max_daily_usd']);
  });

  it('limits slippage apart from notional', async () => {
    const key = await addKey(test.admin);
    const limited = (slippageUsd: string) => order(key, { slippageUsd, maxDailySlippageUsd: '5' });
    expect(rules(await decide(limited('5'), limited('0.01'), limited('0')))).toEqual([
      'accepted',
      'max_daily_slippage_usd',
      'accepted',
    ]);
  });

  it('takes into account what was sent while there was no limit', async () => {
    const key = await addKey(test.admin);
    await decide(order(key, { notionalUsd: '50' }));
    expect(rules(await decide(order(key, { maxDailyUsd: '59' }), order(key, { maxDailyUsd: '60' })))).toEqual(
      ['max_daily_usd', 'accepted'],
    );
  });

  it('gives back what is older than 24 hours, to the microsecond, and nothing younger', async () => {
    const key = await addKey(test.admin);
    const limited = order(key, { notionalUsd: '10', maxDailyUsd: '10' });
    await decide(limited);
    const age = (interval: string) =>
      test.admin.pool.query(
        'UPDATE sends SET sent_at = clock_timestamp() - $2::interval WHERE virtual_key = $1',
        [key.number, interval],
      );
    await age('23 hours 59 minutes 50 seconds');
    expect(rules(await decide(order(key, { maxDailyUsd: '10' })))).toEqual(['max_daily_usd']);
    await age('24 hours');
    expect(rules(await decide(order(key, { maxDailyUsd: '10' })))).toEqual(['accepted']);
    expect(await used(key)).toBe(10);
  });

  it('does not give anything back when the clock is set back', async () => {
    const key = await addKey(test.admin);
    await decide(order(key, { maxDailyUsd: '10' }));
    // As if the clock had been a day ahead when that order was decided.
    await test.admin.pool.query(
      `UPDATE daily_usage SET latest = latest + interval '1 day' WHERE virtual_key = $1`,
      [key.number],
    );
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at + interval '1 day' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(order(key, { maxDailyUsd: '10' })))).toEqual(['max_daily_usd']);
    expect(await used(key)).toBe(10);
  });
});

it('usage follows a virtual key that is bound to another exchange key', async () => {
  const key = await addKey(test.admin);
  const [{ entry: early }, { entry: old }] = await decide(order(key), order(key));
  await test.admin.pool.query(`UPDATE sends SET sent_at = sent_at - interval '25 hours' WHERE entry = $1`, [
    String(old),
  ]);
  const another = await addExchangeKey(test.admin);
  await operator.pool.query('UPDATE virtual_keys SET exchange_key = $2, revision = 2 WHERE number = $1', [
    key.number,
    another.number,
  ]);
  const next = () => order(key, { revision: 2n, maxDailyUsd: '20' });
  expect(rules(await decide(next(), next()))).toEqual(['accepted', 'max_daily_usd']);
  await recordOutcomes(gateway, REPLICA, [{ request: early, outcome: 'rejected', entry: content(1) }]);
  expect(rules(await decide(next(), next()))).toEqual(['accepted', 'max_daily_usd']);
  expect(await used(key)).toBe(20);
});

describe('outcomes', () => {
  it('give back a definite rejection, once, and nothing else', async () => {
    const key = await addKey(test.admin);
    const decisions = await decide(...Array.from({ length: 4 }, () => order(key, { notionalUsd: '10' })));
    const [rejected, unknown, accepted, partly] = decisions.map((d) => d.entry);
    const entry = content({ status: 200 });
    const outcomes = [
      { request: rejected, outcome: 'rejected', entry },
      { request: unknown, outcome: 'unknown', entry },
      { request: accepted, outcome: 'accepted', entry },
      { request: partly, outcome: 'partly', kept: { notionalUsd: '4', slippageUsd: '0', orders: 0 }, entry },
    ] as const;
    const first = await recordOutcomes(gateway, REPLICA, outcomes);
    expect(first.every((id) => id !== null)).toBe(true);
    expect(await used(key)).toBe(24);
    expect(
      await recordOutcomes(gateway, REPLICA, [{ request: unknown, outcome: 'rejected', entry }, ...outcomes]),
    ).toEqual(Array(5).fill(null));
    expect(await used(key)).toBe(24);
  });

  it('never raise a reservation', async () => {
    const key = await addKey(test.admin);
    const [{ entry: request }] = await decide(order(key));
    const kept = { notionalUsd: '1000', slippageUsd: '1000', orders: 1000 };
    await recordOutcomes(gateway, REPLICA, [{ request, outcome: 'partly', kept, entry: content(1) }]);
    expect(await used(key)).toBe(10);
  });

  it('are refused for requests that were refused or never were', async () => {
    const key = await addKey(test.admin);
    const [{ entry: refused }] = await decide(order(key, { refusedBy: 'hours' }));
    const entry = content({ status: 400 });
    expect(
      await recordOutcomes(gateway, REPLICA, [
        { request: refused, outcome: 'rejected', entry },
        { request: 2n ** 60n, outcome: 'rejected', entry },
      ]),
    ).toEqual([null, null]);
  });

  it('after 24 hours are recorded and give nothing back twice', async () => {
    const key = await addKey(test.admin);
    const [{ entry: request }] = await decide(order(key));
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at - interval '25 hours' WHERE virtual_key = $1`,
      [key.number],
    );
    await decide(order(key));
    expect(await used(key)).toBe(10);
    const [id] = await recordOutcomes(gateway, REPLICA, [
      { request, outcome: 'rejected', entry: content({}) },
    ]);
    expect(id).not.toBeNull();
    expect(await used(key)).toBe(10);
  });
});

describe('open orders', () => {
  it('adds what was sent since the exchange was asked to what it answered, over all virtual keys of the account', async () => {
    const account = await addExchangeKey(test.admin);
    const [a, b] = [
      await addKey(test.admin, { exchangeKey: account }),
      await addKey(test.admin, { exchangeKey: account }),
    ];
    const asOf = await databaseTime(gateway);
    const openOrders = { count: 2, asOf, limit: 4 };
    expect(
      rules(await decide(order(a, { openOrders }), order(b, { openOrders }), order(a, { openOrders }))),
    ).toEqual(['accepted', 'max_open_orders', 'accepted']);
    expect(rules(await decide(order(b, { openOrders }), read(b, { openOrders })))).toEqual([
      'max_open_orders',
      'accepted',
    ]);
  });

  it('stops counting a send when a later answer must hold it, or when it was rejected', async () => {
    const key = await addKey(test.admin);
    const asOf = await databaseTime(gateway);
    const [first] = await decide(order(key, { openOrders: { count: 0, asOf, limit: 1 } }));
    expect(first.accepted).toBe(true);
    // Asked again while the first was still under way: the answer may hold it or not.
    const between = await databaseTime(gateway);
    await recordOutcomes(gateway, REPLICA, [
      { request: first.entry, outcome: 'accepted', entry: content(1) },
    ]);
    expect(rules(await decide(order(key, { openOrders: { count: 0, asOf: between, limit: 1 } })))).toEqual([
      'max_open_orders',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const after = await databaseTime(gateway);
    const [second] = await decide(order(key, { openOrders: { count: 0, asOf: after, limit: 1 } }));
    expect(second.accepted).toBe(true);
    await recordOutcomes(gateway, REPLICA, [
      { request: second.entry, outcome: 'rejected', entry: content(1) },
    ]);
    expect(rules(await decide(order(key, { openOrders: { count: 0, asOf: after, limit: 1 } })))).toEqual([
      'accepted',
    ]);
  });

  it('refuses when the exchange did not say, or the answer is from the future', async () => {
    const key = await addKey(test.admin);
    const now = await databaseTime(gateway);
    const later = new Date(now.getTime() + 60_000);
    expect(
      rules(
        await decide(
          order(key, { openOrders: { count: null, asOf: now, limit: 5 } }),
          order(key, { openOrders: { count: 0, asOf: later, limit: 5 } }),
          order(key, { openOrders: { count: 0, asOf: new Date(Number.NaN), limit: 5 } }),
        ),
      ),
    ).toEqual(['max_open_orders', 'max_open_orders', 'unrecordable']);
  });

  it('counts an unanswered send until the longest time a request can take', async () => {
    const key = await addKey(test.admin);
    await decide(order(key));
    const asOf = await databaseTime(gateway);
    const openOrders = { count: 0, asOf, limit: 1 };
    expect(rules(await decide(order(key, { openOrders })))).toEqual(['max_open_orders']);
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at - interval '61 s' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(order(key, { openOrders })))).toEqual(['accepted']);
  });
});

describe('durability', () => {
  it('decides nothing where a commit may be lost', async () => {
    const key = await addKey(test.admin);
    const client = await gateway.pool.connect();
    try {
      await client.query('SET synchronous_commit = off');
      await expect(
        client.query(`SELECT lease_nonces($1, 1, 'r', 1, 1, 1000)`, [key.exchangeKey]),
      ).rejects.toMatchObject({
        code: '55000',
      });
      const pool = { query: client.query.bind(client) } as Database['pool'];
      await expect(decideBatch({ ...gateway, pool }, REPLICA, [read(key)])).rejects.toMatchObject({
        code: 'DATABASE_NOT_DURABLE',
      });
    } finally {
      client.release(true);
    }
  });
});
