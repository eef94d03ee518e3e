/**
 * Decides orders in batches on an embedded PostgreSQL with fsync on, against one plain INSERT and COMMIT a request in
 * the same run. Every decision checks keys, freeze, replay, both daily limits and open orders, and writes its audit entry.
 * Runs are interleaved; medians are printed.
 *
 *   node bench/database/decide.bench.ts [--quick]
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Database, type DecisionRequest, databaseTime, decideBatch } from '@holdfast/database';
import { startEmbedded } from '@holdfast/database/embedded';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';

const BATCHES = [1, 8, 32, 64];
const KEYS = quick ? 100 : 10_000;
const ROUNDS = quick ? 2 : 5;
const SECONDS = quick ? 0.2 : 1.5;
/** Statements under way at once. */
const CONNECTIONS = 2;

const ENTRY = Buffer.from(
  JSON.stringify({
    address: '192.0.2.7',
    class: 'trade',
    method: 'POST',
    path: '/api/v3/order',
    orders: [{ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.0001', price: '60000.00' }],
  }),
);

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const home = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const embedded = await startEmbedded({ home });
const { address, passwords } = embedded;
const admin = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin });
const gateway = connect({
  address,
  user: 'holdfast_gateway',
  password: passwords.holdfast_gateway,
  connections: CONNECTIONS,
});
try {
  reportFigure('fsync of 8 KiB on this disk, median', duration(fsyncTime()));
  const { ids, policy } = await addKeys(admin);
  await admin.pool.query('CREATE TABLE public.plain (id bigint GENERATED ALWAYS AS IDENTITY, entry bytea)');
  let asOf = await databaseTime(gateway);
  const results = new Map<number, Measured[]>([0, ...BATCHES].map((size) => [size, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [size, runs] of results) {
      // As a gateway that asks the exchange for its open orders again and again.
      await answerAll(admin);
      asOf = await databaseTime(gateway);
      const measured = await measure(Math.max(size, 1), () =>
        size === 0
          ? admin.pool.query({
              name: 'plain',
              text: 'INSERT INTO public.plain (entry) VALUES ($1)',
              values: [ENTRY],
            })
          : decideAll(
              gateway,
              Array.from({ length: size }, () => request(ids, policy, asOf)),
            ),
      );
      // The first round warms up.
      if (round >= 0) runs.push(measured);
    }
  }
  const [plain, ...decided] = [...results].map(([size, runs]) => ({ size, ...medians(runs) }));
  reportFigure('plain INSERT and COMMIT', line(plain));
  for (const each of decided) reportFigure(`decideBatch of ${each.size}, ${KEYS} virtual keys`, line(each));
  for (const { size, perSecond } of decided) {
    reportRatio(
      `decisions in batches of ${size}`,
      1000 / perSecond,
      'plain single-row INSERT and COMMIT',
      1000 / plain.perSecond,
    );
  }
} finally {
  await Promise.all([admin.close(), gateway.close()]);
  await embedded.stop();
  rmSync(home, { recursive: true, force: true });
}

async function decideAll(db: Database, requests: DecisionRequest[]): Promise<void> {
  const decisions = await decideBatch(db, 'gateway-1', requests);
  if (!decisions.every((decision) => decision.accepted)) throw new Error('a request was refused');
}

/** What was sent so far has been answered by the exchange. */
async function answerAll(db: Database): Promise<void> {
  await db.pool.query(
    `UPDATE sends SET settled_at = clock_timestamp(), outcome = 'accepted' WHERE settled_at IS NULL`,
  );
}

/** Calls `work` on all connections for a while; each call handles `size` requests. */
async function measure(size: number, work: () => Promise<unknown>): Promise<Measured> {
  const times: number[] = [];
  const began = performance.now();
  const client = async () => {
    while (performance.now() - began < SECONDS * 1000) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const elapsed = performance.now() - began;
  times.sort((a, b) => a - b);
  return {
    perSecond: (times.length * size * 1000) / elapsed,
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
  };
}

function medians(runs: readonly Measured[]): Measured {
  const median = (pick: (run: Measured) => number) =>
    runs.map(pick).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)];
  return { perSecond: median((r) => r.perSecond), p50: median((r) => r.p50), p99: median((r) => r.p99) };
}

function line({ perSecond, p50, p99 }: Measured): string {
  return `${Math.round(perSecond)} a second; one statement p50 ${duration(p50)}, p99 ${duration(p99)}`;
}

/** Writes and syncs as PostgreSQL's log does. */
function fsyncTime(): number {
  const file = openSync(join(home, 'fsync'), 'w');
  const page = randomBytes(8192);
  const times = Array.from({ length: quick ? 20 : 200 }, () => {
    const start = performance.now();
    writeSync(file, page, 0, page.length, 0);
    fsyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return times.toSorted((a, b) => a - b)[times.length >>> 1];
}

async function addKeys(db: Database): Promise<{ ids: string[]; policy: Buffer }> {
  const canonical = Buffer.from('{}');
  const policy = createHash('sha256').update(canonical).digest();
  await db.pool.query('INSERT INTO policies (hash, canonical, created_by) VALUES ($1, $2, $3)', [
    policy,
    canonical,
    'bench',
  ]);
  await db.pool.query(
    `INSERT INTO exchange_keys (name, exchange, target, created_by) SELECT 'k' || i, 'binance', 'redirected', 'bench'
     FROM generate_series(1, 10) i`,
  );
  await db.pool.query(
    `INSERT INTO exchange_key_versions (exchange_key, version, algorithm, sealed_key_id, sealed_secret, fingerprint, state,
       may_withdraw, ip_restricted, created_by, row_mac)
     SELECT number, 1, 'hmac', decode(repeat('00', 40), 'hex'), decode(repeat('00', 40), 'hex'), sha256(name::bytea), 'active',
       false, true, 'bench', sha256('') FROM exchange_keys`,
  );
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO virtual_keys (id, name, exchange, exchange_key, algorithm, sealed_verifier, policy, addresses, issued_by, row_mac)
     SELECT md5(i::text), 'v' || i, 'binance', (SELECT min(number) FROM exchange_keys) + i % 10, 'hmac',
       decode(repeat('00', 40), 'hex'), $1, '{}', 'bench', sha256('') FROM generate_series(1, $2::int) i RETURNING id`,
    [policy, KEYS],
  );
  await db.pool.query('ANALYZE');
  return { ids: rows.map(({ id }) => id), policy };
}

function request(ids: readonly string[], policy: Buffer, asOf: Date): DecisionRequest {
  return {
    virtualKey: ids[Math.floor(Math.random() * ids.length)],
    revision: 1n,
    policy,
    exchangeKeyVersion: 1,
    epoch: 0n,
    refusedBy: null,
    replay: { digest: randomBytes(32), keepSeconds: 60 },
    notionalUsd: '6.000000000000000001',
    slippageUsd: '0.01',
    maxDailyUsd: '1000000000',
    maxDailySlippageUsd: '1000000',
    orders: 1,
    openOrders: { count: 0, asOf, limit: 1_000_000 },
    entry: ENTRY,
  };
}
