import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { type Field, type Kek, rowMac, verifyRowMac } from '@holdfast/vault';
import type { Change } from './change.ts';

/**
 * Whether a vault has operators, or whoever owns the data folder is the operator (`vault init --no-operator`).
 */
export type OperatorMode = 'required' | 'none';

/** Its name in `settings`. */
export const MODE_SETTING = 'operators';

/** What the MAC of the setting covers. */
export function modeFields(value: Buffer, revision: string): Field[] {
  return [
    ['name', MODE_SETTING],
    ['value', value],
    ['revision', BigInt(revision)],
  ];
}

/** Says it, when the vault is made. */
export async function insertMode(change: Change, kek: Kek, mode: OperatorMode): Promise<void> {
  const value = Buffer.from(mode, 'ascii');
  await change
    .insertInto('settings')
    .values({
      name: MODE_SETTING,
      value,
      revision: '1',
      row_mac: rowMac(kek, 'settings', modeFields(value, '1')),
    })
    .execute();
}

/** From the first operator on, they are required. */
export async function requireOperators(change: Change, kek: Kek): Promise<void> {
  const value = Buffer.from('required' satisfies OperatorMode, 'ascii');
  await change
    .updateTable('settings')
    .set({ value, revision: '2', row_mac: rowMac(kek, 'settings', modeFields(value, '2')) })
    .where('name', '=', MODE_SETTING)
    .where('revision', '=', '1')
    .execute();
}

/**
 * What the vault was made with. An older row with its own good MAC is not told from the newest here: who asks must also
 * ask the audit log whether there ever was an operator.
 *
 * @throws HoldfastError OPERATOR_REFUSED when it was changed or taken away
 */
export async function operatorMode(db: Database, kek: Kek): Promise<OperatorMode> {
  const row = await db.kysely
    .selectFrom('settings')
    .select(['value', 'revision', 'row_mac'])
    .where('name', '=', MODE_SETTING)
    .executeTakeFirst();
  const sound =
    row !== undefined &&
    row.row_mac !== null &&
    verifyRowMac(kek, 'settings', modeFields(row.value, row.revision), row.row_mac);
  if (sound) return row.value.toString('ascii') === 'none' ? 'none' : 'required';
  throw new HoldfastError(
    'OPERATOR_REFUSED',
    'Whether this vault has operators was changed behind the vault’s back, so nobody is taken for one. Restore the database.',
  );
}
