import { HoldfastError } from '@holdfast/errors';
import pg from 'pg';

/** SQLSTATE of an error that PostgreSQL reported; null when it came from elsewhere, such as a broken connection. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code !== undefined ? error.code : null;
}

/**
 * Turns what `pg` threw into the house's family. PostgreSQL's own text stays out: its details quote rows.
 *
 * @example
 * await db.pool.query('…').catch(failed);
 */
export function failed(error: unknown): never {
  if (error instanceof HoldfastError) throw error;
  const state = sqlState(error);
  if (state === null || /^(08|57|53|28|3D|55P03)/.test(state)) {
    throw new HoldfastError(
      'DATABASE_UNAVAILABLE',
      'The database can’t be used just now. See that it runs, that its address and passwords are right, and that it has disk space and connections left.',
      { sqlstate: state, error: connectionCode(error) },
    );
  }
  if (state === '55000') {
    throw new HoldfastError(
      'DATABASE_NOT_DURABLE',
      'The database may lose what it confirms. Set fsync, full_page_writes and synchronous_commit to on.',
    );
  }
  if (state === 'P0002') {
    throw new HoldfastError(
      'DATABASE_KEY_UNKNOWN',
      'There is no such key in the database, or it changed or was revoked meanwhile. List the keys and try again.',
    );
  }
  throw new HoldfastError('DATABASE_FAILED', `The database refused a statement (SQLSTATE ${state}).`, {
    sqlstate: state,
  });
}

/**
 * A failure of a query as it comes out of Kysely, in the house's family when the database or the way to it is the cause;
 * otherwise as it is.
 *
 * @example
 * await work().catch((error) => { throw asDatabaseError(error); });
 */
export function asDatabaseError(error: unknown): unknown {
  // How `pg` says that a connection broke, with no class or code of its own.
  const broke =
    /^Connection terminated|connection error and is not queryable|^timeout exceeded when trying to connect/;
  const isOfDatabase =
    sqlState(error) !== null ||
    (error instanceof Error && (broke.test(error.message) || brokenSocket(error as NodeJS.ErrnoException)));
  if (!isOfDatabase) return error;
  try {
    return failed(error);
  } catch (known) {
    return known;
  }
}

/** Nothing but the database is reached by a socket directly. */
function brokenSocket({ code, syscall }: NodeJS.ErrnoException): boolean {
  return (
    ['connect', 'read', 'write'].includes(syscall ?? '') &&
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'].includes(code ?? '')
  );
}

function connectionCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
