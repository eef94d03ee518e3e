import { HoldfastError } from '@holdfast/errors';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type pg from 'pg';
import type { TraderTables } from './tables.ts';

/** The trader's tables, on any of its connections. */
export type TraderDb = Kysely<TraderTables> | Transaction<TraderTables>;

/** Queries of the trader on a pool that is signed in as `holdfast_server`. The pool stays the caller's. */
export function traderDatabase(pool: pg.Pool): Kysely<TraderTables> {
  return new Kysely<TraderTables>({ dialect: new PostgresDialect({ pool }) });
}

/** Any number; with an account's it names a lock. */
const LOCKS = 720_576;

/**
 * Runs work on accounts that nobody else may work on meanwhile. Everything is written through one connection, which holds
 * the locks: who loses it can't write an order down any more, and so can't send one.
 *
 * @throws HoldfastError ACCOUNT_BUSY when another process works on one of them
 * @example
 * await withAccounts(db, [3], (session) => runPortfolio(session, …));
 */
export function withAccounts<T>(
  db: Kysely<TraderTables>,
  accounts: readonly number[],
  work: (session: Kysely<TraderTables>) => Promise<T>,
): Promise<T> {
  // In one order everywhere, so that two never wait for each other.
  const ordered = [...new Set(accounts)].sort((a, b) => a - b);
  return db.connection().execute(async (session) => {
    const taken: number[] = [];
    try {
      for (const account of ordered) {
        const { rows } = await sql<{
          locked: boolean;
        }>`SELECT pg_try_advisory_lock(${LOCKS}, ${account}) AS locked`.execute(session);
        if (rows[0]?.locked !== true) {
          throw new HoldfastError(
            'ACCOUNT_BUSY',
            'Another process works on this account right now. Wait until it is done.',
          );
        }
        taken.push(account);
      }
      return await work(session);
    } finally {
      for (const account of taken) {
        await sql`SELECT pg_advisory_unlock(${LOCKS}, ${account})`.execute(session).catch(() => undefined);
      }
    }
  });
}
