import { rowMac } from '@holdfast/vault';
import type { AdministrationContent } from '../audit/content.ts';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import { type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';
import { changedMeanwhile, replaceVersion, versionContent, vouchedVersions } from './exchange-key-version.ts';
import { activeOf } from './rotate-exchange-key.ts';
import { stopped, vouchedGenerations } from './rotate-virtual-key.ts';
import { revisionContent } from './virtual-keys.ts';

/**
 * Says at which age the secret of an exchange key is to be renewed. It goes over to the versions after it.
 *
 * @param days null: as the configuration says; 0: never
 * @returns the version that signs
 * @throws HoldfastError KEY_UNKNOWN, KEY_DELETING, KEY_DELETED, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE
 */
export async function scheduleExchangeKey(
  operation: Operation,
  name: string,
  days: number | null,
): Promise<number> {
  return changeAndRecord(operation, async (change) => {
    const before = activeOf(await vouchedVersions(change, operation, name));
    const row = await replaceVersion(change, operation.kek, before, { rotate_after_days: days });
    return { result: row.version, content: versionContent(operation, row, 'schedule', scheduleText(days)) };
  });
}

/**
 * Says at which age a virtual key is to be followed by its next generation. It goes over to the generations after it.
 *
 * @param days null: as the configuration says; 0: never
 * @returns the newest generation
 * @throws HoldfastError KEY_UNKNOWN, KEY_STOPPED, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE
 */
export async function scheduleVirtualKey(
  operation: Operation,
  name: string,
  days: number | null,
): Promise<number> {
  return changeAndRecord(operation, async (change) => {
    const { generations } = await vouchedGenerations(change, operation, name);
    const before = generations.at(-1);
    if (before === undefined) throw stopped(name, 'is revoked', 'Nothing was changed.');
    const after: VirtualKeyRow = {
      ...before,
      rotate_after_days: days,
      revision: (BigInt(before.revision) + 1n).toString(),
    };
    const { numUpdatedRows } = await change
      .updateTable('virtual_keys')
      .set({
        rotate_after_days: days,
        revision: after.revision,
        row_mac: rowMac(operation.kek, 'virtual_keys', virtualKeyFields(after)),
      })
      .where('id', '=', before.id)
      .where('revision', '=', before.revision)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) throw changedMeanwhile(name);
    const told: AdministrationContent = {
      kind: 'administration',
      operator: operatorText(operation),
      action: 'vkey.schedule',
      subject: safeText(name, TEXT_LIMITS.id),
      reason: reasonText(operation),
      detail: safeText(scheduleText(days), TEXT_LIMITS.reason),
    };
    return { result: after.generation, content: [revisionContent(operation, after), told] };
  });
}

function scheduleText(days: number | null): string {
  if (days === null) return 'as configured';
  return days === 0 ? 'never' : `every ${days} days`;
}
