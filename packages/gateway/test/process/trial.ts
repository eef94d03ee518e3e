import type { Kek } from '@holdfast/vault';
import ccxt, { type Exchange } from 'ccxt';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import { addExchangeKey } from '../../src/administration/add-exchange-key.ts';
import type { Operation } from '../../src/administration/change.ts';
import { issueVirtualKey } from '../../src/administration/virtual-keys.ts';
import type { KeyAlgorithm } from '../../src/dialect/dialect.ts';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import { dialects } from '../../src/dialects/index.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import type { StreamLimits } from '../../src/streams/stream-limits.ts';
import { binance } from './exchanges/binance.ts';
import { venues } from './exchanges/index.ts';
import type { Venue } from './exchanges/venue.ts';
import { FakeExchange } from './fake-exchange.ts';
import { testKek } from './test-kek.ts';
import { startWarm } from './warm-gateway.ts';

/** A whole gateway on this machine: real PostgreSQL, a server in the exchange's place, one exchange key. */
export interface Trial {
  readonly database: TestDatabase;
  /** The one behind the exchange key `main`: Binance, with an HMAC key. */
  readonly exchange: FakeExchange;
  readonly kek: Kek;
  readonly realKeyId: string;
  readonly realSecret: string;
  readonly operation: Operation;
  readonly log: string[];
  /** Where each host's requests go, and which markets one exchange alone prices. */
  readonly redirects: ReadonlyMap<string, { readonly url: URL }>;
  readonly waived: ReadonlySet<string>;
  /** Moves the gateway's clock against the real one, in milliseconds. */
  shiftMs: number;
  /** Another exchange key of the given name, and its exchange; before the gateway starts. */
  join(name: string, venue: Venue, algorithm: KeyAlgorithm): Promise<FakeExchange>;
  /** @param documentedLimits with the exchanges' own limits, which most tests would run into */
  start(replica?: string, documentedLimits?: boolean, streamLimits?: StreamLimits): Promise<RunningGateway>;
  /** A virtual key of the exchange key `main`, or of another. */
  issue(name: string, policy: string, exchangeKey?: string, algorithm?: KeyAlgorithm): Promise<Credentials>;
  stop(): Promise<void>;
}

/** What the holder of a virtual key gets, in ccxt's words. */
export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly password?: string;
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
const WAIVED = ['binance BTCUSDT', 'binance THINUSDT'];

/** @param databaseFolder where the database's own folder is made; the system's temporary folder when left out */
export async function startTrial(databaseFolder?: string): Promise<Trial> {
  const database = await startTestDatabase(databaseFolder);
  const kek = testKek();
  const operation: Operation = {
    db: database.as('holdfast_operator'),
    kek,
    operator: 'ada',
    replica: 'command',
    reason: 'trial',
  };
  const exchanges: FakeExchange[] = [];
  const redirects = new Map<string, { url: URL }>();
  const waived = new Set(WAIVED);
  const join: Trial['join'] = async (name, venue, algorithm) => {
    let exchange = exchanges.find((one) => one.venue === venue);
    if (exchange === undefined) {
      exchange = await FakeExchange.start(venue);
      exchanges.push(exchange);
    }
    const credential = venue.makeCredential(algorithm);
    exchange.credentials.push(credential);
    for (const host of [...venue.hosts, ...(venue.streams?.hosts ?? [])])
      redirects.set(host, { url: exchange.url });
    waived.add(`${venue.exchange} ${venue.symbol}`);
    const dialect = dialects.get(venue.exchange);
    if (dialect === undefined) throw new Error(`there is no dialect of ${venue.exchange}`);
    const { keyId, secret, passphrase } = credential;
    await addExchangeKey(operation, {
      name,
      dialect,
      target: 'redirected',
      apiKey: Buffer.from(keyId),
      secret: Buffer.from(secret),
      passphrase: passphrase === null ? null : Buffer.from(passphrase),
      permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
      acceptedRisks: [],
    });
    return exchange;
  };
  const exchange = await join('main', binance, 'hmac');
  const running: RunningGateway[] = [];
  const trial: Trial = {
    database,
    exchange,
    kek,
    realKeyId: exchange.credentials[0].keyId,
    realSecret: exchange.credentials[0].secret,
    operation,
    log: [],
    redirects,
    waived,
    shiftMs: 0,
    join,
    start: async (replica = 'gateway-1', documentedLimits = false, streamLimits) => {
      const gateway = await startWarm({
        db: database.as('holdfast_gateway', 8),
        kek,
        redirects,
        waived,
        replica,
        documentedLimits,
        ...(streamLimits === undefined ? {} : { streamLimits }),
        log: (message) => trial.log.push(message),
        clock: trial,
      });
      running.push(gateway);
      return gateway;
    },
    issue: async (name, policy, exchangeKey = 'main', algorithm) => {
      const { apiKey, secret, passphrase } = await issueVirtualKey(
        operation,
        {
          name,
          exchangeKey,
          policy: parsePolicy(policy, `${name}.yaml`),
          expiresAt: null,
          algorithm: algorithm ?? null,
        },
        dialects,
      );
      return {
        apiKey,
        secret: secret.toString('latin1'),
        ...(passphrase === null ? {} : { password: passphrase.toString('latin1') }),
      };
    },
    stop: async () => {
      for (const gateway of running) await gateway.stop();
      for (const one of exchanges) one.stop();
      await database.stop();
    },
  };
  // A policy that names the market, so that it is watched from the start.
  await trial.issue('seed', TRADER);
  return trial;
}

/** An unmodified ccxt client whose addresses are changed by the one rule, and nothing else. */
export function ccxtOf(exchange: ExchangeId, port: number, credentials: Credentials): Exchange {
  const options = venues.find((venue) => venue.exchange === exchange)?.clientOptions ?? {};
  const client: Exchange = new ccxt[exchange]({ ...credentials, enableRateLimit: false, options });
  client.urls.api = JSON.parse(
    JSON.stringify(client.urls.api).replaceAll('https://', `http://127.0.0.1:${port}/${exchange}/`),
  );
  if (exchange === 'htx') client.nonce = secondsApart();
  return client;
}

/**
 * A clock that is a second later each time it is read, until it has caught up with the real one: signatures of HTX are
 * the same for everything that goes to one path in one second, and the second is a replay of the first.
 */
function secondsApart(): () => number {
  let last = 0;
  return () => {
    const now = Date.now();
    last = Math.min(now, Math.max(last + 1000, now - 50_000));
    return last;
  };
}

/** The same of ccxt's clients of streams: `wss://` becomes the gateway's `ws://` address. */
export function ccxtProOf(exchange: ExchangeId, port: number, credentials: Credentials): Exchange {
  const Client = ccxt.pro[exchange as keyof typeof ccxt.pro] as unknown as new (options: object) => Exchange;
  const client = new Client({ ...credentials, enableRateLimit: false });
  client.urls.api = JSON.parse(
    JSON.stringify(client.urls.api)
      .replaceAll('https://', `http://127.0.0.1:${port}/${exchange}/`)
      .replaceAll('wss://', `ws://127.0.0.1:${port}/${exchange}/`),
  );
  return client;
}

/** A client of Binance that knows one market without asking. */
export function clientOf(port: number, credentials: Credentials): Exchange {
  const client = ccxtOf('binance', port, credentials);
  client.options.fetchCurrencies = false;
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
