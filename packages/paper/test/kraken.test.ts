import ccxt, { type Exchange, type Order } from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../src/market/price-path.ts';
import { startKraken, type TestKraken } from './support/kraken.ts';
import { TEST_TOKEN } from './support/paper.ts';

let paper: TestKraken;
let client: Exchange;

beforeEach(async () => {
  paper = await startKraken();
  client = await paper.client();
});
afterEach(() => paper.stop());

const lastPrice = async (symbol = 'BTC/USD') => Number((await client.fetchTicker(symbol)).last);
const priceAt = async (factor: number, symbol = 'BTC/USD') =>
  Number(client.priceToPrecision(symbol, (await lastPrice(symbol)) * factor));

describe('what ccxt asks of a market', () => {
  it('markets and currencies under the names that everybody knows, with precision, minimums and fees', async () => {
    const markets = await client.loadMarkets();
    expect(Object.keys(markets)).toEqual(['BTC/USD', 'DOGE/USD']);
    expect(markets['BTC/USD']).toMatchObject({
      id: 'XXBTZUSD',
      baseId: 'BTC',
      altname: 'XBTUSD',
      active: true,
      taker: 0.004,
      maker: 0.0025,
      precision: { amount: 1e-8, price: 0.1 },
      limits: { amount: { min: 0.00002 }, cost: { min: 0.5 } },
    });
    expect(markets['DOGE/USD']).toMatchObject({
      id: 'XDGUSD',
      altname: 'XDGUSD',
      limits: { amount: { min: 200 } },
    });
    expect(Object.values(client.currencies).map(({ id, code }) => [id, code])).toEqual([
      ['XXBT', 'BTC'],
      ['ZUSD', 'USD'],
      ['XXDG', 'DOGE'],
    ]);
  });

  it('book, tickers, candles, time and status', async () => {
    paper.wait(3 * DAY_MS);
    const { bids, asks } = await client.fetchOrderBook('BTC/USD', 5);
    expect([bids.length, asks.length]).toEqual([5, 5]);
    expect(Number(asks[0][0])).toBeGreaterThan(Number(bids[0][0]));
    const ticker = await client.fetchTicker('BTC/USD');
    expect(ticker).toMatchObject({ bid: bids[0][0], ask: asks[0][0] });
    expect(Number(ticker.high)).toBeGreaterThanOrEqual(Number(ticker.last));
    expect(Number(ticker.quoteVolume) / 4e10).toBeCloseTo(1, 1);
    expect(Object.keys(await client.fetchTickers())).toEqual(['BTC/USD', 'DOGE/USD']);
    const candles = await client.fetchOHLCV('BTC/USD', '1d', undefined, 3);
    expect(candles).toHaveLength(3);
    for (const [, open, high, low, close] of candles) {
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
    }
    const since = Number(candles[1][0]);
    expect((await client.fetchOHLCV('BTC/USD', '1d', since))[0][0]).toBe(since);
    expect(Math.abs(Number(await client.fetchTime()) - paper.wall())).toBeLessThan(2000);
    expect((await client.fetchStatus()).status).toBe('ok');
  });

  it('the fees of a market', async () => {
    expect(await client.fetchTradingFee('BTC/USD')).toMatchObject({ maker: 0.0025, taker: 0.004 });
  });
});

describe('what ccxt does with an account', () => {
  it('buys at the market by quantity and by cost, pays the fee in dollars on top, and shows it everywhere', async () => {
    const bought = await client.createOrder('BTC/USD', 'market', 'buy', 0.01);
    const order = await client.fetchOrder(String(bought.id));
    expect(order).toMatchObject({
      status: 'closed',
      filled: 0.01,
      side: 'buy',
      type: 'market',
      symbol: 'BTC/USD',
    });
    expect(order.fee).toMatchObject({ currency: 'USD' });
    expect(Number(order.fee?.cost)).toBeCloseTo(Number(order.cost) * 0.004, 6);
    paper.wait(1000);
    const byCost = await client.createMarketBuyOrderWithCost('BTC/USD', 100);
    const second = await client.fetchOrder(String(byCost.id));
    const cost = Number(second.filled) * Number(second.average);
    expect(cost).toBeGreaterThan(99.99);
    expect(cost).toBeLessThanOrEqual(100.000001);
    const balance = await client.fetchBalance();
    expect(balance.BTC.total).toBeCloseTo(0.1 + 0.01 + Number(second.filled), 8);
    expect(balance.USD.total).toBeCloseTo(10_000 - (Number(order.cost) + cost) * 1.004, 5);
    expect((await client.fetchTrades('BTC/USD')).map(({ side, amount }) => [side, amount])).toEqual([
      ['buy', 0.01],
      ['buy', second.filled],
    ]);
    const trades = await client.fetchMyTrades('BTC/USD');
    expect(trades.map(({ order: one }) => one)).toEqual([bought.id, byCost.id]);
    expect(trades[0]).toMatchObject({ takerOrMaker: 'taker', side: 'buy', fee: { currency: 'USD' } });
    const same = await client.fetchOrderTrades(String(bought.id), 'BTC/USD', undefined, undefined, {
      trades: order.trades,
    });
    expect(same.map(({ id }) => id)).toEqual([trades[0].id]);
  });

  it('takes the fee in coins when it is asked to', async () => {
    const bought = await client.createOrder('BTC/USD', 'market', 'buy', 0.01, undefined, { oflags: 'fcib' });
    const order = await client.fetchOrder(String(bought.id));
    expect(order.fee).toMatchObject({ currency: 'BTC', cost: '0.00004000' });
    const balance = await client.fetchBalance();
    expect(balance.BTC.total).toBeCloseTo(0.1 + 0.01 * 0.996, 10);
    expect(balance.USD.total).toBeCloseTo(10_000 - Number(order.cost), 6);
  });

  it('rests a limit order, holds its money and its fee, and fills it as a maker at its own price', async () => {
    const price = await priceAt(0.95);
    const order = await client.createOrder('BTC/USD', 'limit', 'buy', 0.05, price);
    expect((await client.fetchOpenOrders('BTC/USD')).map(({ id }) => id)).toEqual([order.id]);
    const { USD: held } = await client.fetchBalance();
    expect(held.used).toBeCloseTo(0.05 * price * 1.004, 6);
    for (let day = 0; day < 40 && (await client.fetchOpenOrders()).length > 0; day++) paper.wait(DAY_MS);
    const filled = await client.fetchOrder(String(order.id));
    expect(filled).toMatchObject({ status: 'closed', average: price, filled: 0.05, price });
    const [trade] = await client.fetchMyTrades('BTC/USD');
    expect(trade).toMatchObject({ takerOrMaker: 'maker', price });
    expect(Number(trade.fee?.cost)).toBeCloseTo(0.05 * price * 0.0025, 6);
    const { USD: after } = await client.fetchBalance();
    expect(after).toMatchObject({ used: 0 });
    expect(after.total).toBeCloseTo(10_000 - 0.05 * price * 1.0025, 6);
    expect((await client.fetchClosedOrders('BTC/USD')).map(({ id }) => id)).toEqual([order.id]);
  });

  it('amends in place: same id, other price and amount, money held to match; down to what was filled cancels', async () => {
    const price = await priceAt(0.9);
    const order = await client.createOrder('BTC/USD', 'limit', 'buy', 0.05, price, {
      clientOrderId: 'mine-1',
    });
    const lower = await priceAt(0.8);
    await client.editOrder(String(order.id), 'BTC/USD', 'limit', 'buy', 0.02, lower);
    expect(await client.fetchOrder(String(order.id))).toMatchObject({
      status: 'open',
      amount: 0.02,
      price: lower,
      clientOrderId: 'mine-1',
    });
    expect((await client.fetchBalance()).USD.used).toBeCloseTo(0.02 * lower * 1.004, 6);
    const crossing = await priceAt(1.01);
    await client.editOrder(String(order.id), 'BTC/USD', 'limit', 'buy', undefined, crossing, {
      clientOrderId: 'mine-1',
    });
    const done = await client.fetchOrder(String(order.id));
    expect(done).toMatchObject({ status: 'closed', filled: 0.02 });
    expect(Number(done.average)).toBeLessThan(crossing);
    expect((await client.fetchBalance()).USD.used).toBe(0);
  });

  it('cancels one order, all with a reference, and all, and gives the money back', async () => {
    const price = await priceAt(0.5);
    const buy = (params = {}) => client.createOrder('BTC/USD', 'limit', 'buy', 0.01, price, params);
    const one = await buy();
    await client.cancelOrder(String(one.id));
    expect((await client.fetchOrder(String(one.id))).status).toBe('canceled');
    const named = await buy({ clientOrderId: 'a-name' });
    await client.cancelOrder('', undefined, { clientOrderId: 'a-name' });
    expect((await client.fetchOrder(String(named.id))).status).toBe('canceled');
    await buy({ userref: 7 });
    await buy({ userref: 7 });
    const other = await buy({ userref: 8 });
    expect(await client.fetchOpenOrders(undefined, undefined, undefined, { userref: 7 })).toHaveLength(2);
    expect((await client.cancelOrder('7')).info.result.count).toBe(2);
    expect((await client.fetchOpenOrders()).map(({ id }) => id)).toEqual([other.id]);
    await buy();
    expect((await client.cancelAllOrders())[0].info.result.count).toBe(2);
    expect((await client.fetchBalance()).USD).toMatchObject({ free: 10_000, used: 0 });
    expect((await client.fetchClosedOrders()).every(({ status }) => status === 'canceled')).toBe(true);
  });

  it('keeps what IOC, FOK, post-only and an expiry promise', async () => {
    const [far, near] = [await priceAt(0.9), await priceAt(1.01)];
    const status = async ({ id }: Order) => (await client.fetchOrder(String(id))).status;
    const ioc = await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, far, { timeInForce: 'IOC' });
    expect(await status(ioc)).toBe('canceled');
    const fok = await client.createOrder('DOGE/USD', 'limit', 'buy', 1_500_000, 0.005005, {
      timeInForce: 'FOK',
    });
    expect(await client.fetchOrder(String(fok.id))).toMatchObject({ status: 'canceled', filled: 0 });
    await expect(
      client.createOrder('BTC/USD', 'limit', 'buy', 0.01, near, { postOnly: true }),
    ).rejects.toThrow(/EOrder:Post only order/);
    const post = await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, far, { postOnly: true });
    expect(await client.fetchOrder(String(post.id))).toMatchObject({ status: 'open', postOnly: true });
    await expect(
      client.editOrder(String(post.id), 'BTC/USD', 'limit', 'buy', undefined, near),
    ).rejects.toThrow(/Post only/);
    const passing = await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, far, { expiretm: '+3600' });
    paper.wait(3_599_000);
    expect(await status(passing)).toBe('open');
    paper.wait(2000);
    expect(await status(passing)).toBe('expired');
    await client.cancelAllOrders();
    expect((await client.fetchBalance()).USD.used).toBe(0);
  });

  it('places and cancels several at once', async () => {
    const price = await priceAt(0.9);
    const one = { symbol: 'BTC/USD', type: 'limit', side: 'buy', amount: 0.01, price } as const;
    const placed = await client.createOrders([one, { ...one, amount: 0.02 }, one]);
    expect(placed.map(({ amount }) => amount)).toEqual([0.01, 0.02, 0.01]);
    const [kept, ...others] = placed.map(({ id }) => String(id));
    await client.cancelOrders(others);
    expect((await client.fetchOpenOrders()).map(({ id }) => id)).toEqual([kept]);
  });

  it('tests an order without placing it', async () => {
    const tested = await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, await priceAt(0.9), {
      validate: true,
    });
    expect(tested.id).toBeUndefined();
    await expect(
      client.createOrder('BTC/USD', 'limit', 'buy', 0.00001, await priceAt(0.9), { validate: true }),
    ).rejects.toThrow(/minimum not met/);
    expect(await client.fetchOpenOrders()).toEqual([]);
  });

  it('does not trade with itself: the arriving order goes, or the resting one when it is asked to', async () => {
    const bid = (await client.fetchOrderBook('BTC/USD')).bids[0][0] as number;
    const inside = Number(client.priceToPrecision('BTC/USD', bid + 0.1));
    const resting = await client.createOrder('BTC/USD', 'limit', 'buy', 0.01, inside);
    const arriving = await client.createOrder('BTC/USD', 'limit', 'sell', 0.01, inside);
    expect(await client.fetchOrder(String(arriving.id))).toMatchObject({ status: 'canceled', filled: 0 });
    expect((await client.fetchOrder(String(resting.id))).status).toBe('open');
    const insisting = await client.createOrder('BTC/USD', 'limit', 'sell', 0.01, inside, {
      stptype: 'cancel-oldest',
    });
    expect((await client.fetchOrder(String(resting.id))).status).toBe('canceled');
    expect((await client.fetchOrder(String(insisting.id))).status).toBe('open');
    expect(await client.fetchMyTrades()).toEqual([]);
  });

  it('writes a ledger whose last balances are the balances, fees and all', async () => {
    paper.wait(1000);
    const bought = await client.createOrder('BTC/USD', 'market', 'buy', 0.01);
    paper.wait(1000);
    await client.createOrder('BTC/USD', 'market', 'sell', 0.02, undefined, { oflags: 'fcib' });
    paper.wait(1000);
    await fetch(`${paper.url}/paper/transfer?kind=withdraw&account=paper&asset=XXBT&amount=0.01`, {
      method: 'POST',
      headers: { 'x-paper-token': TEST_TOKEN },
    });
    const ledger = await client.fetchLedger();
    const balance = await client.fetchBalance();
    for (const code of ['USD', 'BTC']) {
      expect(ledger.filter(({ currency }) => currency === code).at(-1)?.after).toBe(balance[code].total);
    }
    const [trade] = (await client.fetchOrder(String(bought.id))).trades;
    expect(
      ledger
        .filter(({ referenceId }) => referenceId === trade.id)
        .map(({ currency, direction }) => [currency, direction]),
    ).toEqual(
      expect.arrayContaining([
        ['BTC', 'in'],
        ['USD', 'out'],
      ]),
    );
    const entry = ledger[0];
    expect(await client.fetchLedgerEntry(String(entry.id))).toMatchObject({
      id: entry.id,
      amount: entry.amount,
    });
    expect((await client.fetchLedger('BTC')).every(({ currency }) => currency === 'BTC')).toBe(true);
    expect(await client.fetchWithdrawals()).toMatchObject([{ currency: 'BTC', amount: 0.01, status: 'ok' }]);
    expect((await client.fetchDeposits('USD')).map(({ currency, amount }) => [currency, amount])).toEqual([
      ['USD', 10_000],
    ]);
    expect(await client.fetchDeposits()).toHaveLength(2);
  });

  it('gives histories in pages of fifty, the newest first', async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 60; nth++) {
      paper.rest(60_000);
      ids.push(
        String((await client.createOrder('BTC/USD', 'market', nth % 2 === 0 ? 'buy' : 'sell', 0.001)).id),
      );
      paper.wait(60_000);
    }
    const raw = client as unknown as {
      privatePostTradesHistory(
        parameters: object,
      ): Promise<{ result: { trades: Record<string, { ordertxid: string; time: number }>; count: number } }>;
    };
    const first = (await raw.privatePostTradesHistory({})).result;
    const rest = (await raw.privatePostTradesHistory({ ofs: 50 })).result;
    const of = (page: typeof first) => Object.values(page.trades).map(({ ordertxid }) => ordertxid);
    expect([of(first).length, of(rest).length, first.count]).toEqual([50, 10, 60]);
    expect([...of(first), ...of(rest)]).toEqual(ids.toReversed());
    const [newest, second] = Object.keys(first.trades);
    expect(Object.keys((await raw.privatePostTradesHistory({ start: second })).result.trades)).toEqual([
      newest,
    ]);
    expect((await raw.privatePostTradesHistory({ end: second })).result.count).toBe(59);
    const since = Number(Object.values(first.trades)[9].time) * 1000 + 1;
    expect(await client.fetchMyTrades('BTC/USD', since)).toHaveLength(9);
    expect((await client.fetchClosedOrders()).length).toBe(50);
  });
});

it('is unknown what is not there, and what only one name has is found by all', async () => {
  const get = async (path: string) =>
    (await (await fetch(`${paper.url}${path}`)).json()) as { error: string[]; result: object };
  for (const name of ['XXBTZUSD', 'XBTUSD', 'XBT/USD', 'BTC/USD', 'BTCUSD']) {
    const { result } = await get(`/0/public/Ticker?pair=${encodeURIComponent(name)}`);
    expect(Object.keys(result)).toEqual(['XXBTZUSD']);
  }
  expect(Object.keys((await get('/0/public/Assets?asset=XBT,ZUSD')).result)).toEqual(['XXBT', 'ZUSD']);
  expect((await get('/0/public/Ticker?pair=XETHZUSD')).error).toEqual(['EQuery:Unknown asset pair']);
  expect((await get('/0/public/Assets?asset=ETH')).error).toEqual(['EQuery:Unknown asset']);
  expect((await get('/0/public/Depth?pair=XBTUSD&count=0')).error).toEqual([
    'EGeneral:Invalid arguments:count',
  ]);
  expect((await get('/0/public/OHLC?pair=XBTUSD&interval=7')).error).toEqual([
    'EGeneral:Invalid arguments:interval',
  ]);
  expect((await get('/0/public/Nothing')).error).toEqual(['EGeneral:Unknown method']);
  expect((await get('/0/private/Balance')).error).toEqual(['EGeneral:Unknown method']);
  await expect(client.fetchTicker('ETH/USD')).rejects.toThrow(ccxt.BadSymbol);
});
