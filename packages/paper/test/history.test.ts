import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../src/market/price-path.ts';
import { startPaper, type TestPaper } from './support/paper.ts';

const HOUR = 3_600_000;
let paper: TestPaper;
let client: Exchange;
let begin: number;

/** An endpoint as it is, with what it answers. */
const call = (name: string, parameters: object) =>
  (client as unknown as Record<string, (given: object) => Promise<Record<string, unknown>[]>>)[name](
    parameters,
  );
const times = (answer: Record<string, unknown>[]) => answer.map(({ time }) => (Number(time) - begin) / HOUR);

// Ten orders and trades, an hour apart.
beforeAll(async () => {
  paper = await startPaper();
  client = paper.client();
  await client.loadMarkets();
  begin = paper.host.now();
  for (let hour = 0; hour < 10; hour++) {
    await client.createOrder('BTC/USDT', 'market', 'buy', 0.001);
    paper.wait(HOUR);
  }
});
afterAll(() => paper.stop());

describe.each(['privateGetAllOrders', 'privateGetMyTrades'])('%s', (name) => {
  const ask = async (parameters: object) => times(await call(name, { symbol: 'BTCUSDT', ...parameters }));

  it('gives the newest, and the oldest from a time on', async () => {
    expect(await ask({})).toHaveLength(10);
    expect(await ask({ limit: 3 })).toEqual([7, 8, 9]);
    expect(await ask({ limit: 3, endTime: begin + 5 * HOUR })).toEqual([3, 4, 5]);
    expect(await ask({ limit: 3, startTime: begin + 2 * HOUR })).toEqual([2, 3, 4]);
    expect(await ask({ startTime: begin + 2 * HOUR, endTime: begin + 3 * HOUR })).toEqual([2, 3]);
    expect(await ask({ startTime: begin, endTime: begin + DAY_MS })).toHaveLength(10);
    expect(await ask({ startTime: begin + DAY_MS })).toEqual([]);
  });

  it.each([
    [{ startTime: 1, endTime: DAY_MS + 2 }, -1127],
    [{ startTime: 2, endTime: 1 }, -1023],
    [{ startTime: 'now' }, -1100],
    [{ limit: '-1' }, -1100],
    [{ limit: '1.5' }, -1100],
    [{ orderId: '1e3' }, -1100],
    [{ symbol: 'NOUSDT' }, -1121],
    [{ symbol: '' }, -1102],
  ])('refuses %j', async (parameters, code) => {
    await expect(ask(parameters)).rejects.toThrow();
    expect(JSON.parse(String(client.last_http_response))).toMatchObject({ code });
  });
});

it('orders begin with an id, trades with an id or with an order', async () => {
  const [, , third] = await call('privateGetAllOrders', { symbol: 'BTCUSDT' });
  const orderId = Number(third.orderId);
  expect(times(await call('privateGetAllOrders', { symbol: 'BTCUSDT', orderId, limit: 2 }))).toEqual([2, 3]);
  expect(times(await call('privateGetMyTrades', { symbol: 'BTCUSDT', orderId }))).toEqual([2]);
  const [trade] = await call('privateGetMyTrades', { symbol: 'BTCUSDT', orderId });
  const fromId = Number(trade.id);
  expect(times(await call('privateGetMyTrades', { symbol: 'BTCUSDT', fromId, limit: 2 }))).toEqual([2, 3]);
  for (const combination of [
    { fromId, startTime: begin },
    { orderId, endTime: begin },
    { orderId, startTime: 1 },
  ]) {
    await expect(call('privateGetMyTrades', { symbol: 'BTCUSDT', ...combination })).rejects.toThrow(/-1128/);
  }
});

it('open orders are of a symbol that is known', async () => {
  await expect(call('privateGetOpenOrders', { symbol: 'NOUSDT' })).rejects.toThrow(ccxt.BadSymbol);
  await expect(call('privateGetOrder', { symbol: 'NOUSDT', orderId: 1 })).rejects.toThrow(ccxt.BadSymbol);
  expect(await call('privateGetOpenOrders', {})).toEqual([]);
});

describe('a new order', () => {
  const place = (parameters: object) =>
    call('privatePostOrder', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
      ...parameters,
    });

  it('is told as much of as was asked', async () => {
    const keys = async (parameters: object) => Object.keys(await place(parameters));
    const ack = ['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime'];
    expect(await keys({ newOrderRespType: 'ACK' })).toEqual(ack);
    expect(await keys({ newOrderRespType: 'RESULT' })).not.toContain('fills');
    expect(await keys({ newOrderRespType: 'RESULT' })).toContain('executedQty');
    expect(await keys({ newOrderRespType: 'FULL' })).toContain('fills');
    expect(await keys({})).toContain('fills');
    expect(await keys({ type: 'LIMIT_MAKER', price: '20000' })).toEqual(ack);
    await expect(place({ newOrderRespType: 'EVERYTHING' })).rejects.toThrow(/-1130/);
    await client.cancelAllOrders('BTC/USDT');
  });

  it.each([
    ['EXPIRE_MAKER', 'EXPIRED_IN_MATCH', 'FILLED'],
    ['EXPIRE_TAKER', 'NEW', 'EXPIRED_IN_MATCH'],
    ['EXPIRE_BOTH', 'EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH'],
  ])('that meets one of its own account, %s', async (mode, resting, arriving) => {
    const bid = Number((await client.fetchOrderBook('BTC/USDT')).bids[0][0]);
    const price = client.priceToPrecision('BTC/USDT', bid * 1.0001);
    const own = await place({ type: 'LIMIT_MAKER', price });
    const met = await place({ side: 'SELL', selfTradePreventionMode: mode });
    expect(met).toMatchObject({ status: arriving, selfTradePreventionMode: mode });
    const { orderId } = own as unknown as { orderId: number };
    expect(await call('privateGetOrder', { symbol: 'BTCUSDT', orderId })).toMatchObject({ status: resting });
    await client.cancelAllOrders('BTC/USDT').catch(() => undefined);
  });

  it('knows no other way to meet itself', async () => {
    await expect(place({ selfTradePreventionMode: 'NONE' })).rejects.toThrow(/-1130/);
  });
});
