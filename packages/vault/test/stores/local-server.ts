import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request that a local server got, whole. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** What a server does instead of answering; false to answer after all. */
export type Fault = (got: Got, response: ServerResponse) => boolean;

export interface LocalServer {
  readonly url: string;
  readonly port: number;
  /** Everything it was asked, oldest first. */
  readonly log: Got[];
  fault: Fault | null;
  stop(): Promise<void>;
  /** Serves again, at the same port. */
  start(): Promise<void>;
}

/** A server of JSON on a free port of loopback. */
export async function localServer(
  answer: (got: Got) => Said,
  tls: { key: string; cert: string } | null = null,
): Promise<LocalServer> {
  const log: Got[] = [];
  let port = 0;
  let server: Server;
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got: Got = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      log.push(got);
      if (local.fault?.(got, response)) return;
      const { status, body, headers = {} } = answer(got);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  const local = {
    url: '',
    port: 0,
    log,
    fault: null as Fault | null,
    async start() {
      server = tls === null ? createServer(serve) : createTlsServer(tls, serve);
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      local.port = port;
      local.url = `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await local.start();
  return local;
}
