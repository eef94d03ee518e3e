import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import type { CoinName } from '../coin-names.ts';
import { type AssetList, assetListSchema, type Manifest, parseStored } from './manifest.ts';
import {
  ASSETS_FILE,
  DATA_FILE,
  MANIFEST_FILE,
  nameFile,
  namesFolder,
  snapshotFolder,
  snapshotsFolder,
} from './paths.ts';
import { readManifest, readStored } from './read-manifest.ts';

const SHA_PREFIX = /^[0-9a-f]{6,64}$/;

/** A snapshot that was found in the data home. */
export interface Snapshot {
  /** Null when it was found by its hash. */
  readonly name: string | null;
  readonly manifest: Manifest;
  /** Absolute or relative as the data home is. */
  readonly folder: string;
}

/**
 * Every snapshot: one entry a name, by name; then those that no name points at, by hash. Folders that hold no
 * finished snapshot are passed over.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE
 */
export async function listSnapshots(home: string): Promise<Snapshot[]> {
  const named: Snapshot[] = [];
  for (const file of (await entries(namesFolder(home))).sort()) {
    if (!file.endsWith('.json')) continue;
    const name = file.slice(0, -'.json'.length);
    const manifest = await readManifest(nameFile(home, name));
    if (manifest) named.push({ name, manifest, folder: snapshotFolder(home, manifest.sha256) });
  }
  const hasName = new Set(named.map(({ manifest }) => manifest.sha256));
  const nameless: Snapshot[] = [];
  for (const sha256 of (await entries(snapshotsFolder(home))).sort()) {
    if (hasName.has(sha256)) continue;
    const folder = snapshotFolder(home, sha256);
    const manifest = await readManifest(join(folder, MANIFEST_FILE));
    if (manifest?.sha256 === sha256) nameless.push({ name: null, manifest, folder });
  }
  return [...named, ...nameless];
}

/**
 * Finds a snapshot by its name, or by the first 6 or more digits of its hash.
 *
 * @throws HoldfastError SNAPSHOT_NOT_FOUND (lists the names there are), SNAPSHOT_AMBIGUOUS, SNAPSHOT_DAMAGED,
 *   DATA_HOME_UNUSABLE
 * @example
 * const snapshot = await openSnapshot(dataHome(process.env, homedir()), 'demo');
 */
export async function openSnapshot(home: string, nameOrHash: string): Promise<Snapshot> {
  if (/^[a-z0-9._-]+$/.test(nameOrHash)) {
    const manifest = await readManifest(nameFile(home, nameOrHash));
    if (manifest) return checked(home, nameOrHash, manifest);
  }
  if (SHA_PREFIX.test(nameOrHash)) {
    const found = (await entries(snapshotsFolder(home))).filter((sha) => sha.startsWith(nameOrHash));
    if (found.length > 1) {
      throw new HoldfastError(
        'SNAPSHOT_AMBIGUOUS',
        `${found.length} snapshots begin with ${nameOrHash}. Give more digits of the hash.`,
        { given: nameOrHash, found },
      );
    }
    const manifest = found[0] && (await readManifest(join(snapshotFolder(home, found[0]), MANIFEST_FILE)));
    if (manifest) return checked(home, null, manifest);
  }
  const names = (await entries(namesFolder(home))).flatMap((file) =>
    file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [],
  );
  const known = names.length > 0 ? `There are: ${names.sort().join(', ')}.` : 'There are none yet.';
  throw new HoldfastError(
    'SNAPSHOT_NOT_FOUND',
    `There is no snapshot "${nameOrHash}" in ${home}. ${known} Import one with: holdfast data import FILE --as NAME …`,
    { given: nameOrHash, home, names },
  );
}

/**
 * The assets of a snapshot in the order of its panel, with their names.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE
 */
export async function readAssetList(snapshot: Snapshot): Promise<AssetList> {
  const path = join(snapshot.folder, ASSETS_FILE);
  const text = await readStored(path);
  if (text === undefined) throw damaged(snapshot, `${path} is missing`);
  return parseStored(assetListSchema, text, path);
}

/**
 * Symbol and name by asset id, for the assets that have them.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE
 */
export async function snapshotNames(snapshot: Snapshot): Promise<Map<string, CoinName>> {
  return namesOf(await readAssetList(snapshot));
}

export function namesOf(assets: AssetList): Map<string, CoinName> {
  return new Map(
    assets.flatMap(({ id, symbol, name }) =>
      symbol === undefined || name === undefined ? [] : [[id, { symbol, name }] as const],
    ),
  );
}

export function damaged(snapshot: Snapshot, why: string, cause?: unknown): HoldfastError {
  const label = snapshot.name ?? snapshot.manifest.sha256.slice(0, 12);
  return new HoldfastError(
    'SNAPSHOT_DAMAGED',
    `Snapshot ${label} is damaged: ${why}. Import its source ${snapshot.manifest.source.file} again.`,
    { snapshot: label, sha256: snapshot.manifest.sha256 },
    { cause },
  );
}

async function checked(home: string, name: string | null, manifest: Manifest): Promise<Snapshot> {
  const snapshot = { name, manifest, folder: snapshotFolder(home, manifest.sha256) };
  try {
    const { size } = await stat(join(snapshot.folder, DATA_FILE));
    if (size !== manifest.dataBytes) {
      throw damaged(snapshot, `${DATA_FILE} has ${size} bytes, expected ${manifest.dataBytes}`);
    }
  } catch (cause) {
    throw cause instanceof HoldfastError ? cause : damaged(snapshot, `${DATA_FILE} can't be read`, cause);
  }
  return snapshot;
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new HoldfastError(
      'DATA_HOME_UNUSABLE',
      `${folder} can't be read: ${message}.`,
      { folder },
      { cause },
    );
  }
}
