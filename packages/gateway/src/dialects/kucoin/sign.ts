import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import { signatureOfParts } from '../../dialect/signed-parts.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { signedPassphrase, signedTarget } from './verify.ts';

/**
 * Keys of versions 2 and 3 sign alike, and KuCoin takes either under "2", which ccxt sends for both. Keys of version 1,
 * whose passphrase would leave as it is, have been out of use since 2021.
 */
const KEY_VERSION = '2';

/**
 * Rebuilds a request and signs it at the gateway's time. A client's KC-API-PARTNER headers, which say to whom KuCoin pays
 * a commission, are not sent on: their signature holds the virtual key's id.
 *
 * @throws Refusal malformed for a form body, or a key without passphrase
 */
export function signKucoin(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'KuCoin takes JSON only.');
  if (key.passphrase === null) return malformed('passphrase', 'The key of KuCoin has no passphrase.');
  const timestamp = String(now);
  const { method, host } = request;
  const target = signedTarget(request.path, request.query);
  const body = Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8');
  const headers: [string, string][] = [
    ['KC-API-KEY', key.keyId],
    ['KC-API-SIGN', signatureOfParts(key.key, { timestamp, method, target, body })],
    ['KC-API-TIMESTAMP', timestamp],
    ['KC-API-PASSPHRASE', signedPassphrase(key.key, key.passphrase)],
    ['KC-API-KEY-VERSION', KEY_VERSION],
  ];
  if (request.body.kind === 'json') headers.push(['Content-Type', 'application/json']);
  return { method, host, target, headers, body };
}
