import { join } from 'node:path';

/** Where things lie in the data home. */
export const snapshotsFolder = (home: string): string => join(home, 'snapshots');
export const snapshotFolder = (home: string, sha256: string): string => join(home, 'snapshots', sha256);
export const namesFolder = (home: string): string => join(home, 'names');
export const nameFile = (home: string, name: string): string => join(home, 'names', `${name}.json`);

/** Files of one snapshot. */
export const DATA_FILE = 'data.parquet';
export const MANIFEST_FILE = 'manifest.json';
export const ASSETS_FILE = 'assets.json';
