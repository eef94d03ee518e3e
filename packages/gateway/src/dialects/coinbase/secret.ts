import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decodeBase64 } from '../../dialect/base64.ts';
import { encodePem } from '../../dialect/pem.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';

const PEM_START = Buffer.from('-----BEGIN ', 'latin1');
const SEED_LENGTH = 32;
/** What stands before the seed of an Ed25519 key in PKCS#8 (RFC 8410 section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * A private key as Coinbase hands it out, as PKCS#8 in PEM: a PEM on the curve P-256 (SEC1 or PKCS#8), an Ed25519 PEM,
 * or an Ed25519 key as base64 of its 32 bytes and the public key's. Null for anything else, and for a public half that
 * isn't the private one's.
 *
 * @example
 * const pem = decodeCoinbaseSecret(text);
 * const key = pem === null ? null : createPrivateKey(pem); // key.asymmetricKeyType: 'ec' or 'ed25519'
 */
export function decodeCoinbaseSecret(text: Buffer): Buffer | null {
  const key = text.subarray(0, PEM_START.length).equals(PEM_START) ? keyOfPem(text) : keyOfBytes(text);
  if (key === null) return null;
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const pem = encodePem('PRIVATE KEY', der);
  der.fill(0);
  return pem;
}

function keyOfPem(text: Buffer): KeyObject | null {
  const key = orNull(() => createPrivateKey({ key: text, format: 'pem' }));
  const fits = key?.asymmetricKeyType === 'ed25519' || key?.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return fits ? key : null;
}

function keyOfBytes(text: Buffer): KeyObject | null {
  const bytes = decodeBase64(text);
  if (bytes === null) return null;
  const key = bytes.length === 2 * SEED_LENGTH ? keyOfHalves(bytes) : null;
  bytes.fill(0);
  return key;
}

function keyOfHalves(bytes: Buffer): KeyObject | null {
  const der = Buffer.concat([ED25519_PKCS8, bytes.subarray(0, SEED_LENGTH)]);
  const key = orNull(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  der.fill(0);
  if (key === null) return null;
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return sameBytes(publicKey.subarray(-SEED_LENGTH), bytes.subarray(SEED_LENGTH)) ? key : null;
}

/** OpenSSL's errors say nothing that a caller could use, and must not be shown beside a secret. */
function orNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}
