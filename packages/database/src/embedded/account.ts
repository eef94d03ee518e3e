import { execFileSync } from 'node:child_process';
import { HoldfastError } from '@holdfast/errors';

/** The operating-system account that runs PostgreSQL. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Null when this process is not root: PostgreSQL then runs as the same user. It refuses to run as root, so for root
 * this is the account `postgres`, made when it is missing.
 *
 * @throws HoldfastError `DATABASE_START_FAILED` when it is missing and can't be made.
 */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  try {
    return lookUp();
  } catch {
    return create();
  }
}

function lookUp(): Account {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const account = { uid: id('-u'), gid: id('-g') };
  if (!(account.uid > 0 && account.gid > 0))
    throw new RangeError('the account postgres has no usable numbers');
  return account;
}

function create(): Account {
  try {
    const quiet = { stdio: 'ignore' } as const;
    execFileSync('groupadd', ['--system', '--force', 'postgres'], quiet);
    execFileSync(
      'useradd',
      ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      quiet,
    );
    return lookUp();
  } catch {
    throw new HoldfastError(
      'DATABASE_START_FAILED',
      'PostgreSQL does not run as root, and no account named postgres could be made for it. Run Holdfast as another user, or make that account.',
    );
  }
}
