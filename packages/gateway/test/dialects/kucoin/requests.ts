import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

export const SIGNED: readonly HeaderLine[] = [
  ['KC-API-KEY', 'virtual'],
  ['KC-API-SIGN', 'signature'],
  ['KC-API-TIMESTAMP', '1760000000123'],
  ['KC-API-PASSPHRASE', `${'a'.repeat(43)}=`],
  ['KC-API-KEY-VERSION', '2'],
];

/** A POST with a signature that only looks like one. */
export function post(
  name: string,
  body: unknown,
  parts: Partial<InboundRequest> & { readonly more?: readonly HeaderLine[] } = {},
): InboundRequest {
  const { more = [], ...rest } = parts;
  return {
    method: 'POST',
    host: 'api.kucoin.com',
    path: `/api/${name}`,
    rawQuery: '',
    headers: [...SIGNED, ['Content-Type', 'application/json'], ...more],
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    gatewayPrefix: '127.0.0.1:8080/kucoin/api.kucoin.com',
    receivedAt: 0,
    ...rest,
  };
}

/** A GET with a signature that only looks like one. */
export function get(name: string, rawQuery = '', more: readonly HeaderLine[] = []): InboundRequest {
  return post(name, '', { method: 'GET', rawQuery, headers: [...SIGNED, ...more] });
}

/** A DELETE like it. */
export function del(name: string, rawQuery = ''): InboundRequest {
  return { ...get(name, rawQuery), method: 'DELETE' };
}

/** What a request would do, or the refusal that it meets. */
export function described(inbound: InboundRequest): Description {
  const parsed = kucoin.parse(inbound);
  return kucoin.describe(parsed, kucoin.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    clientOid: 'bot-7',
    symbol: 'BTC-USDT',
    side: 'buy',
    type: 'limit',
    size: '0.25',
    price: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
