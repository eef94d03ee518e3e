import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/** Whose doors are closed: a host's for everybody, or for one real key. */
export interface UpstreamScope {
  readonly host: string;
  readonly sourceAddress: string;
  /** Null: for everybody. */
  readonly exchangeKey: number | null;
}

/** A limit of an exchange, and who wants how much of it. */
export interface BudgetLease {
  readonly exchange: string;
  readonly sourceAddress: string;
  /** Number of the real key; null where the exchange counts by address. */
  readonly exchangeKey: number | null;
  readonly name: string;
  /** Among whom it is shared: name of the virtual key. */
  readonly holder: string;
  /** At least and at most; 0 to correct the count only. */
  readonly need: number;
  readonly want: number;
  readonly limit: number;
  readonly windowMs: number;
  /** The exchange's count sinks steadily by `limit` in `windowMs`, instead of forgetting what is older than that. */
  readonly decays: boolean;
  /** Cancellations may use the part that is kept for them. */
  readonly cancels: boolean;
  /** What the exchange says it has counted; null when it doesn't. It never makes the count smaller. */
  readonly seen: number | null;
}

/** `total` is what all replicas hold of the window. A lease is worth nothing after `validMs` from the call on. */
export interface BudgetAnswer {
  readonly granted: number;
  readonly total: number;
  readonly validMs: number;
  /** 0 when it was granted. */
  readonly retryMs: number;
}

/**
 * Leases a part of a limit to this replica, so that it need not ask for each request. Over all replicas, no window of the
 * limit's length ever holds more than the limit; a tenth is kept for cancellations; holders that were active within the
 * window keep an equal share of the rest.
 *
 * @example
 * const { granted } = await leaseBudget(db, { ...limit, holder: 'bot', need: 20, want: 60, cancels: false, seen: null });
 */
export async function leaseBudget(db: Database, lease: BudgetLease): Promise<BudgetAnswer> {
  const { rows } = await db.pool
    .query<{ granted: number; total: number; valid_ms: string; retry_ms: string }>({
      name: 'lease_budget',
      text: 'SELECT * FROM holdfast.lease_budget($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)',
      values: [
        lease.exchange,
        lease.sourceAddress,
        lease.exchangeKey,
        lease.name,
        lease.holder,
        lease.need,
        lease.want,
        lease.limit,
        lease.windowMs,
        lease.decays,
        lease.cancels,
        lease.seen,
      ],
    })
    .catch(failed);
  const [{ granted, total, valid_ms, retry_ms }] = rows;
  return { granted, total, validMs: Number(valid_ms), retryMs: Number(retry_ms) };
}

/**
 * Closes the gate for all replicas after a 429, 418 or Retry-After, at most for a week. It never opens earlier than an
 * earlier call said.
 *
 * @returns When it opens, in database time.
 */
export async function closeUpstream(db: Database, scope: UpstreamScope, waitMs: number): Promise<Date> {
  const { rows } = await db.pool
    .query<{ until: Date }>('SELECT holdfast.close_upstream($1,$2,$3,$4) AS until', [
      scope.host,
      scope.sourceAddress,
      scope.exchangeKey,
      Math.ceil(waitMs),
    ])
    .catch(failed);
  return rows[0].until;
}
