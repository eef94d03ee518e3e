import { Buffer } from 'node:buffer';
import type { ParsedBody, RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson, isJsonObject } from '../../http/strict-json.ts';
import { Refusal } from '../../refusal.ts';
import { PRIVATE_PREFIX } from './parse.ts';
import { krakenSignature } from './verify.ts';

/**
 * Rebuilds a private request and signs it. The nonce goes in front, as the documentation writes it.
 *
 * @throws Refusal forbidden for anything but a private endpoint: nothing else carries the real key
 */
export function signKraken(request: UnsignedRequest, key: RealKey, { nonce }: Stamp): OutboundRequest {
  if (request.method !== 'POST' || !request.path.startsWith(PRIVATE_PREFIX) || request.query.length > 0)
    throw new Refusal('forbidden', 'not a private endpoint', 'Only POST to a private endpoint is signed.');
  const body = Buffer.from(writeBody(request.body, String(nonce)), 'utf8');
  return {
    method: request.method,
    host: request.host,
    target: request.path,
    headers: [
      ['API-Key', key.keyId],
      ['API-Sign', krakenSignature(key.key, request.path, String(nonce), body)],
      [
        'Content-Type',
        request.body.kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      ],
    ],
    body,
  };
}

function writeBody(body: ParsedBody, nonce: string): string {
  if (body.kind === 'json') {
    const members = isJsonObject(body.value) ? [...body.value] : [];
    return formatJson(new Map([['nonce', nonce], ...members]));
  }
  return formatPairs([{ name: 'nonce', value: nonce }, ...(body.kind === 'form' ? body.pairs : [])]);
}
