import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { auditSigner } from './audit-settings.ts';
import type { Change } from './change.ts';

/** The setting that says which key-encryption key the database's secrets are under. */
export const KEK_SETTING = 'kek-id';

/** The id of the key that the database is under; null when no vault was made yet. */
export async function kekIdInForce(db: Pick<Database, 'kysely'>): Promise<string | null> {
  const row = await db.kysely
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEK_SETTING)
    .executeTakeFirst();
  return row?.value.toString('ascii') ?? null;
}

/**
 * Makes sure that a key is the one in force, and stays it until the transaction ends: a rekey waits for this change.
 *
 * @throws HoldfastError KEK_OUTDATED
 */
export async function holdKekInForce(change: Change, { id }: Kek): Promise<void> {
  const row = await change
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEK_SETTING)
    .forShare()
    .executeTakeFirst();
  // A database that no vault was made for can't be given another key.
  if (row !== undefined && row.value.toString('ascii') !== id)
    throw outdated(row.value.toString('ascii'), id);
}

/**
 * Makes sure that a key is the one that the database's secrets are under: by its id, and by opening one.
 *
 * @throws HoldfastError VAULT_MISSING, KEK_OUTDATED, SECRET_UNREADABLE
 */
export async function checkKekInForce(db: Database, kek: Kek): Promise<void> {
  const inForce = await kekIdInForce(db);
  if (inForce === null) {
    throw new HoldfastError('VAULT_MISSING', 'There is no vault yet. Make one with "holdfast vault init".');
  }
  if (inForce !== kek.id) throw outdated(inForce, kek.id);
  await auditSigner(db, kek);
}

/** The vault was given another key. */
export function outdated(inForce: string, given: string): HoldfastError {
  return new HoldfastError(
    'KEK_OUTDATED',
    'The vault has another key by now (it was given a new one). Nothing was changed. Unseal it with the new key: "holdfast vault unseal".',
    { inForce, given },
  );
}
