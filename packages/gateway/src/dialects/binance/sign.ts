import { Buffer } from 'node:buffer';
import { createHmac, sign as signBytes } from 'node:crypto';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { HeaderLine } from '../../http/inbound.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs, type Pair } from '../../http/pairs.ts';
import { malformed } from '../../refusal.ts';

/**
 * The request as it leaves: `timestamp`, the parameters in the client's order, `signature`; in the body where the client
 * had a body, else in the query.
 *
 * @throws Refusal malformed for a JSON body, which no endpoint of Binance takes
 */
export function signBinance(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  const { method, host, path, query, body } = request;
  if (body.kind === 'json' || (body.kind === 'form' && query.length > 0))
    return malformed('body', 'Parameters are sent in the query or in a form body.');
  const stamped: Pair[] = [
    { name: 'timestamp', value: String(now) },
    ...(body.kind === 'form' ? body.pairs : query),
  ];
  const text = formatPairs(stamped);
  const signed = `${text}&signature=${encodeURIComponent(binanceSignature(Buffer.from(text, 'latin1'), key))}`;
  const apiKey: HeaderLine = ['X-MBX-APIKEY', key.keyId];
  if (body.kind === 'none')
    return { method, host, target: `${path}?${signed}`, headers: [apiKey], body: Buffer.alloc(0) };
  return {
    method,
    host,
    target: path,
    headers: [apiKey, ['Content-Type', 'application/x-www-form-urlencoded']],
    body: Buffer.from(signed, 'latin1'),
  };
}

/** HMAC-SHA256 in hex, or RSA or Ed25519 in base64. */
export function binanceSignature(text: Buffer, { algorithm, key }: RealKey): string {
  if (algorithm === 'hmac') return createHmac('sha256', key).update(text).digest('hex');
  return signBytes(algorithm === 'rsa' ? 'RSA-SHA256' : null, text, key).toString('base64');
}
