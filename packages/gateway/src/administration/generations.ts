import type { Tables } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { ADDRESSES_AS_TEXT } from '../keys/key-ring.ts';
import type { VirtualKeyRow } from '../keys/row-fields.ts';

/** A virtual key's row with what the database adds. */
export type StoredVirtualKey = VirtualKeyRow & { readonly number: number; readonly row_mac: Buffer };

/** All generations of a virtual key, oldest first, as the database has them. @throws HoldfastError KEY_UNKNOWN */
export async function generationsOf(db: Kysely<Tables>, name: string): Promise<StoredVirtualKey[]> {
  const rows = await db
    .selectFrom('virtual_keys')
    .selectAll()
    .select(ADDRESSES_AS_TEXT)
    .where('name', '=', name)
    .orderBy('generation')
    .execute();
  if (rows.length === 0) {
    throw new HoldfastError('KEY_UNKNOWN', `There is no virtual key named "${name}".`, { key: name });
  }
  return rows as (StoredVirtualKey & (typeof rows)[number])[];
}

/**
 * The generations that an operator means: one, or all that are not revoked. The newest when all are.
 *
 * @param generation null: all
 * @throws HoldfastError KEY_UNKNOWN, KEY_GENERATION_UNKNOWN
 */
export async function meantGenerations(
  db: Kysely<Tables>,
  name: string,
  generation: number | null,
): Promise<StoredVirtualKey[]> {
  const all = await generationsOf(db, name);
  if (generation === null) {
    const live = all.filter(({ state }) => state !== 'revoked');
    return live.length > 0 ? live : all.slice(-1);
  }
  const meant = all.filter((row) => row.generation === generation);
  if (meant.length > 0) return meant;
  throw new HoldfastError(
    'KEY_GENERATION_UNKNOWN',
    `The virtual key "${name}" has no generation ${generation}.`,
    { key: name, generation },
  );
}
