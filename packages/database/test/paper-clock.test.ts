import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type Decision, decideBatch, recordOutcomes } from '../src/index.ts';
import { addExchangeKey, addKey, content, order, read, type TestKey, version } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let gateway: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  gateway = test.as('holdfast_gateway');
});
afterAll(() => test?.stop());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2021, 0, 2);
const decide = (...requests: Parameters<typeof decideBatch>[2]) =>
  decideBatch(gateway, 'gateway-1', requests);
const rules = (decisions: readonly Decision[]) => decisions.map((d) => (d.accepted ? 'accepted' : d.rule));
const limited = (key: TestKey, simulatedAt?: number) =>
  order(key, { maxDailyUsd: '10', ...(simulatedAt === undefined ? {} : { simulatedAt }) });

async function realKey(): Promise<TestKey> {
  const name = `real-${Math.random()}`;
  const { number } = await test.admin.kysely
    .insertInto('exchange_keys')
    .values({ name, exchange: 'binance', target: 'real', created_by: 'test' })
    .returning('number')
    .executeTakeFirstOrThrow();
  await test.admin.kysely.insertInto('exchange_key_versions').values(version(number, 1)).execute();
  return addKey(test.admin, { exchangeKey: { number, name } });
}

async function usage(key: TestKey): Promise<{ stored: number; summed: number }> {
  const { rows } = await test.admin.pool.query(
    `SELECT (SELECT notional::float8 FROM daily_usage WHERE virtual_key = $1) AS stored,
      (SELECT coalesce(sum(notional), 0)::float8 FROM sends WHERE virtual_key = $1) AS summed`,
    [key.number],
  );
  return rows[0];
}

const bind = (key: TestKey, exchangeKey: number, revision: number) =>
  test.admin.pool.query('UPDATE virtual_keys SET exchange_key = $2, revision = $3 WHERE number = $1', [
    key.number,
    exchangeKey,
    revision,
  ]);

describe('the 24 hours of a key of a paper exchange', () => {
  it('run by simulated time, to the millisecond', async () => {
    const key = await addKey(test.admin);
    expect(rules(await decide(limited(key, START)))).toEqual(['accepted']);
    expect(rules(await decide(limited(key, START)))).toEqual(['max_daily_usd']);
    expect(rules(await decide(limited(key, START + DAY - 1)))).toEqual(['max_daily_usd']);
    expect(rules(await decide(limited(key, START + DAY)))).toEqual(['accepted']);
    expect(await usage(key)).toEqual({ stored: 10, summed: 10 });
  });

  it('run the same for a year at once as for one step after the other', async () => {
    const key = await addKey(test.admin);
    const year = Array.from({ length: 52 }, (_, week) => limited(key, START + 7 * DAY * week));
    for (const one of year) expect(rules(await decide(one))).toEqual(['accepted']);
    expect(await usage(key)).toEqual({ stored: 10, summed: 10 });
    // In one batch the last one's time is that of all: what the earlier ones sent still counts.
    const other = await addKey(test.admin);
    expect(rules(await decide(limited(other, START), limited(other, START + 2 * DAY)))).toEqual([
      'accepted',
      'max_daily_usd',
    ]);
  });

  it('do not run by this server’s clock', async () => {
    const key = await addKey(test.admin);
    await decide(limited(key, START));
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at - interval '3 days' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(limited(key, START + HOUR)))).toEqual(['max_daily_usd']);
    expect(rules(await decide(limited(key, START + DAY)))).toEqual(['accepted']);
  });

  it('give back what was rejected', async () => {
    const key = await addKey(test.admin);
    const [{ entry }] = await decide(limited(key, START));
    await recordOutcomes(gateway, 'gateway-1', [{ request: entry, outcome: 'rejected', entry: content(1) }]);
    expect(rules(await decide(limited(key, START)))).toEqual(['accepted']);
  });

  it('never go back: a time before the last use is refused, and uses nothing up', async () => {
    const key = await addKey(test.admin);
    await decide(order(key, { simulatedAt: START + DAY }));
    const early = limited(key, START + DAY - 1);
    expect(rules(await decide(early))).toEqual(['stale-paper-time']);
    expect(rules(await decide(order(key, { simulatedAt: START + DAY })))).toEqual(['accepted']);
    // Its replay key is still its own.
    expect(rules(await decide({ ...early, maxDailyUsd: null, simulatedAt: START + DAY }))).toEqual([
      'accepted',
    ]);
    expect(await usage(key)).toEqual({ stored: 30, summed: 30 });
  });

  it('are those of the key, whatever its generation', async () => {
    const account = await addExchangeKey(test.admin);
    const key = await addKey(test.admin, { exchangeKey: account });
    const next = await addKey(test.admin, { exchangeKey: account });
    await test.admin.pool.query(
      `UPDATE virtual_keys n SET name = f.name, generation = 2, revision = 2 FROM virtual_keys f WHERE n.number = $1 AND f.number = $2`,
      [next.number, key.number],
    );
    const rotated = (simulatedAt: number) => ({ ...limited(next, simulatedAt), revision: 2n });
    await decide(limited(key, START + DAY));
    expect(rules(await decide(rotated(START)))).toEqual(['stale-paper-time']);
    expect(rules(await decide(rotated(START + DAY)))).toEqual(['max_daily_usd']);
    expect(rules(await decide(rotated(START + 2 * DAY)))).toEqual(['accepted']);
  });
});

describe('a key of a real host', () => {
  it('is refused with a simulated time, and nothing of its limits is given back', async () => {
    const key = await realKey();
    expect(rules(await decide(limited(key)))).toEqual(['accepted']);
    for (const simulatedAt of [0, START, Date.now(), Date.now() + 2 * DAY, 253_402_300_799_999]) {
      expect(rules(await decide(limited(key, simulatedAt)))).toEqual(['paper-clock']);
      expect(rules(await decide(read(key, { simulatedAt })))).toEqual(['paper-clock']);
    }
    expect(rules(await decide(limited(key), limited(key, Date.now() + 9 * DAY), limited(key)))).toEqual([
      'max_daily_usd',
      'paper-clock',
      'max_daily_usd',
    ]);
    expect(await usage(key)).toEqual({ stored: 10, summed: 10 });
  });

  it('is not freed by another key’s simulated time in the same batch', async () => {
    const [real, paper] = [await realKey(), await addKey(test.admin)];
    await decide(limited(real));
    expect(
      rules(await decide(limited(paper, Date.now() + 9 * DAY), limited(real), limited(paper, START))),
    ).toEqual(['accepted', 'max_daily_usd', 'max_daily_usd']);
  });

  it('is not freed by a virtual key that is bound to a paper exchange and back', async () => {
    const key = await realKey();
    const paper = await addExchangeKey(test.admin);
    await decide(order(key, { maxDailyUsd: '20' }));
    await bind(key, paper.number, 2);
    const later = { revision: 2n, maxDailyUsd: '20', simulatedAt: Date.now() + 400 * DAY };
    expect(rules(await decide(order(key, later), order(key, later)))).toEqual(['accepted', 'max_daily_usd']);
    await bind(key, key.exchangeKey, 3);
    expect(rules(await decide(order(key, { revision: 3n, maxDailyUsd: '20' })))).toEqual(['max_daily_usd']);
    expect(await usage(key)).toEqual({ stored: 20, summed: 20 });
    // A day of this server later all of it is gone, the toy money too.
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at - interval '24 hours' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(order(key, { revision: 3n, maxDailyUsd: '10' })))).toEqual(['accepted']);
    expect(await usage(key)).toEqual({ stored: 10, summed: 10 });
  });

  it.each(['infinity', '-infinity'])('nor is any key decided at %s', async (time) => {
    for (const key of [await realKey(), await addKey(test.admin)]) {
      const { rows } = await gateway.pool.query(
        `SELECT refused_by FROM holdfast.decide('r', ARRAY[$1], ARRAY[1::bigint],
          ARRAY[(SELECT policy FROM holdfast.virtual_keys WHERE id = $1)]::bytea[], ARRAY[1], ARRAY[0::bigint], ARRAY[NULL::text],
          ARRAY[NULL::bytea], ARRAY[NULL::integer], ARRAY[10::numeric], ARRAY[0::numeric], ARRAY[10::numeric], ARRAY[NULL::numeric],
          ARRAY[1], ARRAY[NULL::integer], ARRAY[NULL::timestamptz], ARRAY[NULL::integer], ARRAY['1'::bytea], ARRAY[NULL::jsonb],
          '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', ARRAY[$2::timestamptz])`,
        [key.id, time],
      );
      expect(rows).toEqual([{ refused_by: 'paper-clock' }]);
    }
  });
});

it('refuses a simulated time that is none, alone', async () => {
  const key = await addKey(test.admin);
  for (const simulatedAt of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 253_402_300_800_000]) {
    expect(rules(await decide(order(key, { simulatedAt }), order(key)))).toEqual([
      'unrecordable',
      'accepted',
    ]);
  }
});
