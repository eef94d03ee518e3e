import { createSecretKey, randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startTestDatabase } from '../../packages/database/test/test-database.ts';
import { addExchangeKey } from '../../packages/gateway/src/administration/add-exchange-key.ts';
import { issueVirtualKey } from '../../packages/gateway/src/administration/virtual-keys.ts';
import { dialects } from '../../packages/gateway/src/dialects/index.ts';
import { DEFAULT_MARKET_WATCH } from '../../packages/gateway/src/market/market-watch.ts';
import { parsePolicy } from '../../packages/gateway/src/policy/parse-policy.ts';
import { startGateway } from '../../packages/gateway/src/process/running-gateway.ts';
import { privateMemory } from './processor-time.ts';

/** What this process tells at its end. */
export interface GatewayFigures {
  /** Resident memory after the load, bytes; and the part that is no file of the program, null where not known. */
  readonly memory: number;
  readonly privateMemory: number | null;
  /** Requests that one commit decided, on average. */
  readonly batch: number;
  /** Milliseconds to put 4 KiB on the disk that holds the database, median. */
  readonly fsyncMs: number;
}

// A gateway with a real PostgreSQL, limits and replay checked for each request; the keys' limits are never reached.
const POLICY = `
allow: [read, trade]
symbols: [BTCUSDT]
order_types: [limit]
price_band_pct: 2
max_order_usd: 1000
max_daily_usd: 1000000000
max_daily_slippage_usd: 1000000
own_orders_only: false
ips: [127.0.0.1]
rate: {per_second: 10000, burst: 10000}
`;

const exchange = new URL(`http://127.0.0.1:${process.argv[2]}`);
const database = await startTestDatabase();
const binance = dialects.get('binance');
if (binance === undefined) throw new Error('there is no binance dialect');
const kek = { id: randomBytes(16).toString('hex'), key: createSecretKey(randomBytes(32)) };
const operator = {
  db: database.as('holdfast_operator'),
  kek,
  operator: 'bench',
  replica: 'bench',
  reason: null,
};
await addExchangeKey(operator, {
  name: 'main',
  dialect: binance,
  target: 'redirected',
  apiKey: Buffer.from(randomBytes(32).toString('hex')),
  secret: Buffer.from(randomBytes(32).toString('hex')),
  passphrase: null,
  permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
  acceptedRisks: [],
});
const keys = [];
for (let i = 0; i < Number(process.argv[3]); i++) {
  const { apiKey, secret } = await issueVirtualKey(
    operator,
    {
      name: `bot-${i}`,
      exchangeKey: 'main',
      policy: parsePolicy(POLICY, 'bench.yaml'),
      expiresAt: null,
      algorithm: null,
    },
    dialects,
  );
  keys.push({ apiKey, secret: secret.toString('latin1') });
}

// Five minutes of order books, in a moment.
let shift = -360_000;
const gateway = await startGateway({
  db: database.as('holdfast_gateway', 8),
  kek,
  dialects,
  settings: {
    listen: { host: '127.0.0.1', port: 0 },
    tls: null,
    redirects: new Map([['api.binance.com', { url: exchange }]]),
    clockSkewMs: 1000,
    trustedProxies: [],
    public: { ips: [], rate: { perSecondMilli: 1000, burst: 1 } },
    market: { ...DEFAULT_MARKET_WATCH, waived: new Set(['binance BTCUSDT']) },
    // More than an exchange would take is measured.
    ...{ upstreamBudgets: { get: () => ({ limit: 1_000_000_000 }) } },
    replica: 'bench',
    version: '0.1.0',
  },
  clock: () => Date.now() + shift,
  monotonic: () => performance.now(),
  log: (message) => process.stderr.write(`${message}\n`),
});
for (; shift < 0; shift += 15_000) await gateway.refresh();
shift = 0;
await gateway.refresh();

process.on('message', () => void finish());
process.send?.({ port: gateway.port, keys });

async function finish(): Promise<void> {
  const { rows } = await database.admin.pool.query<{ batch: number }>(
    `SELECT count(*)::float8 / greatest(count(DISTINCT recorded_at), 1) AS batch FROM holdfast.audit_entries WHERE kind = 'request'`,
  );
  const figures: GatewayFigures = {
    memory: process.memoryUsage.rss(),
    privateMemory: privateMemory(process.pid),
    batch: rows[0].batch,
    fsyncMs: fsyncTime(),
  };
  process.send?.(figures);
  await gateway.stop();
  await database.stop();
  process.disconnect?.();
}

function fsyncTime(): number {
  const file = openSync(join(database.home, 'fsync'), 'w');
  const block = Buffer.alloc(4096);
  const times = Array.from({ length: 101 }, (_, i) => {
    const start = performance.now();
    writeSync(file, block, 0, block.length, i * block.length);
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return times.sort((a, b) => a - b)[50];
}
