import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatJson, isJsonObject, type JsonValue, scalarText } from '../../http/strict-json.ts';
import { Refusal } from '../../refusal.ts';
import { methodOf } from './method.ts';
import { checkParameters } from './signed-text.ts';
import { cryptocomSignature } from './verify.ts';

/**
 * Rebuilds a private request and signs it. The client's `id` stays, because answers repeat it; the nonce is the gateway's.
 *
 * @throws Refusal forbidden for anything but a private method: nothing else carries the real key
 */
export function signCryptocom(request: UnsignedRequest, key: RealKey, { now }: Stamp): OutboundRequest {
  const method = methodOf(request.path);
  if (request.method !== 'POST' || method?.startsWith('private/') !== true || request.query.length > 0)
    throw new Refusal('forbidden', 'not a private method', 'Only POST to a private method is signed.');
  const { body } = request;
  const own = body.kind === 'json' && isJsonObject(body.value) ? body.value : new Map<string, JsonValue>();
  const params = own.get('params') ?? new Map<string, JsonValue>();
  if (isJsonObject(params)) checkParameters(params);
  const nonce = String(now);
  const id = own.get('id') ?? nonce;
  const parts = { method, id: scalarText(id) ?? '', keyId: key.keyId, params, nonce };
  const envelope = new Map<string, JsonValue>([
    ['id', id],
    ['method', method],
    ['params', params],
    ['api_key', key.keyId],
    ['sig', cryptocomSignature(key.key, parts).toString('hex')],
    ['nonce', nonce],
  ]);
  return {
    method: 'POST',
    host: request.host,
    target: request.path,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(formatJson(envelope), 'utf8'),
  };
}
