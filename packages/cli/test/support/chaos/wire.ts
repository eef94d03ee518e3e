import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** What the gateway sends to the exchange, and what the exchange gets, byte for byte; requests are noted as they pass. */
export class Wire {
  /** How often the exchange was sent each order, by client order id. */
  readonly orders = new Map<string, number>();
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #port: () => number;
  #count = 0;
  #waiting: { readonly at: number; readonly reached: () => void }[] = [];

  /** @param port where the exchange listens */
  constructor(port: () => number) {
    this.#port = port;
    this.#server = createServer((client) => this.#join(client));
  }

  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const [client, exchange] of this.#pairs) {
      client.destroy();
      exchange.destroy();
    }
  }

  /** Requests about the account that passed. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when so many more have passed. */
  after(more: number): Promise<void> {
    return new Promise((reached) => this.#waiting.push({ at: this.#count + more, reached }));
  }

  #join(client: Socket): void {
    const exchange = dial(this.#port(), '127.0.0.1');
    const pair = [client, exchange] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      exchange.destroy();
    };
    let tail = '';
    client.on('data', (chunk: Buffer) => {
      tail = this.#notice(tail + chunk.toString('latin1'));
      exchange.write(chunk);
    });
    exchange.on('data', (chunk: Buffer) => client.write(chunk));
    for (const socket of pair)
      socket
        .setNoDelay(true)
        .on('error', () => undefined)
        .on('close', end);
  }

  /** @returns what may be the beginning of a request that is not whole yet */
  #notice(text: string): string {
    let rest = text;
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return rest;
      const head = rest.slice(0, end);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (rest.length < end + 4 + length) return rest;
      const request = rest.slice(0, end + 4 + length);
      rest = rest.slice(end + 4 + length);
      if (!request.includes('signature=')) continue;
      const id = /[?&\n]newClientOrderId=([^& ]+)|^newClientOrderId=([^& ]+)/m.exec(request);
      if (request.startsWith('POST /api/v3/order') && id !== null) {
        const order = id[1] ?? id[2];
        this.orders.set(order, (this.orders.get(order) ?? 0) + 1);
      }
      this.#count++;
      for (const { at, reached } of this.#waiting) if (this.#count >= at) reached();
      this.#waiting = this.#waiting.filter(({ at }) => this.#count < at);
    }
  }
}
