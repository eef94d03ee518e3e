import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DataHome, dataHome, type Launched } from './support/data-home.ts';
import { type TestHome, testHome } from './support/market.ts';
import { type Running, startHoldfast } from './support/process.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'ADAUSDT', 'DOGEUSDT', 'LTCUSDT', 'LINKUSDT', 'XRPUSDT', 'UNIUSDT'];
const DAY = 86_400_000;

interface Key {
  readonly apiKey: string;
  readonly secret: string;
}

interface Answered {
  readonly status: number;
  readonly body: { readonly msg?: string; readonly status?: string };
  /** What the gateway says of the exchange's time. */
  readonly paperTime: number | null;
}

let paperHome: TestHome;
let paper: Running;
let data: DataHome;
let gateway: Launched;

beforeAll(async () => {
  paperHome = await testHome();
  await importDemo(paperHome.home);
  paper = await startPaper();
  data = await dataHome();
  writeFileSync(
    join(data.home, 'gateway.yaml'),
    `listen: 127.0.0.1:0
vault: {provider: file, file: ${join(data.keys, 'kek')}}
upstreams: {api.binance.com: {url: "${account().address}", clock: paper}}
`,
  );
  await data.json(['vault', 'init', '--no-operator']);
  const { apiKey, secret } = account();
  await data.json(
    ['key', 'add', 'paper', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey, secret }),
  );
  gateway = await data.launch();
}, 60_000);
afterAll(async () => {
  await data?.close();
  paper?.child.kill('SIGINT');
  await paper?.finished;
  paperHome?.remove();
});

async function startPaper(port = '0', speed = 'step', ...more: string[]): Promise<Running> {
  const running = startHoldfast(paperHome, [
    ...['paper', '--snapshot', 'demo', '--speed', speed, '--port', port, '--json', ...more],
  ]);
  await running.until('"address"');
  return running;
}

const account = (): Key & { readonly address: string; readonly token: string } =>
  JSON.parse(readFileSync(join(paperHome.home, 'paper', 'account.json'), 'utf8'));

/** Moves the exchange's clock on, past the gateway. */
async function step(ms: number): Promise<number> {
  const { address, token } = account();
  const answer = await fetch(`${address}/paper/v1/clock?by=${ms}`, {
    method: 'POST',
    headers: { 'x-paper-token': token },
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { time: number }).time;
}

async function priceOf(symbol: string): Promise<number> {
  const answer = await fetch(`${account().address}/api/v3/ticker/price?symbol=${symbol}`);
  return Number(((await answer.json()) as { price: string }).price);
}

let nth = 0;
async function buy({ apiKey, secret }: Key, symbol: string, usd: number): Promise<Answered> {
  const text = new URLSearchParams({
    symbol,
    side: 'BUY',
    type: 'MARKET',
    quoteOrderQty: String(usd),
    newClientOrderId: `step-${nth++}`,
    timestamp: `${Date.now()}`,
  }).toString();
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  const answer = await fetch(
    `${gateway.address}/binance/api.binance.com/api/v3/order?${text}&signature=${signature}`,
    {
      method: 'POST',
      headers: { 'x-mbx-apikey': apiKey },
    },
  );
  const told = answer.headers.get('x-paper-time');
  return {
    status: answer.status,
    body: (await answer.json()) as Answered['body'],
    paperTime: told === null ? null : Number(told),
  };
}

async function issue(name: string, more: string): Promise<Key> {
  const file = join(data.home, `${name}.yaml`);
  writeFileSync(
    file,
    `allow: [read, trade]
symbols: [${SYMBOLS.join(', ')}]
order_types: [limit, market]
market: true
price_band_pct: 2
max_order_usd: 100
max_daily_slippage_usd: 50
ips: [127.0.0.1]
${more}
`,
  );
  return data.json<Key & Record<string, unknown>>([
    'vkey',
    'issue',
    name,
    '--key',
    'paper',
    '--policy',
    file,
  ]);
}

const ok = { status: 200, body: { status: 'FILLED' } };
const limited = { status: expect.any(Number), body: { msg: expect.stringMatching(/max_daily_usd/) } };

it('frees a limit of 24 hours by simulated hours, and not by those that pass here', async () => {
  const key = await issue('daily', 'max_daily_usd: 20');
  const time = await step(0);
  expect(await buy(key, 'BTCUSDT', 10)).toMatchObject({ ...ok, paperTime: time });
  expect(await buy(key, 'ETHUSDT', 9)).toMatchObject(ok);
  expect(await buy(key, 'BTCUSDT', 10)).toMatchObject(limited);
  await step(DAY - 60_000);
  expect(await buy(key, 'BTCUSDT', 10)).toMatchObject(limited);
  const next = await step(60_000);
  expect(await buy(key, 'BTCUSDT', 10)).toMatchObject({ ...ok, paperTime: next });
  expect(await buy(key, 'ETHUSDT', 9)).toMatchObject(ok);
  expect(await buy(key, 'BTCUSDT', 10)).toMatchObject(limited);
  const { today } = await data.json<{ today: { usd: string } }>(['vkey', 'show', 'daily']);
  expect(Number(today.usd)).toBeGreaterThan(18.9);
  expect(Number(today.usd)).toBeLessThanOrEqual(20);
});

it('takes every honest order of a stepped year, whatever the prices did in the week', async () => {
  const key = await issue('weekly', 'max_daily_usd: 100');
  let most = 0;
  let before = await Promise.all(SYMBOLS.map(priceOf));
  const began = performance.now();
  for (let week = 0; week < 40; week++) {
    await step(7 * DAY);
    // At once, and several at the same time: nothing had the chance to look at the new prices.
    const answers = await Promise.all(SYMBOLS.map((symbol) => buy(key, symbol, 6)));
    expect(answers).toEqual(SYMBOLS.map(() => expect.objectContaining({ status: 200 })));
    const now = await Promise.all(SYMBOLS.map(priceOf));
    most = Math.max(most, ...now.map((price, i) => Math.abs(price / before[i] - 1)));
    before = now;
  }
  expect(most).toBeGreaterThan(0.3);
  expect((performance.now() - began) / 40).toBeLessThan(250);
});

it('keeps hours by the exchange’s clock', async () => {
  const key = await issue('morning', 'max_daily_usd: 100\nhours: ["06:00-12:00"]');
  const time = await step(0);
  const toSeven = (DAY + 7 * 3_600_000 - (time % DAY)) % DAY;
  await step(toSeven);
  expect(await buy(key, 'BTCUSDT', 6)).toMatchObject(ok);
  await step(6 * 3_600_000);
  expect(await buy(key, 'BTCUSDT', 6)).toMatchObject({ body: { msg: expect.stringMatching(/hours/) } });
});

it('knows the time again after the exchange or the gateway was started anew', async () => {
  const key = await issue('lasting', 'max_daily_usd: 20');
  const { address } = account();
  expect(await buy(key, 'BTCUSDT', 15)).toMatchObject(ok);
  const time = await step(3_600_000);
  paper.child.kill('SIGKILL');
  await paper.finished;
  expect((await buy(key, 'BTCUSDT', 6)).body.msg).toMatch(/reference price|exchange/i);
  await gateway.stop();
  gateway = await data.launch();
  // It doesn't know what time it is, so it decides nothing.
  expect((await buy(key, 'BTCUSDT', 6)).body.msg).toMatch(/does not tell its time/);
  paper = await startPaper(new URL(address).port);
  expect(await buy(key, 'ETHUSDT', 6)).toMatchObject(limited);
  await step(DAY);
  expect(await buy(key, 'ETHUSDT', 6)).toMatchObject({ ...ok, paperTime: time + DAY });
});

it('refuses a key that was used at a later time than the exchange has, and says what to do', async () => {
  const key = await issue('begun-anew', 'max_daily_usd: 20');
  const { address } = account();
  await step(DAY);
  expect(await buy(key, 'BTCUSDT', 6)).toMatchObject(ok);
  paper.child.kill('SIGINT');
  await paper.finished;
  // An exchange with other halts is another one, which begins at the beginning.
  const halts = join(paperHome.folder, 'halts.yaml');
  writeFileSync(halts, 'halts: [{symbol: XRPUSDT, from: 2021-01-01, to: 2021-01-03}]\n');
  paper = await startPaper(new URL(address).port, 'step', '--faults', halts);
  await gateway.stop();
  gateway = await data.launch();
  const refused = await buy(key, 'BTCUSDT', 6);
  expect(refused.body.msg).toMatch(/before this key’s last order.*issue another virtual key/);
  const other = await issue('beginner', 'max_daily_usd: 20');
  await expect.poll(() => buy(other, 'BTCUSDT', 6)).toMatchObject(ok);
  expect((await buy(key, 'BTCUSDT', 6)).body.msg).toMatch(/before this key’s last order/);
});

it('follows a clock that runs: many orders at once, each at another time, and limits that are free again in a moment', async () => {
  const { address } = account();
  paper.child.kill('SIGINT');
  await paper.finished;
  paper = await startPaper(new URL(address).port, '1d/s');
  const many = await issue('many', 'max_daily_usd: 10000');
  const daily = await issue('often', 'max_daily_usd: 10');
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(SYMBOLS.map((symbol) => buy(many, symbol, 6)));
    expect(answers).toEqual(SYMBOLS.map(() => expect.objectContaining({ status: 200 })));
  }
  const began = performance.now();
  for (let day = 0; day < 2; day++) {
    await expect.poll(() => buy(daily, 'BTCUSDT', 9), { timeout: 3000, interval: 20 }).toMatchObject(ok);
    expect(await buy(daily, 'BTCUSDT', 9)).toMatchObject(limited);
  }
  expect(performance.now() - began).toBeGreaterThan(900);
});
