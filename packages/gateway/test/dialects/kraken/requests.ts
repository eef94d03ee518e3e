import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { kraken } from '../../../src/dialects/kraken/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

/** A request to a private endpoint, with a signature that only looks like one. */
export function request(
  name: string,
  body: string | object,
  parts: Partial<InboundRequest> & { readonly contentType?: string } = {},
): InboundRequest {
  const text = typeof body === 'string' ? body : JSON.stringify({ nonce: '1760000000123', ...body });
  const type =
    parts.contentType ?? (text.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded');
  const headers: HeaderLine[] = [
    ['API-Key', 'virtual'],
    ['API-Sign', 'signature'],
    ['Content-Type', type],
  ];
  return {
    method: 'POST',
    host: 'api.kraken.com',
    path: `/0/private/${name}`,
    rawQuery: '',
    headers,
    body: Buffer.from(text),
    gatewayPrefix: '127.0.0.1:8080/kraken/api.kraken.com',
    receivedAt: 0,
    ...parts,
  };
}

/** What a request would do, or the refusal that it meets. */
export function judge(name: string, body: string | object): Description {
  const parsed = kraken.parse(request(name, body));
  return kraken.describe(parsed, kraken.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    pair: 'XBTUSD',
    type: 'buy',
    ordertype: 'limit',
    volume: '0.25',
    price: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
