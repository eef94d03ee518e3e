import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { endWith } from '../http/end-with.ts';
import type { HeaderLine } from '../http/inbound.ts';
import type { OutboundRequest } from '../http/outbound.ts';
import { readWhole } from '../http/read-whole.ts';
import type { WebSocket } from '../websocket/websocket.ts';
import { isPublicAddress, publicLookup } from './address-guard.ts';
import { PAPER_TIME_HEADER, PaperClock, paperTimeOf } from './paper-clock.ts';
import { openStreamConnection, type StreamConnectionLimits } from './stream-connection.ts';

/** Where a host's requests go instead of to the host: a server on this machine. */
export interface Redirect {
  /** `http:` or `https:` on a loopback address. */
  readonly url: URL;
  /** PEM certificates to trust for an `https:` redirect. */
  readonly ca?: string;
  /** The server is a paper exchange: the time that limits go by is its own. */
  readonly clock?: 'paper';
}

/** Bounds of one exchange with an upstream. */
export interface UpstreamLimits {
  readonly timeoutMs: number;
  readonly answerBytes: number;
  readonly socketsPerHost: number;
}

export const DEFAULT_LIMITS: UpstreamLimits = {
  timeoutMs: 30_000,
  answerBytes: 16 * 1024 * 1024,
  socketsPerHost: 64,
};

/** What came back. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

/**
 * How a send ended without an answer. `sent` tells whether the request may have reached the exchange: only `false` is
 * certain, everything else counts as sent.
 */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.sent = sent;
  }
}

/** Methods that say nothing about a body when they have none. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'DELETE']);

/** Headers of an answer that reach the client. */
const ANSWER_HEADERS: ReadonlySet<string> = new Set([
  'content-type',
  'date',
  'retry-after',
  'x-mbx-used-weight',
  'x-mbx-used-weight-1m',
  'x-mbx-order-count-10s',
  'x-mbx-order-count-1d',
  'x-bapi-limit',
  'x-bapi-limit-status',
  'x-bapi-limit-reset-timestamp',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]);

/**
 * Sends rebuilt requests to exchanges: TLS 1.2 or newer with Node's bundled certificates and no others, public
 * addresses only, no redirects, no proxies, nothing retried, everything bounded. Hosts in `redirects` go to a server
 * on this machine instead.
 */
export class UpstreamClient {
  readonly #redirects: ReadonlyMap<string, Redirect>;
  readonly #limits: UpstreamLimits;
  readonly #secure: HttpsAgent;
  readonly #plain: HttpAgent;
  readonly #redirectAgents = new Map<string, HttpsAgent>();
  readonly #paperClocks = new Map<string, PaperClock>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(
    redirects: ReadonlyMap<string, Redirect>,
    limits: UpstreamLimits = DEFAULT_LIMITS,
    monotonic: () => number = () => performance.now(),
  ) {
    this.#redirects = redirects;
    this.#limits = limits;
    const pool = { keepAlive: true, maxSockets: limits.socketsPerHost, scheduling: 'lifo' as const };
    this.#secure = new HttpsAgent({
      ...pool,
      ca: [...rootCertificates],
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      lookup: publicLookup,
    });
    this.#plain = new HttpAgent(pool);
    // Hosts that lead to the same paper exchange have one clock.
    const clocks = new Map<string, PaperClock>();
    for (const [host, { url, clock }] of redirects) {
      if (clock !== 'paper') continue;
      const paper = clocks.get(url.origin) ?? new PaperClock(monotonic);
      clocks.set(url.origin, paper);
      this.#paperClocks.set(host, paper);
    }
    for (const [host, { url, ca = [...rootCertificates] }] of redirects) {
      if (url.protocol !== 'https:') continue;
      const agent = new HttpsAgent({ ...pool, ca, minVersion: 'TLSv1.2', rejectUnauthorized: true });
      this.#redirectAgents.set(host, agent);
    }
  }

  /** Whether requests for a host stay on this machine: keys are bound to one or the other. */
  isRedirected(host: string): boolean {
    return this.#redirects.has(host);
  }

  /** The clock of the paper exchange that a host's requests go to; null for every other host. */
  paperClock(host: string): PaperClock | null {
    return this.#paperClocks.get(host) ?? null;
  }

  /** Hosts whose requests go to a paper exchange. */
  get paperHosts(): readonly string[] {
    return [...this.#paperClocks.keys()];
  }

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param beforeFirstByte called when the connection stands, just before anything is written; what it throws stops
   *   the request with nothing sent
   * @throws UpstreamFailure; or what `beforeFirstByte` throws
   */
  async send(
    outbound: OutboundRequest,
    beforeFirstByte: () => Promise<void> | void,
  ): Promise<UpstreamAnswer> {
    const redirect = this.#redirects.get(outbound.host);
    const url = redirect?.url ?? new URL(`https://${outbound.host}`);
    const secure = url.protocol === 'https:';
    const headers: string[] = ['Host', outbound.host];
    for (const [name, value] of outbound.headers) headers.push(name, value);
    // Without a length Node would send an empty POST in chunks, which not every exchange takes.
    if (outbound.body.length > 0 || !BODILESS.has(outbound.method))
      headers.push('Content-Length', String(outbound.body.length));
    const options = {
      method: outbound.method,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: outbound.target,
      headers,
      setHost: false,
      agent: secure ? (this.#redirectAgents.get(outbound.host) ?? this.#secure) : this.#plain,
      ...(secure && redirect === undefined ? { servername: outbound.host } : {}),
    };
    let sent = false;
    const { promise, resolve, reject } = Promise.withResolvers<UpstreamAnswer>();
    const request = secure ? httpsRequest(options) : httpRequest(options);
    const timer = setTimeout(() => {
      request.destroy(new UpstreamFailure('the exchange did not answer in time', sent));
    }, this.#limits.timeoutMs);
    const paper = this.paperClock(outbound.host);
    request.on('response', (answer) => this.#collect(answer, paper).then(resolve, reject));
    request.on('error', (error) => {
      reject(
        error instanceof UpstreamFailure
          ? error
          : new UpstreamFailure('the connection to the exchange failed', sent, error),
      );
    });
    request.on('socket', (socket) => {
      const ready = async () => {
        this.#checkPeer(socket, redirect !== undefined);
        await beforeFirstByte();
        sent = true;
        endWith(request, outbound.body);
      };
      whenConnected(socket, secure, () => {
        ready().catch((error: unknown) => {
          reject(error);
          request.destroy();
        });
      });
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Opens a stream at a host; nothing of a key is sent. @throws UpstreamFailure */
  openStream(host: string, path: string, limits: StreamConnectionLimits): Promise<WebSocket> {
    return openStreamConnection(host, path, this.#redirects.get(host), limits);
  }

  /** Closes idle and open connections. */
  close(): void {
    this.#secure.destroy();
    this.#plain.destroy();
    for (const agent of this.#redirectAgents.values()) agent.destroy();
  }

  /** The name service was asked before; what counts is whom the socket is connected to. */
  #checkPeer(socket: Socket, redirected: boolean): void {
    const peer = socket.remoteAddress ?? '';
    const loopback = peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1';
    if (redirected ? loopback : isPublicAddress(peer)) return;
    throw new UpstreamFailure('the connection leads to an address that no exchange has', false);
  }

  async #collect(answer: IncomingMessage, paper: PaperClock | null): Promise<UpstreamAnswer> {
    let body: Buffer;
    try {
      body = await readWhole(
        answer,
        this.#limits.answerBytes,
        () => new UpstreamFailure('the answer of the exchange is too large', true),
      );
    } catch (error) {
      answer.destroy();
      throw error instanceof UpstreamFailure
        ? error
        : new UpstreamFailure('the answer of the exchange broke off', true, error);
    }
    const status = answer.statusCode ?? 502;
    const all = headerLines(answer.rawHeaders);
    const headers = all.filter(([name]) => ANSWER_HEADERS.has(name.toLowerCase()));
    // Only a paper exchange has such a time: from anybody else it would be taken for one.
    const time = paper === null ? null : paperTimeOf(all);
    paper?.notice(all);
    return {
      status,
      headers: time === null ? headers : [...headers, [PAPER_TIME_HEADER, String(time)]],
      body,
    };
  }
}

function whenConnected(socket: Socket, secure: boolean, then: () => void): void {
  if (!socket.connecting && (!secure || isSecured(socket))) then();
  else socket.once(secure ? 'secureConnect' : 'connect', then);
}

function isSecured(socket: Socket): boolean {
  return 'authorized' in socket && socket.authorized === true;
}

function headerLines(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i], raw[i + 1]]);
  return lines;
}
