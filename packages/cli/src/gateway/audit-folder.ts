import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKPOINT_FILE } from '@holdfast/gateway';

/** The folder of the local checkpoints in a data home, with its file. */
export function makeAuditFolder(home: string): string {
  return dirname(makeCheckpointFile(join(home, 'audit', CHECKPOINT_FILE)));
}

/**
 * Makes a file for checkpoints when it is not there, with its folder, for their owner alone and safe on disk when this
 * returns: the gateway's own process may not call fsync.
 *
 * @returns the file's path without links
 */
export function makeCheckpointFile(path: string): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return realpathSync(path);
}
