import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataHome, dataHome, type Launched } from './support/data-home.ts';
import { type TestHome, testHome } from './support/market.ts';
import { type Running, startHoldfast } from './support/process.ts';

const POLICY = `allow: [read, trade]
symbols: [BTCUSDT]
order_types: [limit, market]
market: true
price_band_pct: 2
max_order_usd: 500
max_daily_usd: 2000
max_daily_slippage_usd: 50
own_orders_only: false
ips: [127.0.0.1]
`;

/** A paper exchange behind a gateway: going live changes an address and a key, and nothing else. */
describe('ccxt on the paper exchange, directly and through the gateway', () => {
  let paperHome: TestHome;
  let paper: Running;
  let data: DataHome;
  let gateway: Launched;
  let direct: Exchange;
  let through: Exchange;

  beforeAll(async () => {
    paperHome = await testHome();
    await importDemo(paperHome.home);
    paper = startHoldfast(paperHome, [
      'paper',
      '--snapshot',
      'demo',
      '--speed',
      '0',
      '--port',
      '0',
      '--json',
    ]);
    await paper.until('"address"');
    const account = JSON.parse(readFileSync(join(paperHome.home, 'paper', 'account.json'), 'utf8'));
    data = await dataHome();
    writeFileSync(
      join(data.home, 'gateway.yaml'),
      `listen: 127.0.0.1:0
vault: {provider: file, file: ${join(data.keys, 'kek')}}
upstreams: {api.binance.com: "${account.address}"}
reference_price: {every_ms: 100, window_ms: 1000, waive_second_venue: [binance BTCUSDT]}
`,
    );
    writeFileSync(join(data.home, 'policy.yaml'), POLICY);
    await data.json(['vault', 'init', '--no-operator']);
    const { apiKey, secret } = account;
    await data.json(
      ['key', 'add', 'paper', '--exchange', 'binance', '--stdin'],
      JSON.stringify({ apiKey, secret }),
    );
    const issued = await data.json<{ apiKey: string; secret: string }>([
      ...['vkey', 'issue', 'bot', '--key', 'paper', '--policy', join(data.home, 'policy.yaml')],
    ]);
    gateway = await data.launch();
    direct = clientOf({ apiKey, secret }, (url) => url.replace(/https:\/\/[a-z0-9.]+/g, account.address));
    through = clientOf(issued, (url) => url.replaceAll('https://', `${gateway.address}/binance/`));
  }, 60_000);
  afterAll(async () => {
    await data?.close();
    paper?.child.kill('SIGINT');
    await paper?.finished;
    paperHome?.remove();
  });

  function clientOf(
    { apiKey, secret }: { apiKey: string; secret: string },
    rewrite: (text: string) => string,
  ): Exchange {
    const client = new ccxt.binance({
      apiKey,
      secret,
      enableRateLimit: false,
      options: { fetchCurrencies: false, fetchMargins: false, fetchMarkets: { types: ['spot'] } },
    });
    client.urls.api = JSON.parse(rewrite(JSON.stringify(client.urls.api)));
    return client;
  }

  it('shows both the same markets, balances and book', async () => {
    const [a, b] = await Promise.all([direct.loadMarkets(), through.loadMarkets()]);
    expect(Object.keys(b)).toEqual(Object.keys(a));
    expect((await through.fetchBalance()).total).toEqual((await direct.fetchBalance()).total);
    const [x, y] = [await direct.fetchOrderBook('BTC/USDT'), await through.fetchOrderBook('BTC/USDT')];
    expect([y.bids, y.asks]).toEqual([x.bids, x.asks]);
  });

  it('buys, rests and cancels through the gateway as it does directly, and each sees what the other did', async () => {
    // The gateway has seen a second of order books by then.
    await expect
      .poll(
        () =>
          through.createOrder('BTC/USDT', 'market', 'buy', 0.002).then(
            ({ status }) => status,
            ({ message }: Error) => message,
          ),
        { timeout: 20_000, interval: 300 },
      )
      .toBe('closed');
    const bought = await direct.createOrder('BTC/USDT', 'market', 'buy', 0.002);
    expect(bought.status).toBe('closed');
    const seen = async (client: Exchange) =>
      (await client.fetchMyTrades('BTC/USDT')).map(({ price, amount, side, fee }) => ({
        price,
        amount,
        side,
        fee,
      }));
    expect(await seen(through)).toEqual(await seen(direct));
    const { bids } = await direct.fetchOrderBook('BTC/USDT');
    const price = Number(direct.priceToPrecision('BTC/USDT', Number(bids[0][0]) * 0.99));
    const resting = await through.createOrder('BTC/USDT', 'limit', 'buy', 0.003, price);
    expect((await direct.fetchOpenOrders('BTC/USDT')).map(({ id }) => id)).toEqual([resting.id]);
    expect((await through.cancelOrder(String(resting.id), 'BTC/USDT')).status).toBe('canceled');
    expect((await direct.fetchBalance()).total).toEqual((await through.fetchBalance()).total);
  });

  it('is stopped by the policy where the exchange itself would not stop it', async () => {
    await expect(through.createOrder('ETH/USDT', 'market', 'buy', 0.1)).rejects.toThrow(/symbols/);
    await expect(through.createOrder('BTC/USDT', 'market', 'buy', 0.1)).rejects.toThrow(/max_order_usd/);
    expect((await direct.createOrder('ETH/USDT', 'market', 'buy', 0.1)).status).toBe('closed');
    await data.json(['panic']);
    await expect(through.fetchBalance()).rejects.toThrow();
    expect((await direct.fetchBalance()).USDT.total).toBeGreaterThan(0);
  });
});
