import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbedded } from '../../../database/src/embedded/index.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

/* PostgreSQL and all its sessions end with SIGKILL, as when the system runs out of memory. */

const UNLIMITED = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 100000000').replace(
  '{per_second: 100, burst: 200}',
  '{per_second: 10000, burst: 10000}',
);

let trial: Trial;
let gateway: RunningGateway;
let key: Credentials;
let restarted: EmbeddedDatabase[];

beforeEach(async () => {
  trial = await startTrial();
  key = await trial.issue('busy', UNLIMITED);
  gateway = await trial.start();
  restarted = [];
});
afterEach(async () => {
  await trial.stop().catch(() => undefined);
  for (const database of restarted) await database.stop();
});

const send = (id: string) =>
  sendRaw(
    gateway.port,
    rawRequest(key, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0002', newClientOrderId: id })),
  );

/** The server first, so that it doesn't notice its sessions' deaths; they go before it can be started again. */
async function killDatabase({ pid, ended }: Pick<EmbeddedDatabase, 'pid' | 'ended'>): Promise<void> {
  const sessions = readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  });
  process.kill(pid, 'SIGKILL');
  for (const session of sessions) {
    try {
      process.kill(Number(session), 'SIGKILL');
    } catch (error) {
      expect(error).toMatchObject({ code: 'ESRCH' });
    }
  }
  await ended;
}

async function startAgain(): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ home: trial.database.home });
  restarted.push(database);
  return database;
}

/** Client ids of accepted orders, with their outcome. */
async function recorded() {
  const { rows } = await trial.database.admin.pool.query<{ text: string; outcome: string | null }>(
    `SELECT convert_from(e.canonical, 'UTF8') AS text, s.outcome FROM holdfast.audit_entries e
     LEFT JOIN holdfast.sends s ON s.entry = e.id WHERE e.kind = 'request' AND e.accepted`,
  );
  return new Map(rows.map(({ text, outcome }) => [/"clientOrderId":"([^"]+)"/.exec(text)?.[1], outcome]));
}

test('while the exchange works on an order: its answer comes back, the entry stands, the reservation stays', async () => {
  const answer = Promise.withResolvers<undefined>();
  trial.exchange.respond = ({ parameters }) =>
    parameters.get('newClientOrderId') === 'under-way' ? answer.promise : undefined;
  const order = send('under-way');
  await expect.poll(() => trial.exchange.orders.length).toBe(1);
  await killDatabase(trial.database.embedded);
  answer.resolve(undefined);
  expect((await order).status).toBe(200);

  expect((await send('meanwhile')).status).toBe(503);
  await startAgain();
  await expect.poll(async () => (await send('afterwards')).status, { timeout: 10_000 }).toBe(200);
  const entries = await recorded();
  expect(entries.has('under-way')).toBe(true);
  expect(entries.get('under-way')).toBeNull();
  expect(entries.has('meanwhile')).toBe(false);
  expect(trial.log.join('\n')).toContain('could not be recorded; its reservation stays');
  expect(trial.exchange.orders.map(({ parameters }) => parameters.get('newClientOrderId'))).not.toContain(
    'meanwhile',
  );
});

test('while an order is decided: it is refused, and nothing is sent', async () => {
  const blocker = await trial.database.admin.pool.connect();
  blocker.on('error', () => undefined);
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE holdfast.gate IN ACCESS EXCLUSIVE MODE');
  const order = send('waiting');
  await wait(200);
  await killDatabase(trial.database.embedded);
  blocker.release(true);
  expect((await order).status).toBe(503);
  expect(trial.exchange.orders).toEqual([]);
  await startAgain();
  await expect.poll(async () => (await send('afterwards')).status, { timeout: 10_000 }).toBe(200);
  expect((await recorded()).has('waiting')).toBe(false);
});

test('three times under load: each order that was sent has its entry', async () => {
  let running = true;
  const client = async (name: string) => {
    for (let i = 0; running; i++) {
      const status = await send(`${name}-${i}`).then(
        (got) => got.status,
        () => 0,
      );
      if (status !== 200) await wait(5);
    }
  };
  const clients = Array.from({ length: 16 }, (_, i) => client(`c${i}`));
  let database: Pick<EmbeddedDatabase, 'pid' | 'ended'> = trial.database.embedded;
  for (let round = 0; round < 3; round++) {
    const before = trial.exchange.orders.length;
    await expect.poll(() => trial.exchange.orders.length, { timeout: 10_000 }).toBeGreaterThan(before + 50);
    await killDatabase(database);
    database = await startAgain();
  }
  await expect.poll(async () => (await send('afterwards')).status, { timeout: 10_000 }).toBe(200);
  running = false;
  await Promise.all(clients);
  const entries = await recorded();
  const sent = trial.exchange.orders.map(({ parameters }) => parameters.get('newClientOrderId') ?? '');
  expect(sent.length).toBeGreaterThan(150);
  expect(sent.filter((id) => !entries.has(id))).toEqual([]);
  expect(new Set(sent).size).toBe(sent.length);
});
