import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';

/** What a request has beside its parameters; the signature only looks like one. */
export const ENVELOPE = {
  id: '1',
  api_key: 'virtual',
  sig: 'ab'.repeat(32),
  nonce: '1760000000123',
};

/** A POST of a method, with members of the body changed; undefined takes one out. */
export function post(
  method: string,
  params: unknown,
  changes: Readonly<Record<string, unknown>> = {},
  parts: Partial<InboundRequest> = {},
): InboundRequest {
  return raw(method, JSON.stringify({ ...ENVELOPE, method, params, ...changes }), parts);
}

/** A POST with the body as it is written here. */
export function raw(method: string, body: string, parts: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'POST',
    host: 'api.crypto.com',
    path: `/exchange/v1/${method}`,
    rawQuery: '',
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(body),
    gatewayPrefix: '127.0.0.1:8080/cryptocom/api.crypto.com',
    receivedAt: 0,
    ...parts,
  };
}

/** What a request would do, or the refusal that it meets. */
export function judge(name: string, params: unknown): Description {
  const parsed = cryptocom.parse(post(`private/${name}`, params));
  return cryptocom.describe(parsed, cryptocom.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    instrument_name: 'BTC_USDT',
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.25',
    price: '100',
    spot_margin: 'SPOT',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A list of orders. */
export function list(...orders: unknown[]): Record<string, unknown> {
  return { contingency_type: 'LIST', order_list: orders };
}
