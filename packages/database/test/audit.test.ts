import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appendLeaves,
  type Database,
  decideBatch,
  type Leaf,
  recordEntry,
  recordOutcomes,
} from '../src/index.ts';
import { addKey, content, order, read, sha256 } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let gateway: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  gateway = test.as('holdfast_gateway', 8);
});
afterAll(() => test?.stop());

const INSERT = `INSERT INTO audit_entries (kind, replica, recorded_at, canonical)
  VALUES ('summary', 'r', clock_timestamp(), '{}') RETURNING id`;

async function everything(): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  for (;;) {
    const more = await appendLeaves(gateway, 100);
    if (more.length === 0) return leaves;
    leaves.push(...more);
  }
}

it('places every entry once, without gaps, with the hash of its bytes', async () => {
  const key = await addKey(test.admin);
  const decisions = await decideBatch(gateway, 'gateway-1', [order(key), read(key), read({ id: 'nobody' })]);
  await recordOutcomes(gateway, 'gateway-1', [
    { request: decisions[0].entry, outcome: 'accepted', entry: content(1) },
  ]);
  await recordEntry(gateway, 'gateway-1', 'summary', content({ failures: 3 }));
  const leaves = await everything();
  expect(leaves.map((leaf) => leaf.index)).toEqual([0n, 1n, 2n, 3n, 4n]);
  const { rows } = await test.admin.pool.query('SELECT id, canonical FROM audit_entries ORDER BY id');
  expect(leaves.map((leaf) => [leaf.entry, leaf.hash])).toEqual(
    rows.map((row) => [BigInt(row.id), sha256(Buffer.concat([Buffer.of(0), row.canonical]))]),
  );
  for (const { canonical } of rows) JSON.parse(canonical.toString('utf8'));
  expect(await appendLeaves(gateway)).toEqual([]);
});

it('does not place an entry while one that began earlier may still appear before it', async () => {
  await everything();
  const slow = await test.admin.pool.connect();
  try {
    await slow.query('BEGIN');
    const early = BigInt((await slow.query(INSERT)).rows[0].id);
    const late = await recordEntry(gateway, 'gateway-1', 'summary', content('late'));
    expect(late).toBeGreaterThan(early);
    expect(await appendLeaves(gateway)).toEqual([]);
    await slow.query('COMMIT');
    expect((await appendLeaves(gateway)).map((leaf) => leaf.entry)).toEqual([early, late]);
  } finally {
    slow.release();
  }
});

it('leaves no gap where a transaction was rolled back', async () => {
  const before = await everything();
  const broken = await test.admin.pool.connect();
  await broken.query('BEGIN');
  await broken.query(INSERT);
  const next = await recordEntry(gateway, 'gateway-1', 'summary', content('next'));
  await broken.query('ROLLBACK');
  broken.release();
  const [leaf] = await everything();
  const { rows } = await test.admin.pool.query(
    'SELECT max(leaf_index) AS last, count(*) AS count FROM audit_leaves',
  );
  expect(leaf).toMatchObject({ entry: next, index: BigInt(rows[0].last) });
  expect(BigInt(rows[0].count)).toBe(leaf.index + 1n);
  expect(before).toEqual([]);
});

it('lets one replica place at a time; the others are told that there is nothing', async () => {
  await everything();
  await recordEntry(gateway, 'gateway-1', 'summary', content(1));
  const other = await test.admin.pool.connect();
  try {
    await other.query('BEGIN');
    await other.query('SELECT FROM audit_sequencer FOR UPDATE');
    expect(await appendLeaves(gateway)).toEqual([]);
    await other.query('COMMIT');
    expect(await appendLeaves(gateway)).toHaveLength(1);
  } finally {
    other.release();
  }
});

it('keeps indices dense and final while three replicas write and place at once', async () => {
  const key = await addKey(test.admin);
  await everything();
  const placed: Leaf[] = [];
  let writing = true;
  const sequencer = async () => {
    while (writing) placed.push(...(await appendLeaves(gateway, 7)));
  };
  const writer = async (replica: string) => {
    for (let i = 0; i < 40; i++) await decideBatch(gateway, replica, [read(key), order(key)]);
  };
  const sequencers = [sequencer(), sequencer()];
  await Promise.all(['gateway-1', 'gateway-2', 'gateway-3'].map(writer));
  writing = false;
  await Promise.all(sequencers);
  placed.push(...(await everything()));
  expect(placed).toHaveLength(240);
  const sorted = placed.toSorted((a, b) => Number(a.index - b.index));
  expect(sorted.map((leaf) => leaf.index)).toEqual(sorted.map((_, i) => sorted[0].index + BigInt(i)));
  expect(new Set(placed.map((leaf) => leaf.entry)).size).toBe(240);
  const { rows } = await test.admin.pool.query(
    'SELECT count(*)::int AS a, (SELECT count(*)::int FROM audit_leaves) AS b FROM audit_entries',
  );
  expect(rows[0].a).toBe(rows[0].b);
});

it.each([
  [`'request', true, 'hours', NULL`, 'refusals_name_a_rule'],
  [`'request', false, NULL, NULL`, 'refusals_name_a_rule'],
  [`'request', NULL, NULL, NULL`, 'requests_are_decided'],
  [`'summary', true, NULL, NULL`, 'requests_are_decided'],
  [`'outcome', NULL, NULL, NULL`, 'outcomes_name_their_request'],
  [`'summary', NULL, NULL, 1`, 'outcomes_name_their_request'],
  [`'rumour', NULL, NULL, NULL`, 'audit_entries_kind_check'],
])('can’t hold an entry that contradicts itself: %s', async (values, constraint) => {
  await expect(
    test.admin.pool.query(
      `INSERT INTO audit_entries (kind, accepted, rule, outcome_of, replica, recorded_at, canonical)
       VALUES (${values}, 'r', now(), '{}')`,
    ),
  ).rejects.toMatchObject({ constraint });
});

it('computes the leaf hash itself', async () => {
  await expect(
    test.admin.pool.query(
      `INSERT INTO audit_entries (kind, replica, recorded_at, canonical, leaf_hash)
       VALUES ('summary', 'r', now(), '{}', sha256('other'))`,
    ),
  ).rejects.toMatchObject({ code: '428C9' });
});
