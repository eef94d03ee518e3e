import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FILE } from '@holdfast/gateway';

/**
 * The folder of the local checkpoints in a data home, with its file, made for their owner alone when they are not there
 * and safe on disk when this returns: the gateway's own process may not call fsync.
 */
export function makeAuditFolder(home: string): string {
  const folder = join(home, 'audit');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(join(folder, CHECKPOINT_FILE), 'a', 0o600));
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return realpathSync(folder);
}
