import { Buffer } from 'node:buffer';
import type { ParsedRequest } from '../dialect/dialect.ts';
import { malformed } from '../refusal.ts';
import type { OutboundRequest } from './outbound.ts';
import { formatPairs } from './pairs.ts';

/**
 * The outgoing form of a request to a `public` endpoint: no key, no signature, nothing of the client's but method, host,
 * path and parameters.
 *
 * @throws Refusal malformed when the request has a body: no public endpoint of the tables takes one
 */
export function publicRequest({ inbound, query, body }: ParsedRequest): OutboundRequest {
  if (body.kind !== 'none') malformed('body of a public request', 'A public request must not have a body.');
  return {
    method: inbound.method,
    host: inbound.host,
    target: query.length === 0 ? inbound.path : `${inbound.path}?${formatPairs(query)}`,
    headers: [['Accept', 'application/json']],
    body: Buffer.alloc(0),
  };
}
