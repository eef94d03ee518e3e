import type { Buffer } from 'node:buffer';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { encodePem } from './pem.ts';

/** A fresh pair as it is given out and kept, in bytes that can be zeroed. */
export interface KeyPairBytes {
  /** PKCS#8, PEM: for the holder. */
  readonly secret: Buffer;
  /** SPKI, DER: to verify with. */
  readonly verifier: Buffer;
}

/** Makes a pair for a virtual key: RSA with 2048 bits, Ed25519, or ECDSA on P-256. */
export function issueKeyPair(algorithm: 'rsa' | 'ed25519' | 'es256'): KeyPairBytes {
  const { privateKey, publicKey } = generatePair(algorithm);
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const secret = encodePem('PRIVATE KEY', der);
  der.fill(0);
  return { secret, verifier: publicKey.export({ type: 'spki', format: 'der' }) };
}

function generatePair(algorithm: 'rsa' | 'ed25519' | 'es256'): {
  privateKey: KeyObject;
  publicKey: KeyObject;
} {
  if (algorithm === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
