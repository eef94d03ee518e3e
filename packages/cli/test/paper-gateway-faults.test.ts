import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import ccxt, { type Exchange, type Order } from 'ccxt';
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

/** What a broken proxy between the gateway and an exchange can do to answers. */
describe('a gateway whose exchange’s answers come twice', () => {
  let paperHome: TestHome;
  let paper: Running;
  let data: DataHome;
  let gateway: Launched;
  let direct: Exchange;
  let through: Exchange;

  beforeAll(async () => {
    paperHome = await testHome();
    await importDemo(paperHome.home);
    const faults = join(paperHome.home, 'faults.yaml');
    writeFileSync(faults, 'chance: {answer_twice: 0.5}');
    paper = startHoldfast(paperHome, [
      'paper',
      '--snapshot',
      'demo',
      '--speed',
      '0',
      '--port',
      '0',
      '--faults',
      faults,
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

  it('places each order once, and tells almost all of their own answers', async () => {
    await Promise.all([direct.loadMarkets(), through.loadMarkets()]);
    const { bids } = await direct.fetchOrderBook('BTC/USDT');
    const price = Number(direct.priceToPrecision('BTC/USDT', Number(bids[0][0]) * 0.99));
    const buy = (clientOrderId: string) =>
      through.createOrder('BTC/USDT', 'limit', 'buy', 0.0004, price, { clientOrderId });
    // The gateway has seen a second of order books by then.
    await expect
      .poll(
        () =>
          buy('first').then(
            ({ status }) => status,
            ({ message }: Error) => message,
          ),
        { timeout: 20_000, interval: 300 },
      )
      .toBe('open');
    /** What the gateway refused for its pace was not sent, and is asked for again. */
    const keenly = async (id: string): Promise<Order | null> => {
      for (;;) {
        try {
          return await buy(id);
        } catch (error) {
          if (!(error instanceof Error && error.message.includes('Holdfast: rate'))) return null;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    };
    let own = 0;
    await Promise.all(
      Array.from({ length: 30 }, async (_, nth) => {
        const order = await keenly(`order-${nth}`);
        if (order?.clientOrderId === `order-${nth}`) own++;
      }),
    );
    // A second copy may come when the connection has its next request already: then that gets it, and nothing can be done.
    expect(own).toBeGreaterThan(20);
    const placed = (await direct.fetchOpenOrders('BTC/USDT')).map(({ clientOrderId }) => clientOrderId);
    expect(placed.length).toBe(31);
    expect(new Set(placed).size).toBe(31);
  });
});
