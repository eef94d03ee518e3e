import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Panel } from '@holdfast/engine';
import ccxt, { type Exchange } from 'ccxt';
import { BINANCE_FEES } from '../../src/binance/fees.ts';
import { createBinanceServer } from '../../src/binance/server.ts';
import { ONE } from '../../src/exchange/units.ts';
import { type FaultPlan, NO_FAULTS } from '../../src/faults/fault-plan.ts';
import { withFaults } from '../../src/faults/with-faults.ts';
import type { PaperKey } from '../../src/host/command.ts';
import type { CommandLog } from '../../src/host/command-log.ts';
import { PaperHost } from '../../src/host/paper-host.ts';
import { SimulatedClock, type Speed } from '../../src/host/simulated-clock.ts';
import { marketsOf } from '../../src/market/snapshot-markets.ts';
import { MemoryLog } from './memory-log.ts';

/** A running paper exchange with an account of 10,000 USDT and 0.1 BTC. */
export interface TestPaper {
  readonly host: PaperHost;
  readonly log: CommandLog;
  readonly url: string;
  /** Moves simulated time on, in milliseconds. */
  wait(ms: number): void;
  /** A client that only asks for what spot trading needs. */
  client(): Exchange;
  /** A client as it comes, but for the address. */
  plainClient(): Exchange;
  stop(): void;
}

export const TEST_TOKEN = 'token of the test';
const DAYS = 60;
const FIRST = 18_628;

/** Sixty days of two coins that rise and fall, and of the exchange's own coin beside them when it is asked for. */
export function testPanel(withBnb = false): Panel {
  const dates = Int32Array.from({ length: DAYS }, (_, t) => FIRST + t);
  const wave = (price: number) => Float64Array.from(dates, (_, t) => price * (1 + 0.3 * Math.sin(t / 5)));
  const flat = (value: number) => new Float64Array(DAYS).fill(value);
  return new Panel({
    assets: ['bitcoin', 'dogecoin', ...(withBnb ? ['exchange-coin'] : [])],
    dates,
    close: Float64Array.of(...wave(30_000), ...wave(0.005), ...(withBnb ? wave(300) : [])),
    marketCap: Float64Array.of(...flat(6e11), ...flat(1e9), ...(withBnb ? flat(1e11) : [])),
    volume: Float64Array.of(...flat(4e10), ...flat(5e6), ...(withBnb ? flat(1e9) : [])),
    tags: [
      { sector: null, tags: [] },
      { sector: null, tags: [] },
      ...(withBnb ? [{ sector: null, tags: [] }] : []),
    ],
  });
}

export const NAMES = new Map([
  ['bitcoin', { symbol: 'btc' }],
  ['dogecoin', { symbol: 'doge' }],
  ['exchange-coin', { symbol: 'bnb' }],
]);

export async function startPaper(
  options: {
    readonly algorithm?: PaperKey['algorithm'];
    readonly log?: CommandLog;
    readonly plan?: FaultPlan;
    readonly speed?: Speed;
    readonly withBnb?: boolean;
  } = {},
): Promise<TestPaper> {
  const { algorithm = 'hmac', log = new MemoryLog(), plan = NO_FAULTS, speed = 1 } = options;
  const markets = withFaults(marketsOf(testPanel(options.withBnb), NAMES), plan);
  let wall = 0;
  const clock = new SimulatedClock(markets.start, markets.end, speed, () => wall);
  const host = await PaperHost.open(markets, BINANCE_FEES, clock, log, plan);
  const id = randomBytes(32).toString('hex');
  const pair = generateKeyPairSync('ed25519');
  const secret = randomBytes(32).toString('hex');
  const known = host.keysOf('paper').at(0);
  if (known === undefined) {
    const key = {
      id,
      algorithm,
      secret:
        algorithm === 'hmac' ? secret : pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
    await host.execute((time) => ({ kind: 'key', time, account: 'paper', key }));
    for (const [asset, amount] of [
      ['USDT', 10_000n * ONE],
      ['BTC', ONE / 10n],
    ] as const) {
      await host.execute((time) => ({ kind: 'deposit', time, account: 'paper', asset, amount }));
    }
  }
  const server: Server = createBinanceServer(host, markets, Date.now, TEST_TOKEN, plan);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials =
    algorithm === 'hmac'
      ? { apiKey: known?.id ?? id, secret: known?.secret ?? secret }
      : { apiKey: id, secret: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  const clientOf = (options: object): Exchange => {
    const client = new ccxt.binance({ ...credentials, enableRateLimit: false, ...options });
    client.urls.api = JSON.parse(JSON.stringify(client.urls.api).replace(/https:\/\/[a-z0-9.]+/g, url));
    return client;
  };
  return {
    host,
    log,
    url,
    wait: (ms) => {
      wall += ms;
      host.now();
    },
    client: () =>
      clientOf({
        options: {
          fetchCurrencies: false,
          fetchMargins: false,
          defaultType: 'spot',
          fetchMarkets: { types: ['spot'] },
        },
      }),
    plainClient: () => clientOf({}),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
