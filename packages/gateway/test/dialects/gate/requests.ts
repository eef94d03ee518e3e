import { Buffer } from 'node:buffer';
import type { Description } from '../../../src/dialect/dialect.ts';
import { gate } from '../../../src/dialects/gate/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

export const SIGNED: readonly HeaderLine[] = [
  ['KEY', 'virtual'],
  ['SIGN', 'signature'],
  ['Timestamp', '1760000000'],
];

/** A request with a signature that only looks like one; a body is sent as JSON. */
export function request(
  method: string,
  name: string,
  { query = '', body, more = [] }: { query?: string; body?: unknown; more?: readonly HeaderLine[] } = {},
): InboundRequest {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method,
    host: 'api.gateio.ws',
    path: `/api/v4/${name}`,
    rawQuery: query,
    headers: [...SIGNED, ['Content-Type', 'application/json'], ...more],
    body: Buffer.from(text),
    gatewayPrefix: '127.0.0.1:8080/gate/api.gateio.ws',
    receivedAt: 0,
  };
}

/** What a request of spot would do, or the refusal that it meets. */
export function judge(method: string, name: string, parts: Parameters<typeof request>[2]): Description {
  const parsed = gate.parse(request(method, `spot/${name}`, parts));
  return gate.describe(parsed, gate.classify(parsed));
}

/** A limit order with some parameters changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const fields = {
    text: 't-bot7',
    currency_pair: 'BTC_USDT',
    type: 'limit',
    account: 'spot',
    side: 'buy',
    amount: '0.25',
    price: '100',
    ...changes,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
