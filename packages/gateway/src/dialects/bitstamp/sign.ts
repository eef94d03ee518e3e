import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { HeaderLine } from '../../http/inbound.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { malformed } from '../../refusal.ts';
import { FORM, VERSION } from './parse.ts';
import { bitstampSignature } from './signature.ts';

/**
 * The request as it leaves, signed for the exchange's own host: the parameters in the client's order, a Content-Type
 * exactly when there are any.
 *
 * @throws Refusal malformed for a query or a JSON body, which no endpoint that is served takes
 */
export function signBitstamp(
  { method, host, path, query, body }: UnsignedRequest,
  { keyId, key }: RealKey,
  { now, random }: Stamp,
): OutboundRequest {
  if (query.length > 0 || body.kind === 'json' || (body.kind === 'form' && body.pairs.length === 0))
    return malformed('body', 'Parameters are sent in a form body.');
  const bytes = Buffer.from(body.kind === 'form' ? formatPairs(body.pairs) : '', 'latin1');
  const [nonce, timestamp] = [uuidOf(random), String(now)];
  const signed = { keyId, method, address: `${host}${path}`, nonce, timestamp, body: bytes };
  const type: HeaderLine[] = bytes.length > 0 ? [['Content-Type', FORM]] : [];
  return {
    method,
    host,
    target: path,
    headers: [
      ['X-Auth', `BITSTAMP ${keyId}`],
      ['X-Auth-Signature', bitstampSignature(key, signed).toString('hex')],
      ['X-Auth-Nonce', nonce],
      ['X-Auth-Timestamp', timestamp],
      ['X-Auth-Version', VERSION],
      ...type,
    ],
    body: bytes,
  };
}

/** 32 random hex digits as a UUID of version 4, which takes six of their bits. */
function uuidOf(random: string): string {
  const variant = '89ab'[Number.parseInt(random[16], 16) % 4];
  return [
    random.slice(0, 8),
    random.slice(8, 12),
    `4${random.slice(13, 16)}`,
    `${variant}${random.slice(17, 20)}`,
    random.slice(20, 32),
  ].join('-');
}
