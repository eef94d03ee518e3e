import { HoldfastError } from '@holdfast/errors';
import type { Kysely, Selectable } from 'kysely';
import type { Plan } from '../planner/plan.ts';
import { json } from './portfolio-store.ts';
import type { RebalanceCause, RebalanceOutcome, RebalanceState, TraderTables } from './tables.ts';

/** A plan as it was stored, and what became of it. */
export type Rebalance = Selectable<TraderTables['rebalances']>;

export interface NewRebalance {
  readonly portfolio: number;
  readonly cause: RebalanceCause;
  readonly indexDate: string;
  readonly state: RebalanceState;
  readonly targets: Readonly<Record<string, string>>;
  readonly plan: Plan;
  readonly mids: Readonly<Record<string, number>>;
  readonly value: number;
  readonly plannedAt: Date;
  readonly expiresAt: Date | null;
}

/** Stores a plan. The database refuses a second one that is open, and a second for the same scheduled rebalance. */
export async function addRebalance(db: Kysely<TraderTables>, given: NewRebalance): Promise<Rebalance> {
  return db
    .insertInto('rebalances')
    .values({
      portfolio: given.portfolio,
      cause: given.cause,
      index_date: given.indexDate,
      state: given.state,
      targets: json(given.targets as Record<string, string>),
      plan: json(given.plan),
      prices: json(given.mids as Record<string, number>),
      value_usd: given.value,
      planned_at: given.plannedAt,
      expires_at: given.expiresAt,
      finished_at: given.state === 'done' ? given.plannedAt : null,
      outcome: given.state === 'done' ? json({ reason: null, shortfalls: [] }) : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The plan that waits or runs; null: none. */
export async function openRebalance(db: Kysely<TraderTables>, portfolio: number): Promise<Rebalance | null> {
  const found = await db
    .selectFrom('rebalances')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst();
  return found ?? null;
}

/** The latest plans, the newest first. */
export function latestRebalances(
  db: Kysely<TraderTables>,
  portfolio: number,
  most: number,
): Promise<Rebalance[]> {
  return db
    .selectFrom('rebalances')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
}

export async function endRebalance(
  db: Kysely<TraderTables>,
  id: string,
  state: RebalanceState,
  at: Date,
  outcome: RebalanceOutcome,
): Promise<void> {
  await db
    .updateTable('rebalances')
    .set({ state, finished_at: at, outcome: json(outcome) })
    .where('id', '=', id)
    .execute();
}

/**
 * Says yes to the plan that waits.
 *
 * @param id the plan that was looked at; null: whichever waits
 * @throws HoldfastError PLAN_NOT_WAITING
 */
export async function approveRebalance(
  db: Kysely<TraderTables>,
  portfolio: { readonly number: number; readonly name: string },
  id: string | null,
  by: string,
  at: Date,
): Promise<Rebalance> {
  const waiting = await openRebalance(db, portfolio.number);
  const expired = waiting?.expires_at != null && waiting.expires_at.getTime() <= at.getTime();
  if (waiting === null || waiting.state !== 'waiting' || expired || (id !== null && waiting.id !== id)) {
    throw new HoldfastError(
      'PLAN_NOT_WAITING',
      expired
        ? `The plan of "${portfolio.name}" has expired; a new one is made at the next run.`
        : waiting?.state === 'waiting'
          ? `Plan ${id} of "${portfolio.name}" no longer waits; plan ${waiting.id} does.`
          : `No plan of "${portfolio.name}" waits for approval.`,
      { portfolio: portfolio.name },
    );
  }
  return db
    .updateTable('rebalances')
    .set({ state: 'running', approved_at: at, approved_by: by })
    .where('id', '=', waiting.id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** USD bought and sold for a portfolio since a moment. @param usdOf USD of a unit of a market's quote */
export async function tradedSince(
  db: Kysely<TraderTables>,
  portfolio: number,
  since: Date,
  usdOf: (account: number, symbol: string) => number,
): Promise<number> {
  const rows = await db
    .selectFrom('fills')
    .innerJoin('rebalance_orders', 'rebalance_orders.client_order_id', 'fills.client_order_id')
    .innerJoin('rebalances', 'rebalances.id', 'rebalance_orders.rebalance')
    .select(['fills.account', 'fills.symbol', 'fills.amount', 'fills.price'])
    .where('rebalances.portfolio', '=', portfolio)
    .where('fills.at', '>', since)
    .execute();
  return rows.reduce(
    (sum, { account, symbol, amount, price }) =>
      sum + Number(amount) * Number(price) * usdOf(account, symbol),
    0,
  );
}
