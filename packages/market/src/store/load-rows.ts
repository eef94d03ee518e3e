import { join } from 'node:path';
import type { AcceptedRows } from '../accepted-rows.ts';
import type { AssetList } from './manifest.ts';
import { DATA_FILE } from './paths.ts';
import { readSnapshotFile, type SnapshotFileRows } from './snapshot-file.ts';
import { damaged, readAssetList, type Snapshot } from './snapshots.ts';

/**
 * The rows of a snapshot as they were accepted, for quality checks; `loadPanel` is the way to a backtest.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE
 */
export async function loadRows(snapshot: Snapshot): Promise<AcceptedRows> {
  const assets = await readAssetList(snapshot);
  const file = await readChecked(snapshot, snapshot.manifest.roles);
  return toAcceptedRows(snapshot, assets, file);
}

/** Reads columns of the data file. @throws HoldfastError SNAPSHOT_DAMAGED */
export async function readChecked(
  snapshot: Snapshot,
  roles: Parameters<typeof readSnapshotFile>[2],
): Promise<SnapshotFileRows> {
  try {
    return await readSnapshotFile(join(snapshot.folder, DATA_FILE), snapshot.manifest.rows, roles);
  } catch (cause) {
    throw damaged(snapshot, `${DATA_FILE} can't be read (${firstLineOf(cause)})`, cause);
  }
}

/** @throws HoldfastError SNAPSHOT_DAMAGED when the rows are not sorted by asset and date, or name unknown assets */
export function toAcceptedRows(snapshot: Snapshot, assets: AssetList, file: SnapshotFileRows): AcceptedRows {
  const offsets = new Uint32Array(assets.length + 1);
  for (let i = 0; i < file.day.length; i++) {
    const number = file.assetNumber[i];
    const before = i === 0 ? -1 : file.assetNumber[i - 1];
    const inOrder =
      number > before ? number === before + 1 : number === before && file.day[i] > file.day[i - 1];
    if (!inOrder || number >= assets.length) {
      throw damaged(snapshot, `row ${i + 1} of ${DATA_FILE} is out of order`);
    }
    offsets[number + 1] = i + 1;
  }
  if (offsets[assets.length] !== file.day.length) {
    throw damaged(snapshot, 'assets.json names assets that have no rows');
  }
  return {
    assets: assets.map(({ id }) => id),
    offsets,
    day: file.day,
    roles: file.roles,
    values: file.values,
  };
}

export function firstLineOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
}
