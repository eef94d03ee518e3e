import { hash } from 'node:crypto';
import type { Dialect, ParsedRequest } from '../dialect/dialect.ts';
import { formatJson } from '../http/strict-json.ts';

/**
 * What makes a request the same as an earlier one: key, method, address, every parameter, body, and when the client
 * signed it. Computed from parsed values, so that another spelling or another signature of the same request is the
 * same request; and only from what the signature covers, so that a signature taken to another address or put on
 * another body is the same request too.
 *
 * @returns 32 bytes
 */
export function replayDigest(
  { inbound, signature, query, body }: ParsedRequest,
  { uncovered }: Pick<Dialect, 'uncovered'>,
): Buffer {
  const texts = ['holdfast replay v1'];
  const covers = (part: Dialect['uncovered'][number]) => !uncovered.includes(part);
  texts.push(
    covers('method') ? inbound.method : '',
    covers('host') ? inbound.host : '',
    covers('path') ? inbound.path : '',
  );
  texts.push(signature?.keyId ?? '', String(signature?.timestamp ?? ''), signature?.nonce ?? '');
  if (!covers('query') || !covers('body')) return digestOf(texts);
  // Some signatures cover query and form as one text, so that the same one fits the same pairs in either place.
  const pairs = body.kind === 'form' ? [...query, ...body.pairs] : query;
  texts.push(String(pairs.length));
  for (const { name, value } of pairs) texts.push(name, value);
  if (body.kind === 'json') texts.push(formatJson(body.value));
  return digestOf(texts);
}

/** Each text with its length before it: no two lists of texts give the same bytes. */
function digestOf(texts: readonly string[]): Buffer {
  let length = 0;
  for (const text of texts) length += 4 + Buffer.byteLength(text, 'utf8');
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const text of texts) {
    const written = bytes.write(text, at + 4, 'utf8');
    bytes.writeUInt32BE(written, at);
    at += 4 + written;
  }
  return hash('sha256', bytes, 'buffer');
}
