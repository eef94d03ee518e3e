import { Buffer } from 'node:buffer';
import { createHmac, sign as signBytes } from 'node:crypto';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { WINDOW } from './parse.ts';
import { signedBytes } from './signed-bytes.ts';

/**
 * The request as it leaves, with the exchange's default window and no broker's referer.
 *
 * @throws Refusal malformed for a form body, or for parameters where the signature would not cover them
 */
export function signBybit(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  const { method, host, path, query, body } = request;
  if (body.kind === 'form' || (method === 'GET' ? body.kind !== 'none' : query.length > 0))
    return malformed('parameters', 'Parameters are sent in the query of GET or the JSON body of POST.');
  const text = formatPairs(query);
  const bytes = Buffer.from(body.kind === 'json' ? formatJson(body.value) : '', 'utf8');
  const timestamp = String(now);
  const window = String(WINDOW.default);
  const signed = signedBytes(
    timestamp,
    key.keyId,
    window,
    method === 'GET' ? Buffer.from(text, 'latin1') : bytes,
  );
  return {
    method,
    host,
    target: text === '' ? path : `${path}?${text}`,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-BAPI-API-KEY', key.keyId],
      ['X-BAPI-TIMESTAMP', timestamp],
      ['X-BAPI-RECV-WINDOW', window],
      ['X-BAPI-SIGN', bybitSignature(signed, key)],
    ],
    body: bytes,
  };
}

/** HMAC-SHA256 in hex or RSA in base64. */
export function bybitSignature(signed: Buffer, { algorithm, key }: RealKey): string {
  if (algorithm === 'hmac') return createHmac('sha256', key).update(signed).digest('hex');
  return signBytes('RSA-SHA256', signed, key).toString('base64');
}
