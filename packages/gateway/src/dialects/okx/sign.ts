import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

/**
 * Rebuilds a request and signs it at the gateway's time. The real passphrase becomes a string here, and only here: the
 * protocol wants it in a header.
 *
 * @throws Refusal malformed for a form body, or a key without passphrase
 */
export function signOkx(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'OKX takes JSON only.');
  if (key.passphrase === null) return malformed('passphrase', 'The key of OKX has no passphrase.');
  const timestamp = new Date(now).toISOString();
  const { method, host } = request;
  const query = formatPairs(request.query);
  const target = query === '' ? request.path : `${request.path}?${query}`;
  const body = Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8');
  const passphrase = key.passphrase.export();
  const headers: [string, string][] = [
    ['OK-ACCESS-KEY', key.keyId],
    ['OK-ACCESS-SIGN', signatureOfParts(key.key, { timestamp, method, target, body })],
    ['OK-ACCESS-TIMESTAMP', timestamp],
    ['OK-ACCESS-PASSPHRASE', passphrase.toString('utf8')],
  ];
  passphrase.fill(0);
  if (method !== 'GET') headers.push(['Content-Type', 'application/json']);
  return { method, host, target, headers, body };
}
