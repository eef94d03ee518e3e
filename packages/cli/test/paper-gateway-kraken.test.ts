import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importDemo } from '@holdfast/market';
import { openVenue, type Venue } from '@holdfast/trader';
import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdfast } from './support/command.ts';
import { type DataHome, dataHome, type Launched } from './support/data-home.ts';
import { type TestHome, testHome } from './support/market.ts';
import { type Running, startHoldfast } from './support/process.ts';

const POLICY = `allow: [read, trade]
symbols: [XXBTZUSD]
order_types: [limit, market]
market: true
price_band_pct: 2
max_order_usd: 500
max_daily_usd: 2000
max_daily_slippage_usd: 50
own_orders_only: false
ips: [127.0.0.1]
`;

interface Keys {
  readonly apiKey: string;
  readonly secret: string;
}

/** The paper exchange in Kraken's dialect behind a gateway, and the same without one. */
describe('ccxt on the paper exchange as Kraken, directly and through the gateway', () => {
  let paperHome: TestHome;
  let paper: Running;
  let data: DataHome;
  let gateway: Launched;
  let direct: Exchange;
  let through: Exchange;
  let venue: Venue;

  beforeAll(async () => {
    paperHome = await testHome();
    await importDemo(paperHome.home);
    paper = startHoldfast(paperHome, [
      ...['paper', '--dialect', 'kraken', '--snapshot', 'demo', '--speed', 'step', '--port', '0', '--json'],
    ]);
    await paper.until('"address"');
    const file = readFileSync(join(paperHome.home, 'paper', 'account.json'), 'utf8');
    const account = JSON.parse(file);
    data = await dataHome();
    writeFileSync(
      join(data.home, 'gateway.yaml'),
      `listen: 127.0.0.1:0
vault: {provider: file, file: ${join(data.keys, 'kek')}}
upstreams: {api.kraken.com: {url: "${account.address}", clock: paper}}
reference_price: {every_ms: 100, window_ms: 1000, waive_second_venue: [kraken XXBTZUSD]}
`,
    );
    writeFileSync(join(data.home, 'policy.yaml'), POLICY);
    await data.json(['vault', 'init', '--no-operator']);
    const { apiKey, secret } = account;
    await data.json(['key', 'add', 'paper', '--exchange', 'kraken', '--stdin'], file);
    const issued = await data.json<Keys>([
      ...['vkey', 'issue', 'bot', '--key', 'paper', '--policy', join(data.home, 'policy.yaml')],
    ]);
    gateway = await data.launch();
    direct = clientOf({ apiKey, secret }, (url) => url.replace(/https:\/\/[a-z0-9.]+/g, account.address));
    through = clientOf(issued, (url) => url.replaceAll('https://', `${gateway.address}/kraken/`));
    venue = openVenue({ exchange: 'kraken', gateway: gateway.address, ...issued, live: true });
  }, 60_000);
  afterAll(async () => {
    await data?.close();
    paper?.child.kill('SIGINT');
    await paper?.finished;
    paperHome?.remove();
  });

  function clientOf(keys: Keys, rewrite: (text: string) => string): Exchange {
    const client = new ccxt.kraken({ ...keys, enableRateLimit: false });
    client.urls.api = JSON.parse(rewrite(JSON.stringify(client.urls.api)));
    return client;
  }

  /**
   * Asks with the real key beside the gateway. Both take nonces from the clock: the gateway a hundred at once, which the clock
   * has to pass first, and it uses up what it has in hand until it has had nothing to do for a moment.
   */
  async function directly<T>(work: (client: Exchange) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      // Both count against the same fifteen calls, which recover with simulated time.
      await advance();
      try {
        const result = await work(direct);
        await sleep(60);
        return result;
      } catch (error) {
        if (!(error instanceof ccxt.InvalidNonce) || attempt === 50) throw error;
        await sleep(100);
      }
    }
  }

  async function advance(): Promise<void> {
    expect((await holdfast(paperHome, 'paper', 'advance', '1m')).status).toBe(0);
  }

  it('shows both the same markets, balances and book', async () => {
    const [a, b] = await Promise.all([direct.loadMarkets(), through.loadMarkets()]);
    expect(Object.keys(b)).toEqual(Object.keys(a));
    expect(b['BTC/USD']).toEqual(a['BTC/USD']);
    const balance = await directly(async (client) => (await client.fetchBalance()).total);
    expect(balance).toEqual({ USD: 10_000 });
    expect((await through.fetchBalance()).total).toEqual(balance);
    const [x, y] = [await direct.fetchOrderBook('BTC/USD'), await through.fetchOrderBook('BTC/USD')];
    expect([y.bids, y.asks]).toEqual([x.bids, x.asks]);
  });

  it('buys, rests, amends and cancels through the gateway as it does directly, and each sees what the other did', async () => {
    // The gateway has seen a second of order books by then.
    await expect
      .poll(
        () =>
          through.createOrder('BTC/USD', 'market', 'buy', 0.002).then(
            ({ id }) => typeof id,
            ({ message }: Error) => message,
          ),
        { timeout: 20_000, interval: 1000 },
      )
      .toBe('string');
    const bought = await directly((client) => client.createOrder('BTC/USD', 'market', 'buy', 0.002));
    const trades = async (client: Exchange) =>
      (await client.fetchMyTrades('BTC/USD')).map(({ price, amount, side, fee }) => ({
        price,
        amount,
        side,
        fee,
      }));
    const seen = await directly(trades);
    expect(seen).toHaveLength(2);
    expect(await trades(through)).toEqual(seen);
    const ledger = await directly((client) => client.fetchLedger());
    expect(ledger.map(({ currency }) => currency).toSorted()).toEqual(['BTC', 'BTC', 'USD', 'USD', 'USD']);
    expect(await through.fetchLedger()).toEqual(ledger);
    expect(await through.fetchOrder(String(bought.id))).toMatchObject({ status: 'closed', filled: 0.002 });
    const { bids } = await direct.fetchOrderBook('BTC/USD');
    const price = Number(direct.priceToPrecision('BTC/USD', Number(bids[0][0]) * 0.99));
    const resting = await through.createOrder('BTC/USD', 'limit', 'buy', 0.003, price);
    await through.editOrder(String(resting.id), 'BTC/USD', 'limit', 'buy', 0.002, price - 1);
    const [open] = await directly((client) => client.fetchOpenOrders('BTC/USD'));
    expect(open).toMatchObject({ id: resting.id, amount: 0.002, price: price - 1 });
    await through.cancelOrder(String(resting.id), 'BTC/USD');
    const balance = await directly(async (client) => (await client.fetchBalance()).USD);
    expect(balance.used).toBe(0);
    expect((await through.fetchBalance()).USD).toEqual(balance);
  }, 40_000);

  it('takes deposits by Kraken’s names for a coin', async () => {
    const deposit = async (...args: string[]) =>
      (await holdfast(paperHome, 'paper', 'deposit', ...args)).status;
    expect(await deposit('XBT', '0.5')).toBe(0);
    expect(await deposit('XXBT', '0.25')).toBe(0);
    const balance = await directly(async (client) => (await client.fetchBalance()).BTC.total);
    expect(balance).toBeCloseTo(0.754, 8);
  });

  it('serves the trader: its orders are found by their own ids, cancelled, and tell their trades', async () => {
    await advance();
    const place = (clientOrderId: string, timeInForce: 'IOC' | 'GTC', price: string) =>
      venue.place({
        ...{ clientOrderId, symbol: 'BTC/USD', side: 'buy', amount: '0.00200001', price, timeInForce },
        sendBy: Date.now() + 1000,
      });
    const [a, b, none] = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    const { bid, ask } = (await venue.quotes()).get('BTC/USD') ?? { bid: '', ask: '' };
    const taken = await place(a, 'IOC', ask);
    expect(taken.kind).toBe('accepted');
    const closed = await venue.find('BTC/USD', a);
    expect(closed).toMatchObject({ state: 'closed', filled: '0.00200001' });
    const fills = await venue.fills('BTC/USD', closed?.exchangeId ?? '');
    expect(fills.map(({ amount }) => Number(amount)).reduce((sum, part) => sum + part)).toBeCloseTo(
      0.00200001,
      9,
    );
    expect(fills.every(({ feeAsset, fee }) => feeAsset === 'USD' && Number(fee) > 0)).toBe(true);
    await advance();
    const { price_tick: tick } = (await venue.markets()).find(({ symbol }) => symbol === 'BTC/USD') ?? {
      price_tick: '1',
    };
    const lower = direct.decimalToPrecision(Number(bid) * 0.99, 1, Number(tick), 4);
    const rests = await place(b, 'GTC', lower);
    expect(rests).toMatchObject({ kind: 'accepted', order: { state: 'open', filled: '0' } });
    const open = await venue.find('BTC/USD', b);
    expect(open?.state).toBe('open');
    await venue.cancel('BTC/USD', b, open?.exchangeId ?? '');
    await advance();
    expect(await venue.find('BTC/USD', b)).toMatchObject({ state: 'closed', filled: '0' });
    await venue.cancel('BTC/USD', b, open?.exchangeId ?? '');
    expect(await venue.find('BTC/USD', none)).toBe(null);
  }, 40_000);

  it('is stopped by the policy where the exchange itself would not stop it', async () => {
    await expect(through.createOrder('ETH/USD', 'market', 'buy', 0.1)).rejects.toThrow(/symbols/);
    await expect(through.createOrder('BTC/USD', 'market', 'buy', 0.1)).rejects.toThrow(/max_order_usd/);
    const bought = await directly((client) => client.createOrder('ETH/USD', 'market', 'buy', 0.1));
    expect(await directly((client) => client.fetchOrder(String(bought.id)))).toMatchObject({
      status: 'closed',
    });
    await data.json(['panic']);
    await expect(through.fetchBalance()).rejects.toThrow();
    expect((await directly((client) => client.fetchBalance())).USD.total).toBeGreaterThan(0);
  });
});
