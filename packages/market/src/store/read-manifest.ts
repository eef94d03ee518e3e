import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { type Manifest, manifestSchema, parseStored } from './manifest.ts';

/**
 * Reads a manifest or a name's file; undefined when there is none.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE
 */
export async function readManifest(path: string): Promise<Manifest | undefined> {
  const text = await readStored(path);
  return text === undefined ? undefined : parseStored(manifestSchema, text, path);
}

/** Text of a file of the data home; undefined when there is none. */
export async function readStored(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new HoldfastError('DATA_HOME_UNUSABLE', `${path} can't be read: ${message}.`, { path }, { cause });
  }
}
