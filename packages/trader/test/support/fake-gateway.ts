import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came: its path without exchange and host, and its parameters. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly target: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  /** Breaks the connection off instead, before or in the middle of the answer. */
  readonly breaks?: 'before' | 'within';
}

export type Answerer = (request: SeenRequest) => FakeAnswer | undefined;

/** A server that a venue takes for its gateway. What nobody answers is a 404 of an exchange. */
export class FakeGateway {
  readonly seen: SeenRequest[] = [];
  /** Whether answers say the time of a paper exchange. */
  isPaper = true;
  readonly #server: Server;
  #answerers: Answerer[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(...answerers: Answerer[]): Promise<FakeGateway> {
    const server = createServer();
    const gateway = new FakeGateway(server);
    gateway.#answerers = answerers;
    server.on('request', async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      const url = new URL(message.url ?? '/', 'http://localhost');
      const body = Buffer.concat(chunks).toString('utf8');
      const request: SeenRequest = {
        method: message.method ?? '',
        path: url.pathname.replace(/^\/[^/]+\/[^/]+/, ''),
        target: url.pathname,
        parameters: new URLSearchParams(body === '' ? url.search : body),
        headers: message.headers,
      };
      gateway.seen.push(request);
      gateway.#answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Asked before all others. */
  answer(answerer: Answerer): void {
    this.#answerers.unshift(answerer);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: SeenRequest, response: ServerResponse): void {
    let found: FakeAnswer | undefined;
    for (const answerer of this.#answerers) found ??= answerer(request);
    const {
      status = 200,
      body,
      headers = {},
      breaks,
    } = found ?? { status: 404, body: { error: ['EQuery:Unknown method'] } };
    if (breaks === 'before') {
      response.socket?.destroy();
      return;
    }
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(this.isPaper && { 'x-paper-time': '1600000000000' }),
      ...headers,
      ...(breaks === 'within' && { 'content-length': String(text.length) }),
    });
    if (breaks !== 'within') response.end(text);
    else {
      response.write(text.slice(0, Math.floor(text.length / 2)));
      setTimeout(() => response.socket?.destroy(), 20);
    }
  }
}

/** Binance's exchange information with one market, whose step and tick are as fine as is told. */
export function binanceMarkets(step = '0.00001000', tick = '0.01000000'): Answerer {
  return ({ path }) =>
    path === '/api/v3/exchangeInfo'
      ? {
          body: {
            timezone: 'UTC',
            serverTime: 1_600_000_000_000,
            rateLimits: [],
            exchangeFilters: [],
            symbols: [
              {
                symbol: 'BTCUSDT',
                status: 'TRADING',
                baseAsset: 'BTC',
                baseAssetPrecision: 8,
                quoteAsset: 'USDT',
                quotePrecision: 8,
                quoteAssetPrecision: 8,
                orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
                isSpotTradingAllowed: true,
                isMarginTradingAllowed: false,
                permissions: ['SPOT'],
                permissionSets: [['SPOT']],
                filters: [
                  { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000.00', tickSize: tick },
                  { filterType: 'LOT_SIZE', minQty: step, maxQty: '9000.00000000', stepSize: step },
                  { filterType: 'NOTIONAL', minNotional: '5.00000000', maxNotional: '9000000.00000000' },
                ],
              },
            ],
          },
        }
      : undefined;
}
