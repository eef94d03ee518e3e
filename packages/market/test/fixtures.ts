import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isHoldfastError } from '@holdfast/errors';
import { afterAll } from 'vitest';
import { type ImportOptions, importSnapshot } from '../src/import.ts';
import type { Snapshot } from '../src/store/snapshots.ts';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A fresh folder that is removed after the test file. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-market-'));
  folders.push(folder);
  return folder;
}

/** Path of a file beside the repository, and whether it is there. */
export function sharedData(file: string): { path: string; missing: boolean } {
  const path = fileURLToPath(new URL(`../../../../shared/data/${file}`, import.meta.url));
  return { path, missing: !existsSync(path) };
}

export const COLUMNS = { asset: 'asset', date: 'date', close: 'close', marketCap: 'cap', volume: 'vol' };

/** Imports text or bytes from a file called `name` in a fresh data home, unless one is given. */
export async function importContent(
  content: string | Uint8Array,
  options: Partial<ImportOptions> & { file?: string } = {},
): Promise<Snapshot> {
  const folder = await freshFolder();
  const path = join(folder, options.file ?? 'source.csv');
  await writeFile(path, content);
  const { file: _, ...rest } = options;
  return importSnapshot({ path, name: 'test', home: join(folder, 'home'), columns: COLUMNS, ...rest });
}

/** The code of the HoldfastError that a promise ends in; anything else is thrown on. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isHoldfastError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

/** Every file below a folder with its content, to see whether anything changed. */
export function filesBelow(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(entry));
    if (statSync(path).isFile()) found[String(entry)] = readFileSync(path).toString('base64');
  }
  return found;
}
