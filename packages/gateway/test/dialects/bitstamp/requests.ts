import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Description } from '../../../src/dialect/dialect.ts';
import { bitstamp } from '../../../src/dialects/bitstamp/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';
import { setup } from './setup.ts';

export const NONCE = '01234567-89ab-4cde-8f01-23456789abcd';
export const FORM = 'application/x-www-form-urlencoded';
const PREFIX = '127.0.0.1:8080/bitstamp/www.bitstamp.net';

/** A form, or the text of a body; a field that is undefined is left out. */
export type Body = string | Readonly<Record<string, string | undefined>>;

/** A POST that is signed with the virtual key as the documentation says. */
export function request(path: string, body: Body, parts: Partial<InboundRequest> = {}): InboundRequest {
  const text = typeof body === 'string' ? body : formOf(body);
  const unsigned: InboundRequest = {
    method: 'POST',
    host: 'www.bitstamp.net',
    path: `/api/v2/${path}`,
    rawQuery: '',
    headers: [],
    body: Buffer.from(text),
    gatewayPrefix: PREFIX,
    receivedAt: setup.now,
    ...parts,
  };
  return parts.headers === undefined ? { ...unsigned, headers: headersOf(unsigned) } : unsigned;
}

/** Headers with a signature over a request, as if it went to `address`. */
export function headersOf(
  { method, host, path, rawQuery, body }: InboundRequest,
  address?: string,
): HeaderLine[] {
  const { apiKey, secret } = setup.virtual.client;
  const type = body.length === 0 ? '' : FORM;
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  const to = address ?? `${host}${path}${query}`;
  const text = `BITSTAMP ${apiKey}${method}${to}${type}${NONCE}${setup.now}v2${body.toString('latin1')}`;
  return [
    ['X-Auth', `BITSTAMP ${apiKey}`],
    ['X-Auth-Signature', createHmac('sha256', secret).update(text, 'latin1').digest('hex')],
    ['X-Auth-Nonce', NONCE],
    ['X-Auth-Timestamp', String(setup.now)],
    ['X-Auth-Version', 'v2'],
    ...(type === '' ? [] : [['Content-Type', type] as const]),
  ];
}

function formOf(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
    .join('&');
}

/** Whether a request is parsed, is the virtual key's, and is in the table. */
export function passes(inbound: InboundRequest): boolean {
  const parsed = bitstamp.parse(inbound);
  bitstamp.classify(parsed);
  return bitstamp.verify(parsed, setup.virtual.virtual);
}

/** What a request would do, or the refusal that it meets. */
export function judge(path: string, body: Body): Description {
  const parsed = bitstamp.parse(request(path, body));
  return bitstamp.describe(parsed, bitstamp.classify(parsed));
}

/** A limit order with some fields changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, string | undefined>> = {}) {
  return { amount: '0.25', price: '100', ...changes };
}
