import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exportKek } from '@holdfast/vault';
import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditKey } from '../../src/administration/audit-settings.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { kraken } from './exchanges/kraken.ts';
import type { FakeExchange } from './fake-exchange.ts';
import type { ChildOrders } from './gateway-child.ts';
import { type Credentials, ccxtOf, startTrial, TRADER, type Trial } from './trial.ts';

/*
 * Three replicas with one Kraken key, and a Kraken that is reached late by chance and then wants each nonce greater than
 * the last that it received.
 */

const CLIENTS = 64;
const CHILD = fileURLToPath(new URL('./gateway-child.ts', import.meta.url));

let trial: Trial;
let exchange: FakeExchange;
let gateways: RunningGateway[];
let keys: Credentials[];
/** As received, that is after the way to the exchange. */
const received: bigint[] = [];

beforeAll(async () => {
  trial = await startTrial();
  await createAuditKey(trial.operation.db, trial.kek);
  exchange = await trial.join('strict', kraken, 'hmac');
  gateways = [];
  for (const name of ['gateway-1', 'gateway-2', 'gateway-3']) gateways.push(await trial.start(name));
  keys = [];
  const policy = TRADER.replace('BTCUSDT', kraken.symbol);
  for (const name of ['a', 'b', 'c', 'd']) keys.push(await trial.issue(name, policy, 'strict'));
  await Promise.all(gateways.map((gateway) => gateway.refresh()));
  exchange.respond = async ({ path, body }) => {
    if (!path.startsWith('/0/private/')) return undefined;
    await sleep(Math.random() * 6);
    received.push(BigInt(new URLSearchParams(body).get('nonce') ?? '0'));
    return undefined;
  };
}, 30_000);
afterAll(() => trial.stop());

/** A client that has a number of its own for a nonce: all 64 begin in the same millisecond. */
function clientOf(port: number, at: number): Exchange {
  const client = ccxtOf('kraken', port, keys[at % keys.length]);
  let last = 0;
  client.nonce = () => {
    last = Math.max(last + 1, Date.now() * 1000 + at * 7);
    return last;
  };
  return client;
}

function expectRising(nonces: readonly bigint[]): void {
  for (let i = 1; i < nonces.length; i++) expect(nonces[i]).toBeGreaterThan(nonces[i - 1]);
}

test('64 clients on three replicas: none is rejected, and every replica gets its turns', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = clientOf(gateways[i % 3].port, i);
      for (let n = 0; n < 3; n++) await client.fetchBalance();
    }),
  );
  expect(results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))).toEqual(
    [],
  );
  expect(received).toHaveLength(3 * CLIENTS);
  expectRising(received);
  expect(exchange.account.nonce).toBe(received.at(-1));
}, 30_000);

test('clocks of replicas that differ change nothing', async () => {
  received.length = 0;
  const clients = gateways.map(({ port }, i) => clientOf(port, i));
  for (let n = 0; n < 9; n++) {
    trial.shiftMs = [0, -700, 700][n % 3];
    await clients[(n * 2) % 3].fetchBalance();
  }
  trial.shiftMs = 0;
  expect(received).toHaveLength(9);
  expectRising(received);
});

test('a replica that was killed: the others say so and wait for its lease, and then nothing of it is rejected', async () => {
  received.length = 0;
  const auditFolder = join(trial.database.home, 'audit');
  mkdirSync(auditFolder, { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { address, passwords } = trial.database.embedded;
  const orders: ChildOrders = {
    address,
    password: passwords.holdfast_gateway,
    kek: exportKek(trial.kek).toString('hex'),
    redirects: [...trial.redirects].map(([host, { url }]) => [host, url.href]),
    waived: [...trial.waived],
    replica: 'gateway-4',
    auditFolder,
  };
  child.stdin.end(JSON.stringify(orders));
  const [ready] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(/ready (\d+)/.exec(ready.toString())?.[1]);
  const dying = Array.from({ length: 8 }, (_, i) =>
    clientOf(port, 70 + i)
      .fetchBalance()
      .catch(() => undefined),
  );
  while (received.length === 0) await sleep(1);
  child.kill('SIGKILL');
  await Promise.all(dying);
  const began = performance.now();
  const survivor = clientOf(gateways[1].port, 90);
  const errors: string[] = [];
  for (;;) {
    const served = await survivor.fetchBalance().then(
      () => true,
      (error: unknown) => {
        errors.push(String(error));
        return false;
      },
    );
    if (served) break;
  }
  // The longest time of a request (2 s here) and 3 s more.
  expect(performance.now() - began).toBeLessThan(8000);
  for (const error of errors) expect(error).toContain('Another gateway sends with the same exchange key');
  expectRising(received);
}, 30_000);
