import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDate } from '@holdfast/engine';
import { isHoldfastError } from '@holdfast/errors';
import { datesOf } from '../accepted-rows.ts';
import { contentHash } from '../content-hash.ts';
import { firstLineOf, toAcceptedRows } from './load-rows.ts';
import { DATA_FILE, MANIFEST_FILE } from './paths.ts';
import { readManifest } from './read-manifest.ts';
import { readWholeSnapshotFile } from './snapshot-file.ts';
import { namesOf, readAssetList, type Snapshot } from './snapshots.ts';

/** What a verification found. */
export interface Verification {
  readonly ok: boolean;
  /** The hash that the manifest states. */
  readonly expected: string;
  /** The hash of what is stored; null when it can't be read. */
  readonly actual: string | null;
  /** A sentence for each thing that differs. */
  readonly differences: readonly string[];
}

/**
 * Reads a snapshot whole, recomputes its hash and compares everything the manifest states of the data. Damage is a
 * finding and not an error.
 *
 * @throws HoldfastError DATA_HOME_UNUSABLE
 * @example
 * const { ok, differences } = await verifySnapshot(await openSnapshot(home, 'demo'));
 */
export async function verifySnapshot(snapshot: Snapshot): Promise<Verification> {
  const { manifest, folder } = snapshot;
  const differences: string[] = [];
  const compare = (what: string, actual: string | number, expected: string | number): void => {
    if (actual !== expected) differences.push(`${what} is ${actual}, the manifest says ${expected}`);
  };
  let actual: string | null = null;
  try {
    const own = await readManifest(join(folder, MANIFEST_FILE));
    if (own === undefined) differences.push(`${MANIFEST_FILE} is missing`);
    else compare(`the hash in ${MANIFEST_FILE}`, own.sha256, manifest.sha256);
    const path = join(folder, DATA_FILE);
    compare(`the size of ${DATA_FILE}`, (await stat(path)).size, manifest.dataBytes);
    const assets = await readAssetList(snapshot);
    const file = await readWholeSnapshotFile(path, manifest.rows);
    const rows = toAcceptedRows(snapshot, assets, file);
    file.ids.forEach(([number, id], i) => {
      const listed = assets[i]?.id;
      if (number !== i || listed !== id) {
        differences.push(`asset ${number} is "${id}" in ${DATA_FILE} and "${listed}" in assets.json`);
      }
    });
    const dates = datesOf(rows);
    compare('the list of columns', rows.roles.join(', '), manifest.roles.join(', '));
    compare('the number of assets', rows.assets.length, manifest.assets);
    compare('the number of dates', dates.length, manifest.dates);
    compare('the first date', formatDate(dates[0]), manifest.firstDate);
    compare('the last date', formatDate(dates[dates.length - 1]), manifest.lastDate);
    // Of the ids in the data file, since those are what was hashed; that the list agrees was looked at above.
    const stored = { ...rows, assets: rows.assets.map((_, i) => file.ids[i]?.[1] ?? '') };
    actual = contentHash(stored, namesOf(assets));
    compare('the SHA-256 of the content', actual, manifest.sha256);
  } catch (cause) {
    if (isHoldfastError(cause) && cause.code !== 'SNAPSHOT_DAMAGED') throw cause;
    differences.push(
      isHoldfastError(cause) ? cause.message : `${DATA_FILE} can't be read (${firstLineOf(cause)})`,
    );
  }
  return { ok: differences.length === 0, expected: manifest.sha256, actual, differences };
}
