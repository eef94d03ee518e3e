import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Account } from './exchanges/account.ts';
import type { Book, Credential, FakeAnswer, StreamSession, Venue, Wire } from './exchanges/venue.ts';

/** A request as the exchange saw it. */
export interface SeenRequest extends Wire {
  /** Of the query, and of a form body. */
  readonly parameters: URLSearchParams;
  /** Whether it was signed with the real secret; null for a request without a signature. */
  readonly signed: boolean | null;
}

/** A WebSocket as the exchange saw it. */
export interface FakeStream {
  readonly path: string;
  readonly headers: Wire['headers'];
  /** What came, in order. */
  readonly frames: string[];
  readonly socket: WebSocket;
}

/** How the exchange answers instead of as it does; `hang`: never; `reset`: it cuts the connection. */
export type Respond = (request: SeenRequest) => Told | Promise<Told>;
type Told = FakeAnswer | 'hang' | 'reset' | undefined;

/**
 * A server on this machine in the place of an exchange: keeps every request, checks its signature with the real secret,
 * independently of the gateway's code, and answers in the exchange's own shapes.
 */
export class FakeExchange {
  readonly venue: Venue;
  /** The keys that it knows. */
  readonly credentials: Credential[] = [];
  readonly account = new Account();
  readonly seen: SeenRequest[] = [];
  respond: Respond = () => undefined;
  /** Best prices of symbols that don't trade at about 50,000. */
  readonly books = new Map<string, Book>();
  /** Its WebSockets, open and closed. */
  readonly streams: FakeStream[] = [];
  /** Called instead of the venue's own ways for each frame that comes; true: that is all. */
  onFrame: (frame: string, stream: FakeStream) => boolean = () => false;
  readonly #server: Server;

  private constructor(venue: Venue) {
    this.venue = venue;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const seen = this.#look(request, Buffer.concat(chunks).toString('utf8'));
        this.seen.push(seen);
        const answer = await this.#answer(seen);
        if (answer === 'hang') return;
        if (answer === 'reset') return void request.socket.destroy();
        const { status, body, headers } = answer;
        response.writeHead(status, {
          'content-type': 'application/json',
          'x-mbx-used-weight-1m': '7',
          'set-cookie': 'a=b',
          ...headers,
        });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
  }

  #openStream(socket: WebSocket, { url = '', headers }: IncomingMessage): void {
    const streams = this.venue.streams;
    if (streams === undefined) return void socket.close();
    const stream: FakeStream = { path: url, headers, frames: [], socket };
    const session: StreamSession = streams.open({
      path: url,
      credentials: this.credentials,
      account: this.account,
      send: (text) => socket.send(text),
      close: (code) => socket.close(code),
    });
    this.streams.push(stream);
    this.account.watchers.add(session.changed);
    socket.on('error', () => undefined);
    socket.on('close', () => this.account.watchers.delete(session.changed));
    socket.on('message', (data) => {
      const text = data.toString('utf8');
      stream.frames.push(text);
      if (!this.onFrame(text, stream)) session.message(text);
    });
  }

  static async start(venue: Venue): Promise<FakeExchange> {
    const exchange = new FakeExchange(venue);
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    exchange.#server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (open) => exchange.#openStream(open, request));
    });
    await new Promise<void>((resolve) => exchange.#server.listen(0, '127.0.0.1', resolve));
    return exchange;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  /** Requests that placed or cancelled orders. */
  get orders(): SeenRequest[] {
    return this.seen.filter((request) => this.venue.isOrder(request));
  }

  stop(): void {
    for (const { socket } of this.streams) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #look({ method = '', url = '', headers }: IncomingMessage, body: string): SeenRequest {
    const [path, query = ''] = url.split('?');
    const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const parts = [query, form ? body : ''].filter((text) => text !== '');
    const wire: Wire = { method, path, query, body, headers };
    return {
      ...wire,
      parameters: new URLSearchParams(parts.join('&')),
      signed: this.#verify(wire),
    };
  }

  /** Whether any of the keys signed it; null when it carries no signature at all. */
  #verify(wire: Wire): boolean | null {
    const found = this.credentials.map((credential) => this.venue.verify(wire, credential));
    if (found.includes(true)) return true;
    return found.includes(false) ? false : null;
  }

  async #answer(seen: SeenRequest): Promise<FakeAnswer | 'hang' | 'reset'> {
    const { venue, account } = this;
    if (seen.signed === false || (seen.signed === null && !venue.isPublic(seen.path)))
      return venue.badSignature;
    const book = (symbol: string) => this.books.get(symbol) ?? { bid: '49990.00', ask: '50010.00' };
    const told = seen.path === venue.bookPath ? undefined : await this.respond(seen);
    const desk = { account, now: Date.now(), book };
    return told ?? venue.answer(seen, desk) ?? { status: 200, body: {} };
  }
}
