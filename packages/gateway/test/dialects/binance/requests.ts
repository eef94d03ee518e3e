import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Description, ParsedRequest } from '../../../src/dialect/dialect.ts';
import { binance } from '../../../src/dialects/binance/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';
import { testKey } from '../../dialect/keys.ts';

export const KEY = testKey(binance, 'hmac');
export const NOW = Date.UTC(2026, 10, 24);
const FORM: HeaderLine = ['Content-Type', 'application/x-www-form-urlencoded'];

/** A request as a client that isn't ccxt might send it. */
export function request(method: string, path: string, parts: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method,
    host: 'api.binance.com',
    path,
    rawQuery: '',
    headers: [['X-MBX-APIKEY', KEY.client.apiKey]],
    body: Buffer.alloc(0),
    gatewayPrefix: '127.0.0.1:8080/binance/api.binance.com',
    receivedAt: NOW,
    ...parts,
  };
}

/** Parameters with timestamp and HMAC behind them. */
function signed(parameters: string): string {
  const text = `${parameters === '' ? '' : `${parameters}&`}timestamp=${NOW}`;
  return `${text}&signature=${hmac(text)}`;
}

export function hmac(text: string): string {
  return createHmac('sha256', KEY.client.secret).update(text).digest('hex');
}

/** A signed request with a form body. */
export function posted(path: string, parameters: string, method = 'POST'): InboundRequest {
  return request(method, path, {
    body: Buffer.from(signed(parameters), 'latin1'),
    headers: [['X-MBX-APIKEY', KEY.client.apiKey], FORM],
  });
}

/** A signed request with a query. */
export function queried(method: string, path: string, parameters: string): InboundRequest {
  return request(method, path, { rawQuery: signed(parameters) });
}

/** Parses, verifies, classifies and describes. */
export function described(inbound: InboundRequest): Description {
  const parsed = verified(inbound);
  return binance.describe(parsed, binance.classify(parsed));
}

export function verified(inbound: InboundRequest): ParsedRequest {
  const parsed = binance.parse(inbound);
  if (!binance.verify(parsed, KEY.virtual)) throw new Error('the signature did not verify');
  return parsed;
}
