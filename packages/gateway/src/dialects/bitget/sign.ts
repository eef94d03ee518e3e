import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { sortedByName } from './parse.ts';
import { signedTarget } from './verify.ts';

/**
 * Rebuilds a request and signs it at the gateway's time. The real passphrase becomes a string here, and only here: the
 * protocol wants it in a header. A client's X-CHANNEL-API-CODE, which says to whom Bitget pays a commission, is not sent on.
 *
 * @throws Refusal malformed for a form body, or a key without passphrase
 */
export function signBitget(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'Bitget takes JSON only.');
  if (key.passphrase === null) return malformed('passphrase', 'The key of Bitget has no passphrase.');
  const timestamp = String(now);
  const { method, host } = request;
  const target = signedTarget(request.path, sortedByName(request.query));
  const body = Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8');
  const passphrase = key.passphrase.export();
  const headers: [string, string][] = [
    ['ACCESS-KEY', key.keyId],
    ['ACCESS-SIGN', signatureOfParts(key.key, { timestamp, method, target, body })],
    ['ACCESS-TIMESTAMP', timestamp],
    ['ACCESS-PASSPHRASE', passphrase.toString('utf8')],
  ];
  passphrase.fill(0);
  if (method !== 'GET') headers.push(['Content-Type', 'application/json']);
  return { method, host, target, headers, body };
}
