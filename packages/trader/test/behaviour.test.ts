import { expect, it } from 'vitest';
import { makePlan, type Plan, readPlanInput } from '../src/index.ts';
import { type Case, caseOf } from './support/cases.ts';
import { replay } from './support/replay.ts';

const plan = (given: Case): Plan => makePlan(readPlanInput(given));
const worth = (order: Plan['orders'][number]) => Number(order.amount) * Number(order.price);
const weight = (made: Plan, asset: string) => Number(made.weights_after[asset] ?? 0);

function market(symbol: string, bid: string, ask: string, more: Record<string, unknown> = {}) {
  const [base, quote] = symbol.split('/');
  return {
    exchange: 'x',
    symbol,
    base,
    quote,
    bid,
    ask,
    amount_step: '0.0001',
    price_tick: '0.01',
    min_amount: '0',
    min_notional: '5',
    taker_fee: '0.001',
    maker_fee: '0.001',
    active: true,
    ...more,
  };
}

function planOf(
  balances: Record<string, string>,
  weights: Record<string, string>,
  markets: readonly ReturnType<typeof market>[],
  preferences: Record<string, unknown> = {},
  usd: Record<string, string> = { USDT: '1', USDC: '1', EUR: '1.1' },
): Plan {
  return makePlan(
    readPlanInput({
      holdings: { accounts: [{ name: 'a', exchange: 'x', balances }] },
      targets: { weights },
      markets: { usd, markets },
      preferences,
    }),
  );
}

const BTC = market('BTC/USDT', '49990.00', '50010.00', { amount_step: '0.00001' });
const ETH = market('ETH/USDT', '1999.00', '2001.00');
const DOGE = market('DOGE/USDT', '0.0999', '0.1001', { amount_step: '1', price_tick: '0.0001' });

it('puts 50 USD into a capped Top 20 by buying what can be sold again, and little stays cash', () => {
  const given = caseOf({ assets: 20, value: 50, cash: 1, minimum: [5, 5], seed: 3 });
  const made = plan(given);
  expect(made.orders.length).toBeGreaterThanOrEqual(6);
  expect(made.orders.length).toBeLessThanOrEqual(9);
  for (const order of made.orders) expect(worth(order)).toBeGreaterThanOrEqual(5.49);
  expect(weight(made, 'USDT')).toBeLessThan(0.01);
  // The largest members are among them.
  for (const asset of ['A0', 'A1', 'A2']) expect(weight(made, asset)).toBeGreaterThan(0.1);
  expect(made.unreachable.map(({ asset }) => asset)).toContain('A19');
});

it('holds an equal-weight Top 20 of 200 USD through moves of 35 % with a handful of orders', () => {
  const bought = plan(caseOf({ assets: 20, value: 200, cash: 1, equal: true, minimum: [5, 5], seed: 4 }));
  expect(bought.orders).toHaveLength(20);
  for (const order of bought.orders) expect(worth(order)).toBeGreaterThan(9);
  const moved = plan(caseOf({ assets: 20, value: 200, equal: true, drift: 0.35, minimum: [5, 5], seed: 4 }));
  expect(moved.orders.length).toBeLessThanOrEqual(6);
  for (const order of moved.orders) expect(worth(order)).toBeGreaterThanOrEqual(4.99);
  expect(moved.objective).toBeLessThanOrEqual(moved.objective_before);
});

it('sells a dropped member worth 30 USD of 10,000 whole, whether the objective would or not', () => {
  const made = planOf({ BTC: '0.1', ETH: '2.4845', DOGE: '300', USDT: '1' }, { BTC: '0.5', ETH: '0.5' }, [
    BTC,
    ETH,
    DOGE,
  ]);
  expect(made.orders[0]).toMatchObject({ symbol: 'DOGE/USDT', side: 'sell', amount: '300' });
  expect(made.orders[0].reason).toContain('no target');
  expect(weight(made, 'DOGE')).toBe(0);
});

it.each([
  [25, 5000],
  [100, 100_000],
])('steers %i USD of new cash in %i to what lacks most, in buy-only mode', (cash, value) => {
  const btc = (value * 0.55) / 50_000;
  const eth = (value * 0.45) / 2000;
  const made = planOf(
    { BTC: btc.toFixed(5), ETH: eth.toFixed(4), USDT: `${cash}` },
    { BTC: '0.5', ETH: '0.5' },
    [BTC, ETH],
    { buy_only: true },
  );
  expect(made.orders).toHaveLength(1);
  expect(made.orders[0]).toMatchObject({ symbol: 'ETH/USDT', side: 'buy' });
  expect(worth(made.orders[0])).toBeGreaterThan(cash * 0.97);
  expect(worth(made.orders[0])).toBeLessThanOrEqual(cash / 1.003);
});

it('leaves a portfolio alone that is where it should be', () => {
  const made = planOf({ BTC: '0.1', ETH: '2.5' }, { BTC: '0.5', ETH: '0.5' }, [BTC, ETH]);
  expect(made.orders).toEqual([]);
  expect(made.unreachable).toEqual([]);
});

it('turns a deposit of another currency into the target by the cheapest path', () => {
  const made = planOf({ USDC: '1000' }, { BTC: '1' }, [
    BTC,
    market('BTC/USDC', '49400.00', '50600.00', { amount_step: '0.00001' }),
    market('USDC/USDT', '0.9999', '1.0000', { amount_step: '1', price_tick: '0.0001', taker_fee: '0' }),
  ]);
  // There is a direct market, but it is dear.
  expect(made.orders.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual([
    'sell USDC/USDT',
    'buy BTC/USDT',
  ]);
  expect(weight(made, 'BTC')).toBeGreaterThan(0.99);
});

it('reaches an asset through a currency in between, and sells one the same way', () => {
  const path = [
    BTC,
    market('ADA/BTC', '0.00001999', '0.00002001', {
      amount_step: '1',
      price_tick: '0.00000001',
      min_notional: '0.0001',
    }),
  ];
  const bought = planOf({ USDT: '1000' }, { ADA: '1' }, path);
  expect(bought.orders.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual([
    'buy BTC/USDT',
    'buy ADA/BTC',
  ]);
  expect(weight(bought, 'ADA')).toBeGreaterThan(0.98);
  const sold = planOf({ ADA: '1000' }, {}, path);
  expect(sold.orders.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual([
    'sell ADA/BTC',
    'sell BTC/USDT',
  ]);
  expect(weight(sold, 'ADA')).toBe(0);
});

it('buys where it is cheapest within each account’s cash, and never moves coins between accounts', () => {
  const cheap = { ...BTC, exchange: 'cheap', taker_fee: '0.0005', ask: '50000.00' };
  const made = makePlan(
    readPlanInput({
      holdings: {
        accounts: [
          { name: 'dear', exchange: 'x', balances: { USDT: '1000' } },
          { name: 'cheap', exchange: 'cheap', balances: { USDT: '500' } },
        ],
      },
      targets: { weights: { BTC: '0.5' } },
      markets: { usd: { USDT: '1' }, markets: [BTC, cheap] },
    }),
  );
  const byAccount = new Map(made.orders.map((order) => [order.account, worth(order)]));
  expect(byAccount.get('cheap')).toBeGreaterThan(490);
  expect(byAccount.get('dear')).toBeLessThan(260);
  expect(weight(made, 'BTC')).toBeCloseTo(0.5, 2);
});

it('counts what is held elsewhere, and does not touch it', () => {
  const made = makePlan(
    readPlanInput({
      holdings: {
        accounts: [{ name: 'a', exchange: 'x', balances: { USDT: '1000' } }],
        external: { BTC: '0.02' },
      },
      targets: { weights: { BTC: '0.5', ETH: '0.5' } },
      markets: { usd: { USDT: '1' }, markets: [BTC, ETH] },
    }),
  );
  expect(made.orders).toHaveLength(1);
  expect(made.orders[0]).toMatchObject({ symbol: 'ETH/USDT', side: 'buy' });
  expect(weight(made, 'BTC')).toBeCloseTo(0.5, 2);
});

it('cuts a large trade into orders that market and person allow', () => {
  const made = planOf({ USDT: '10000' }, { ETH: '1' }, [ETH], { max_order_usd: '3000' });
  expect(made.orders.length).toBe(4);
  for (const order of made.orders) expect(worth(order)).toBeLessThanOrEqual(3000);
  expect(weight(made, 'ETH')).toBeGreaterThan(0.99);
});

it.each([
  ['one asset at 99.9 %', { BTC: '1', ETH: '0.025' }, { BTC: '0.5', ETH: '0.5' }, [BTC, ETH]],
  [
    'cash in several currencies',
    { USDT: '300', USDC: '300', EUR: '300' },
    { BTC: '0.6', ETH: '0.4' },
    [
      BTC,
      ETH,
      market('BTC/EUR', '45000.00', '45050.00', { amount_step: '0.00001' }),
      market('USDC/USDT', '0.9999', '1.0001', { amount_step: '1', price_tick: '0.0001' }),
    ],
  ],
] as const)('plans for %s', (_, balances, weights, markets) => {
  const made = planOf({ ...balances }, { ...weights }, [...markets]);
  expect(made.orders.length).toBeGreaterThan(0);
  expect(made.objective).toBeLessThan(made.objective_before * 0.2);
});

it('plans nothing, and says why, where nothing can be done', () => {
  const halted = planOf({ USDT: '1000' }, { BTC: '1' }, [{ ...BTC, active: false }]);
  expect(halted.orders).toEqual([]);
  expect(halted.unreachable).toEqual([{ asset: 'BTC', reason: expect.stringContaining('no price') }]);
  const poor = planOf({ USDT: '4' }, { BTC: '1' }, [BTC]);
  expect(poor.orders).toEqual([]);
  expect(poor.unreachable[0]).toMatchObject({ asset: 'BTC' });
  expect(poor.unreachable[0].reason).toMatch(/smallest order/);
  const empty = planOf({}, { BTC: '1' }, [BTC]);
  expect(empty.orders).toEqual([]);
  const worthless = planOf({ DUST: '5', USDT: '1000' }, { BTC: '1' }, [BTC]);
  expect(worthless.unreachable).toContainEqual({
    asset: 'DUST',
    reason: expect.stringContaining('no price'),
  });
});

it('leaves nothing or at least the smallest order when it sells', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const given = caseOf({ assets: 6, value: 60, drift: 0.9, minimum: [5, 5], seed });
    const after = replay(given, plan(given)).after.accounts[0].balances;
    for (const order of plan(given).orders.filter(({ side }) => side === 'sell')) {
      const [asset] = order.symbol.split('/');
      const left = Number(after[asset]) * Number(order.price);
      const step = Number(given.markets.markets.find(({ symbol }) => symbol === order.symbol)?.amount_step);
      expect(left < step * Number(order.price) || left >= 4.99, `${seed} ${asset} ${left}`).toBe(true);
    }
  }
});
