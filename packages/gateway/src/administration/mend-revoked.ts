import { rowMac, verifyRowMac } from '@holdfast/vault';
import { ADDRESSES_AS_TEXT } from '../keys/key-ring.ts';
import { type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { changeAndRecord, type Operation } from './change.ts';
import { revisionContent } from './virtual-keys.ts';

/**
 * Gives rows that were revoked without the vault the MAC that they lack, as a further revision. Whatever such a row says,
 * it is revoked and stays so; the MAC only lets it be told from a row that somebody changed.
 *
 * @returns how many there were
 */
export async function mendRevoked(operation: Operation): Promise<number> {
  const { db, kek } = operation;
  const found = await db.kysely
    .selectFrom('virtual_keys')
    .selectAll()
    .select(ADDRESSES_AS_TEXT)
    .where('state', '=', 'revoked')
    .execute();
  const open = (found as unknown as (VirtualKeyRow & { row_mac: Buffer })[]).filter(
    (row) => !verifyRowMac(kek, 'virtual_keys', virtualKeyFields(row), row.row_mac),
  );
  for (const row of open) {
    const mended: VirtualKeyRow = { ...row, revision: (BigInt(row.revision) + 1n).toString() };
    await changeAndRecord(operation, async (change) => {
      const { numUpdatedRows } = await change
        .updateTable('virtual_keys')
        .set({
          revision: mended.revision,
          row_mac: rowMac(kek, 'virtual_keys', virtualKeyFields(mended)),
        })
        .where('id', '=', row.id)
        .where('revision', '=', row.revision)
        .executeTakeFirstOrThrow();
      // Another replica was faster.
      const content = numUpdatedRows === 0n ? [] : revisionContent(operation, mended);
      return { result: undefined, content };
    });
  }
  return open.length;
}
