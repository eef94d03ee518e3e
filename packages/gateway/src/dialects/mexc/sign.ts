import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { HeaderLine } from '../../http/inbound.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs, type Pair } from '../../http/pairs.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { SPOT_HOST } from './hosts.ts';
import { KEY_INFO_PATH } from './parse.ts';

/**
 * The request as it leaves: the parameters in the client's order, `timestamp` before `recvWindow` or at the end, and
 * `signature`. What is no GET must say that it is JSON (700013), though it has no body.
 *
 * @throws Refusal malformed for a body, forbidden for futures: their requests are signed in another way
 */
export function signMexc(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  const { method, host, path, query, body } = request;
  if (body.kind !== 'none') return malformed('body', 'Parameters are sent in the query.');
  if (host !== SPOT_HOST || !path.startsWith('/api/v3/'))
    throw new Refusal('forbidden', 'product', 'Only spot is signed.');
  const asked: Pair[] = path === KEY_INFO_PATH ? [{ name: 'accessKey', value: key.keyId }] : [];
  const at = query.findIndex(({ name }) => name === 'recvWindow');
  const [before, behind] = at < 0 ? [query, []] : [query.slice(0, at), query.slice(at)];
  const text = formatPairs([...asked, ...before, { name: 'timestamp', value: String(now) }, ...behind]);
  const signature = createHmac('sha256', key.key).update(text, 'latin1').digest('hex');
  const type: HeaderLine[] = method === 'GET' ? [] : [['Content-Type', 'application/json']];
  return {
    method,
    host,
    target: `${path}?${text}&signature=${signature}`,
    headers: [['X-MEXC-APIKEY', key.keyId], ...type],
    body: Buffer.alloc(0),
  };
}
