import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { readAuthorization } from './authorization.ts';

/** What a signature is made of, each part as it is sent. */
export interface SignedParts {
  /** Milliseconds since 1970. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly method: string;
  /** Path and, behind `?`, the query. */
  readonly target: string;
  readonly body: Uint8Array;
}

/**
 * HMAC-SHA256 of timestamp, nonce, method, path with query, and body, each with a line break behind it.
 *
 * @see https://docs.deribit.com/articles/authentication, "Deribit Signature Credentials"
 */
export function deribitSignature(
  key: KeyObject,
  { timestamp, nonce, method, target, body }: SignedParts,
): Buffer {
  return createHmac('sha256', key)
    .update(`${timestamp}\n${nonce}\n${method}\n${target}\n`, 'latin1')
    .update(body)
    .update('\n', 'latin1')
    .digest();
}

/** Compares in constant time; the signature has one form only, hexadecimal in lower case. */
export function verifyDeribit({ inbound }: ParsedRequest, secret: VirtualSecret): boolean {
  const claimed = readAuthorization(inbound);
  if (claimed === null) return false;
  const { method, path, rawQuery, body } = inbound;
  const expected = deribitSignature(secret.key, {
    timestamp: String(claimed.timestamp),
    nonce: claimed.nonce,
    method,
    target: rawQuery === '' ? path : `${path}?${rawQuery}`,
    body,
  });
  return sameBytes(Buffer.from(claimed.sig, 'hex'), expected);
}
