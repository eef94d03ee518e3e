import { execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HoldfastError } from '@holdfast/errors';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { createPasswords } from './passwords.ts';

/** Where the parts of a cluster lie. */
export interface ClusterFiles {
  readonly folder: string;
  readonly data: string;
  /** Holds the Unix socket; mode 0700. */
  readonly socket: string;
  readonly passwords: string;
}

export function clusterFiles(folder: string): ClusterFiles {
  return {
    folder,
    data: join(folder, 'data'),
    socket: join(folder, 'socket'),
    passwords: join(folder, 'passwords.json'),
  };
}

/**
 * Makes the cluster in `home/postgres` when there is none. It is built beside and renamed when whole, so a start that
 * is killed half way leaves nothing that looks like a cluster, and of two starts at once one wins.
 *
 * @throws HoldfastError `DATABASE_START_FAILED`, `DATABASE_FILES_UNUSABLE`.
 */
export async function ensureCluster(
  home: string,
  binaries: Binaries,
  account: Account | null,
): Promise<ClusterFiles> {
  const files = clusterFiles(join(home, 'postgres'));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (!existsSync(files.folder)) await createCluster(home, files, binaries, account);
  checkFiles(files, binaries, account);
  return files;
}

async function createCluster(
  home: string,
  target: ClusterFiles,
  binaries: Binaries,
  account: Account | null,
): Promise<void> {
  removeOldDrafts(home);
  const draft = clusterFiles(mkdtempSync(join(home, '.postgres-')));
  try {
    const own = (path: string) => account && chownSync(path, account.uid, account.gid);
    own(draft.folder);
    for (const folder of [draft.data, draft.socket]) {
      mkdirSync(folder, { mode: 0o700 });
      own(folder);
    }
    const { holdfast_admin } = createPasswords(draft.passwords);
    const passwordFile = join(draft.socket, 'password');
    writeFileSync(passwordFile, `${holdfast_admin}\n`, { mode: 0o600, flag: 'wx' });
    own(passwordFile);
    await promisify(execFile)(
      binaries.initdb,
      [
        '--pgdata',
        dataArgument(draft, account),
        '--username=holdfast_admin',
        '--pwfile=../socket/password',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        '--data-checksums',
      ],
      { cwd: draft.data, env: serverEnvironment(), timeout: 120_000, ...account },
    );
    rmSync(passwordFile);
    renameSync(draft.folder, target.folder);
  } catch (error) {
    rmSync(draft.folder, { recursive: true, force: true });
    // Another start was faster; its cluster is as good.
    if (existsSync(target.folder)) return;
    throw startFailed(error instanceof Error && 'stderr' in error ? String(error.stderr) : '');
  }
}

/** What earlier starts left that were killed while they made a cluster. */
function removeOldDrafts(home: string): void {
  for (const name of readdirSync(home).filter((entry) => /^\.postgres-[A-Za-z0-9]{6}$/.test(entry))) {
    const path = join(home, name);
    if (Date.now() - statSync(path).mtimeMs > 600_000) rmSync(path, { recursive: true, force: true });
  }
}

function checkFiles(files: ClusterFiles, { major }: Binaries, account: Account | null): void {
  const version = readVersion(files);
  if (version !== major) {
    throw new HoldfastError(
      'DATABASE_FILES_UNUSABLE',
      `${files.data} was made by PostgreSQL ${version}, and this program has PostgreSQL ${major}. Make a backup with the program that made it and restore it into a new folder.`,
      { folder: files.data, found: version, needed: major },
    );
  }
  const wanted = account?.uid ?? process.getuid?.() ?? 0;
  for (const folder of [files.data, files.socket]) {
    const { uid, mode } = statSync(folder);
    if (process.platform !== 'win32' && (uid !== wanted || (mode & 0o077) !== 0)) {
      throw new HoldfastError(
        'DATABASE_FILES_UNUSABLE',
        `${folder} must belong to the user that runs PostgreSQL (number ${wanted}) and be closed to others (chmod 700).`,
        { folder },
      );
    }
  }
}

function readVersion(files: ClusterFiles): string {
  try {
    return readFileSync(join(files.data, 'PG_VERSION'), 'utf8').trim();
  } catch {
    throw new HoldfastError(
      'DATABASE_FILES_UNUSABLE',
      `${files.folder} is there but holds no PostgreSQL data. Move it away and start again, or restore a backup.`,
      { folder: files.folder },
    );
  }
}

/**
 * How PostgreSQL is told its data folder. As another user than ours it may not be able to pass through the folders
 * above, which are often closed (mode 0700) and not ours to open; it needs not when it stands in the folder already.
 * PostgreSQL changes into its data folder and uses relative names from there on.
 */
export function dataArgument(files: ClusterFiles, account: Account | null): string {
  return account !== null && process.platform === 'linux' ? '/proc/self/cwd' : files.data;
}

/** Nothing of ours (addresses, keys, proxies) is for PostgreSQL to see. */
export function serverEnvironment(): Record<string, string> {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '/usr/bin:/bin' };
}

/** @param said What PostgreSQL wrote. */
export function startFailed(said: string): HoldfastError {
  const lines = said.trim().split('\n').slice(-3).join(' ').slice(0, 600);
  return new HoldfastError(
    'DATABASE_START_FAILED',
    `The embedded database did not start${lines === '' ? '' : `: ${lines}`}. See that the disk is not full and the folder may be written, or set DATABASE_URL to a server of your own.`,
  );
}
