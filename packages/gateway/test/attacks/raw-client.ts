import { createHmac } from 'node:crypto';
import { type Agent, request } from 'node:http';

/** A request as its bytes leave the client, to be sent once or again. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a client of Binance may write otherwise than a library would. */
export interface RawOptions {
  readonly host?: string;
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request to Binance signed with a virtual key, its parameters written as given. */
export function rawRequest(
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
  method: string,
  path: string,
  parameters: string,
  { host = 'api.binance.com', timestamp = Date.now(), headers = {} }: RawOptions = {},
): RawRequest {
  const unsigned = `${parameters === '' ? '' : `${parameters}&`}timestamp=${timestamp}`;
  const signature = createHmac('sha256', secret).update(unsigned).digest('hex');
  const signed = `${unsigned}&signature=${signature}`;
  const inBody = method === 'POST' || method === 'PUT';
  return {
    method,
    target: `/binance/${host}${path}${inBody ? '' : `?${signed}`}`,
    headers: {
      'X-MBX-APIKEY': apiKey,
      ...(inBody ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      ...headers,
    },
    body: inBody ? signed : '',
  };
}

/** Sends the very same bytes to a gateway. */
export function sendRaw(
  port: number,
  { method, target, headers, body }: RawRequest,
  agent?: Agent,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: target, headers: { ...headers, ...length }, agent },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A limit order for 0.004 BTC at the middle of the book, 200 USD, unless something is said otherwise. */
export function limitOrder(parts: Readonly<Record<string, string>> = {}): string {
  const fields = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.004',
    price: '50000',
    ...parts,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
