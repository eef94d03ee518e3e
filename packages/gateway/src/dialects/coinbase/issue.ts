import { Buffer } from 'node:buffer';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { encodeBase64 } from '../../dialect/base64.ts';
import type { IssuedKey, KeyAlgorithm } from '../../dialect/dialect.ts';
import { encodePem } from '../../dialect/pem.ts';

/** The key's 32 bytes are the last of an Ed25519 key in PKCS#8, and of a public one in SPKI (RFC 8410). */
const ED25519_BYTES = 32;

/**
 * A virtual key as Coinbase writes its own: ES256 with a name below an organization and a SEC1 PEM, Ed25519 with a UUID
 * and 64 bytes of base64, the private key's and the public key's.
 */
export function issueCoinbase(algorithm: KeyAlgorithm): IssuedKey {
  return algorithm === 'ed25519' ? issueEd25519() : issueEs256();
}

function issueEs256(): IssuedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = privateKey.export({ type: 'sec1', format: 'der' });
  const secret = encodePem('EC PRIVATE KEY', der);
  der.fill(0);
  const apiKey = `organizations/${randomUUID()}/apiKeys/${randomUUID()}`;
  return { apiKey, algorithm: 'es256', secret, verifier: spki(publicKey), passphrase: null };
}

function issueEd25519(): IssuedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const verifier = spki(publicKey);
  const bytes = Buffer.concat([der.subarray(-ED25519_BYTES), verifier.subarray(-ED25519_BYTES)]);
  const secret = encodeBase64(bytes);
  der.fill(0);
  bytes.fill(0);
  return { apiKey: randomUUID(), algorithm: 'ed25519', secret, verifier, passphrase: null };
}

function spki(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}
