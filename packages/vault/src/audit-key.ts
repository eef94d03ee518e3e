import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { openSecretAsKey, sealSecret } from './envelope.ts';
import type { Kek } from './kek.ts';
import type { SealedSecret } from './sealed-secret.ts';
import type { OwnSecretContext } from './secret-context.ts';

/** The key that signs the audit log's checkpoints. */
export interface AuditKey {
  readonly privateKey: KeyObject;
  /** Ed25519; published, so that anyone can verify the log. */
  readonly publicKey: KeyObject;
}

/**
 * A fresh Ed25519 key pair, the private half sealed like any secret (its PKCS #8 DER).
 *
 * @param name the name in the checkpoints' signature lines
 * @param version from 1
 *
 * @example
 * const { sealed, publicKey } = generateAuditKey(kek, 'holdfast.example/audit', 1);
 */
export function generateAuditKey(
  kek: Kek,
  name: string,
  version: number,
): { readonly sealed: SealedSecret; readonly publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { sealed: sealSecret(kek, der, auditKeyContext(name, version)), publicKey };
}

/**
 * Opens a key that {@link generateAuditKey} sealed.
 *
 * @throws HoldfastError SECRET_UNREADABLE
 */
export function openAuditKey(kek: Kek, sealed: SealedSecret, name: string, version: number): AuditKey {
  const privateKey = openSecretAsKey(kek, sealed, auditKeyContext(name, version), (key) =>
    createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
  );
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** What the audit key's sealed form is bound to, also for `rewrapSecret`. */
export function auditKeyContext(name: string, version: number): OwnSecretContext {
  return { purpose: 'audit-key', exchange: '', keyName: name, version, target: 'none' };
}
