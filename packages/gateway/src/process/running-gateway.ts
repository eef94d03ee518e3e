import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  adoptOrders,
  checkDurability,
  type Database,
  databaseTime,
  decideBatch,
  endNonceLease,
  findOrders,
  forgetHandovers,
  forgetOrders,
  forgetReplays,
  leaseBudget,
  leaseNonce,
  recordEntry,
  recordOutcomes,
  watchChanges,
} from '@holdfast/database';
import type { Kek } from '@holdfast/vault';
import { UNKNOWN_PERMISSIONS } from '../administration/ask-permissions.ts';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import { UnauthenticatedSummary } from '../audit/unauthenticated-summary.ts';
import type { KeySettings } from '../config/key-settings.ts';
import { askProbe } from '../dialect/ask-probe.ts';
import type { Dialect, KeyPermissions, VirtualSecret } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import { MarketWatch, type MarketWatchSettings } from '../market/market-watch.ts';
import { PaperMarket } from '../market/paper-market.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { createMetricsServer } from '../metrics/metrics-server.ts';
import { OpenOrderCounts } from '../orders/open-order-counts.ts';
import { OwnOrders } from '../orders/own-orders.ts';
import { SpotAccounts } from '../orders/spot-accounts.ts';
import { ClockGuard, MOST_APART_MS } from '../pipeline/clock-guard.ts';
import { Gateway } from '../pipeline/gateway.ts';
import { GroupCommit } from '../pipeline/group-commit.ts';
import { OneAtATime } from '../pipeline/one-at-a-time.ts';
import { ownReads } from '../pipeline/own-reads.ts';
import { PublicGate } from '../pipeline/public-gate.ts';
import { publicReads } from '../pipeline/public-reads.ts';
import { RateLimiter } from '../pipeline/rate-limiter.ts';
import type { IpRange } from '../policy/ip-rules.ts';
import type { RateRule } from '../policy/policy.ts';
import { createGatewayServer, type InboundLimits } from '../server/http-server.ts';
import { InstrumentDirectory } from '../streams/instrument-directory.ts';
import { KeySight } from '../streams/key-sight.ts';
import { DEFAULT_STREAM_LIMITS, type StreamLimits } from '../streams/stream-limits.ts';
import { StreamMetrics } from '../streams/stream-metrics.ts';
import { Streams } from '../streams/streams.ts';
import { type RaisedLimits, UpstreamBudget } from '../upstream/upstream-budget.ts';
import {
  DEFAULT_LIMITS,
  type Redirect,
  UpstreamClient,
  type UpstreamLimits,
} from '../upstream/upstream-client.ts';
import { UpstreamGate } from '../upstream/upstream-gate.ts';
import { ServedKeys } from './served-keys.ts';

/** How a gateway runs; from gateway.yaml. */
export interface GatewaySettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: Buffer; readonly cert: Buffer } | null;
  readonly redirects: ReadonlyMap<string, Redirect>;
  readonly clockSkewMs: number;
  readonly trustedProxies: readonly IpRange[];
  readonly public: { readonly ips: readonly IpRange[]; readonly rate: RateRule };
  readonly market: MarketWatchSettings;
  /** Where health and metrics are; null: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number } | null;
  /** Bounds of what a client may send; `DEFAULT_INBOUND_LIMITS` when left out. */
  readonly inboundLimits?: InboundLimits;
  /** Bounds of one exchange with an upstream; `DEFAULT_LIMITS` when left out. */
  readonly upstreamLimits?: UpstreamLimits;
  /** Other limits of exchanges than their documentation's. */
  readonly upstreamBudgets?: RaisedLimits;
  /** Bounds of streams; `DEFAULT_STREAM_LIMITS` when left out. */
  readonly streamLimits?: StreamLimits;
  /** More requests than this waiting for a decision are turned away; 10,000 when left out. */
  readonly mostWaiting?: number;
  /** `DEFAULT_KEY_SETTINGS` when left out. */
  readonly keys?: KeySettings;
  /** Name of this process in the audit log; unique among the replicas. */
  readonly replica: string;
  readonly version: string;
}

/** What a gateway is given by its process. */
export interface GatewayResources {
  /** As the role `holdfast_gateway`. */
  readonly db: Database;
  /** Null: it starts sealed, and refuses every request until `open`. */
  readonly kek: Kek | null;
  /** The vault was given another key by another process, so this gateway has sealed itself. */
  readonly onOutdated?: () => void;
  readonly dialects: ReadonlyMap<ExchangeId, Dialect>;
  readonly settings: GatewaySettings;
  /** Milliseconds since 1970, and of a clock that never goes back. */
  readonly clock: () => number;
  readonly monotonic: () => number;
  /** Says what an operator should know; never anything secret. */
  readonly log: (message: string) => void;
  /** The audit log of this process, as far as it is kept here; nothing is known of it when left out. */
  readonly audit?: AuditState;
}

/** What is known of the audit log that a process keeps. */
export interface AuditState {
  /** Entries that have a place; NaN while sealed. */
  size(): number;
  /** Milliseconds since 1970 of the newest checkpoint of this process; NaN before the first. */
  checkpointAt(): number;
}

/** A gateway that serves. */
export interface RunningGateway {
  readonly port: number;
  readonly metrics: GatewayMetrics;
  /** Where health and metrics are; null: nowhere. */
  readonly metricsPort: number | null;
  /** Opens the keys, after a seal or with the vault's new key. @throws HoldfastError DATABASE_UNAVAILABLE and others */
  open(kek: Kek): Promise<void>;
  /** Closes all keys at once: only requests that are being sent go on. */
  seal(): void;
  /** The key that the database may be under from the next moment on; null: no longer. */
  expect(next: Kek | null): void;
  /**
   * Asks the exchange what the key of this name that signs may do, in its turn among the requests that are sent with it.
   * Null: there is no such key. What can't be asked is unknown.
   */
  askPermissions(name: string): Promise<KeyPermissions | null>;
  /** Reads keys and prices anew now; otherwise it does when they change. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

const NONCES_AT_ONCE = 100;
/** How long new requests may begin under one lease; it is renewed long before. */
const NONCE_LEASE_MS = 3000;
const CLOCK_EVERY_MS = 10_000;

/**
 * Starts a gateway and serves until `stop`.
 *
 * @throws HoldfastError DATABASE_NOT_DURABLE, DATABASE_UNAVAILABLE
 */
export async function startGateway(resources: GatewayResources): Promise<RunningGateway> {
  // Nothing below may hold on to the key or to `resources`: a seal drops the key.
  const { db, kek, dialects, settings, clock, monotonic, log, onOutdated, audit } = resources;
  const { replica } = settings;
  await checkDurability(db);
  const upstream = new UpstreamClient(settings.redirects, settings.upstreamLimits, monotonic);
  const gate = new UpstreamGate(db, clock);
  const budget = new UpstreamBudget((lease) => leaseBudget(db, lease), monotonic, settings.upstreamBudgets);
  const market = new MarketWatch(
    publicReads({ upstream, gate, budget, dialects }),
    settings.market,
    clock,
    (host) => upstream.paperClock(host) !== null,
  );
  const paperMarket = new PaperMarket(upstream, settings.market.usdPerQuote);
  const unauthenticated = new UnauthenticatedSummary();
  const nobody = new Map([...dialects].map(([id, dialect]) => [id, secretOfNobody(dialect)]));
  let reviewStreams = () => {};
  const keys = new ServedKeys(db, {
    onRing: (ring) => market.watch(ring.markets()),
    onChanged: () => reviewStreams(),
    onOutdated: () => {
      log('the vault was given a new key; this gateway is sealed until "holdfast vault unseal"');
      onOutdated?.();
    },
    log,
  });
  const clocks = new ClockGuard(clock, monotonic);
  await clocks.look(() => databaseTime(db));
  if (kek !== null) await keys.open(kek);
  await gate.refresh();
  await market.poll();
  await Promise.all(upstream.paperHosts.map((host) => paperMarket.look(host)));

  const longestSendMs = (settings.upstreamLimits ?? DEFAULT_LIMITS).timeoutMs;
  const senders = new OneAtATime(
    {
      longestSendMs,
      lease: (key) => lease(db, replica, key, clock, NONCE_LEASE_MS + longestSendMs),
      end: (key) => endNonceLease(db, { exchangeKey: key.number, version: key.version }, replica),
    },
    monotonic,
    wait,
  );
  const maySign = (key: LoadedExchangeKey) => keys.ring?.maySign(key) === true;
  const askExchange = ownReads({ upstream, gate, budget, senders, maySign, clock });
  await adoptOrders(db);

  let connections = () => 0;
  const metrics = new GatewayMetrics({
    connections: () => connections(),
    vaultOpen: () => keys.ring !== null,
    refusedKeys: () => keys.ring?.problems.length ?? 0,
    auditSize: () => audit?.size() ?? Number.NaN,
    checkpointAgeMs: () => clock() - (audit?.checkpointAt() ?? Number.NaN),
  });
  const queue = settings.mostWaiting === undefined ? {} : { mostWaiting: settings.mostWaiting };
  const rates = new RateLimiter(monotonic);
  const gateway = new Gateway({
    dialects,
    keys: () => keys.ring,
    reloadKeys: keys.reload,
    decisions: new GroupCommit((requests) => {
      metrics.batch(requests.length);
      return decideBatch(db, replica, requests);
    }, queue),
    outcomes: new GroupCommit((outcomes) => recordOutcomes(db, replica, outcomes)),
    upstream,
    gate,
    budget,
    world: {
      facts: (question) => {
        const paper = upstream.paperClock(question.host);
        return paper === null ? market.facts(question) : paperMarket.facts(paper, question);
      },
    },
    ownOrders: new OwnOrders((exchangeKey, ids) => findOrders(db, exchangeKey, ids), wait),
    openOrders: new OpenOrderCounts(askExchange, () => databaseTime(db), monotonic),
    spotAccounts: new SpotAccounts(askExchange, monotonic),
    senders,
    rates,
    publicGate: new PublicGate(settings.public.ips, settings.public.rate, monotonic),
    unauthenticated,
    metrics,
    clocks,
    clockSkewMs: settings.clockSkewMs,
    trustedProxies: settings.trustedProxies,
    onOutcomeLost: (key) =>
      log(`an outcome of virtual key ${key.name} could not be recorded; its reservation stays`),
    nobody: (dialect) => nobody.get(dialect.exchange) ?? secretOfNobody(dialect),
    clock,
    monotonic,
  });
  const streams = new Streams(
    {
      gateway,
      upstream,
      rates,
      instruments: new InstrumentDirectory(publicReads({ upstream, gate, budget, dialects }), monotonic),
      askExchange,
      keys: () => keys.ring,
      limits: settings.streamLimits ?? DEFAULT_STREAM_LIMITS,
      metrics: new StreamMetrics(metrics.registry, () => streams.size),
      clock,
      monotonic,
      log,
    },
    dialects,
  );
  reviewStreams = () => streams.review();
  const keySight = new KeySight({ streams, reload: keys.reload, monotonic });
  keySight.start();
  const server = createGatewayServer(gateway, {
    streams,
    hosts: new Map([...dialects].map(([id, { hosts }]) => [id, hosts])),
    clock,
    ...(settings.tls === null ? {} : { tls: settings.tls }),
    ...(settings.inboundLimits === undefined ? {} : { limits: settings.inboundLimits }),
  });
  connections = openConnections(server);
  await listen(server, settings.listen);
  const metricsServer =
    settings.metrics == null
      ? null
      : createMetricsServer({
          metrics: () => metrics.registry.text(),
          problems: async () => {
            const problems: string[] = [];
            if (keys.ring === null) problems.push('the vault is sealed');
            if (Math.abs(clocks.apartMs() ?? Number.POSITIVE_INFINITY) > MOST_APART_MS) {
              problems.push('the clocks of gateway and database are apart');
            }
            await db.pool.query('SELECT 1').catch(() => problems.push('the database does not answer'));
            return problems;
          },
        });
  if (metricsServer !== null && settings.metrics != null) await listen(metricsServer, settings.metrics);
  await lifecycle(db, settings, 'start');

  const watch = watchChanges(db, {
    onChange: (what) => {
      if (what === 'upstream_budget') void gate.refresh().catch(() => undefined);
      else void keys.reload().catch(() => log('the keys could not be read again'));
    },
    onLost: () => log('the connection to the database is lost; it is made again'),
  });
  const summarise = setInterval(
    () => void writeSummary(db, replica, unauthenticated).catch(() => undefined),
    1000,
  );
  const lookAtClock = setInterval(
    () => void clocks.look(() => databaseTime(db)).catch(() => undefined),
    CLOCK_EVERY_MS,
  );
  const forget = setInterval(() => {
    for (const tidy of [forgetReplays, forgetHandovers, adoptOrders, forgetOrders])
      void tidy(db).catch(() => undefined);
  }, 60_000);

  return {
    port: (server.address() as AddressInfo).port,
    metrics,
    metricsPort: metricsServer === null ? null : (metricsServer.address() as AddressInfo).port,
    open: async (next) => {
      await keys.open(next);
      await market.poll();
    },
    seal: () => keys.close(),
    expect: (next) => keys.expect(next),
    askPermissions: async (name) => {
      const found = keys.ring?.exchangeKey(name) ?? null;
      const dialect = found === null ? undefined : dialects.get(found.exchange);
      if (found === null || dialect === undefined) return null;
      const { key } = found;
      try {
        return await askProbe(dialect.permissions, key.key.keyId, (request) =>
          askExchange(dialect, key, request),
        );
      } catch (error) {
        log(
          `exchange key ${name} could not be asked about: ${error instanceof Error ? error.name : 'error'}`,
        );
        return UNKNOWN_PERMISSIONS;
      }
    },
    refresh: async () => {
      await keys.reload();
      await market.poll();
    },
    stop: async () => {
      clearInterval(summarise);
      clearInterval(lookAtClock);
      clearInterval(forget);
      market.stop();
      metricsServer?.close();
      metricsServer?.closeAllConnections();
      keySight.stop();
      const framesDone = streams.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      // The server waits for requests, and no longer for what came by frames.
      await framesDone;
      upstream.close();
      await gateway.settle();
      await senders.close();
      await watch.close();
      // Without its database a gateway stops all the same; the audit log then ends without saying so.
      await writeSummary(db, replica, unauthenticated)
        .then(() => lifecycle(db, settings, 'stop'))
        .catch(() => log('the end could not be recorded'));
    },
  };
}

function lease(db: Database, replica: string, key: LoadedExchangeKey, clock: () => number, leaseMs: number) {
  return leaseNonce(db, { exchangeKey: key.number, version: key.version }, replica, {
    clock: BigInt(clock()),
    count: NONCES_AT_ONCE,
    leaseMs,
  });
}

async function lifecycle(
  db: Database,
  { replica, version }: GatewaySettings,
  change: 'start' | 'stop',
): Promise<void> {
  const content = encodeContent({ kind: 'lifecycle', change, version: safeText(version, TEXT_LIMITS.word) });
  await recordEntry(db, replica, 'administration', content);
}

async function writeSummary(db: Database, replica: string, summary: UnauthenticatedSummary): Promise<void> {
  for (const content of summary.drain()) await recordEntry(db, replica, 'summary', encodeContent(content));
}

/** A secret that nobody has, for the work that an unknown id must cost too. */
function secretOfNobody({ algorithms, issue }: Dialect): VirtualSecret {
  const [algorithm] = algorithms;
  const passphrase = issue(algorithm).passphrase === null ? null : createSecretKey(randomBytes(32));
  if (algorithm === 'hmac') return { algorithm, key: createSecretKey(randomBytes(32)), passphrase };
  if (algorithm === 'rsa') {
    return { algorithm, key: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey, passphrase };
  }
  const { publicKey } =
    algorithm === 'es256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  return { algorithm, key: publicKey, passphrase };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Counts the connections of a server without asking the system. */
function openConnections(server: Server): () => number {
  let open = 0;
  server.on('connection', (socket) => {
    open++;
    socket.once('close', () => {
      open--;
    });
  });
  return () => open;
}
