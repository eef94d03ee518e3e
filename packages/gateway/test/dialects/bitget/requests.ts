import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { bitget } from '../../../src/dialects/bitget/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

export const SIGNED: readonly HeaderLine[] = [
  ['ACCESS-KEY', 'virtual'],
  ['ACCESS-SIGN', 'signature'],
  ['ACCESS-TIMESTAMP', '1760000000123'],
  ['ACCESS-PASSPHRASE', 'passphrase'],
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
    host: 'api.bitget.com',
    path: `/api/${name}`,
    rawQuery: '',
    headers: [...SIGNED, ['Content-Type', 'application/json'], ...more],
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    gatewayPrefix: '127.0.0.1:8080/bitget/api.bitget.com',
    receivedAt: 0,
    ...rest,
  };
}

/** A GET with a signature that only looks like one. */
export function get(name: string, rawQuery = '', more: readonly HeaderLine[] = []): InboundRequest {
  return post(name, '', { method: 'GET', rawQuery, headers: [...SIGNED, ...more] });
}

/** What a request of spot trading would do, or the refusal that it meets. */
export function judge(name: string, body: unknown): Description {
  const parsed = bitget.parse(post(`v2/spot/trade/${name}`, body));
  return bitget.describe(parsed, bitget.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    symbol: 'BTCUSDT',
    side: 'buy',
    orderType: 'limit',
    force: 'gtc',
    size: '0.25',
    price: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
