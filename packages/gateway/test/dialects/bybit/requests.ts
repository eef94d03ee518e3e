import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Classification, Description, ParsedRequest } from '../../../src/dialect/dialect.ts';
import { bybit } from '../../../src/dialects/bybit/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';
import { testKey } from '../../dialect/keys.ts';

export const KEY = testKey(bybit, 'hmac');
export const NOW = Date.UTC(2026, 10, 24);

/** Headers as a client would sign them. */
export function signedHeaders(payload: string, window: string | null = '5000'): HeaderLine[] {
  const text = `${NOW}${KEY.client.apiKey}${window ?? ''}${payload}`;
  return [
    ['Content-Type', 'application/json'],
    ['X-BAPI-API-KEY', KEY.client.apiKey],
    ['X-BAPI-TIMESTAMP', String(NOW)],
    ...(window === null ? [] : [['X-BAPI-RECV-WINDOW', window] as const]),
    ['X-BAPI-SIGN', createHmac('sha256', KEY.client.secret).update(text).digest('hex')],
  ];
}

/** A request as a client that isn't ccxt might send it. */
export function request(method: string, path: string, parts: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method,
    host: 'api.bybit.com',
    path,
    rawQuery: '',
    headers: [],
    body: Buffer.alloc(0),
    gatewayPrefix: '127.0.0.1:8080/bybit/api.bybit.com',
    receivedAt: NOW,
    ...parts,
  };
}

/** A signed POST request with a JSON body, given as an object or as its text. */
export function posted(path: string, body: object | string): InboundRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return request('POST', path, { body: Buffer.from(text, 'utf8'), headers: signedHeaders(text) });
}

/** A signed GET request. */
export function queried(path: string, rawQuery = ''): InboundRequest {
  return request('GET', path, { rawQuery, headers: signedHeaders(rawQuery) });
}

export function verified(inbound: InboundRequest): ParsedRequest {
  const parsed = bybit.parse(inbound);
  if (!bybit.verify(parsed, KEY.virtual)) throw new Error('the signature did not verify');
  return parsed;
}

export function classified(inbound: InboundRequest): Classification {
  return bybit.classify(verified(inbound));
}

/** Parses, verifies, classifies and describes. */
export function described(inbound: InboundRequest): Description {
  const parsed = verified(inbound);
  return bybit.describe(parsed, bybit.classify(parsed));
}
