import { Buffer } from 'node:buffer';
import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { singleHeader } from '../../http/inbound.ts';
import type { Pair } from '../../http/pairs.ts';

/** What a signature is made of. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  /** In the order in which they stand in the address. */
  readonly query: readonly Pair[];
  /** As it is sent. */
  readonly body: Uint8Array;
  /** The header Timestamp, as it is sent. */
  readonly timestamp: string;
}

/**
 * hex(HMAC-SHA512(secret, method ⏎ path ⏎ query without encoding ⏎ hex(SHA512(body)) ⏎ timestamp)).
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#api-signature-string-generation
 */
export function gateSignature(key: KeyObject, { method, path, query, body, timestamp }: SignedParts): string {
  const plain = query.map(({ name, value }) => `${name}=${value}`).join('&');
  const text = [method, path, plain, hash('sha512', body, 'hex'), timestamp].join('\n');
  return createHmac('sha512', key).update(text, 'utf8').digest('hex');
}

/** Compares the signature in constant time. */
export function verifyGate({ inbound, signature, query }: ParsedRequest, secret: VirtualSecret): boolean {
  const { method, path, body, headers } = inbound;
  const timestamp = singleHeader(headers, 'timestamp') ?? '';
  const expected = gateSignature(secret.key, { method, path, query, body, timestamp });
  const given = Buffer.from(singleHeader(headers, 'sign') ?? '', 'utf8');
  return sameBytes(given, Buffer.from(expected, 'latin1')) && signature !== null;
}
