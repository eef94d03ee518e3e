import { HoldfastError } from '@holdfast/errors';
import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';
import { binaryArray } from './binary-array.ts';
import { placeholders } from './decide-batch.ts';
import { entryProblem } from './decision-request.ts';

const RECORD_OUTCOMES = `SELECT * FROM holdfast.record_outcomes(${placeholders(14)}) ORDER BY place`;

/** What became of a request that was sent. */
export interface Outcome {
  /** The audit entry of its decision. */
  readonly request: bigint;
  /**
   * Only what the exchange definitely rejected is given back: all of it (`rejected`), or all but `kept` (`partly`, a
   * batch with some orders rejected). A timeout, a reset and a 5xx are `unknown` and stay counted.
   */
  readonly outcome: 'accepted' | 'rejected' | 'unknown' | 'partly';
  /** For `partly`: what stays reserved. Never raises a reservation. */
  readonly kept?: { readonly notionalUsd: string; readonly slippageUsd: string; readonly orders: number };
  /** What became of its orders, as far as the answer says; left out: nothing more is known than `outcome`. */
  readonly orders?: AnsweredOrders;
  /** What the audit log says of it: one JSON value, UTF-8, at most 64 KiB. */
  readonly entry: Uint8Array;
}

/** What an answer says of single orders. Places count from 1. */
export interface AnsweredOrders {
  /** Ids that the exchange gave an order, each with its name space in front. */
  readonly ids: readonly { readonly place: number; readonly id: string }[];
  /** Orders of a `partly` rejected request that don't exist. */
  readonly rejected: readonly number[];
  /** Orders of earlier requests that a cancellation ended: they are kept for a few days more only. */
  readonly gone: readonly { readonly entry: bigint; readonly place: number }[];
}

/**
 * Writes outcome entries and gives reservations back, in one statement. Each request has one outcome, the first.
 *
 * @returns For each outcome the number of its audit entry, or null when the request had one already, was not accepted
 * or does not exist.
 * @throws HoldfastError `DATABASE_UNAVAILABLE`, `DATABASE_NOT_DURABLE`, `DATABASE_FAILED`.
 * @example
 * await recordOutcomes(db, 'gateway-1', [{ request: 17n, outcome: 'rejected', entry: Buffer.from('{"status":400}') }]);
 */
export async function recordOutcomes(
  db: Database,
  replica: string,
  outcomes: readonly Outcome[],
): Promise<(bigint | null)[]> {
  if (outcomes.length === 0) return [];
  const each = <T>(pick: (outcome: Outcome) => T): T[] => outcomes.map(pick);
  const ids = outcomes.flatMap(({ orders }, i) => (orders?.ids ?? []).map((one) => ({ at: i + 1, ...one })));
  const rejected = outcomes.flatMap(({ orders }, i) =>
    (orders?.rejected ?? []).map((place) => ({ at: i + 1, place })),
  );
  const gone = outcomes.flatMap(({ orders }) => orders?.gone ?? []);
  for (const { kept, outcome } of outcomes) {
    if ((outcome === 'partly') !== (kept !== undefined)) {
      throw new HoldfastError(
        'DATABASE_FAILED',
        'An outcome says what is kept exactly when it is partly rejected.',
      );
    }
  }
  const { rows } = await db.pool
    .query<{ entry: string | null }>({
      name: 'record_outcomes',
      text: RECORD_OUTCOMES,
      values: [
        replica,
        binaryArray(
          'int8',
          each((o) => o.request),
        ),
        binaryArray(
          'text',
          each((o) => o.outcome),
        ),
        each((o) => o.kept?.notionalUsd ?? null),
        each((o) => o.kept?.slippageUsd ?? null),
        each((o) => o.kept?.orders ?? null),
        binaryArray(
          'bytea',
          each(({ entry }) => {
            const problem = entryProblem(entry);
            return problem === null ? entry : Buffer.from(JSON.stringify({ unrecordable: problem }));
          }),
        ),
        ids.map(({ at }) => at),
        ids.map(({ place }) => place),
        ids.map(({ id }) => id),
        rejected.map(({ at }) => at),
        rejected.map(({ place }) => place),
        gone.map(({ entry }) => entry.toString()),
        gone.map(({ place }) => place),
      ],
    })
    .catch(failed);
  return rows.map(({ entry }) => (entry === null ? null : BigInt(entry)));
}

/**
 * Forgets replay keys whose time is over, at most `most` at once.
 *
 * @returns How many were forgotten.
 */
export async function forgetReplays(db: Database, most = 10_000): Promise<number> {
  const { rows } = await db.pool
    .query<{ forgotten: number }>('SELECT holdfast.forget_replays($1) AS forgotten', [most])
    .catch(failed);
  return rows[0].forgotten;
}

/** The database's clock, which the 24 hours and `openOrders.asOf` run on. */
export async function databaseTime(db: Database): Promise<Date> {
  const { rows } = await db.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now').catch(failed);
  return rows[0].now;
}
