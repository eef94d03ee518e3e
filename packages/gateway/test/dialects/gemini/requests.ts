import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';

export const NONCE = '1760000000123';

/** A signed request, with a signature that only looks like one; a text is a payload's very bytes. */
export function request(
  path: string,
  parameters: string | object = {},
  parts: Partial<InboundRequest> = {},
): InboundRequest {
  const text =
    typeof parameters === 'string'
      ? parameters
      : JSON.stringify({ request: path, nonce: NONCE, ...parameters });
  return {
    method: 'POST',
    host: 'api.gemini.com',
    path,
    rawQuery: '',
    headers: [
      ['Content-Type', 'text/plain'],
      ['X-GEMINI-APIKEY', 'account-virtual'],
      ['X-GEMINI-PAYLOAD', Buffer.from(text).toString('base64')],
      ['X-GEMINI-SIGNATURE', 'ab'.repeat(48)],
    ],
    body: Buffer.alloc(0),
    gatewayPrefix: '127.0.0.1:8080/gemini/api.gemini.com',
    receivedAt: 0,
    ...parts,
  };
}

/** What a request would do, or the refusal that it meets. */
export function judge(path: string, parameters: string | object = {}): Description {
  const parsed = gemini.parse(request(path, parameters));
  return gemini.describe(parsed, gemini.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    symbol: 'btcusd',
    amount: '0.25',
    price: '100',
    side: 'buy',
    type: 'exchange limit',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
