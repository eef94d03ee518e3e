import type { ClaimedSignature, ParsedBody, ParsedRequest } from '../../dialect/dialect.ts';
import { bodyType, refuseEncodedBody } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { type Pair, parsePairs } from '../../http/pairs.ts';
import { isJsonObject, parseStrictJson, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readAuthorization } from './authorization.ts';
import { methodOf } from './method.ts';

/** A signature is good for a minute; milliseconds. */
export const WINDOW = { default: 60_000, longest: 60_000 };

const ENVELOPE = ['jsonrpc', 'id', 'method', 'params'];
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** A token in place of the signature, and what would make another request of a GET. */
const OF_NO_METHOD = ['access_token', 'jsonrpc', 'method', 'params'];

/**
 * Parses a request: parameters in the query of a GET, or in the JSON-RPC request of a POST, whose `method` must be that of
 * the path. Deribit would also take JSON-RPC in the body of a GET, and a POST to the bare API: that is refused.
 *
 * @throws Refusal malformed
 * @see https://docs.deribit.com/articles/json-rpc-overview
 */
export function parseDeribit(inbound: InboundRequest): ParsedRequest {
  refuseEncodedBody(inbound);
  const signature = claimOf(inbound);
  if (inbound.method === 'GET') {
    if (inbound.body.length > 0)
      malformed('body of a GET', 'Send the parameters of a GET in the query only.');
    return { inbound, signature, query: parseQuery(inbound.rawQuery), body: { kind: 'none' } };
  }
  if (inbound.method !== 'POST') malformed('HTTP method', 'Requests are a GET or a POST.');
  if (inbound.rawQuery !== '')
    malformed('query of a POST', 'Send the parameters of a POST in the body only.');
  return { inbound, signature, query: [], body: parseBody(inbound) };
}

function claimOf(inbound: InboundRequest): ClaimedSignature | null {
  const read = readAuthorization(inbound);
  if (read === null) return null;
  const { keyId, timestamp, nonce, windowMs } = read;
  return { keyId, timestamp, nonce, windowMs };
}

function parseQuery(rawQuery: string): Pair[] {
  const pairs = parsePairs(rawQuery);
  for (const { name } of pairs) checkName(name);
  return pairs;
}

function parseBody(inbound: InboundRequest): ParsedBody {
  if (bodyType(inbound) !== 'json') malformed('content type', 'Send application/json.');
  const value = parseStrictJson(inbound.body);
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be one JSON-RPC request.');
  for (const name of value.keys())
    if (!ENVELOPE.includes(name))
      malformed('unknown member', `A JSON-RPC request has no member "${name.slice(0, 80)}".`);
  if (value.get('jsonrpc') !== '2.0') malformed('jsonrpc', '"jsonrpc" must be "2.0".');
  if (value.get('method') !== methodOf(inbound.path))
    malformed('method', 'The body’s "method" must be that of the address.');
  if (!/^[A-Za-z0-9-]{1,64}$/.test(scalarText(value.get('id')) ?? ''))
    malformed('id', '"id" must be a number or a text of letters, digits and hyphens.');
  const params = value.get('params');
  if (params !== undefined) {
    if (!isJsonObject(params)) return malformed('params', '"params" must be an object.');
    for (const name of params.keys()) checkName(name);
  }
  return { kind: 'json', value };
}

function checkName(name: string): void {
  if (!NAME.test(name) || OF_NO_METHOD.includes(name))
    malformed('parameter name', `A parameter must not be named "${name.slice(0, 80)}".`);
}
