import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';
import { type Running, startHoldfast } from './support/process.ts';

let home: TestHome;

beforeAll(async () => {
  home = await testHome();
  await importDemo(home.home);
});
afterAll(() => home.remove());

const account = () => JSON.parse(readFileSync(join(home.home, 'paper', 'account.json'), 'utf8'));

async function start(speed: string): Promise<Running> {
  const running = startHoldfast(home, [
    'paper',
    '--snapshot',
    'demo',
    '--speed',
    speed,
    '--port',
    '0',
    '--json',
  ]);
  await running.until('"address"');
  return running;
}

async function signed(method: string, path: string, parameters: Record<string, string>): Promise<Response> {
  const { address, apiKey, secret } = account();
  const text = new URLSearchParams({ ...parameters, timestamp: `${Date.now()}` }).toString();
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  return fetch(`${address}${path}?${text}&signature=${signature}`, {
    method,
    headers: { 'x-mbx-apikey': apiKey },
  });
}

it('loses no order that it accepted, however often it is killed', async () => {
  const accepted = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const running = await start('0');
    let sending = true;
    const workers = Array.from({ length: 8 }, async (_, worker) => {
      for (let nth = 0; sending; nth++) {
        const newClientOrderId = `kill-${round}-${worker}-${nth}`;
        try {
          const answer = await signed('POST', '/api/v3/order', {
            symbol: 'BTCUSDT',
            side: 'BUY',
            type: 'MARKET',
            quoteOrderQty: '6',
            newClientOrderId,
          });
          if (answer.status === 200) accepted.add(newClientOrderId);
          else if (answer.status === 429) await new Promise((resolve) => setTimeout(resolve, 50));
          await answer.arrayBuffer();
        } catch {
          return;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 150 + round * 120));
    running.child.kill('SIGKILL');
    sending = false;
    await Promise.all(workers);
    await running.finished;
  }
  const running = await start('0');
  const orders = (await (
    await signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT', limit: '1000' })
  ).json()) as {
    clientOrderId: string;
  }[];
  const known = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  expect(accepted.size).toBeGreaterThan(20);
  expect([...accepted].filter((id) => !known.has(id))).toEqual([]);
  running.child.kill('SIGINT');
  expect((await running.finished).status).toBe(0);
});

it('runs at the speed that was asked for, goes on where it stopped, and keeps its secrets to its owner', async () => {
  const priceNow = async () => {
    const answer = await fetch(`${account().address}/api/v3/ticker/price?symbol=BTCUSDT`);
    return Number(((await answer.json()) as { price: string }).price);
  };
  let running = await start('30d/s');
  const first = await priceNow();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await priceNow()).not.toBe(first);
  running.child.kill('SIGINT');
  await running.finished;
  running = await start('0');
  const later = await priceNow();
  expect(later).not.toBe(first);
  expect(await priceNow()).toBe(later);
  expect(statSync(join(home.home, 'paper', 'account.json')).mode & 0o077).toBe(0);
  const deposit = await holdfast(home, 'paper', 'deposit', 'usdt', '12.5', '--json');
  expect(JSON.parse(deposit.stdout)).toEqual({ kind: 'deposit', asset: 'USDT', amount: '12.5' });
  const refused = await holdfast(home, 'paper', 'withdraw', 'USDT', '9999999', '--json');
  expect([refused.status, jsonError(refused).code]).toEqual([2, 'PAPER_TRANSFER_REFUSED']);
  running.child.kill('SIGINT');
  await running.finished;
  const nobody = await holdfast(home, 'paper', 'deposit', 'USDT', '1', '--json');
  expect([nobody.status, jsonError(nobody).code]).toEqual([2, 'PAPER_NOT_STARTED']);
});

it('waits for each step, and is where it was moved to after it was killed', async () => {
  let running = await start('step');
  const clock = async () =>
    (await (await fetch(`${account().address}/paper/v1/clock`)).json()) as { time: number; end: number };
  const { time, end } = await clock();
  const moved = await holdfast(home, 'paper', 'advance', '7d', '--json');
  expect(JSON.parse(moved.stdout)).toEqual({ time: time + 7 * 86_400_000, end });
  const told = await holdfast(home, 'paper', 'advance', '30m');
  expect(told.stdout).toMatch(/^It is \d{4}-\d\d-\d\d \d\d:\d\d on the paper exchange; its history ends at/);
  running.child.kill('SIGKILL');
  await running.finished;
  running = await start('step');
  expect((await clock()).time).toBe(time + 7 * 86_400_000 + 1_800_000);
  const beyond = await holdfast(home, 'paper', 'advance', '999d', '--json');
  expect([beyond.status, jsonError(beyond).code]).toEqual([2, 'PAPER_CLOCK_REFUSED']);
  const senseless = await holdfast(home, 'paper', 'advance', '1y', '--json');
  expect([senseless.status, jsonError(senseless).code]).toEqual([2, 'COMMAND_INVALID']);
  running.child.kill('SIGINT');
  expect((await running.finished).status).toBe(0);
  running = await start('1d/s');
  const runs = await holdfast(home, 'paper', 'advance', '1d', '--json');
  expect([runs.status, jsonError(runs).code]).toEqual([2, 'PAPER_CLOCK_REFUSED']);
  running.child.kill('SIGINT');
  await running.finished;
});

it('refuses a dialect and a speed that it does not know', async () => {
  for (const args of [
    ['--dialect', 'ftx'],
    ['--speed', 'fast'],
    ['--port', 'x'],
  ]) {
    const result = await holdfast(home, 'paper', ...args, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'COMMAND_INVALID']);
  }
});
