import ccxt from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { startKraken, type TestKraken } from './support/kraken.ts';
import { MemoryLog } from './support/memory-log.ts';

let paper: TestKraken;
afterEach(() => paper?.stop());

const plan = (text: string) => readFaultPlan(text, 'faults.yaml');
const bought = () => paper.host.exchange.orders('paper').length;

describe.each([
  ['timeout_before', 0, /timed out/],
  ['timeout_after', 1, /timed out/],
  ['error_before', 0, /EService:Unavailable/],
  ['error_after', 1, /EService:Unavailable/],
  ['drop_before', 0, /fetch failed|socket|ExchangeNotAvailable|NetworkError/],
  ['drop_after', 1, /fetch failed|socket|ExchangeNotAvailable|NetworkError/],
  ['rate_limit', 0, /EAPI:Rate limit exceeded/],
] as const)('%s', (fault, done, told) => {
  it(`is told as Kraken tells it, and ${done ? 'it was done' : 'nothing was done'}`, async () => {
    paper = await startKraken({ plan: plan(`chance: {${fault}: 1}`) });
    const client = await paper.client();
    await client.loadMarkets();
    client.timeout = 300;
    await expect(client.createOrder('BTC/USD', 'market', 'buy', 0.001)).rejects.toThrow(told);
    await expect.poll(bought).toBe(done);
  });
});

it('says of what is unclear one or the other, whether or not it was done', async () => {
  paper = await startKraken({ plan: plan('chance: {error_after: 1}') });
  const client = await paper.client();
  await client.loadMarkets();
  const told = [];
  for (let nth = 0; nth < 4; nth++) {
    told.push(await client.fetchBalance().catch((error: Error) => error));
  }
  for (const error of told) expect(error).toBeInstanceOf(ccxt.ExchangeNotAvailable);
  expect(told.map((error) => /EService:(\w+)/.exec(String(error))?.[1])).toEqual([
    'Unavailable',
    'Busy',
    'Unavailable',
    'Busy',
  ]);
});

it('answers with what it said before, when its fate is so, and once only has done what was asked', async () => {
  paper = await startKraken({ plan: plan('chance: {answer_stale: 1}') });
  const client = await paper.client();
  await client.loadMarkets();
  const before = (await client.fetchBalance()).total;
  const { id } = await client.createOrder('BTC/USD', 'market', 'buy', 0.001);
  expect((await client.createOrder('BTC/USD', 'market', 'buy', 0.002)).id).toBe(id);
  expect((await client.fetchBalance()).total).toEqual(before);
  expect(bought()).toBe(2);
});

it('is down for maintenance and says so', async () => {
  paper = await startKraken({ plan: plan('maintenance: [{from: 2021-01-05, to: 2021-01-06}]') });
  const client = await paper.client();
  await client.loadMarkets();
  paper.wait(3 * DAY_MS + 1000);
  expect((await client.fetchStatus()).status).toBe('maintenance');
  await expect(client.fetchTicker('BTC/USD')).rejects.toThrow(ccxt.ExchangeNotAvailable);
  await expect(client.fetchBalance()).rejects.toThrow(ccxt.ExchangeNotAvailable);
  paper.wait(DAY_MS);
  expect((await client.fetchStatus()).status).toBe('ok');
  expect(Number((await client.fetchTicker('BTC/USD')).last)).toBeGreaterThan(0);
});

it('closes a market under any of its names: no ticker, other markets go on', async () => {
  paper = await startKraken({ plan: plan('halts: [{symbol: XBT/USD, from: 2021-01-05, to: 2021-01-08}]') });
  const client = await paper.client();
  await client.loadMarkets();
  paper.wait(4 * DAY_MS);
  await expect(client.createOrder('BTC/USD', 'market', 'buy', 0.001)).rejects.toThrow(ccxt.OnMaintenance);
  expect(Object.keys(await client.fetchTickers())).toEqual(['DOGE/USD']);
  expect((await client.loadMarkets(true))['BTC/USD']?.active).toBe(false);
  const order = await client.createOrder('DOGE/USD', 'market', 'buy', 10_000);
  expect((await client.fetchOrder(String(order.id))).status).toBe('closed');
});

it('has other rules from a day on, and loses a market', async () => {
  paper = await startKraken({
    plan: plan(`filters: [{symbol: XBTUSD, from: 2021-01-05, tick: "0.5", min_quantity: "0.01"}]
delistings: [{symbol: XDGUSD, from: 2021-01-06, gone: 2021-01-07}]`),
  });
  const client = await paper.client();
  await client.loadMarkets();
  const buy = (amount: number, price: number) => client.createOrder('BTC/USD', 'limit', 'buy', amount, price);
  await buy(0.005, 20_000.1);
  paper.wait(4 * DAY_MS);
  await expect(buy(0.005, 20_000)).rejects.toThrow(/Order minimum not met/);
  await expect(buy(0.01, 20_000.1)).rejects.toThrow(/Tick size check failed/);
  await buy(0.01, 20_000.5);
  expect((await client.loadMarkets(true))['BTC/USD']).toMatchObject({
    precision: { price: 0.1 },
    limits: { amount: { min: 0.01 } },
    info: { tick_size: '0.50000000' },
  });
  const open = await client.fetchOpenOrders('BTC/USD');
  expect(open.map(({ price }) => price).sort()).toEqual([20_000.1, 20_000.5]);
  paper.wait(2 * DAY_MS);
  await expect(client.fetchTicker('DOGE/USD')).rejects.toThrow(/EQuery:Unknown asset pair/);
  expect(Object.keys((await client.publicGetAssetPairs()).result)).toEqual(['XXBTZUSD']);
});

it('has a clock that is wrong by what was asked, for its time and for deadlines', async () => {
  paper = await startKraken({ plan: plan('clock_skew_ms: 30000') });
  const client = await paper.client();
  await client.loadMarkets();
  expect(Number(await client.fetchTime()) - paper.wall()).toBeGreaterThan(28_000);
  const deadline = new Date(paper.wall() + 60_000 + 20_000).toISOString();
  await expect(client.createOrder('BTC/USD', 'limit', 'buy', 0.01, 20_000, { deadline })).rejects.toThrow(
    /Deadline elapsed/,
  );
});

it('is the same exchange after a restart: balances, orders, amendments, trades, ledger and their ids', async () => {
  const log = new MemoryLog();
  paper = await startKraken({ log });
  const client = await paper.client();
  await client.createOrder('BTC/USD', 'market', 'buy', 0.02);
  const resting = await client.createOrder('BTC/USD', 'limit', 'sell', 0.05, 33_000, {
    clientOrderId: 'kept',
  });
  await client.editOrder(String(resting.id), 'BTC/USD', 'limit', 'sell', 0.04, 33_500);
  paper.wait(2 * DAY_MS);
  await client.createOrder('DOGE/USD', 'market', 'buy', 100_000, undefined, { oflags: 'fcib', userref: -5 });
  await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, 20_000, { expiretm: '+864000' });
  const state = async () => {
    const one = await paper.client();
    await one.loadMarkets();
    const raw = one as unknown as Record<string, (parameters: object) => Promise<{ result: unknown }>>;
    const results = [];
    for (const name of [
      'BalanceEx',
      'OpenOrders',
      'ClosedOrders',
      'TradesHistory',
      'Ledgers',
      'DepositStatus',
    ]) {
      results.push((await raw[`privatePost${name}`]({ trades: 'true' })).result);
    }
    return results;
  };
  const was = await state();
  paper.stop();
  paper = await startKraken({ log });
  expect(await state()).toEqual(was);
});
