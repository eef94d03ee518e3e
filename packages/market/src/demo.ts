import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isHoldfastError } from '@holdfast/errors';
import { importSnapshot } from './import.ts';
import type { OnProgress } from './progress.ts';
import { openSnapshot, type Snapshot } from './store/snapshots.ts';

/** The name of the demo snapshot. */
export const DEMO_NAME = 'demo';
/** The demo data that is shipped with Holdfast; demo/README.md says what it is. */
export const DEMO_FILE = fileURLToPath(
  new URL('../../../demo/coingecko-2021-top300.parquet', import.meta.url),
);
export const DEMO_COINS_FILE = fileURLToPath(new URL('../../../demo/coins.csv', import.meta.url));

/**
 * Imports the shipped demo data as snapshot `demo`; when it is there already, that is found out in milliseconds.
 *
 * @throws what `importSnapshot` throws; SNAPSHOT_NAME_TAKEN when the name is used for someone's own data
 * @example
 * const { manifest } = await importDemo(home);
 */
export async function importDemo(
  home: string,
  options: { readonly onProgress?: OnProgress; readonly now?: () => Date } = {},
): Promise<Snapshot> {
  const present = await openDemo(home);
  if (present?.manifest.source.sha256 === (await sha256Of(DEMO_FILE))) return present;
  return importSnapshot({
    ...options,
    path: DEMO_FILE,
    name: DEMO_NAME,
    home,
    columns: { asset: 'asset', date: 'date', close: 'close', marketCap: 'market_cap', volume: 'volume' },
    namesPath: DEMO_COINS_FILE,
    // An older release's demo data may be replaced, someone's own data may not.
    replace: present?.manifest.source.file === 'coingecko-2021-top300.parquet',
  });
}

async function openDemo(home: string): Promise<Snapshot | undefined> {
  try {
    return await openSnapshot(home, DEMO_NAME);
  } catch (error) {
    // Missing or damaged: the import mends it.
    if (isHoldfastError(error) && error.code.startsWith('SNAPSHOT_')) return undefined;
    throw error;
  }
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
