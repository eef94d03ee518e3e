import ccxt, { type Exchange } from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { historyName } from '../src/faults/history-name.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { MemoryLog } from './support/memory-log.ts';
import { startPaper, TEST_TOKEN, type TestPaper } from './support/paper.ts';

let paper: TestPaper;
let client: Exchange;
afterEach(() => paper?.stop());

/** Begins on 2021-01-02. */
async function start(text: string, log = new MemoryLog()): Promise<void> {
  paper = await startPaper({ plan: plan(text), log });
  client = paper.client();
  await client.loadMarkets();
}
const plan = (text: string) => readFaultPlan(text, 'faults.yaml');
const MINUTE = 60_000;

describe('filters that change between plan and order', () => {
  const CHANGE = 'filters: [{symbol: BTCUSDT, from: 2021-01-05, step: 0.001, tick: 1, min_notional: 40}]';

  it('refuse on that day what they took the day before, in the exchange’s words, and are told anew', async () => {
    await start(CHANGE);
    expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.00123)).status).toBe('closed');
    paper.wait(3 * DAY_MS - 1);
    expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.00123)).status).toBe('closed');
    paper.wait(1);
    await expect(client.createOrder('BTC/USDT', 'market', 'buy', 0.00123)).rejects.toThrow(/LOT_SIZE/);
    await expect(client.createOrder('BTC/USDT', 'limit', 'buy', 0.002, 30_000.5)).rejects.toThrow(
      /PRICE_FILTER/,
    );
    await expect(client.createOrder('BTC/USDT', 'market', 'buy', 0.001)).rejects.toThrow(/NOTIONAL/);
    await client.loadMarkets(true);
    expect(client.market('BTC/USDT')).toMatchObject({
      precision: { amount: 0.001, price: 1 },
      limits: { cost: { min: 40 }, amount: { min: 0.001 } },
    });
    expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.002)).status).toBe('closed');
    expect((await client.createOrder('DOGE/USDT', 'market', 'buy', 1001)).status).toBe('closed');
  });

  it('leave an order that rests as it was, down to a remainder below the new step', async () => {
    await start(CHANGE);
    const order = await client.createOrder('BTC/USDT', 'limit', 'sell', 0.05123, 33_000.5);
    paper.wait(12 * DAY_MS);
    expect(await client.fetchOrder(String(order.id), 'BTC/USDT')).toMatchObject({
      status: 'closed',
      filled: 0.05123,
    });
    expect((await client.fetchBalance()).BTC.used).toBe(0);
  });

  it('may add a largest position', async () => {
    await start('filters: [{symbol: BTCUSDT, from: 2021-01-02, max_position: 0.13}]');
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.02, 20_000);
    await expect(client.createOrder('BTC/USDT', 'market', 'buy', 0.011)).rejects.toThrow(/MAX_POSITION/);
    await expect(client.createMarketBuyOrderWithCost('BTC/USDT', 330)).rejects.toThrow(/MAX_POSITION/);
    expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.01)).status).toBe('closed');
    expect((await client.createOrder('BTC/USDT', 'market', 'sell', 0.05)).status).toBe('closed');
  });
});

describe('a delisting', () => {
  it('ends trading and open orders at midnight, and later the symbol is not known any more', async () => {
    await start('delistings: [{symbol: DOGEUSDT, from: 2021-01-05, gone: 2021-01-08}]');
    await client.createOrder('DOGE/USDT', 'market', 'buy', 10_000);
    const order = await client.createOrder('DOGE/USDT', 'limit', 'buy', 100_000, 0.002);
    for (const price of [0.0021, 0.0022, 0.0023]) {
      await client.createOrder('DOGE/USDT', 'limit', 'buy', 10_000, price);
    }
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 10_000);
    paper.wait(3 * DAY_MS - 1);
    expect((await client.fetchOrder(String(order.id), 'DOGE/USDT')).status).toBe('open');
    paper.wait(DAY_MS);
    expect(await client.fetchOrder(String(order.id), 'DOGE/USDT')).toMatchObject({
      status: 'expired',
      filled: 0,
      lastUpdateTimestamp: Date.UTC(2021, 0, 5),
    });
    expect(await client.fetchOpenOrders('DOGE/USDT')).toEqual([]);
    const balance = await client.fetchBalance();
    expect(balance.USDT.used).toBe(100);
    expect(balance.DOGE.free).toBe(9990);
    await client.loadMarkets(true);
    expect(client.market('DOGE/USDT')).toMatchObject({ active: false, info: { status: 'BREAK' } });
    await expect(client.createOrder('DOGE/USDT', 'market', 'sell', 9990)).rejects.toThrow(/closed/);
    expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.001)).status).toBe('closed');
    paper.wait(3 * DAY_MS);
    await expect(client.fetchTicker('DOGE/USDT')).rejects.toThrow(ccxt.BadSymbol);
    await expect(client.createOrder('DOGE/USDT', 'market', 'sell', 9990)).rejects.toThrow(ccxt.BadSymbol);
    expect(Object.keys(await client.loadMarkets(true))).toEqual(['BTC/USDT']);
    expect(Object.keys(await client.fetchTickers())).toEqual(['BTC/USDT']);
    expect((await client.fetchBalance()).DOGE.total).toBe(9990);
  });
});

describe('fills that are late', () => {
  it('come in pieces, each at its time, while the order is open and its money locked', async () => {
    await start('late_fills: {chance: 1, delay_ms: 60000, pieces: 3}');
    const order = await client.createOrder('BTC/USDT', 'market', 'buy', 0.03);
    expect(order).toMatchObject({ status: 'open', filled: 0, trades: [] });
    expect((await client.fetchBalance()).USDT.used).toBeGreaterThan(900);
    const filled: unknown[] = [];
    for (let minute = 0; minute < 4; minute++) {
      const { status, filled: so } = await client.fetchOrder(String(order.id), 'BTC/USDT');
      filled.push([status, so]);
      paper.wait(MINUTE);
    }
    expect(filled).toEqual([
      ['open', 0],
      ['open', 0.01],
      ['open', 0.02],
      ['closed', 0.03],
    ]);
    const trades = await client.fetchMyTrades('BTC/USDT');
    expect(
      trades.map(({ timestamp, amount }) => [Number(timestamp) - Number(order.timestamp), amount]),
    ).toEqual([
      [MINUTE, 0.01],
      [2 * MINUTE, 0.01],
      [3 * MINUTE, 0.01],
    ]);
    const balance = await client.fetchBalance();
    expect(balance.USDT.used).toBe(0);
    expect(balance.BTC.total).toBeCloseTo(0.1 + 0.03 * 0.999, 8);
  });

  it('leave what a cancellation came before', async () => {
    await start('late_fills: {chance: 1, delay_ms: 60000, pieces: 3}');
    const order = await client.createOrder('BTC/USDT', 'market', 'sell', 0.03);
    paper.wait(MINUTE);
    expect(await client.cancelOrder(String(order.id), 'BTC/USDT')).toMatchObject({
      status: 'canceled',
      filled: 0.01,
    });
    paper.wait(DAY_MS);
    expect((await client.fetchBalance()).BTC).toMatchObject({ free: 0.09, used: 0 });
    await expect(client.cancelOrder(String(order.id), 'BTC/USDT')).rejects.toThrow(ccxt.OrderNotFound);
  });

  it('spend no more than what an order by cost allows', async () => {
    await start('late_fills: {chance: 1, delay_ms: 3600000, pieces: 4}');
    const { id } = await client.createMarketBuyOrderWithCost('BTC/USDT', 400);
    expect((await client.fetchBalance()).USDT.used).toBe(400);
    paper.wait(5 * 3_600_000);
    const done = await client.fetchOrder(String(id), 'BTC/USDT');
    expect(done.status).toBe('closed');
    expect(Number(done.cost)).toBeLessThanOrEqual(400);
    expect(Number(done.cost)).toBeGreaterThan(398);
    expect((await client.fetchBalance()).USDT.used).toBe(0);
  });

  it('keep what limits, IOC and FOK promise, and rest with what is left', async () => {
    await start('late_fills: {chance: 1, delay_ms: 60000, pieces: 2}');
    const ask = Number((await client.fetchOrderBook('DOGE/USDT')).asks[0][0]);
    const limit = (amount: number, timeInForce: string) =>
      client.createOrder('DOGE/USDT', 'limit', 'buy', amount, ask, { timeInForce });
    const large = 400_000;
    const orders = [await limit(large, 'GTC'), await limit(large, 'IOC'), await limit(1000, 'FOK')];
    expect(orders.map(({ status }) => status)).toEqual(['open', 'open', 'open']);
    paper.wait(5 * MINUTE);
    const after = await Promise.all(orders.map(({ id }) => client.fetchOrder(String(id), 'DOGE/USDT')));
    expect(after.map(({ status }) => status)).toEqual(['open', 'expired', 'expired']);
    expect(Number(after[2].filled)).toBe(0);
    expect((await client.fetchOpenOrders('DOGE/USDT')).map(({ id }) => id)).toEqual([orders[0].id]);
    const { free, used } = (await client.fetchBalance()).USDT;
    expect(Number(used)).toBeCloseTo(Number(after[0].remaining) * ask, 6);
    expect(Number(free)).toBeGreaterThan(0);
  });

  it('expire where the market ends before they come', async () => {
    await start(
      'late_fills: {chance: 1, delay_ms: 86400000}\ndelistings: [{symbol: DOGEUSDT, from: 2021-01-03}]',
    );
    paper.wait(MINUTE);
    const order = await client.createOrder('DOGE/USDT', 'market', 'buy', 10_000);
    paper.wait(3 * DAY_MS);
    expect(await client.fetchOrder(String(order.id), 'DOGE/USDT')).toMatchObject({
      status: 'expired',
      filled: 0,
      lastUpdateTimestamp: Date.UTC(2021, 0, 3),
    });
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 10_000, used: 0 });
  });
});

describe('a balance that is locked', () => {
  it('shows as used and pays for nothing, until its day', async () => {
    await start('holds: [{asset: USDT, from: 2021-01-05, to: 2021-01-07, part: 0.6}]');
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.1, 10_000);
    paper.wait(3 * DAY_MS);
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 3600, used: 6400, total: 10_000 });
    await expect(client.createMarketBuyOrderWithCost('BTC/USDT', 5000)).rejects.toThrow(
      ccxt.InsufficientFunds,
    );
    const refused = await fetch(
      `${paper.url}/paper/transfer?kind=withdraw&account=paper&asset=USDT&amount=5000`,
      {
        method: 'POST',
        headers: { 'x-paper-token': TEST_TOKEN },
      },
    );
    expect(await refused.json()).toEqual({ reason: 'insufficient-balance' });
    await paper.host.execute((time) => ({
      kind: 'deposit',
      time,
      account: 'paper',
      asset: 'USDT',
      amount: 50_000_000_000n,
    }));
    expect((await client.fetchBalance()).USDT.free).toBe(4100);
    paper.wait(2 * DAY_MS);
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 9500, used: 1000 });
  });
});

describe('an exchange with such faults', () => {
  const ALL = `seed: 3
late_fills: {chance: 0.5, delay_ms: 5400000, pieces: 3}
filters: [{symbol: BTCUSDT, from: 2021-01-08, step: 0.0001, tick: 1}]
delistings: [{symbol: DOGEUSDT, from: 2021-01-12, gone: 2021-01-14}]
holds: [{asset: USDT, from: 2021-01-05, to: 2021-01-09, part: 0.5}]
halts: [{symbol: BTCUSDT, from: 2021-01-10, to: 2021-01-11}]`;

  const state = () => ({
    time: paper.host.exchange.time,
    orders: paper.host.exchange.orders('paper'),
    balances: [...paper.host.exchange.ledger.balances('paper')],
  });

  it('is the same after a restart, however its time was looked at', async () => {
    const log = new MemoryLog();
    await start(ALL, log);
    await client.createOrder('DOGE/USDT', 'limit', 'buy', 10_000, 0.002);
    const late: unknown[] = [];
    for (let nth = 0; nth < 60; nth++) {
      const symbol = nth % 3 === 0 ? 'DOGE/USDT' : 'BTC/USDT';
      const type = nth % 4 === 3 ? 'limit' : 'market';
      const amount = symbol === 'BTC/USDT' ? 0.003 : 20_000;
      const price = symbol === 'BTC/USDT' ? 30_000 + nth * 100 : 0.005;
      await client
        .createOrder(
          symbol,
          type,
          nth % 2 === 0 ? 'buy' : 'sell',
          amount,
          type === 'limit' ? price : undefined,
        )
        .then(({ status, type: kind }) => kind === 'market' && late.push(status))
        .catch(() => undefined);
      paper.wait(6 * 3_600_000 + nth * 1234);
    }
    expect(new Set(late)).toEqual(new Set(['open', 'closed']));
    const was = state();
    expect(was.orders.length).toBeGreaterThan(30);
    expect(new Set(was.orders.map(({ status }) => status))).toContain('EXPIRED');
    paper.stop();
    // The log has no looks at the time between the commands, only the commands.
    await start(ALL, log);
    paper.host.exchange.advance(was.time);
    expect(state()).toEqual(was);
  });

  it('has a history of its own when what trades is another, and not when only answers are', () => {
    const names = [
      ALL,
      ALL.replace('seed: 3', 'seed: 4'),
      ALL.replace('pieces: 3', 'pieces: 2'),
      ALL.replace('0.0001', '0.001'),
      ALL.replace('gone: 2021-01-14', 'gone: 2021-01-15'),
      ALL.replace('part: 0.5', 'part: 0.4'),
      ALL.replace('halts', 'maintenance').replace('symbol: BTCUSDT, from: 2021-01-10', 'from: 2021-01-10'),
      '',
    ].map((text) => historyName(plan(text === '' ? '{}' : text)));
    expect(new Set(names).size).toBe(names.length);
    const quiet = historyName(plan('{}'));
    expect(historyName(plan('seed: 9\nchance: {drop_after: 0.5, answer_twice: 0.1}\nclock_skew_ms: 5'))).toBe(
      quiet,
    );
  });

  it.each([
    ['filters: [{symbol: NOUSDT, from: 2021-01-05, step: 1}]', /no market NOUSDT/],
    ['halts: [{symbol: NOUSDT, from: 2021-01-05, to: 2021-01-06}]', /no market NOUSDT/],
    ['filters: [{symbol: BTCUSDT, from: 2021-01-05, step: 0.00000001}]', /eight decimals/],
    ['filters: [{symbol: BTCUSDT, from: 2021-01-05, step: 0}]', /above 0/],
    ['filters: [{symbol: BTCUSDT, from: 2021-01-05, tick: 0.000000001}]', /decimal number/],
    ['filters: [{symbol: BTCUSDT, from: 2021-02-30, tick: 1}]', /from/],
    ['late_fills: {chance: 1}', /delay_ms/],
    ['late_fills: {chance: 1, delay_ms: 0}', /delay_ms/],
    ['holds: [{asset: USDT, from: 2021-01-05, to: 2021-01-06, part: 1.5}]', /part/],
    ['delistings: [{symbol: BTCUSDT}]', /from/],
  ])('refuses %j', async (text, told) => {
    const begin = async () => startPaper({ plan: plan(text) });
    await expect(begin()).rejects.toThrow(told);
  });
});
