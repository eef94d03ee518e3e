import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Description } from '../../../src/dialect/dialect.ts';
import { mexc } from '../../../src/dialects/mexc/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { setup } from './setup.ts';

/** Parameters by name, or a query as it is. */
export type Query = string | Readonly<Record<string, string | undefined>>;

/** A request signed with the virtual key: `POST order` is POST /api/v3/order. */
export function request(endpoint: string, query: Query, parts: Partial<InboundRequest> = {}): InboundRequest {
  const [method, path] = endpoint.split(' ');
  const { apiKey } = setup.virtual.client;
  const text = typeof query === 'string' ? query : queryOf(query);
  return {
    method,
    host: 'api.mexc.com',
    path: path.startsWith('/') ? path : `/api/v3/${path}`,
    rawQuery: signed(`${text}${text === '' ? '' : '&'}timestamp=${setup.now}`),
    headers: [['X-MEXC-APIKEY', apiKey]],
    body: Buffer.alloc(0),
    gatewayPrefix: '127.0.0.1:8080/mexc/api.mexc.com',
    receivedAt: setup.now,
    ...parts,
  };
}

/** A query with its signature behind it. */
export function signed(text: string): string {
  return `${text}&signature=${createHmac('sha256', setup.virtual.client.secret).update(text).digest('hex')}`;
}

function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
    .join('&');
}

/** What a request would do, or the refusal that it meets. */
export function judge(endpoint: string, query: Query): Description {
  const parsed = mexc.parse(request(endpoint, query));
  return mexc.describe(parsed, mexc.classify(parsed));
}

/** Whether a request is parsed and is the virtual key's. */
export function passes(inbound: InboundRequest): boolean {
  return mexc.verify(mexc.parse(inbound), setup.virtual.virtual);
}

/** A limit order with some fields changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, string | undefined>> = {}) {
  return { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.25', price: '100', ...changes };
}
