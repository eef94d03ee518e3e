import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { okx } from '../../../src/dialects/okx/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

export const SIGNED: readonly HeaderLine[] = [
  ['OK-ACCESS-KEY', 'virtual'],
  ['OK-ACCESS-SIGN', 'signature'],
  ['OK-ACCESS-TIMESTAMP', '2025-10-09T08:53:20.123Z'],
  ['OK-ACCESS-PASSPHRASE', 'passphrase'],
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
    host: 'www.okx.com',
    path: `/api/v5/${name}`,
    rawQuery: '',
    headers: [...SIGNED, ['Content-Type', 'application/json'], ...more],
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    gatewayPrefix: '127.0.0.1:8080/okx/www.okx.com',
    receivedAt: 0,
    ...rest,
  };
}

/** A GET with a signature that only looks like one. */
export function get(name: string, rawQuery = '', more: readonly HeaderLine[] = []): InboundRequest {
  return post(name, '', { method: 'GET', rawQuery, headers: [...SIGNED, ...more] });
}

/** What a request would do, or the refusal that it meets. */
export function judge(name: string, body: unknown): Description {
  const parsed = okx.parse(post(`trade/${name}`, body));
  return okx.describe(parsed, okx.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    instId: 'BTC-USDT',
    tdMode: 'cash',
    side: 'buy',
    ordType: 'limit',
    sz: '0.25',
    px: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
