import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { htx } from '../../../src/dialects/htx/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { SPOT, setup } from './setup.ts';

/** The query of a signature that only looks like one. */
export const SIGNED =
  'AccessKeyId=virtual&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2025-10-09T08%3A53%3A20&Signature=c2ln';

/** A request with a signature that only looks like one; a body is sent as JSON. */
export function request(
  method: string,
  path: string,
  parts: { query?: string; body?: unknown; more?: Partial<InboundRequest> } = {},
): InboundRequest {
  const { query = SIGNED, body, more = {} } = parts;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method,
    host: 'api.huobi.pro',
    path: `/${path}`,
    rawQuery: query,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(text),
    gatewayPrefix: '127.0.0.1:8080/htx/api.huobi.pro',
    receivedAt: 0,
    ...more,
  };
}

/** What a POST of spot would do, or the refusal that it meets. */
export function judge(
  path: string,
  body: unknown,
  spotAccounts: ReadonlySet<string> | null = setup.spotAccounts ?? null,
): Description {
  const parsed = htx.parse(request('POST', path, body === undefined ? {} : { body }));
  return htx.describe(parsed, htx.classify(parsed), spotAccounts);
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    'account-id': SPOT,
    symbol: 'btcusdt',
    type: 'buy-limit',
    amount: '0.25',
    price: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
