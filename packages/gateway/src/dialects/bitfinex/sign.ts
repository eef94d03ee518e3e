import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatJson, isJsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { PRIVATE_HOST } from './hosts.ts';
import { bitfinexSignature } from './verify.ts';

/**
 * Writes the body anew and signs it.
 *
 * @throws Refusal forbidden for anything but a private endpoint: nothing else carries the real key
 */
export function signBitfinex(request: UnsignedRequest, key: RealKey, { nonce }: Stamp): OutboundRequest {
  const { method, host, path, query, body } = request;
  const isPrivate = method === 'POST' && host === PRIVATE_HOST && path.startsWith('/v2/auth/');
  if (!isPrivate || query.length > 0 || /[0-9]{3}$/.test(path))
    throw new Refusal('forbidden', 'not a private endpoint', 'Only POST to a private endpoint is signed.');
  if (body.kind === 'form' || (body.kind === 'json' && !isJsonObject(body.value)))
    return malformed('parameters', 'Bitfinex takes its parameters as a JSON object.');
  const bytes = Buffer.from(body.kind === 'json' ? formatJson(body.value) : '{}', 'utf8');
  return {
    method,
    host,
    target: path,
    headers: [
      ['Content-Type', 'application/json'],
      ['bfx-nonce', String(nonce)],
      ['bfx-apikey', key.keyId],
      ['bfx-signature', bitfinexSignature(key.key, path, String(nonce), bytes)],
    ],
    body: bytes,
  };
}
