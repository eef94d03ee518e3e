import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { signedText } from '../../dialect/signed-text.ts';

/**
 * Whether the signature is the secret's: HMAC-SHA256 over the query as received, in lower-case hex, the only spelling that
 * MEXC takes.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/general-info
 */
export function verifyMexc({ inbound, signature: claimed }: ParsedRequest, { key }: VirtualSecret): boolean {
  if (claimed === null) return false;
  const { text, signature } = signedText(inbound);
  const expected = createHmac('sha256', key).update(text, 'latin1').digest();
  const given = /^[0-9a-f]{64}$/.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(0);
  return sameBytes(given, expected);
}
