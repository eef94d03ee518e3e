import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import {
  auditKeyContext,
  generateAuditKey,
  type Kek,
  type OwnSecretContext,
  openAuditKey,
} from '@holdfast/vault';
import {
  formatVerifierKey,
  type NoteSigner,
  type NoteVerifier,
  noteVerifier,
  parseVerifierKey,
} from '../audit/signed-note.ts';

const KEY_VERSION = 1;
/** Settings of the database: the sealed private key, and the verifier key as people keep it. */
export const SEALED_AUDIT_KEY = 'audit-key';
const VERIFIER_KEY = 'audit-verifier';

/**
 * Makes the key that signs the audit log's checkpoints; the log is named after the vault it began with.
 *
 * @param db as the operator's role
 */
export async function createAuditKey(db: Pick<Database, 'kysely'>, kek: Kek): Promise<NoteVerifier> {
  const name = `holdfast/${kek.id}`;
  const { sealed, publicKey } = generateAuditKey(kek, name, KEY_VERSION);
  const verifier = noteVerifier(name, publicKey);
  await db.kysely
    .insertInto('settings')
    .values([
      { name: SEALED_AUDIT_KEY, value: sealed, row_mac: null },
      { name: VERIFIER_KEY, value: Buffer.from(formatVerifierKey(verifier), 'utf8'), row_mac: null },
    ])
    .execute();
  return verifier;
}

/**
 * What the database says that the log is verified with. Whoever can change the database can change it: keep a copy
 * elsewhere, and verify exports with that one.
 *
 * @throws HoldfastError VAULT_MISSING
 */
export async function auditVerifier(db: Pick<Database, 'kysely'>): Promise<NoteVerifier> {
  return parseVerifierKey((await setting(db, VERIFIER_KEY)).toString('utf8'));
}

/** The log's signing key. @throws HoldfastError VAULT_MISSING, SECRET_UNREADABLE */
export async function auditSigner(db: Database, kek: Kek): Promise<NoteSigner> {
  const { name } = await auditVerifier(db);
  const { privateKey } = openAuditKey(kek, await setting(db, SEALED_AUDIT_KEY), name, KEY_VERSION);
  return { name, key: privateKey };
}

/** What the sealed signing key is bound to. @throws HoldfastError VAULT_MISSING */
export async function auditKeyOf(db: Pick<Database, 'kysely'>): Promise<OwnSecretContext> {
  return auditKeyContext((await auditVerifier(db)).name, KEY_VERSION);
}

async function setting(db: Pick<Database, 'kysely'>, name: string): Promise<Buffer> {
  const row = await db.kysely
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  if (row !== undefined) return row.value;
  throw new HoldfastError(
    'VAULT_MISSING',
    'There is no audit key yet. "holdfast vault init" makes one with the vault.',
    { setting: name },
  );
}
