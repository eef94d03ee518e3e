import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';

export const NONCE = '1760000000123';

/** A signed request to a private endpoint, with a signature that only looks like one. */
export function request(
  name: string,
  body: string | object = '{}',
  parts: Partial<InboundRequest> & { readonly nonce?: string } = {},
): InboundRequest {
  const { nonce = NONCE, ...rest } = parts;
  return {
    method: 'POST',
    host: 'api.bitfinex.com',
    path: `/v2/auth/${name}`,
    rawQuery: '',
    headers: [
      ['Content-Type', 'application/json'],
      ['bfx-nonce', nonce],
      ['bfx-apikey', 'virtual'],
      ['bfx-signature', 'ab'.repeat(48)],
    ],
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    gatewayPrefix: '127.0.0.1:8080/bitfinex/api.bitfinex.com',
    receivedAt: 0,
    ...rest,
  };
}

/** What a request would do, or the refusal that it meets. */
export function judge(name: string, body: string | object): Description {
  const parsed = bitfinex.parse(request(name, body));
  return bitfinex.describe(parsed, bitfinex.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = { type: 'EXCHANGE LIMIT', symbol: 'tBTCUSD', amount: '0.25', price: '100', ...changes };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
