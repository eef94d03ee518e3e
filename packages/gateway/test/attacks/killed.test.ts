import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exportKek } from '@holdfast/vault';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditVerifier, createAuditKey } from '../../src/administration/audit-settings.ts';
import { exportLog } from '../../src/audit/export.ts';
import { PostgresAuditStore } from '../../src/audit/postgres-audit-store.ts';
import { verifyExport } from '../../src/audit/verify.ts';
import { keepAudit, openAudit } from '../../src/process/audit-service.ts';
import { AuditWatch } from '../../src/process/audit-watch.ts';
import type { ChildOrders } from '../process/gateway-child.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

/*
 * A gateway's process ends with SIGKILL while orders go through it, again and again. `npm run test:chaos` does it 200
 * times; CHAOS_SEED repeats a run's points.
 */

const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 20);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 2 ** 31);
const CLIENTS = 16;
/** The longest that a gateway lives under load, and that it is left alone when it is killed while it starts. */
const LONGEST_LIFE_MS = 150;
const LONGEST_START_MS = 600;
const CHILD = fileURLToPath(new URL('../process/gateway-child.ts', import.meta.url));
const UNLIMITED = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 100000000').replace(
  '{per_second: 100, burst: 200}',
  '{per_second: 10000, burst: 10000}',
);

let trial: Trial;
let key: Credentials;
/** Arrivals of each order at the exchange, in milliseconds since 1970. */
const received = new Map<string, number[]>();

beforeAll(async () => {
  trial = await startTrial();
  await createAuditKey(trial.operation.db, trial.kek);
  key = await trial.issue('busy', UNLIMITED);
  trial.exchange.respond = ({ parameters, path }) => {
    const id = parameters.get('newClientOrderId');
    if (path === '/api/v3/order' && id !== null) received.set(id, [...(received.get(id) ?? []), Date.now()]);
    return undefined;
  };
});
afterAll(() => trial.stop());

function spawnGateway(round: number): ChildProcess {
  const auditFolder = join(trial.database.home, `audit-${round % 2}`);
  mkdirSync(auditFolder, { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { address, passwords } = trial.database.embedded;
  const orders: ChildOrders = {
    address,
    password: passwords.holdfast_gateway,
    kek: exportKek(trial.kek).toString('hex'),
    redirects: [...trial.redirects].map(([host, { url }]) => [host, url.href]),
    waived: [...trial.waived],
    replica: `gateway-${round}`,
    auditFolder,
  };
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(JSON.stringify(orders));
  return child;
}

async function portOf(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout as Readable) {
    const port = /ready (\d+)/.exec(String(chunk))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('the gateway ended before it was ready');
}

async function trade(port: number, name: string, alive: () => boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  for (let i = 0; alive(); i++) {
    const order = limitOrder({ quantity: '0.0002', newClientOrderId: `${name}-${i}` });
    await sendRaw(port, rawRequest(key, 'POST', '/api/v3/order', order), agent).catch(() => wait(1));
  }
  agent.destroy();
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Accepted entries of orders: how many there are of each, and when the first was recorded. */
async function recordedOrders() {
  const { rows } = await trial.database.admin.pool.query<{ text: string; at: Date; outcomes: number }>(
    `SELECT convert_from(e.canonical, 'UTF8') AS text, e.recorded_at AS at,
       (SELECT count(*)::int FROM holdfast.sends s WHERE s.entry = e.id AND s.outcome IS NOT NULL) AS outcomes
     FROM holdfast.audit_entries e WHERE e.kind = 'request' AND e.accepted`,
  );
  return rows.flatMap(({ text, at, outcomes }) => {
    const id = /"(r\d+c\d+-\d+)"/.exec(text)?.[1];
    return id === undefined ? [] : [{ id, at: at.getTime(), outcomes }];
  });
}

test(
  `kill -9 at ${ROUNDS} random points: each order that the exchange received has exactly one entry, written before it`,
  async () => {
    const random = randomFrom(SEED);
    let duringStart = 0;
    let next = spawnGateway(0);
    for (let round = 0; round < ROUNDS; round++) {
      const child = next;
      if (random() < 0.1) {
        duringStart++;
        await wait(random() * LONGEST_START_MS);
        await kill(child);
        next = spawnGateway(round + 1);
        continue;
      }
      const port = await portOf(child);
      next = spawnGateway(round + 1);
      let alive = true;
      const clients = Array.from({ length: CLIENTS }, (_, c) => trade(port, `r${round}c${c}`, () => alive));
      // From the first order on, or in one of ten before it; a busy machine may take long to send that.
      const soon = random() < 0.1;
      const first = `r${round}c`;
      for (const end = performance.now() + 5000; !soon && performance.now() < end; await wait(1)) {
        if ([...received.keys()].some((id) => id.startsWith(first))) break;
      }
      await wait(random() * LONGEST_LIFE_MS);
      await kill(child);
      alive = false;
      await Promise.all(clients);
    }
    await kill(next);
    // What the last one sent is on its way for a moment.
    await wait(100);

    const recorded = await recordedOrders();
    const entries = Map.groupBy(recorded, ({ id }) => id);
    const orphans = [...received.keys()].filter((id) => !entries.has(id));
    const early = [...received].filter(([id, [arrived]]) => (entries.get(id)?.[0].at ?? Infinity) > arrived);
    const unsent = recorded.filter(({ id }) => !received.has(id)).length;
    const unanswered = recorded.filter(({ id, outcomes }) => received.has(id) && outcomes === 0).length;
    process.stdout.write(
      `kill -9: ${ROUNDS} points (${duringStart} while starting), CHAOS_SEED=${SEED}: ${received.size} orders received, ` +
        `${orphans.length} without an entry; ${recorded.length} entries, ${unsent} recorded but not sent, ` +
        `${unanswered} sent but without an outcome\n`,
    );
    expect(received.size).toBeGreaterThan(ROUNDS / 2);
    expect(orphans).toEqual([]);
    expect(early).toEqual([]);
    expect([...entries.values()].filter((of) => of.length !== 1)).toEqual([]);
    expect([...received.values()].filter((arrivals) => arrivals.length !== 1)).toEqual([]);
  },
  ROUNDS * 5_000 + 60_000,
);

test('afterwards the audit log is whole, limits count every order that was sent, and a gateway serves', async () => {
  const { rows } = await trial.database.admin.pool.query<{ sends: string; usage: string }>(
    `SELECT (SELECT sum(notional)::text FROM holdfast.sends) AS sends,
       (SELECT sum(notional)::text FROM holdfast.daily_usage) AS usage`,
  );
  expect(Number(rows[0].usage)).toBe(Number(rows[0].sends));
  // 0.0002 BTC at the ask of 50,010 at most; each order that was received is counted.
  expect(Number(rows[0].sends)).toBeGreaterThanOrEqual(received.size * 10);

  const gateway = await trial.start('after');
  const order = rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: 'after' }));
  expect((await sendRaw(gateway.port, order)).status).toBe(200);

  const db = trial.database.as('holdfast_gateway');
  const folder = join(trial.database.home, 'audit-0');
  const end = await keepAudit(
    await openAudit(db, trial.kek, 'after', folder),
    new AuditWatch(Date.now, () => undefined),
  );
  await end();
  const verifier = await auditVerifier(db);
  const exported = exportLog(new PostgresAuditStore(db, 'after'), verifier);
  const verification = await verifyExport(Readable.from(exported), verifier, { against: [] });
  expect(verification.problem).toBeNull();
  expect(verification.entries).toBeGreaterThan(received.size);
  expect(verification.signed).toBe(verification.entries);
});

/** The generator mulberry32: the same numbers from 0 to 1 for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
