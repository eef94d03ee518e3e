import { link, mkdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import type { Manifest } from './manifest.ts';
import {
  ASSETS_FILE,
  DATA_FILE,
  MANIFEST_FILE,
  nameFile,
  namesFolder,
  snapshotFolder,
  snapshotsFolder,
} from './paths.ts';
import { readManifest } from './read-manifest.ts';
import { syncToDisk } from './staging.ts';

const MAX_ATTEMPTS = 3;

/**
 * Moves a finished folder to where its hash says, and gives the manifest that stands there: when the same content is
 * there already, it stays; a damaged copy of it is replaced. Everything is on the disk before this returns.
 */
export async function publishSnapshot(
  home: string,
  staging: string,
  folder: string,
  manifest: Manifest,
): Promise<Manifest> {
  const target = snapshotFolder(home, manifest.sha256);
  await mkdir(snapshotsFolder(home), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    // Two imports of the same content may meet here; the second finds the first one's work and is content with it.
    const intact = await readIntact(home, manifest.sha256);
    if (intact) return intact;
    if (attempt > 0) await moveAside(target, join(staging, `damaged-${attempt}`));
    try {
      await rename(folder, target);
      break;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if ((code !== 'ENOTEMPTY' && code !== 'EEXIST') || attempt === MAX_ATTEMPTS) throw cause;
    }
  }
  await syncToDisk(snapshotsFolder(home));
  await syncToDisk(home);
  return manifest;
}

/**
 * Points a name at a snapshot. The file appears whole or not at all.
 *
 * @throws HoldfastError SNAPSHOT_NAME_TAKEN when the name points at other content and `replace` is false
 */
export async function publishName(
  home: string,
  staging: string,
  manifest: Manifest,
  replace: boolean,
): Promise<void> {
  const file = join(staging, 'name.json');
  const target = nameFile(home, manifest.name);
  await writeFile(file, `${JSON.stringify(manifest)}\n`);
  await syncToDisk(file);
  await mkdir(dirname(target), { recursive: true });
  try {
    // A link, unlike a rename, fails when someone else has taken the name since we looked.
    await link(file, target);
    await unlink(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    if (!replace) await checkNameFree(home, manifest);
    await rename(file, target);
  }
  await syncToDisk(namesFolder(home));
  await syncToDisk(home);
}

/** @throws HoldfastError SNAPSHOT_NAME_TAKEN when the name points at other content */
export async function checkNameFree(
  home: string,
  manifest: Pick<Manifest, 'name' | 'sha256'>,
): Promise<void> {
  const known = await readManifest(nameFile(home, manifest.name));
  if (known === undefined || known.sha256 === manifest.sha256) return;
  throw new HoldfastError(
    'SNAPSHOT_NAME_TAKEN',
    `The name "${manifest.name}" points at other content (${known.sha256.slice(0, 12)}, imported from ${known.source.file}). Choose another name, or replace it with --replace; the old content stays reachable by its hash.`,
    { name: manifest.name, has: known.sha256, new: manifest.sha256 },
  );
}

async function readIntact(home: string, sha256: string): Promise<Manifest | undefined> {
  const folder = snapshotFolder(home, sha256);
  try {
    const manifest = await readManifest(join(folder, MANIFEST_FILE));
    const { size } = await stat(join(folder, DATA_FILE));
    await stat(join(folder, ASSETS_FILE));
    return manifest?.sha256 === sha256 && manifest.dataBytes === size ? manifest : undefined;
  } catch {
    // Missing or damaged: it is written anew, so nothing is hidden.
    return undefined;
  }
}

async function moveAside(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
}
