import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';

/** Where the socket of a data home's administration is. */
export interface AdminPlace {
  readonly folder: string;
  readonly socket: string;
}

/** A Unix socket's path has at most 107 bytes and a NUL on Linux, 103 elsewhere. */
const LONGEST_PATH = 103;
const SOCKET = 'admin.sock';

/**
 * The place of the administration's socket: `run/admin.sock` in the data home, or, where that path is too long for a
 * socket, in a folder of /tmp that is named after the home.
 *
 * @param home the data home, which exists
 */
export function adminPlace(home: string): AdminPlace {
  const real = realpathSync(home);
  const inside = join(real, 'run');
  if (Buffer.byteLength(join(inside, SOCKET)) <= LONGEST_PATH) return placeIn(inside);
  // Not os.tmpdir(): gateway and command may run with different environments.
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return placeIn(join('/tmp', `holdfast-${name}`));
}

function placeIn(folder: string): AdminPlace {
  return { folder, socket: join(folder, SOCKET) };
}

/** Makes the folder when it is not there, and makes sure that it is ours alone. @throws HoldfastError ADMIN_FOLDER_UNSAFE */
export function makeAdminFolder({ folder }: AdminPlace): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  checkAdminFolder(folder);
}

/**
 * Refuses a folder that somebody else could put a socket into: secrets go through it.
 *
 * @throws HoldfastError ADMIN_FOLDER_UNSAFE
 */
export function checkAdminFolder(folder: string): void {
  const stats = lstatSync(folder);
  let why: string | null = null;
  if (!stats.isDirectory()) why = 'is no folder';
  else if (stats.uid !== process.getuid?.()) why = 'belongs to another user';
  else if ((stats.mode & 0o777) !== 0o700) why = 'is not for its owner alone (chmod 700 it)';
  if (why === null) return;
  throw new HoldfastError(
    'ADMIN_FOLDER_UNSAFE',
    `The folder ${folder} ${why}, so the administration does not use it.`,
    { folder },
  );
}
