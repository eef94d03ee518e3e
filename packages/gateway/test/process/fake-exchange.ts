import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the exchange saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Whether it was signed with the real secret; null for a request without a signature. */
  readonly signed: boolean | null;
}

/** How the exchange answers; undefined: with an empty object; `hang`: never; `reset`: it cuts the connection. */
export type Respond = (request: SeenRequest) => FakeAnswer | 'hang' | 'reset' | undefined;

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A server on this machine in the place of Binance: keeps every request and checks its signature with the real
 * secret, independently of the gateway's code.
 */
export class FakeBinance {
  readonly seen: SeenRequest[] = [];
  respond: Respond = () => undefined;
  /** Best prices of symbols that don't trade at about 50,000. */
  readonly books = new Map<string, { readonly bid: string; readonly ask: string }>();
  readonly #secret: string;
  readonly #server: Server;

  private constructor(secret: string) {
    this.#secret = secret;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const seen = this.#look(request, Buffer.concat(chunks).toString('utf8'));
        this.seen.push(seen);
        const answer = this.#answer(seen);
        if (answer === 'hang') return;
        if (answer === 'reset') return void request.socket.destroy();
        const { status, body, headers } = answer;
        response.writeHead(status, {
          'content-type': 'application/json',
          'x-mbx-used-weight-1m': '7',
          'set-cookie': 'a=b',
          ...headers,
        });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(secret: string): Promise<FakeBinance> {
    const exchange = new FakeBinance(secret);
    await new Promise<void>((resolve) => exchange.#server.listen(0, '127.0.0.1', resolve));
    return exchange;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  /** Requests that placed, tested or cancelled orders. */
  get orders(): SeenRequest[] {
    return this.seen.filter(({ path, method }) => path === '/api/v3/order' && method !== 'GET');
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #look({ method = '', url = '', headers }: IncomingMessage, body: string): SeenRequest {
    const [path, query = ''] = url.split('?');
    const parameters = new URLSearchParams([query, body].filter((text) => text !== '').join('&'));
    const given = parameters.get('signature');
    let signed: boolean | null = null;
    if (given !== null) {
      const unsigned = (text: string) => text.replace(/&?signature=[^&]*/, '');
      const expected = createHmac('sha256', this.#secret)
        .update(unsigned(query) + unsigned(body))
        .digest();
      const actual = Buffer.from(given, 'hex');
      signed = actual.length === expected.length && timingSafeEqual(actual, expected);
    }
    return { method, path, parameters, headers, signed };
  }

  #answer(seen: SeenRequest): FakeAnswer | 'hang' | 'reset' {
    if (seen.path === '/api/v3/ticker/bookTicker') {
      const symbol = seen.parameters.get('symbol') ?? '';
      const { bid, ask } = this.books.get(symbol) ?? { bid: '49990.00', ask: '50010.00' };
      return {
        status: 200,
        body: { symbol, bidPrice: bid, bidQty: '1', askPrice: ask, askQty: '1' },
      };
    }
    if (seen.signed === false)
      return { status: 400, body: { code: -1022, msg: 'Signature for this request is not valid.' } };
    return this.respond(seen) ?? { status: 200, body: {} };
  }
}
