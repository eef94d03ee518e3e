import { createHmac, type KeyObject } from 'node:crypto';
import { FORM, VERSION } from './parse.ts';

/** What a signature is made of, beside the secret. */
export interface SignedParts {
  readonly keyId: string;
  readonly method: string;
  /** Host and path; the exchange's own, without a scheme. */
  readonly address: string;
  readonly nonce: string;
  readonly timestamp: string;
  readonly body: Uint8Array;
}

/**
 * HMAC-SHA256 over all parts in a row. The content type is among them exactly when there is a body.
 *
 * @see https://www.bitstamp.net/api/#section/Authentication
 */
export function bitstampSignature(key: KeyObject, parts: SignedParts): Buffer {
  const { keyId, method, address, nonce, timestamp, body } = parts;
  const type = body.length === 0 ? '' : FORM;
  return createHmac('sha256', key)
    .update(`BITSTAMP ${keyId}${method}${address}${type}${nonce}${timestamp}${VERSION}`, 'latin1')
    .update(body)
    .digest();
}
