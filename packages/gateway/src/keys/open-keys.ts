import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import {
  type ExchangeSecretContext,
  type Kek,
  type OwnSecretContext,
  openSecret,
  openSecretAsKey,
} from '@holdfast/vault';
import type { KeyAlgorithm, RealKey, VirtualSecret } from '../dialect/dialect.ts';
import type { ExchangeKeyRow, VirtualKeyRow } from './row-fields.ts';

/** Contexts that an exchange key's secrets are sealed in; each has its own, so that none opens as another. */
export function exchangeKeyContexts({
  exchange,
  name,
  version,
  target,
}: Pick<ExchangeKeyRow, 'exchange' | 'name' | 'version' | 'target'>): {
  keyId: ExchangeSecretContext;
  secret: ExchangeSecretContext;
  passphrase: ExchangeSecretContext;
} {
  const common = { exchange, version, target };
  return {
    // A slash is in no name, so this is nobody's secret.
    keyId: { ...common, purpose: 'exchange-secret', keyName: `${name}/id` },
    secret: { ...common, purpose: 'exchange-secret', keyName: name },
    passphrase: { ...common, purpose: 'exchange-passphrase', keyName: name },
  };
}

/** Contexts that a virtual key's secrets are sealed in. */
export function virtualKeyContexts({
  exchange,
  name,
  generation,
}: Pick<VirtualKeyRow, 'exchange' | 'name' | 'generation'>): {
  verifier: OwnSecretContext;
  passphrase: OwnSecretContext;
} {
  const common = { exchange, keyName: name, version: generation, target: 'none' as const };
  return {
    verifier: { ...common, purpose: 'virtual-secret' },
    passphrase: { ...common, purpose: 'virtual-passphrase' },
  };
}

/**
 * Opens an exchange key for signing. The key id, which is not secret, becomes text; the rest stays in `KeyObject`s.
 *
 * @throws HoldfastError SECRET_UNREADABLE
 */
export function openRealKey(kek: Kek, row: ExchangeKeyRow): RealKey {
  const contexts = exchangeKeyContexts(row);
  const keyId = openSecret(kek, row.sealed_key_id, contexts.keyId);
  try {
    return {
      keyId: keyId.toString('utf8'),
      algorithm: row.algorithm,
      key: openSecretAsKey(kek, row.sealed_secret, contexts.secret, signingKey(row.algorithm)),
      passphrase:
        row.sealed_passphrase === null
          ? null
          : openSecretAsKey(kek, row.sealed_passphrase, contexts.passphrase),
    };
  } finally {
    keyId.fill(0);
  }
}

/** Opens what a virtual key's signatures are verified with. @throws HoldfastError SECRET_UNREADABLE */
export function openVirtualSecret(kek: Kek, row: VirtualKeyRow): VirtualSecret {
  const contexts = virtualKeyContexts(row);
  return {
    algorithm: row.algorithm,
    key: openSecretAsKey(kek, row.sealed_verifier, contexts.verifier, verifyingKey(row.algorithm)),
    passphrase:
      row.sealed_passphrase === null
        ? null
        : openSecretAsKey(kek, row.sealed_passphrase, contexts.passphrase),
  };
}

/** Makes the key that signs with the real secret: HMAC bytes, or PKCS#8 in PEM. */
export function signingKey(algorithm: KeyAlgorithm): (bytes: Buffer) => KeyObject {
  if (algorithm === 'hmac') return createSecretKey;
  return (bytes) => createPrivateKey({ key: bytes, format: 'pem' });
}

/** Makes the key that verifies a virtual key's signatures: HMAC bytes, or SPKI in DER. */
function verifyingKey(algorithm: KeyAlgorithm): (bytes: Buffer) => KeyObject {
  if (algorithm === 'hmac') return createSecretKey;
  return (bytes) => createPublicKey({ key: bytes, format: 'der', type: 'spki' });
}
