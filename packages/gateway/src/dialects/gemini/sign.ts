import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatJson, isJsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { geminiSignature } from './verify.ts';

/**
 * Writes the payload anew and signs it. The body stays empty, as the documentation has it.
 *
 * @throws Refusal forbidden for what isn't Gemini's, and with a master key, which acts for a whole group of accounts
 */
export function signGemini(request: UnsignedRequest, key: RealKey, { nonce }: Stamp): OutboundRequest {
  const { method, host, path, query, body } = request;
  if (!/^\/v[12]\//.test(path) || query.length > 0 || !['GET', 'POST'].includes(method))
    throw new Refusal('forbidden', 'not an endpoint', 'Only endpoints of the REST API are signed.');
  if (/^master-/i.test(key.keyId))
    throw new Refusal(
      'forbidden',
      'master key',
      'The exchange key is a master key, which acts for a group of accounts. Make a key of one account.',
    );
  if (body.kind === 'form' || (body.kind === 'json' && !isJsonObject(body.value)))
    return malformed('parameters', 'Gemini takes its parameters as a JSON object.');
  const parameters = body.kind === 'json' && isJsonObject(body.value) ? [...body.value] : [];
  const text = formatJson(new Map([['request', path], ['nonce', String(nonce)], ...parameters]));
  const payload = Buffer.from(text, 'utf8').toString('base64');
  return {
    method,
    host,
    target: path,
    headers: [
      ['Content-Type', 'text/plain'],
      ['Cache-Control', 'no-cache'],
      ['X-GEMINI-APIKEY', key.keyId],
      ['X-GEMINI-PAYLOAD', payload],
      ['X-GEMINI-SIGNATURE', geminiSignature(key.key, payload)],
    ],
    body: Buffer.alloc(0),
  };
}
