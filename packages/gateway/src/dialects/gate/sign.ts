import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { gateSignature } from './verify.ts';

/**
 * Rebuilds a request and signs it at the gateway's time, in whole seconds.
 *
 * @throws Refusal malformed for a form body
 */
export function signGate(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'Gate takes JSON only.');
  const { method, host, path, query } = request;
  const text = formatPairs(query);
  const body = Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8');
  const timestamp = String(Math.floor(now / 1000));
  return {
    method,
    host,
    target: text === '' ? path : `${path}?${text}`,
    headers: [
      ['KEY', key.keyId],
      ['Timestamp', timestamp],
      ['SIGN', gateSignature(key.key, { method, path, query, body, timestamp })],
      ['Content-Type', 'application/json'],
    ],
    body,
  };
}
