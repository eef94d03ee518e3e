import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';
import { type Running, startHoldfast } from './support/process.ts';

const FAULTS = `seed: 5
late_fills: {chance: 0.5, delay_ms: 3600000, pieces: 3}
filters: [{symbol: BTCUSDT, from: 2021-01-03, step: 0.0001, min_notional: 50}]
delistings: [{symbol: ETHUSDT, from: 2021-01-04}]
holds: [{asset: USDT, from: 2021-01-03, to: 2021-01-05, part: 0.5}]
chance: {drop_after: 0.1, answer_twice: 0.1, answer_stale: 0.1}
`;

let home: TestHome;
let faults: string;

beforeAll(async () => {
  home = await testHome();
  await importDemo(home.home);
  faults = join(home.home, 'faults.yaml');
  writeFileSync(faults, FAULTS);
});
afterAll(() => home.remove());

const account = () => JSON.parse(readFileSync(join(home.home, 'paper', 'account.json'), 'utf8'));

async function start(...args: string[]): Promise<Running> {
  const running = startHoldfast(home, ['paper', '--snapshot', 'demo', '--port', '0', '--json', ...args]);
  await running.until('"address"');
  return running;
}

async function stop(running: Running, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  running.child.kill(signal);
  await running.finished;
}

async function signed(
  method: string,
  path: string,
  parameters: Record<string, string> = {},
): Promise<unknown> {
  const { address, apiKey, secret } = account();
  const text = new URLSearchParams({ ...parameters, timestamp: `${Date.now()}` }).toString();
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  const answer = await fetch(`${address}${path}?${text}&signature=${signature}`, {
    method,
    headers: { 'x-mbx-apikey': apiKey },
  });
  return answer.json();
}

/** A request again and again until an answer comes that is its own: the faults hit questions too. */
async function sure(path: string, parameters: Record<string, string> = {}): Promise<unknown> {
  let last = '';
  for (let nth = 0; nth < 200; nth++) {
    const text = JSON.stringify(await signed('GET', path, parameters).catch(() => nth));
    if (text === last) return JSON.parse(text);
    last = text;
  }
  throw new Error('no two answers were the same');
}

it('is the same exchange after each kill -9, whatever faults it has', { timeout: 60_000 }, async () => {
  const state = async () => {
    // One after the other: a stale answer is that to the question before.
    const orders: unknown[] = [];
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) orders.push(await sure('/api/v3/allOrders', { symbol }));
    const { balances } = (await sure('/api/v3/account')) as { balances: unknown };
    return { orders, balances };
  };
  let running = await start('--speed', 'step', '--faults', faults);
  let placed = 0;
  for (let round = 0; round < 3; round++) {
    for (let nth = 0; nth < 12; nth++) {
      await signed('POST', '/api/v3/order', {
        symbol: nth % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT',
        side: nth % 3 === 2 ? 'SELL' : 'BUY',
        type: 'MARKET',
        quoteOrderQty: '60',
        newClientOrderId: `order-${round}-${nth}`,
      }).catch(() => undefined);
    }
    await holdfast(home, 'paper', 'advance', '17h', '--json');
    const was = await state();
    await stop(running, 'SIGKILL');
    running = await start('--speed', 'step', '--faults', faults);
    expect(await state()).toEqual(was);
    placed = was.orders.flat().length;
  }
  const { orders } = await state();
  const kinds = new Set((orders.flat() as { status: string }[]).map(({ status }) => status));
  expect(placed).toBeGreaterThan(20);
  expect(kinds).toContain('FILLED');
  await stop(running, 'SIGINT');
  // Without the faults it is another exchange.
  running = await start('--speed', 'step');
  expect(await signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' })).toEqual([]);
  await stop(running, 'SIGINT');
});

it('runs on the wall’s clock, with the same prices after a restart', async () => {
  let running = await start('--wall');
  const at = async (path: string) => (await fetch(`${account().address}${path}`)).json();
  const { time } = (await at('/paper/v1/clock')) as { time: number };
  expect(Math.abs(time - Date.now())).toBeLessThan(10_000);
  const order = (await signed('POST', '/api/v3/order', {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quoteOrderQty: '100',
  })) as { status: string; transactTime: number };
  expect(order.status).toBe('FILLED');
  expect(Math.abs(order.transactTime - Date.now())).toBeLessThan(10_000);
  const from = Math.floor(time / 3_600_000 - 30) * 3_600_000;
  const past = `/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=24&startTime=${from}`;
  const candles = await at(past);
  expect(candles).toHaveLength(24);
  await stop(running, 'SIGKILL');
  running = await start('--wall');
  expect(await at(past)).toEqual(candles);
  expect(await signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' })).toHaveLength(1);
  await stop(running, 'SIGINT');
});

it('registers an Ed25519 key from a file, and says why it does not take another file', async () => {
  const running = await start('--speed', '0');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const file = join(home.home, 'public.pem');
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  const { stdout } = await holdfast(home, 'paper', 'key', file, '--json');
  const { apiKey } = JSON.parse(stdout) as { apiKey: string };
  const text = `timestamp=${Date.now()}`;
  const signature = encodeURIComponent(sign(null, Buffer.from(text), privateKey).toString('base64'));
  const answer = await fetch(`${account().address}/api/v3/account?${text}&signature=${signature}`, {
    headers: { 'x-mbx-apikey': apiKey },
  });
  expect(answer.status).toBe(200);
  for (const other of [join(home.home, 'missing.pem'), faults]) {
    const refused = await holdfast(home, 'paper', 'key', other, '--json');
    expect([refused.status, jsonError(refused).code]).toEqual([2, 'PAPER_KEY_REFUSED']);
  }
  await stop(running, 'SIGINT');
});

it('refuses what has no sense together, before anything is started', async () => {
  const wrong = join(home.home, 'wrong.yaml');
  writeFileSync(wrong, 'delistings: [{symbol: NOUSDT, from: 2021-01-05}]');
  for (const [args, code] of [
    [['--wall', '--speed', '1d/s'], 'COMMAND_INVALID'],
    [['--wall', '--speed', 'step'], 'COMMAND_INVALID'],
    [['--faults', wrong], 'PAPER_FAULTS_INVALID'],
  ] as const) {
    const result = await holdfast(home, 'paper', '--snapshot', 'demo', ...args, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, code]);
  }
});
