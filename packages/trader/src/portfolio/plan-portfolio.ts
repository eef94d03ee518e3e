import type { Kysely } from 'kysely';
import { makePlan, type Plan } from '../planner/plan.ts';
import { readPlanInput } from '../planner/plan-input.ts';
import type { Portfolio } from '../store/portfolio-store.ts';
import type { TraderTables } from '../store/tables.ts';
import { distrustedPrices } from './guards.ts';
import type { IndexView } from './index-view.ts';
import type { Observation } from './observe.ts';

/** A plan with what it was made of. */
export interface PortfolioPlan {
  readonly plan: Plan;
  /** Weights by asset, decimal strings. */
  readonly targets: Readonly<Record<string, string>>;
  /** Middle of each market, by `account symbol`. */
  readonly mids: Readonly<Record<string, number>>;
  /** USD at mid prices. */
  readonly value: number;
}

/**
 * Plans the orders that bring a portfolio to its index as it is now. Assets whose prices are not to be believed are left as
 * they are, and said so.
 */
export async function planPortfolio(
  db: Kysely<TraderTables>,
  portfolio: Portfolio,
  observation: Observation,
  view: IndexView,
): Promise<PortfolioPlan> {
  const { settings } = portfolio;
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['account', 'asset', 'amount'])
    .where('portfolio', '=', portfolio.number)
    .where('amount', '>', '0')
    .execute();
  const distrusted = distrustedPrices(observation.prices, view, settings.guards);
  const cash = new Set<string>(observation.accounts.flatMap(({ venue }) => venue.cash));
  const held = new Set(rows.map(({ asset }) => asset));
  const wanted = new Set(Object.keys(view.weights));
  const relevant = (asset: string) => held.has(asset) || wanted.has(asset);
  const { quotes: through = [] } = settings.planning;
  const mids: Record<string, number> = {};
  const markets = observation.accounts.flatMap((account) =>
    account.markets.flatMap((market) => {
      const best = account.quotes.get(market.symbol);
      const usable = relevant(market.base) || through.includes(market.base) || cash.has(market.base);
      if (best === undefined || !usable) return [];
      mids[`${account.name} ${market.symbol}`] = (Number(best.bid) + Number(best.ask)) / 2;
      const active = market.active && !distrusted.has(market.base);
      // Two accounts of one exchange have the same markets.
      return [{ ...market, bid: best.bid, ask: best.ask, active }];
    }),
  );
  const unique = [
    ...new Map(markets.map((market) => [`${market.exchange} ${market.symbol}`, market])).values(),
  ];
  const targets = targetsOf(view, cash);
  const plan = makePlan(
    readPlanInput({
      holdings: {
        accounts: observation.accounts.map(({ number, name, venue, balances }) => {
          const own = rows.filter(({ account }) => account === number);
          return { name, exchange: venue.exchange, ...split(own, balances) };
        }),
      },
      targets: { weights: targets },
      markets: { usd: usableCash(cash, unique, observation.prices), markets: unique },
      preferences: settings.planning,
    }),
  );
  const value = rows.reduce(
    (sum, { asset, amount }) => sum + Number(amount) * (observation.prices.get(asset) ?? 0),
    0,
  );
  return { plan: { ...plan, unreachable: explained(plan, distrusted) }, targets, mids, value };
}

/** Weights as decimal strings which never sum to more than 1; currencies that are cash have no target. */
function targetsOf({ weights }: IndexView, cash: ReadonlySet<string>): Record<string, string> {
  const entries = Object.entries(weights).filter(([asset, weight]) => weight > 0 && !cash.has(asset));
  const down = (weight: number) => (Math.floor(weight * 1e12) / 1e12).toFixed(12);
  return Object.fromEntries(entries.map(([asset, weight]) => [asset, down(weight)]));
}

/** Part of what is held may be locked in orders that are not ours. */
function split(
  own: readonly { asset: string; amount: string }[],
  balances: ReadonlyMap<string, { readonly free: string }>,
): { balances: Record<string, string>; locked: Record<string, string> } {
  const free: Record<string, string> = {};
  const locked: Record<string, string> = {};
  for (const { asset, amount } of own) {
    const there = balances.get(asset)?.free ?? '0';
    if (Number(there) >= Number(amount)) free[asset] = amount;
    else {
      free[asset] = there;
      locked[asset] = (Number(amount) - Number(there)).toFixed(12);
    }
  }
  return { balances: free, locked };
}

/** Cash that something can be bought with here. Other dollars are turned into it like anything that has no target. */
function usableCash(
  cash: ReadonlySet<string>,
  markets: readonly { readonly quote: string; readonly base: string }[],
  prices: ReadonlyMap<string, number>,
): Record<string, string> {
  const quotes = new Set(markets.flatMap(({ base, quote }) => (cash.has(base) ? [] : [quote])));
  const usable = [...cash].filter((asset) => quotes.has(asset) && (prices.get(asset) ?? 0) > 0);
  return Object.fromEntries(usable.map((asset) => [asset, (prices.get(asset) ?? 1).toFixed(8)]));
}

function explained(plan: Plan, distrusted: ReadonlyMap<string, string>): Plan['unreachable'] {
  return plan.unreachable.map(({ asset, reason }) => ({ asset, reason: distrusted.get(asset) ?? reason }));
}
