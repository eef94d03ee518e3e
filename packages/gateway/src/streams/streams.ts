import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialect } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { StreamDialect, StreamPlace } from '../dialect/stream-dialect.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import { formatIpAddress, type IpAddress, isLoopback } from '../policy/ip-address.ts';
import { malformed, Refusal } from '../refusal.ts';
import { headerLines, type Peer } from '../server/http-server.ts';
import { type WebSocket, WebSocketServer } from '../websocket/websocket.ts';
import { ClientStream } from './client-stream.ts';
import { ENDINGS, type Ending } from './ending.ts';
import { requestAt } from './login-dialect.ts';
import type { StreamParts } from './stream-parts.ts';

const TICK_MS = 100;
/** Whose a handshake is is not known before its login. */
const NOBODY = { keyId: '', timestamp: null, nonce: null, windowMs: null };

/** All open streams of a gateway. */
export class Streams {
  readonly #parts: StreamParts;
  readonly #dialects: ReadonlyMap<ExchangeId, Dialect>;
  readonly #hosts: ReadonlyMap<ExchangeId, readonly string[]>;
  readonly #server: WebSocketServer;
  readonly #open = new Set<ClientStream>();
  readonly #working = new Set<Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(parts: StreamParts, dialects: ReadonlyMap<ExchangeId, Dialect>) {
    this.#parts = parts;
    this.#dialects = dialects;
    this.#hosts = new Map(
      [...dialects].map(([id, { streams }]) => [id, [...new Set(streams?.places.map(({ host }) => host))]]),
    );
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: parts.limits.frameBytes,
      maxFragments: parts.limits.fragments,
      // None is spoken, whatever a client offers.
      handleProtocols: () => false,
    });
    this.#timer = setInterval(() => {
      for (const stream of this.#open) stream.tick();
    }, TICK_MS);
    this.#timer.unref();
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Takes a handshake.
   *
   * @throws Refusal, with nothing written to the socket
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, peer: Peer): void {
    const { dialect, streams, place } = this.#placeOf(request);
    checkHandshake(request);
    const headers = headerLines(request.rawHeaders);
    const { inbound } = requestAt({ place, headers, receivedAt: this.#parts.clock() }, NOBODY);
    const origin = originOf(this.#parts.gateway.addressOf(inbound, peer));
    this.#checkRoom(origin);
    this.#server.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const stream: ClientStream = new ClientStream(client, this.#parts, {
        dialect,
        streams,
        peer,
        origin,
        circumstances: { place, headers },
        claim: (key) => this.#checkShare(stream, key),
        working: (work) => this.#work(work),
        ended: () => this.#open.delete(stream),
      });
      this.#open.add(stream);
      if (this.#closed) stream.end(ENDINGS.stop);
    });
  }

  /** Ends the streams whose keys changed: frozen, revoked, rotated, given another policy. All of them when sealed. */
  review(): void {
    for (const stream of this.#open) stream.review();
  }

  /** Ends all streams. */
  endAll(ending: Ending): void {
    for (const stream of [...this.#open]) stream.end(ending);
  }

  /**
   * Ends all streams at once, and takes none any more.
   *
   * @returns resolves when no request of a frame is under way: what was sent to the exchange has its answer
   */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.endAll(ENDINGS.stop);
    this.#server.close();
    await Promise.allSettled(this.#working);
  }

  #work(work: Promise<unknown>): void {
    this.#working.add(work);
    const done = () => this.#working.delete(work);
    work.then(done, done);
  }

  #placeOf({ url = '' }: IncomingMessage): {
    dialect: Dialect;
    streams: StreamDialect;
    place: StreamPlace;
  } {
    const { exchange, host, path, rawQuery } = parseRequestTarget(url, this.#hosts);
    const dialect = this.#dialects.get(exchange);
    const place = dialect?.streams?.places.find((one) => one.host === host && one.path === path);
    if (dialect?.streams === undefined || place === undefined) {
      const sentence = `${host}${path} is no private stream that the gateway knows.`;
      throw new Refusal('forbidden', 'unknown stream', sentence.slice(0, 300));
    }
    if (rawQuery !== '') malformed('query of a stream', 'The address of a stream has no query.');
    return { dialect, streams: dialect.streams, place };
  }

  #checkRoom(origin: string | null): void {
    const { connections, strangers, strangersPerAddress } = this.#parts.limits;
    if (this.#closed) throw new Refusal('unavailable', 'stop', 'The gateway stops.');
    if (this.#parts.keys() === null)
      throw new Refusal('unavailable', 'sealed', 'The vault is sealed. An operator has to unseal it.');
    const unknown = [...this.#open].filter(({ key }) => key === null);
    // One neighbour must not hold all the places that clients log in at.
    const near = origin === null ? 0 : unknown.filter((one) => one.origin === origin).length;
    if (this.#open.size >= connections || unknown.length >= strangers || near >= strangersPerAddress)
      throw new Refusal('rate', 'streams', 'Too many streams are open.');
  }

  #checkShare(stream: ClientStream, { name }: LoadedVirtualKey): void {
    const others = [...this.#open].filter((one) => one !== stream && one.key?.name === name).length;
    if (others >= this.#parts.limits.connectionsPerKey)
      throw new Refusal('rate', 'streams', 'The key has too many open streams.');
  }
}

/** What strangers are counted by: their address, or their network, since who has one IPv6 address has 2^64 of them. */
function originOf(address: IpAddress): string | null {
  if (isLoopback(address)) return null;
  return address.version === 4 ? formatIpAddress(address) : `${address.bits >> 64n}`;
}

/** A handshake is a bare GET of a program. Pages in browsers send an Origin, and have nothing to do here. */
function checkHandshake({ method, httpVersion, headers }: IncomingMessage): void {
  if (method !== 'GET' || httpVersion !== '1.1')
    malformed('handshake', 'A stream is opened by a GET of HTTP/1.1.');
  if (headers.origin !== undefined)
    throw new Refusal('forbidden', 'origin', 'Pages in browsers may not open streams.');
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    malformed('handshake', 'A handshake has no body.');
  if (headers.upgrade?.toLowerCase() !== 'websocket')
    malformed('upgrade', 'The only upgrade that is known here is websocket.');
  if (headers['sec-websocket-version'] !== '13')
    malformed('version', 'WebSocket is spoken in version 13 (RFC 6455).');
}
