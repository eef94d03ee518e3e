import { createHash } from 'node:crypto';
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
  const hash = createHash('sha256');
  const add = (...texts: readonly string[]) => {
    // Each text with its length before it: no two lists of texts give the same bytes.
    for (const text of texts) {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      hash.update(length).update(bytes);
    }
  };
  const covers = (part: Dialect['uncovered'][number]) => !uncovered.includes(part);
  add('holdfast replay v1');
  add(
    covers('method') ? inbound.method : '',
    covers('host') ? inbound.host : '',
    covers('path') ? inbound.path : '',
  );
  add(signature?.keyId ?? '', String(signature?.timestamp ?? ''), signature?.nonce ?? '');
  if (!covers('query') || !covers('body')) return hash.digest();
  // Some signatures cover query and form as one text, so that the same one fits the same pairs in either place.
  const pairs = body.kind === 'form' ? [...query, ...body.pairs] : query;
  add(String(pairs.length), ...pairs.flatMap(({ name, value }) => [name, value]));
  if (body.kind === 'json') add(formatJson(body.value));
  return hash.digest();
}
