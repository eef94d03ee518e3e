import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';

const root = join(import.meta.dirname, '../../../..');

/** The shipped definitions, as a library's files. */
export function shippedFiles(): { file: string; text: string }[] {
  return readdirSync(join(root, 'indices'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ file: `indices/${name}`, text: readFileSync(join(root, 'indices', name), 'utf8') }));
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The HoldfastError that `act` throws; fails the test when it throws none or another. */
export function errorOf(act: () => unknown): HoldfastError {
  try {
    act();
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error('Expected a HoldfastError, but nothing was thrown.');
}
