import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import type { DatabaseAddress } from '../address.ts';
import { clusterFiles } from './cluster-files.ts';
import { type ClusterPasswords, readPasswords } from './passwords.ts';

/**
 * The embedded PostgreSQL that another process of the same user started in `home` and that is running now; null when
 * none is.
 *
 * @throws HoldfastError `DATABASE_FILES_UNUSABLE`
 * @see https://www.postgresql.org/docs/18/storage-file-layout.html for the lines of its lock file
 * @example
 * const running = attachEmbedded({ home });
 */
export function attachEmbedded({ home }: { readonly home: string }): {
  readonly address: DatabaseAddress;
  readonly passwords: ClusterPasswords;
} | null {
  const files = clusterFiles(join(home, 'postgres'));
  let lines: string[];
  try {
    lines = readFileSync(join(files.data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  if ((lines[7] ?? '').trim() !== 'ready') return null;
  const port = Number(lines[3]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new HoldfastError(
      'DATABASE_FILES_UNUSABLE',
      `The lock file of the database in ${files.folder} can’t be read.`,
      {
        folder: files.folder,
      },
    );
  }
  const onSocket = (lines[4] ?? '').trim() !== '';
  return {
    address: { host: onSocket ? files.socket : '127.0.0.1', port, database: 'holdfast', tls: null },
    passwords: readPasswords(files.passwords),
  };
}
