import type { Kysely, Selectable } from 'kysely';
import { json, type Portfolio } from '../store/portfolio-store.ts';
import { latestRebalances, type Rebalance } from '../store/rebalance-store.ts';
import type { TraderTables } from '../store/tables.ts';
import { indexAtMids } from '../tracking/index-at-mids.ts';
import type { IndexSource } from './index-view.ts';
import { nowOf, type Observation } from './observe.ts';

/** A portfolio at a moment, as it was written down. */
export type Mark = Selectable<TraderTables['portfolio_marks']>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Deviations from the index below this, as parts of value, need no cause. */
const LEAST_DEVIATION = 1e-4;

/**
 * Writes down what a portfolio holds and is worth, where its index stands, and why the two differ. Marks are in the sequence in
 * which they were made: one of the same moment as the last, on a clock that stands still, counts as a millisecond later.
 *
 * @param rebalance the plan that was just carried out; otherwise the latest one explains what differs
 * @returns the moment that it counts for
 */
export async function markPortfolio(
  portfolio: Portfolio,
  { db, index }: { readonly db: Kysely<TraderTables>; readonly index: IndexSource },
  seen: Observation,
  rebalance?: Rebalance,
): Promise<Date> {
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('portfolio', '=', portfolio.number)
    .execute();
  const holdings: Record<string, string> = {};
  for (const { asset, amount } of rows.filter(({ amount }) => Number(amount) !== 0)) {
    const elsewhere = holdings[asset];
    holdings[asset] = elsewhere === undefined ? amount : String(Number(elsewhere) + Number(amount));
  }
  const now = nowOf(seen);
  const view = index.at(now);
  const before = await latestMark(db, portfolio.number);
  const prices: Record<string, number> = {};
  // What was sold since the mark before, or left the index, has its price too.
  const priced = [
    ...rows.map(({ asset }) => asset),
    ...Object.keys(view?.weights ?? {}),
    ...Object.keys(before?.targets ?? {}),
  ];
  for (const asset of new Set(priced)) {
    // An asset that trades nowhere any more is worth what the market data says.
    const price = seen.prices.get(asset) ?? view?.closes[asset];
    if (price !== undefined) prices[asset] = price;
  }
  // Between its closes an index moves with its members' prices.
  const state =
    view === null ? null : indexAtMids({ level: view.level, weights: view.weights }, view.closes, prices);
  const value = Object.entries(holdings).reduce(
    (sum, [asset, amount]) => sum + Number(amount) * (prices[asset] ?? 0),
    0,
  );
  const explained = rebalance ?? (await latestRebalances(db, portfolio.number, 1))[0] ?? null;
  const causes = value > 0 ? causesOf(holdings, prices, state?.weights ?? {}, value, explained) : {};
  const mark = {
    value_usd: value,
    index_level: state?.level ?? null,
    holdings: json(holdings),
    prices: json(prices),
    targets: json((state?.weights ?? {}) as Record<string, number>),
    causes: json(causes),
  };
  const at = new Date(Math.max(now, (before?.at.getTime() ?? 0) + 1));
  await db
    .insertInto('portfolio_marks')
    .values({ portfolio: portfolio.number, at, ...mark })
    .execute();
  return at;
}

/** The newest mark; undefined before the first. */
export function latestMark(db: Kysely<TraderTables>, portfolio: number): Promise<Mark | undefined> {
  return db
    .selectFrom('portfolio_marks')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** When a mark that is made now counts: after the latest, on a clock that stands still too. */
export async function nextMarkAt(db: Kysely<TraderTables>, portfolio: number, now: number): Promise<Date> {
  const latest = await latestMark(db, portfolio);
  return new Date(Math.max(now, (latest?.at.getTime() ?? 0) + 1));
}

/** One mark a day, soon after midnight, which ends the day before; nothing before a portfolio has anything. */
export async function markDaily(
  portfolio: Portfolio,
  parts: { readonly db: Kysely<TraderTables>; readonly index: IndexSource },
  seen: Observation,
): Promise<void> {
  const latest = await latestMark(parts.db, portfolio.number);
  if (latest === undefined || dayOf(latest.at.getTime()) >= dayOf(nowOf(seen))) return;
  await markPortfolio(portfolio, parts, seen);
}

/** Number of the day whose close a moment belongs to: the first minute is still of the day before. */
function dayOf(time: number): number {
  return Math.floor((time - MINUTE_MS) / DAY_MS);
}

/** Why an asset's weight differs: the plan's reason, what its execution lacked, or that trading was not worth it. */
function causesOf(
  holdings: Readonly<Record<string, string>>,
  prices: Readonly<Record<string, number>>,
  targets: Readonly<Record<string, number>>,
  value: number,
  rebalance: Pick<Rebalance, 'plan' | 'outcome' | 'state'> | null,
): Record<string, string> {
  const causes: Record<string, string> = {};
  const unreachable = new Map(
    (rebalance?.plan.unreachable ?? []).map(({ asset, reason }) => [asset, reason]),
  );
  const short = new Set((rebalance?.outcome?.shortfalls ?? []).map(({ symbol }) => symbol.split('/')[0]));
  for (const asset of new Set([...Object.keys(holdings), ...Object.keys(targets)])) {
    const weight = (Number(holdings[asset] ?? 0) * (prices[asset] ?? 0)) / value;
    if (Math.abs(weight - (targets[asset] ?? 0)) < LEAST_DEVIATION) continue;
    const reason = unreachable.get(asset);
    if (reason !== undefined) causes[asset] = /smallest order/.test(reason) ? 'minimum' : 'untradable';
    else if (
      rebalance === null ||
      rebalance.state === 'waiting' ||
      rebalance.state === 'running' ||
      short.has(asset)
    ) {
      causes[asset] = 'pending';
    } else causes[asset] = 'not-worth-it';
  }
  return causes;
}

/** The first mark after the latest finished rebalance; null: there was none yet. */
export async function latestMarkAfterRebalance(
  db: Kysely<TraderTables>,
  portfolio: number,
): Promise<Mark | null> {
  const last = await db
    .selectFrom('rebalances')
    .select('finished_at')
    .where('portfolio', '=', portfolio)
    .where('state', 'in', ['done', 'partly'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.finished_at == null) return null;
  const mark = await db
    .selectFrom('portfolio_marks')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .where('at', '>=', last.finished_at)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return mark ?? null;
}
