import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

/** A signature that only looks like one. */
export const AUTHORIZATION = `deri-hmac-sha256 id=virtual,ts=1760000000123,sig=${'ab'.repeat(32)},nonce=n1`;

type Parts = Partial<InboundRequest> & { readonly more?: readonly HeaderLine[] };

/** A GET of a method. */
export function get(method: string, rawQuery = '', parts: Parts = {}): InboundRequest {
  const { more = [], ...rest } = parts;
  return {
    method: 'GET',
    host: 'www.deribit.com',
    path: `/api/v2/${method}`,
    rawQuery,
    headers: [['Authorization', AUTHORIZATION], ...more],
    body: Buffer.alloc(0),
    gatewayPrefix: '127.0.0.1:8080/deribit/www.deribit.com',
    receivedAt: 0,
    ...rest,
  };
}

/** A POST of a method, as JSON-RPC, with members changed; undefined takes one out. */
export function post(
  method: string,
  params: unknown,
  changes: Readonly<Record<string, unknown>> = {},
  parts: Parts = {},
): InboundRequest {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params, ...changes });
  return raw(method, body, parts);
}

/** A POST with the body as it is written here. */
export function raw(method: string, body: string, parts: Parts = {}): InboundRequest {
  const more: readonly HeaderLine[] = [['Content-Type', 'application/json'], ...(parts.more ?? [])];
  return get(method, '', { method: 'POST', body: Buffer.from(body), ...parts, more });
}

function describe(inbound: InboundRequest): Description {
  const parsed = deribit.parse(inbound);
  return deribit.describe(parsed, deribit.classify(parsed));
}

/** What a request would do, by GET and by POST, which must be the same; or the refusal that it meets. */
export function judge(name: string, params: Readonly<Record<string, unknown>>): Description {
  const query = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([parameter, value]) => `${parameter}=${encodeURIComponent(String(value))}`)
    .join('&');
  const [byGet, byPost] = [get(`private/${name}`, query), post(`private/${name}`, params)].map((inbound) => {
    try {
      return describe(inbound);
    } catch (error) {
      return error as Error;
    }
  });
  if (byPost instanceof Error)
    throw byGet instanceof Error ? byPost : new Error(`only a POST is refused: ${byPost}`);
  if (JSON.stringify(byGet, plain) !== JSON.stringify(byPost, plain)) throw new Error('GET and POST differ');
  return byPost;
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { instrument_name: 'BTC_USDC', type: 'limit', amount: '0.25', price: '100', ...changes };
}
