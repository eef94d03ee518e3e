import ccxt from 'ccxt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { clientOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let first: RunningGateway;
let second: RunningGateway;

beforeAll(async () => {
  trial = await startTrial();
  first = await trial.start('gateway-1');
  second = await trial.start('gateway-2');
});
afterAll(() => trial.stop());

test('an exchange that asks for a pause gets it, from every replica and every key', async () => {
  const clients: ReturnType<typeof clientOf>[] = [];
  for (const [i, { port }] of [first, second].entries()) {
    const credentials = await trial.issue(`hasty-${i}`, TRADER);
    await first.refresh();
    await second.refresh();
    clients.push(clientOf(port, credentials));
  }
  const asked = () => trial.exchange.seen.filter(({ path }) => path === '/api/v3/account').length;
  trial.exchange.respond = () => ({
    status: 429,
    body: { code: -1003, msg: 'slow down' },
    headers: { 'Retry-After': '2' },
  });
  await expect(clients[0].fetchBalance()).rejects.toThrow(ccxt.DDoSProtection);
  trial.exchange.respond = () => ({ status: 200, body: { balances: [] } });
  const before = asked();
  // The other replica hears of it by the database.
  await expect
    .poll(() =>
      clients[1].fetchBalance().then(
        () => 'served',
        (error: Error) => error.message,
      ),
    )
    .toContain('pause');
  await expect(clients[0].fetchBalance()).rejects.toThrow('pause');
  const during = asked();
  expect(during - before).toBeLessThanOrEqual(1);
  await expect
    .poll(
      () =>
        clients[0].fetchBalance().then(
          () => 'served',
          (error: Error) => error.message,
        ),
      { timeout: 5000 },
    )
    .toBe('served');
  expect(asked()).toBeGreaterThan(during);
});
