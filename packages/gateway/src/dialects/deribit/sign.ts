import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { Refusal } from '../../refusal.ts';
import { methodOf } from './method.ts';
import { deribitSignature } from './verify.ts';

/**
 * Rebuilds a private request and signs it, with the gateway's time and a nonce of its own.
 *
 * @throws Refusal forbidden for anything but a private method: nothing else carries the real key
 */
export function signDeribit(request: UnsignedRequest, key: RealKey, { now, random }: Stamp): OutboundRequest {
  const { method, host, path, body } = request;
  const known = method === 'GET' ? body.kind === 'none' : method === 'POST' && body.kind === 'json';
  if (methodOf(path)?.startsWith('private/') !== true || !known)
    throw new Refusal('forbidden', 'not a private method', 'Only private methods are signed.');
  const query = formatPairs(request.query);
  const target = query === '' ? path : `${path}?${query}`;
  const bytes = Buffer.from(body.kind === 'json' ? formatJson(body.value) : '', 'utf8');
  const timestamp = String(now);
  const parts = { timestamp, nonce: random, method, target, body: bytes };
  const sig = deribitSignature(key.key, parts).toString('hex');
  const headers: [string, string][] = [
    ['Authorization', `deri-hmac-sha256 id=${key.keyId},ts=${timestamp},sig=${sig},nonce=${random}`],
  ];
  if (method === 'POST') headers.push(['Content-Type', 'application/json']);
  return { method, host, target, headers, body: bytes };
}
