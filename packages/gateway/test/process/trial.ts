import { randomBytes } from 'node:crypto';
import type { Kek } from '@holdfast/vault';
import ccxt, { type Exchange } from 'ccxt';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import { addExchangeKey } from '../../src/administration/add-exchange-key.ts';
import type { Operation } from '../../src/administration/change.ts';
import { issueVirtualKey } from '../../src/administration/virtual-keys.ts';
import { dialects } from '../../src/dialects/index.ts';
import { DEFAULT_MARKET_WATCH } from '../../src/market/market-watch.ts';
import { type IpRange, parseIpRange } from '../../src/policy/ip-rules.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { type RunningGateway, startGateway } from '../../src/process/running-gateway.ts';
import { DEFAULT_LIMITS } from '../../src/upstream/upstream-client.ts';
import { FakeBinance } from './fake-exchange.ts';
import { testKek } from './test-kek.ts';

/** A whole gateway on this machine: real PostgreSQL, a server in the exchange's place, one exchange key. */
export interface Trial {
  readonly database: TestDatabase;
  readonly exchange: FakeBinance;
  readonly kek: Kek;
  readonly realKeyId: string;
  readonly realSecret: string;
  readonly operation: Operation;
  readonly log: string[];
  /** Moves the gateway's clock against the real one, in milliseconds. */
  shiftMs: number;
  start(replica?: string): Promise<RunningGateway>;
  issue(name: string, policy: string): Promise<{ apiKey: string; secret: string }>;
  stop(): Promise<void>;
}

export const TRADER = `
allow: [read, trade]
symbols: [BTCUSDT]
order_types: [limit, market]
market: true
price_band_pct: 2
max_order_usd: 1000
max_daily_usd: 1500
max_daily_slippage_usd: 50
own_orders_only: false
ips: [127.0.0.1]
rate: {per_second: 100, burst: 200}
`;

/** Markets that one exchange alone prices here. */
const WAIVED = new Set(['binance BTCUSDT', 'binance THINUSDT']);

export async function startTrial(): Promise<Trial> {
  const database = await startTestDatabase();
  const realSecret = randomBytes(32).toString('hex');
  const realKeyId = randomBytes(32).toString('hex');
  const exchange = await FakeBinance.start(realSecret);
  const kek = testKek();
  const binance = dialects.get('binance');
  if (binance === undefined) throw new Error('there is no binance dialect');
  const operation: Operation = {
    db: database.as('holdfast_operator'),
    kek,
    operator: 'ada',
    replica: 'command',
    reason: 'trial',
  };
  await addExchangeKey(operation, {
    name: 'main',
    dialect: binance,
    target: 'redirected',
    apiKey: Buffer.from(realKeyId),
    secret: Buffer.from(realSecret),
    passphrase: null,
    permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
    acceptedRisks: [],
  });
  const running: RunningGateway[] = [];
  const trial: Trial = {
    database,
    exchange,
    kek,
    realKeyId,
    realSecret,
    operation,
    log: [],
    shiftMs: 0,
    start: async (replica = 'gateway-1') => {
      // Five minutes of order books, in a moment.
      trial.shiftMs = -360_000;
      const gateway = await startGateway({
        db: database.as('holdfast_gateway', 8),
        kek,
        dialects,
        settings: {
          listen: { host: '127.0.0.1', port: 0 },
          tls: null,
          redirects: new Map([['api.binance.com', { url: exchange.url }]]),
          clockSkewMs: 1000,
          trustedProxies: [],
          public: { ips: [loopback()], rate: { perSecondMilli: 100_000, burst: 100 } },
          market: { ...DEFAULT_MARKET_WATCH, everyMs: 3_600_000, waived: WAIVED },
          upstreamLimits: { ...DEFAULT_LIMITS, timeoutMs: 2000 },
          replica,
          version: '0.1.0',
        },
        clock: () => Date.now() + trial.shiftMs,
        monotonic: () => performance.now(),
        log: (message) => trial.log.push(message),
      });
      running.push(gateway);
      for (; trial.shiftMs <= 0; trial.shiftMs += 15_000) await gateway.refresh();
      trial.shiftMs = 0;
      await gateway.refresh();
      return gateway;
    },
    issue: async (name, policy) => {
      const issued = await issueVirtualKey(
        operation,
        {
          name,
          exchangeKey: 'main',
          policy: parsePolicy(policy, `${name}.yaml`),
          expiresAt: null,
          algorithm: null,
        },
        dialects,
      );
      return { apiKey: issued.apiKey, secret: issued.secret.toString('latin1') };
    },
    stop: async () => {
      for (const gateway of running) await gateway.stop();
      exchange.stop();
      await database.stop();
    },
  };
  // A policy that names the market, so that it is watched from the start.
  await trial.issue('seed', TRADER);
  return trial;
}

/** An unmodified ccxt client whose addresses are changed by the one rule. */
export function clientOf(port: number, credentials: { apiKey: string; secret: string }): Exchange {
  const client = new ccxt.binance({
    ...credentials,
    enableRateLimit: false,
    options: { fetchCurrencies: false },
  });
  client.urls.api = JSON.parse(
    JSON.stringify(client.urls.api).replaceAll('https://', `http://127.0.0.1:${port}/binance/`),
  );
  client.setMarkets([
    {
      id: 'BTCUSDT',
      symbol: 'BTC/USDT',
      base: 'BTC',
      quote: 'USDT',
      baseId: 'BTC',
      quoteId: 'USDT',
      active: true,
      type: 'spot',
      spot: true,
      margin: false,
      swap: false,
      future: false,
      option: false,
      contract: false,
      precision: { amount: 0.00001, price: 0.01 },
      limits: { amount: {}, price: {}, cost: {}, leverage: {} },
      info: { orderTypes: ['LIMIT', 'MARKET'] },
    },
  ] as never);
  return client;
}

function loopback(): IpRange {
  const range = parseIpRange('127.0.0.1');
  if ('problem' in range) throw new Error(range.problem);
  return range;
}
