import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { singleHeader } from '../../http/inbound.ts';

/**
 * hex(HMAC-SHA384(secret, payload)), over the base64 text itself.
 *
 * @see https://docs.gemini.com/authentication/api-key
 */
export function geminiSignature(key: KeyObject, payload: string): string {
  return createHmac('sha384', key).update(payload, 'latin1').digest('hex');
}

/** Compares in constant time. */
export function verifyGemini({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const payload = singleHeader(inbound.headers, 'x-gemini-payload') ?? '';
  const expected = Buffer.from(geminiSignature(secret.key, payload), 'latin1');
  const given = Buffer.from(singleHeader(inbound.headers, 'x-gemini-signature') ?? '', 'utf8');
  return sameBytes(given, expected) && signature !== null;
}
