import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { htxSignature, inSignedOrder } from './signed-text.ts';

/**
 * Rebuilds a request and signs it at the gateway's time, in whole seconds.
 *
 * @throws Refusal malformed for a form body
 */
export function signHtx(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'HTX takes JSON only.');
  const { method, host, path } = request;
  const pairs = inSignedOrder([
    { name: 'AccessKeyId', value: key.keyId },
    { name: 'SignatureMethod', value: 'HmacSHA256' },
    { name: 'SignatureVersion', value: '2' },
    { name: 'Timestamp', value: new Date(now).toISOString().slice(0, 19) },
    ...request.query,
  ]);
  const signature = { name: 'Signature', value: htxSignature(key.key, { method, host, path }, pairs) };
  return {
    method,
    host,
    target: `${path}?${formatPairs([...pairs, signature])}`,
    headers: [['Content-Type', method === 'POST' ? 'application/json' : 'application/x-www-form-urlencoded']],
    body: Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8'),
  };
}
