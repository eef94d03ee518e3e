export {
  type Argon2idParameters,
  checkNewPassphrase,
  newArgon2idParameters,
  stretchPassphrase,
} from './argon2id.ts';
export { type AuditKey, auditKeyContext, generateAuditKey, openAuditKey } from './audit-key.ts';
export { decryptBackup, encryptBackup } from './backup/backup.ts';
export { type BackupKey, damagedBackup, newBackupKey } from './backup/backup-key.ts';
export { ByteReader, type ByteSource } from './backup/byte-reader.ts';
export { encodeFields, type Field, type FieldValue } from './encoding.ts';
export { kekIdOf, openSecret, openSecretAsKey, rewrapSecret, sealSecret } from './envelope.ts';
export {
  type HiddenInput,
  promptHidden,
  promptHiddenTwice,
  type Terminal,
} from './input/prompt-hidden.ts';
export { readSecretFromStdin, splitSecretLines } from './input/read-secret.ts';
export type { Kek } from './kek.ts';
export type { KekProvider, ProviderKind, ProviderParameters } from './kek-provider.ts';
export { EXPORTED_KEK_BYTES, exportKek, importKek } from './kek-transfer.ts';
export { ROW_MAC_BYTES, rowMac, verifyRowMac } from './row-mac.ts';
export { MAX_SECRET_BYTES, type SealedSecret } from './sealed-secret.ts';
export type { ExchangeSecretContext, OwnSecretContext, SecretContext } from './secret-context.ts';
export { deriveSubkey, type SubkeyPurpose } from './subkey.ts';
export { initVault } from './vault-file/init.ts';
export { verifyKek } from './vault-file/kek-check.ts';
export { abortRekey, beginRekey, commitRekey } from './vault-file/rekey.ts';
export { rewrapVault } from './vault-file/rewrap.ts';
export { readVault } from './vault-file/storage.ts';
export { entryInForce, unlock } from './vault-file/unlock.ts';
export type { VaultEntry, VaultFile } from './vault-file/vault-file.ts';
