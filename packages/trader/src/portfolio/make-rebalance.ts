import type { Kysely } from 'kysely';
import type { Portfolio } from '../store/portfolio-store.ts';
import { addRebalance, type Rebalance, tradedSince } from '../store/rebalance-store.ts';
import type { RebalanceCause, TraderTables } from '../store/tables.ts';
import { indexAtMids } from '../tracking/index-at-mids.ts';
import { checkDataAge, checkLoss, checkTargetMove, checkTurnover, type Tripped } from './guards.ts';
import type { IndexView } from './index-view.ts';
import { latestMarkAfterRebalance } from './mark-portfolio.ts';
import type { Observation } from './observe.ts';
import { planPortfolio } from './plan-portfolio.ts';
import type { RunParts } from './run-parts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Makes and stores a plan, unless a guard trips. */
export async function makeRebalance(
  portfolio: Portfolio,
  { db }: RunParts,
  seen: Observation,
  view: IndexView,
  cause: RebalanceCause,
  forced: boolean,
  now: number,
): Promise<Rebalance | Tripped> {
  const { settings } = portfolio;
  const { guards } = settings;
  const early =
    checkDataAge(view, now, guards) ??
    (cause === 'schedule' ? checkTargetMove(view, guards) : null) ??
    checkLoss(await sinceRebalance(portfolio, db, seen, view), guards);
  if (early !== null) return early;
  const { plan, targets, mids, value } = await planPortfolio(db, portfolio, seen, view);
  const quoteUsd = (account: string, symbol: string) => {
    const there = seen.accounts.find(({ name }) => name === account);
    const quote = there?.markets.find((market) => market.symbol === symbol)?.quote;
    return quote === undefined ? 1 : (seen.prices.get(quote) ?? 1);
  };
  const nameOf = new Map(seen.accounts.map(({ number, name }) => [number, name]));
  const planned = plan.orders.reduce(
    (sum, { account, symbol, amount, price }) =>
      sum + Number(amount) * Number(price) * quoteUsd(account, symbol),
    0,
  );
  const since = new Date(now - DAY_MS);
  const traded = await tradedSince(db, portfolio.number, since, (account, symbol) =>
    quoteUsd(nameOf.get(account) ?? '', symbol),
  );
  const late = checkTurnover({ planned, traded, value }, guards);
  if (late !== null) return late;
  const waits = portfolio.mode !== 'auto' && plan.orders.length > 0 && !(forced && portfolio.mode === 'off');
  const state = plan.orders.length === 0 ? 'done' : waits ? 'waiting' : 'running';
  const at = new Date(now);
  const expiresAt = waits ? new Date(now + settings.approval_hours * HOUR_MS) : null;
  const indexDate = view.rebalanceDate;
  const { number } = portfolio;
  return addRebalance(db, {
    portfolio: number,
    cause,
    indexDate,
    state,
    targets,
    plan,
    mids,
    value,
    plannedAt: at,
    expiresAt,
  });
}

/** Returns of portfolio and index since the last rebalance, without deposits. */
async function sinceRebalance(
  portfolio: Portfolio,
  db: Kysely<TraderTables>,
  seen: Observation,
  view: IndexView,
): Promise<{ portfolio: number; index: number } | null> {
  const mark = await latestMarkAfterRebalance(db, portfolio.number);
  if (mark === null || mark.index_level === null || mark.value_usd <= 0) return null;
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('portfolio', '=', portfolio.number)
    .execute();
  const flows = await db
    .selectFrom('portfolio_flows')
    .select('usd')
    .where('portfolio', '=', portfolio.number)
    .where('at', '>', mark.at)
    .execute();
  const value = rows.reduce(
    (sum, { asset, amount }) => sum + Number(amount) * (seen.prices.get(asset) ?? 0),
    0,
  );
  const put = flows.reduce((sum, { usd }) => sum + Number(usd), 0);
  // At the same prices on both sides: a close is up to a day old.
  const { level } = indexAtMids(view, view.closes, Object.fromEntries(seen.prices));
  return { portfolio: (value - put) / mark.value_usd - 1, index: level / mark.index_level - 1 };
}
