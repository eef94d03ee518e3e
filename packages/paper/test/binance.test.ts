import ccxt, { type Exchange } from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../src/market/price-path.ts';
import { startPaper, type TestPaper } from './support/paper.ts';

let paper: TestPaper;
let client: Exchange;

beforeEach(async () => {
  paper = await startPaper();
  client = paper.client();
});
afterEach(() => paper.stop());

describe('what ccxt asks of a market', () => {
  it('markets with filters, precision and minimums', async () => {
    const markets = await client.loadMarkets();
    expect(Object.keys(markets)).toEqual(['BTC/USDT', 'DOGE/USDT']);
    expect(markets['BTC/USDT']).toMatchObject({
      active: true,
      spot: true,
      precision: { amount: 0.00001, price: 0.1 },
      limits: { cost: { min: 5 } },
    });
  });

  it('a book around the price, tighter and deeper where more is traded', async () => {
    const bitcoin = await client.fetchOrderBook('BTC/USDT');
    const doge = await client.fetchOrderBook('DOGE/USDT');
    const spread = ({ bids, asks }: typeof bitcoin) => Number(asks[0][0]) / Number(bids[0][0]) - 1;
    expect(spread(bitcoin)).toBeGreaterThan(0);
    expect(spread(bitcoin)).toBeLessThan(0.001);
    expect(spread(doge)).toBeGreaterThan(spread(bitcoin));
    const prices = bitcoin.asks.map(([price]) => Number(price));
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
  });

  it('tickers, candles, time and status', async () => {
    paper.wait(3 * DAY_MS);
    const ticker = await client.fetchTicker('BTC/USDT');
    expect(ticker.last).toBeGreaterThan(20_000);
    expect(Object.keys(await client.fetchTickers())).toHaveLength(2);
    const candles = await client.fetchOHLCV('BTC/USDT', '1d', undefined, 3);
    expect(candles).toHaveLength(3);
    for (const [, open, high, low, close] of candles) {
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
    }
    expect(Math.abs(Number(await client.fetchTime()) - Date.now())).toBeLessThan(5000);
    expect((await client.fetchStatus()).status).toBe('ok');
  });
});

describe('what ccxt does with an account', () => {
  it('buys at the market by quantity and by cost, pays the fee, and shows it everywhere', async () => {
    const bought = await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    expect(bought).toMatchObject({ status: 'closed', filled: 0.01 });
    const byCost = await client.createMarketBuyOrderWithCost('BTC/USDT', 100);
    expect(byCost.status).toBe('closed');
    expect(Number(byCost.cost)).toBeGreaterThan(96);
    expect(Number(byCost.cost)).toBeLessThanOrEqual(100);
    const trades = await client.fetchMyTrades('BTC/USDT');
    expect(trades.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeCloseTo(
      0.01 + Number(byCost.filled),
      8,
    );
    expect(trades[0].fee).toMatchObject({ currency: 'BTC', cost: Number(trades[0].amount) * 0.001 });
    const balance = await client.fetchBalance();
    expect(balance.BTC.total).toBeCloseTo(0.1 + (0.01 + Number(byCost.filled)) * 0.999, 7);
    expect(balance.USDT.total).toBeCloseTo(10_000 - Number(bought.cost) - Number(byCost.cost), 6);
  });

  it('rests a limit order, locks its money, fills it as a maker when the price comes, at its own price', async () => {
    const { last } = await client.fetchTicker('BTC/USDT');
    const price = Number(client.priceToPrecision('BTC/USDT', Number(last) * 1.1));
    const order = await client.createOrder('BTC/USDT', 'limit', 'sell', 0.05, price);
    expect(order.status).toBe('open');
    expect((await client.fetchBalance()).BTC).toMatchObject({ used: 0.05 });
    expect(await client.fetchOpenOrders('BTC/USDT')).toHaveLength(1);
    paper.wait(10 * DAY_MS);
    const filled = await client.fetchOrder(String(order.id), 'BTC/USDT');
    expect(filled).toMatchObject({ status: 'closed', average: price, filled: 0.05 });
    const [trade] = await client.fetchMyTrades('BTC/USDT');
    expect(trade).toMatchObject({ takerOrMaker: 'maker', price });
  });

  it('cancels one order and all orders, and gives the money back', async () => {
    const order = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 20_000);
    expect((await client.cancelOrder(String(order.id), 'BTC/USDT')).status).toBe('canceled');
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 20_000);
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 19_000);
    await client.cancelAllOrders('BTC/USDT');
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 10_000, used: 0 });
    expect((await client.fetchOrders('BTC/USDT')).map(({ status }) => status)).toEqual([
      'canceled',
      'canceled',
      'canceled',
    ]);
  });

  it('keeps what IOC, FOK and post-only promise', async () => {
    const { last } = await client.fetchTicker('BTC/USDT');
    const far = Number(client.priceToPrecision('BTC/USDT', Number(last) * 0.9));
    const ioc = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, far, { timeInForce: 'IOC' });
    expect(ioc).toMatchObject({ status: 'expired', filled: 0 });
    const fok = await client.createOrder('DOGE/USDT', 'limit', 'buy', 1_500_000, 0.005005, {
      timeInForce: 'FOK',
    });
    expect(fok).toMatchObject({ status: 'expired', filled: 0 });
    const near = Number(client.priceToPrecision('BTC/USDT', Number(last) * 1.01));
    await expect(
      client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, near, { postOnly: true }),
    ).rejects.toThrow(ccxt.OrderImmediatelyFillable);
    expect((await client.fetchBalance()).USDT.used).toBe(0);
  });

  it('moves the price when much is bought, and lets the book fill up again', async () => {
    const before = (await client.fetchOrderBook('DOGE/USDT')).asks[0][0];
    const order = await client.createOrder('DOGE/USDT', 'market', 'buy', 500_000);
    expect(Number(order.average)).toBeGreaterThan(Number(before) * 1.0005);
    expect(Number((await client.fetchOrderBook('DOGE/USDT')).asks[0][0])).toBeGreaterThan(Number(before));
    paper.wait(3_700_000);
    const after = (await client.fetchOrderBook('DOGE/USDT')).asks.reduce(
      (sum, [, amount]) => sum + Number(amount),
      0,
    );
    expect(after).toBeGreaterThan(500_000);
  });

  it('shows deposits, and what the key may do', async () => {
    expect((await client.fetchDeposits()).map(({ currency, amount }) => [currency, amount])).toEqual([
      ['BTC', 0.1],
      ['USDT', 10_000],
    ]);
    const answer = await (
      client as unknown as { sapiGetAccountApiRestrictions(): Promise<unknown> }
    ).sapiGetAccountApiRestrictions();
    expect(answer).toMatchObject({ enableWithdrawals: false, ipRestrict: true });
  });
});

describe('refusals, as Binance says them', () => {
  it.each([
    [
      'more than there is',
      () => client.createOrder('BTC/USDT', 'limit', 'sell', 5, 30_000),
      ccxt.InsufficientFunds,
    ],
    [
      'below the smallest notional',
      () => client.createOrder('BTC/USDT', 'limit', 'buy', 0.0001, 20_000),
      ccxt.BadRequest,
    ],
    ['a price far away', () => client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 1000), ccxt.InvalidOrder],
    ['an order that is not there', () => client.cancelOrder('999', 'BTC/USDT'), ccxt.OrderNotFound],
    [
      'a client id that is open already',
      async () => {
        await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 20_000, { clientOrderId: 'same' });
        await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 20_000, { clientOrderId: 'same' });
      },
      ccxt.InvalidOrder,
    ],
  ] as const)('%s', async (_, act, kind) => {
    await client.loadMarkets();
    await expect(act()).rejects.toThrow(kind);
  });

  it('a wrong secret, an unknown key, a late and an early request, a parameter that is there twice', async () => {
    const wrong = paper.client();
    wrong.secret = 'wrong';
    await expect(wrong.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    wrong.apiKey = 'unknown';
    await expect(wrong.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const late = paper.client();
    late.nonce = () => Date.now() - 60_000;
    await expect(late.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
    late.nonce = () => Date.now() + 60_000;
    await expect(late.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
    const twice = await fetch(`${paper.url}/api/v3/depth?symbol=BTCUSDT&symbol=DOGEUSDT`);
    expect(await twice.json()).toMatchObject({ code: -1101 });
  });

  it('too many requests: 429, and a ban for who goes on', async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 95; nth++) {
      const answer = await fetch(`${paper.url}/api/v3/ticker/24hr`);
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    expect(statuses.filter((status) => status === 200).length).toBe(75);
    expect(statuses.filter((status) => status === 429).length).toBe(11);
    expect(statuses.at(-1)).toBe(418);
  });
});

it('takes Ed25519 keys', async () => {
  const other = await startPaper({ algorithm: 'ed25519' });
  expect((await other.client().fetchBalance()).USDT.free).toBe(10_000);
  other.stop();
});
