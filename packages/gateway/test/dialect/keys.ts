import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import type { Dialect, IssuedKey, KeyAlgorithm, RealKey, VirtualSecret } from '../../src/dialect/dialect.ts';
import type { ClientCredentials } from './ccxt-client.ts';

/** One key in the three forms in which tests need it. */
export interface TestKey {
  readonly client: ClientCredentials;
  readonly virtual: VirtualSecret;
  readonly real: RealKey;
}

/** A fresh key of a dialect, as its client, its verifier and its signer hold it. */
export function testKey(dialect: Dialect, algorithm: KeyAlgorithm, forClient = clientSecret): TestKey {
  const issued = dialect.issue(algorithm);
  const passphrase = issued.passphrase === null ? null : createSecretKey(issued.passphrase);
  return {
    client: {
      apiKey: issued.apiKey,
      secret: forClient(issued),
      ...(issued.passphrase === null ? {} : { password: issued.passphrase.toString('utf8') }),
    },
    virtual: {
      algorithm,
      key: algorithm === 'hmac' ? createSecretKey(issued.verifier) : publicKey(issued.verifier),
      passphrase,
    },
    real: {
      keyId: issued.apiKey,
      algorithm,
      key:
        algorithm === 'hmac'
          ? createSecretKey(issued.verifier)
          : createPrivateKey(dialect.decodeSecret?.(issued.secret) ?? issued.secret),
      passphrase,
    },
  };
}

function clientSecret(issued: IssuedKey): string {
  return issued.secret.toString('utf8');
}

function publicKey(verifier: Buffer) {
  const text = verifier.toString('latin1');
  return text.startsWith('-----BEGIN')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(verifier), format: 'der', type: 'spki' });
}
