import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/** What an exchange counts requests by. `exchangeKey` null: by address alone. */
export interface BudgetScope {
  readonly host: string;
  readonly sourceAddress: string;
  readonly exchangeKey: number | null;
}

export type BudgetAnswer =
  | { readonly granted: true; readonly used: number }
  /** `retryAt` is database time: the window's end, or when the exchange's gate opens. */
  | { readonly granted: false; readonly used: number; readonly retryAt: Date };

/**
 * Takes request weight of a fixed window that all replicas share. Pass a smaller `limit` for orders than for cancels to
 * keep a part for those.
 *
 * @example
 * await takeBudget(db, scope, { weight: 20, limit: 6000, windowMs: 60_000 });
 */
export async function takeBudget(
  db: Database,
  scope: BudgetScope,
  { weight, limit, windowMs }: { readonly weight: number; readonly limit: number; readonly windowMs: number },
): Promise<BudgetAnswer> {
  const { rows } = await db.pool
    .query<{ granted: boolean; used: number; retry_at: Date }>({
      name: 'take_budget',
      text: 'SELECT * FROM holdfast.take_budget($1,$2,$3,$4,$5,$6)',
      values: [scope.host, scope.sourceAddress, scope.exchangeKey, weight, limit, windowMs],
    })
    .catch(failed);
  const [{ granted, used, retry_at }] = rows;
  return granted ? { granted, used } : { granted, used, retryAt: retry_at };
}

/**
 * Closes the gate for all replicas after a 429, 418 or Retry-After, at most for a week. It never opens earlier than an
 * earlier call said.
 *
 * @returns When it opens, in database time.
 */
export async function closeUpstream(db: Database, scope: BudgetScope, waitMs: number): Promise<Date> {
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
