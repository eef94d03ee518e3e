import { isIP } from 'node:net';
import { type DocumentKind, readDocument } from '@holdfast/document';
import { HoldfastError } from '@holdfast/errors';
import { dialects } from '../dialects/index.ts';
import { DEFAULT_MARKET_WATCH } from '../market/market-watch.ts';
import { type IpRange, parseIpRange } from '../policy/ip-rules.ts';
import type { GatewaySettings } from '../process/running-gateway.ts';
import type { InboundLimits } from '../server/http-server.ts';
import { DEFAULT_STREAM_LIMITS, type StreamLimits } from '../streams/stream-limits.ts';
import type { UpstreamLimits } from '../upstream/upstream-client.ts';
import { configSchema, type GatewayConfig } from './config-schema.ts';
import type { KeySettings } from './key-settings.ts';

const CONFIG_KIND: DocumentKind = {
  noun: 'configuration',
  example: 'listen: 127.0.0.1:8080',
  syntaxCode: 'CONFIG_SYNTAX',
  invalidCode: 'CONFIG_INVALID',
};

/**
 * Reads a configuration file.
 *
 * @throws HoldfastError CONFIG_SYNTAX, CONFIG_INVALID, with file, line, column, key and what is allowed
 * @example
 * readConfig('listen: 127.0.0.1:9000', 'gateway.yaml').listen;
 */
export function readConfig(text: string, file: string): GatewayConfig {
  return readDocument(text, file, configSchema, CONFIG_KIND).value;
}

/** The configuration without a file. */
export function defaultConfig(): GatewayConfig {
  return configSchema.parse({});
}

/**
 * What the gateway's process is told: plain data, so that it can go through a pipe; files are read by the launcher.
 *
 * @throws HoldfastError CONFIG_INVALID
 */
export function settingsOf(
  config: GatewayConfig,
  surroundings: {
    readonly replica: string;
    readonly version: string;
    /** Both relative to the configuration's folder. */
    readFile(path: string): string;
    resolvePath(path: string): string;
  },
): PlainSettings {
  const { every_ms: everyMs, window_ms: windowMs } = config.reference_price;
  const { limits } = config;
  return {
    listen: listenAddress(config),
    metrics: config.metrics === null ? null : addressOf('metrics', config.metrics),
    inboundLimits: {
      headerBytes: limits.header_bytes,
      bodyBytes: limits.body_bytes,
      headersTimeoutMs: limits.headers_ms,
      requestTimeoutMs: limits.request_ms,
      connections: limits.connections,
    },
    upstreamLimits: {
      timeoutMs: limits.answer_ms,
      answerBytes: limits.answer_bytes,
      socketsPerHost: limits.upstream_connections,
    },
    mostWaiting: limits.waiting,
    streamLimits: {
      ...DEFAULT_STREAM_LIMITS,
      connections: limits.streams,
      connectionsPerKey: limits.streams_per_key,
      framesPerSecond: limits.stream_frames_per_second,
      framesAtOnce: 2 * limits.stream_frames_per_second,
    },
    exchangeLimits: exchangeLimits(config),
    checkpointUrls: config.checkpoints.urls.map((url) => postUrl('checkpoints.urls', url)),
    checkpointFiles: config.checkpoints.files.map((file) => surroundings.resolvePath(file)),
    tls:
      config.tls === null
        ? null
        : { key: surroundings.readFile(config.tls.key), cert: surroundings.readFile(config.tls.cert) },
    upstreams: Object.entries(config.upstreams).map(([name, value]) => {
      const { url: text, ca, clock } = typeof value === 'string' ? { url: value } : value;
      if (clock === 'paper') demandPaperExchange(name, text, ca);
      const url = loopbackUrl(name, text);
      return {
        host: name,
        url,
        ca: ca === undefined ? null : surroundings.readFile(ca),
        paper: clock === 'paper',
      };
    }),
    clockSkewMs: config.clock_skew_ms,
    keys: keySettings(config),
    trustedProxies: config.trusted_proxies,
    publicIps: config.public.ips,
    publicRate: { perSecondMilli: Math.round(config.public.per_second * 1000), burst: config.public.burst },
    pollMs: everyMs,
    windowMs,
    // Slots that three looks fall into, so that one that fails leaves none empty.
    slotMs: Math.min(windowMs, Math.max(3 * everyMs, Math.round(windowMs / 10))),
    waived: config.reference_price.waive_second_venue,
    replica: surroundings.replica,
    version: surroundings.version,
  };
}

/** Settings as JSON can carry them. */
export interface PlainSettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly inboundLimits: InboundLimits;
  readonly upstreamLimits: UpstreamLimits;
  readonly mostWaiting: number;
  readonly streamLimits: StreamLimits;
  readonly exchangeLimits: readonly (readonly [
    name: string,
    set: { readonly limit: number; readonly windowMs?: number },
  ])[];
  readonly checkpointUrls: readonly string[];
  readonly checkpointFiles: readonly string[];
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly upstreams: readonly {
    readonly host: string;
    readonly url: string;
    readonly ca: string | null;
    /** It is a paper exchange, by whose clock limits go. */
    readonly paper: boolean;
  }[];
  readonly clockSkewMs: number;
  readonly keys: KeySettings;
  readonly trustedProxies: readonly string[];
  readonly publicIps: readonly string[];
  readonly publicRate: { readonly perSecondMilli: number; readonly burst: number };
  readonly pollMs: number;
  readonly windowMs: number;
  readonly slotMs: number;
  readonly waived: readonly string[];
  readonly replica: string;
  readonly version: string;
}

/** The settings that the gateway works with. @throws HoldfastError CONFIG_INVALID */
export function fromPlain(plain: PlainSettings): GatewaySettings {
  return {
    listen: plain.listen,
    metrics: plain.metrics,
    inboundLimits: plain.inboundLimits,
    upstreamLimits: plain.upstreamLimits,
    mostWaiting: plain.mostWaiting,
    streamLimits: plain.streamLimits,
    upstreamBudgets: new Map(plain.exchangeLimits),
    tls: plain.tls === null ? null : { key: Buffer.from(plain.tls.key), cert: Buffer.from(plain.tls.cert) },
    redirects: new Map(
      plain.upstreams.map(({ host, url, ca, paper }) => {
        if (paper) demandPaperExchange(host, url, ca ?? undefined);
        const more = { ...(ca === null ? {} : { ca }), ...(paper ? { clock: 'paper' as const } : {}) };
        return [host, { url: new URL(url), ...more }];
      }),
    ),
    clockSkewMs: plain.clockSkewMs,
    keys: plain.keys,
    trustedProxies: rangesOf('trusted_proxies', plain.trustedProxies),
    public: { ips: rangesOf('public.ips', plain.publicIps), rate: plain.publicRate },
    market: {
      ...DEFAULT_MARKET_WATCH,
      everyMs: plain.pollMs,
      waived: new Set(plain.waived),
      reference: { ...DEFAULT_MARKET_WATCH.reference, windowMs: plain.windowMs, slotMs: plain.slotMs },
    },
    replica: plain.replica,
    version: plain.version,
  };
}

/** A name that no exchange has would leave a limit as it is without a word. */
function exchangeLimits({ exchange_limits }: GatewayConfig): PlainSettings['exchangeLimits'] {
  const known = [...dialects].flatMap(([id, { limitNames }]) => limitNames.map((name) => `${id} ${name}`));
  return Object.entries(exchange_limits).map(([name, { limit, window_ms: windowMs }]) => {
    if (!known.includes(name)) {
      throw invalid('exchange_limits', `has "${name.slice(0, 100)}", but there are only ${known.join(', ')}`);
    }
    return [name, { limit, ...(windowMs === undefined ? {} : { windowMs }) }] as const;
  });
}

function rangesOf(key: string, texts: readonly string[]): IpRange[] {
  return texts.map((text) => {
    const range = parseIpRange(text);
    if ('problem' in range) throw invalid(key, `"${text}" ${range.problem}`);
    return range;
  });
}

/** Beyond this machine only with TLS: some signatures cover only part of a request. */
function listenAddress({ listen, tls }: GatewayConfig): PlainSettings['listen'] {
  const { host, port } = addressOf('listen', listen);
  if (tls === null && host !== '::1' && !host.startsWith('127.')) {
    throw invalid('listen', 'is an address that other machines reach, which needs tls: {key, cert}');
  }
  return { host, port };
}

function addressOf(key: string, text: string): PlainSettings['listen'] {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? [];
  if (isIP(host) === 0 || Number(port) > 65_535) {
    throw invalid(key, `"${text}" is no address with a port, such as 127.0.0.1:8080`);
  }
  return { host, port: Number(port) };
}

/** `keys` as the code has it. @throws HoldfastError CONFIG_INVALID */
export function keySettings({ keys }: Pick<GatewayConfig, 'keys'>): KeySettings {
  return {
    deletionDelayDays: keys.deletion_delay_days,
    rotateExchangeDays: keys.rotate_exchange_keys_days,
    rotateVirtualDays: keys.rotate_virtual_keys_days,
    remindDays: keys.remind_days,
    reminderUrls: keys.reminder_urls.map((url) => postUrl('keys.reminder_urls', url)),
  };
}

/**
 * Where checkpoints and reminders go. Neither is secret; but whoever could change the address of an http one could hide
 * them.
 */
function postUrl(key: string, text: string): string {
  const url = URL.parse(text);
  const local = ['127.0.0.1', '[::1]', 'localhost'];
  if (url === null || `${url.username}${url.password}${url.hash}` !== '') {
    throw invalid(key, `"${text.slice(0, 100)}" is no address without a user`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local.includes(url.hostname))) {
    throw invalid(key, 'must be https://, or http:// to this machine');
  }
  return url.href;
}

/** Redirects lead to this machine and nowhere else. */
function loopbackUrl(host: string, text: string): string {
  const url = URL.parse(text);
  const names = ['127.0.0.1', '[::1]', 'localhost'];
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    !names.includes(url.hostname) ||
    url.pathname !== '/' ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw invalid(
      `upstreams.${host}`,
      'must be http:// or https:// on 127.0.0.1 or [::1], without a user, a path or a query',
    );
  }
  return url.href;
}

/**
 * A clock that others set may move limits only where nothing but toy money is: on this machine, and where no certificate says that
 * it is anything else.
 *
 * @throws HoldfastError PAPER_CLOCK_NOT_LOCAL
 */
function demandPaperExchange(host: string, text: string, ca: string | undefined): void {
  const url = URL.parse(text);
  const local = ['127.0.0.1', '[::1]', 'localhost'];
  if (url?.protocol === 'http:' && local.includes(url.hostname) && ca === undefined) return;
  throw new HoldfastError(
    'PAPER_CLOCK_NOT_LOCAL',
    `upstreams.${host} has "clock: paper", which is only for a paper exchange on this machine: http:// on 127.0.0.1, [::1] or localhost, without ca.`,
    { key: `upstreams.${host}`, url: text },
  );
}

function invalid(key: string, message: string): HoldfastError {
  return new HoldfastError('CONFIG_INVALID', `${key} ${message}.`, { key });
}
