import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;

beforeAll(async () => {
  home = await testHome();
  write('h.json', { accounts: [{ name: 'main', exchange: 'binance', balances: { USDT: '50' } }] });
  write('t.json', { weights: { BTC: '0.6', ETH: '0.4' } });
  write('m.json', {
    usd: { USDT: '1' },
    markets: [
      market('BTC', '60000.00', '60010.00', '0.00001'),
      market('ETH', '3000.00', '3000.50', '0.0001'),
    ],
  });
});
afterAll(() => home.remove());

const write = (name: string, value: unknown) =>
  writeFileSync(join(home.folder, name), typeof value === 'string' ? value : JSON.stringify(value));
const plan = (...more: string[]) =>
  holdfast(home, 'plan', '--holdings', 'h.json', '--targets', 't.json', '--markets', 'm.json', ...more);

function market(base: string, bid: string, ask: string, step: string) {
  return {
    exchange: 'binance',
    symbol: `${base}/USDT`,
    base,
    quote: 'USDT',
    bid,
    ask,
    amount_step: step,
    price_tick: '0.01',
    min_amount: step,
    min_notional: '5',
    taker_fee: '0.001',
    maker_fee: '0.001',
    active: true,
  };
}

it('prints the orders, why, and what they are good for', async () => {
  const { status, stdout, stderr } = await plan();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/2 orders, in the sequence/);
  expect(stdout).toMatch(/buy\s+0\.000\d+\s+BTC\/USDT\s+60010/);
  expect(stdout).toContain('ETH is 0.00 % of the portfolio and should be 40.00 %');
});

it('prints the same as JSON, with decimal strings', async () => {
  const { stdout } = await plan('--json');
  const made = JSON.parse(stdout);
  expect(Object.keys(made)).toEqual([
    'orders',
    'objective',
    'objective_before',
    'lower_bound',
    'cost',
    'weights_after',
    'unreachable',
  ]);
  for (const { amount, price } of made.orders) {
    expect(amount).toMatch(/^\d+(\.\d+)?$/);
    expect(price).toMatch(/^\d+(\.\d+)?$/);
  }
});

it('takes preferences from YAML', async () => {
  write('p.yaml', 'never_buy: [BTC]\n');
  const { orders, unreachable } = JSON.parse((await plan('--prefs', 'p.yaml', '--json')).stdout);
  expect(orders.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['ETH/USDT']);
  expect(unreachable).toEqual([{ asset: 'BTC', reason: expect.stringContaining('never bought') }]);
});

it('says where a document is wrong, and that a file is missing', async () => {
  write('bad.json', '{"accounts": [');
  const broken = await holdfast(
    home,
    'plan',
    '--holdings',
    'bad.json',
    '--targets',
    't.json',
    '--markets',
    'm.json',
    '--json',
  );
  expect([broken.status, jsonError(broken).code]).toEqual([2, 'PLAN_INPUT_INVALID']);
  write('p.yaml', 'buy_only: perhaps\n');
  expect(jsonError(await plan('--prefs', 'p.yaml', '--json')).message).toContain('p.yaml:1:');
  const missing = await holdfast(
    home,
    'plan',
    '--holdings',
    'no.json',
    '--targets',
    't.json',
    '--markets',
    'm.json',
    '--json',
  );
  expect([missing.status, jsonError(missing).code]).toEqual([2, 'FILE_UNUSABLE']);
});
