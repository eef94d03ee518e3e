import { createHash } from 'node:crypto';
import { type Kek, rewrapSecret, rowMac, verifyRowMac } from '@holdfast/vault';
import type { Change } from './change.ts';
import { type HandoverRow, handoverContext, handoverFields } from './handover-row.ts';

/**
 * Puts hand-overs under another key, those that were opened too: a code that is used again must be known as long as there
 * is a row.
 *
 * @returns how many; what the vault had not written is left as it is, and named in `refused`
 */
export async function rekeyHandovers(
  change: Change,
  { old, next }: { readonly old: Kek; readonly next: Kek },
  refused: string[],
): Promise<number> {
  const rows = await change
    .selectFrom('handovers as h')
    .innerJoin('virtual_keys as v', 'v.number', 'h.virtual_key')
    .selectAll('h')
    .select(['v.id', 'v.name', 'v.generation', 'v.exchange'])
    .orderBy('h.virtual_key')
    .forUpdate('h')
    .execute();
  let count = 0;
  for (const row of rows) {
    const { sealed_credentials: sealed, sealed_hash: hash } = row;
    const sound =
      verifyRowMac(old, 'handovers', handoverFields(row, row), row.row_mac) &&
      (sealed === null || createHash('sha256').update(sealed).digest().equals(hash));
    if (!sound) {
      refused.push(`hand-over of ${row.name}, generation ${row.generation}`);
      continue;
    }
    const wrapped = sealed === null ? null : rewrapSecret(old, next, sealed, handoverContext(row));
    const after: HandoverRow = {
      ...row,
      sealed_credentials: wrapped,
      sealed_hash: wrapped === null ? hash : createHash('sha256').update(wrapped).digest(),
    };
    await change
      .updateTable('handovers')
      .set({
        sealed_credentials: wrapped,
        sealed_hash: after.sealed_hash,
        row_mac: rowMac(next, 'handovers', handoverFields(after, row)),
      })
      .where('code_hash', '=', row.code_hash)
      .execute();
    count++;
  }
  return count;
}
