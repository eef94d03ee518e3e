import type { Tables } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';

/** What a row says of a deletion. */
export type Marked = Pick<ExchangeKeyRow, 'name' | 'state' | 'marked_at' | 'purge_after'>;

/** Whether a key is marked to be deleted: all of its versions are marked together. */
export function isMarked(versions: readonly Pick<Marked, 'state'>[]): boolean {
  return versions.some(({ state }) => state === 'deleting');
}

/** Whether a key was deleted: no version of it has a secret any more, and some were marked before. */
function isDeleted(versions: readonly Marked[]): boolean {
  return (
    versions.every(({ state }) => state === 'retired') && versions.some(({ marked_at }) => marked_at !== null)
  );
}

/**
 * Lets pass what is neither marked nor deleted.
 *
 * @param versions all of one exchange key
 * @throws HoldfastError KEY_DELETING, KEY_DELETED
 */
export function checkNotDeleted(versions: readonly Marked[]): void {
  const [first] = versions;
  if (first === undefined) return;
  const { name } = first;
  const marked = versions.find(({ state }) => state === 'deleting');
  if (marked !== undefined) {
    const until = marked.purge_after instanceof Date ? marked.purge_after.toISOString() : null;
    throw new HoldfastError(
      'KEY_DELETING',
      `The exchange key "${name}" is marked to be deleted, and nothing of it can be changed. Bring it back with "holdfast key undelete ${name}".`,
      { key: name, until },
    );
  }
  if (!isDeleted(versions)) return;
  throw new HoldfastError(
    'KEY_DELETED',
    `The exchange key "${name}" was deleted, and its secret is gone. Add a key under another name.`,
    { key: name },
  );
}

/**
 * The same for a virtual key that was bound to the key in this transaction. Afterwards, because writing its row waits for
 * whoever marks the key, and holds back who wants to.
 *
 * @param number of the exchange key
 */
export async function checkKeyNotDeleted(db: Kysely<Tables>, number: number): Promise<void> {
  const rows = await db
    .selectFrom('exchange_key_versions as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .select(['k.name', 'v.state', 'v.marked_at', 'v.purge_after'])
    .where('v.exchange_key', '=', number)
    .orderBy('v.version')
    .execute();
  checkNotDeleted(rows);
}
