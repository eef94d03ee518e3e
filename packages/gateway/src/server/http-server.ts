import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { ExchangeId } from '../dialect/exchange-id.ts';

import { endWith } from '../http/end-with.ts';
import { type HeaderLine, type InboundRequest, singleHeader } from '../http/inbound.ts';
import { readWhole } from '../http/read-whole.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { malformed, Refusal } from '../refusal.ts';

/** Bounds of what a client may send. */
export interface InboundLimits {
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connections: number;
}

const DEFAULT_INBOUND_LIMITS: InboundLimits = {
  headerBytes: 16 * 1024,
  bodyBytes: 256 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  connections: 1000,
};

/** Time that a client has to read why it is cut. */
const LAST_WORD_MS = 1000;

/** What goes back to a client. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

/** Who sent a request, as the socket knows it. */
export interface Peer {
  readonly address: string;
  readonly tls: boolean;
}

/** What the server asks for every request; refusals come back as answers, never as exceptions. */
export interface GatewayHandler {
  /** `null` exchange: the address names none, so no dialect can word the refusal. */
  handle(exchange: ExchangeId, inbound: InboundRequest, peer: Peer): Promise<Answer>;
  /** A refusal of a request that could not even be read. */
  refuse(exchange: ExchangeId | null, refusal: Refusal, peer: Peer): Answer;
}

/** Takes handshakes of WebSockets. */
interface StreamHandler {
  /** @throws Refusal, with nothing written to the socket */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, peer: Peer): void;
}

/** How the trading port listens. Without `tls` only loopback addresses should be bound. */
export interface HttpServerOptions {
  readonly hosts: ReadonlyMap<ExchangeId, readonly string[]>;
  readonly limits?: InboundLimits;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  readonly clock: () => number;
  /** Without it every upgrade is refused. */
  readonly streams?: StreamHandler;
}

/**
 * The trading port: reads each request whole and strictly, hands it to `handler` and writes the answer. Slow clients are
 * cut, CONNECT refused, upgrades handed to `streams`; Node's own parser is never put into its lenient mode.
 */
export function createGatewayServer(handler: GatewayHandler, options: HttpServerOptions): Server {
  const limits = options.limits ?? DEFAULT_INBOUND_LIMITS;
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 65_000,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response, handler, options, limits).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
  const server = options.tls
    ? createHttpsServer({ ...settings, ...options.tls, minVersion: 'TLSv1.2' }, onRequest)
    : createHttpServer(settings, onRequest);
  server.maxConnections = limits.connections;
  // Node leaves out headers beyond a number without a word; here only their bytes are bounded, and none is hidden.
  server.maxHeadersCount = 0;
  server.on('upgrade', (request, socket, head) => {
    const peer = peerOf(request);
    try {
      if (options.streams === undefined)
        throw new Refusal('malformed', 'websocket', 'WebSocket connections are not served here.');
      options.streams.upgrade(request, socket, head, peer);
    } catch (error) {
      if (!(error instanceof Refusal)) return void socket.destroy();
      const { status, body } = handler.refuse(exchangeOf(request, options), error, peer);
      // A client must not take the answer to a handshake for anything but a refusal.
      const told = status < 400 ? 403 : status;
      endFor(
        socket,
        `HTTP/1.1 ${told} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.toString('utf8')}`,
      );
    }
  });
  server.on('connect', (_request, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => {
    if (socket.writable) endFor(socket, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

/**
 * Says a last word to a client that Node's server no longer looks after, and cuts the connection soon after: one whose client
 * never closes its own side would count among the open ones for ever, and keep the gateway from stopping.
 */
function endFor(socket: Duplex, lastWord: string): void {
  socket.on('error', () => socket.destroy());
  // What still comes is read and dropped, or cutting the connection would take the answer back.
  socket.resume();
  socket.end(lastWord);
  const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS);
  socket.once('close', () => clearTimeout(timer));
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handler: GatewayHandler,
  options: HttpServerOptions,
  limits: InboundLimits,
): Promise<void> {
  const peer = peerOf(request);
  let answer: Answer;
  let exchange: ExchangeId | null = null;
  try {
    exchange = exchangeOf(request, options);
    if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0')
      malformed('HTTP version', 'Only HTTP/1.1 is spoken here.');
    const target = parseRequestTarget(request.url ?? '', options.hosts);
    const headers = headerLines(request.rawHeaders);
    const host = singleHeader(headers, 'host');
    if (host === undefined) malformed('host header', 'A request needs exactly one Host header.');
    const body = await readBody(request, limits.bodyBytes);
    answer = await handler.handle(
      target.exchange,
      {
        method: request.method ?? '',
        host: target.host,
        path: target.path,
        rawQuery: target.rawQuery,
        headers,
        body,
        gatewayPrefix: `${host}/${target.exchange}/${target.host}`,
        receivedAt: options.clock(),
      },
      peer,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = handler.refuse(exchange, error, peer);
    if (!request.complete) response.shouldKeepAlive = false;
  }
  response.writeHead(answer.status, [...answer.headers.flat(), 'Content-Length', String(answer.body.length)]);
  endWith(response, answer.body);
}

/** Header lines as they came, from Node's flat list. */
export function headerLines(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i], raw[i + 1]]);
  return lines;
}

function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  const tooLarge = () => new Refusal('malformed', 'body too large', `A body may have at most ${most} bytes.`);
  if (declared > most) return Promise.reject(tooLarge());
  return readWhole(request, most, tooLarge);
}

/** The exchange that an address begins with, so that even an unreadable request is refused in its words. */
function exchangeOf({ url }: IncomingMessage, { hosts }: HttpServerOptions): ExchangeId | null {
  const first = (url ?? '').split('/', 2)[1];
  return [...hosts.keys()].find((exchange) => exchange === first) ?? null;
}

function peerOf({ socket }: IncomingMessage): Peer {
  return { address: socket.remoteAddress ?? '', tls: 'encrypted' in socket };
}
