import type { Book } from './book.ts';
import type { PlannedOrder, Shortfall } from './orders.ts';
import type { Unreachable } from './plan.ts';
import type { PlanInput } from './plan-input.ts';

/** A gap below this, as part of value, is nothing to speak of. */
const WORTH_SAYING = 5e-4;

/** Why an order is placed, for a person. */
export function reasonOf(
  { trade, leg }: PlannedOrder,
  book: Book,
  after: ReadonlyMap<string, number>,
): string {
  const { route, forced } = trade;
  const { asset } = route;
  if (leg.from !== asset && leg.to !== asset) {
    return route.side === 'buy'
      ? `Turns ${leg.from} into ${leg.to}, with which ${asset} is bought.`
      : `Turns the ${leg.from} that ${asset} was sold for into ${leg.to}.`;
  }
  if (forced) return `${asset} has no target: it is sold.`;
  const before = percent(book.weights.get(asset) ?? 0);
  const target = percent(book.targets.get(asset) ?? 0);
  return `${asset} is ${before} of the portfolio and should be ${target}; afterwards it is ${percent(after.get(asset) ?? 0)}.`;
}

/** What stays away from its target because it must, and why. What isn't worth its cost is not among it. */
export function unreachable(
  { preferences, holdings }: PlanInput,
  book: Book,
  after: ReadonlyMap<string, number>,
  shortfalls: readonly Shortfall[],
): Unreachable[] {
  const list: Unreachable[] = [];
  const short = new Map(shortfalls.map(({ trade, reason }) => [trade.route.asset, reason]));
  const assets = new Set([...book.targets.keys(), ...book.amounts.keys()]);
  for (const asset of assets) {
    if (book.isCash(asset)) continue;
    const target = book.targets.get(asset) ?? 0;
    const weight = after.get(asset) ?? 0;
    const reason = (): string | null => {
      if (!book.prices.has(asset)) {
        return target > 0 || (book.amounts.get(asset) ?? 0) > 0
          ? 'it has no price: no active market leads from it to USD'
          : null;
      }
      if (Math.abs(weight - target) < WORTH_SAYING) return null;
      const failed = short.get(asset);
      if (failed !== undefined) return failed;
      return weight < target ? whyNotBought(asset) : whyNotSold(asset);
    };
    const whyNotBought = (name: string): string | null => {
      if (preferences.neverBuy.has(name)) return 'it is on the list of what is never bought';
      const legs = book.accounts.flatMap((account) => [...account.legs.keys()]);
      if (!legs.some((leg) => leg.endsWith(` ${name}`))) return 'no active market of these accounts sells it';
      const least = smallest(book, name, 'buy');
      const missing = (target - weight) * book.value;
      if (missing < least) return `the missing ${usd(missing)} are below the smallest order of ${usd(least)}`;
      return null;
    };
    const whyNotSold = (name: string): string | null => {
      // Bought beyond its target, because cash is further from its own.
      if (weight > (book.weights.get(name) ?? 0)) return null;
      if (preferences.keep.has(name)) return 'it is on the list of what is kept';
      if (preferences.buyOnly) return 'nothing is sold in buy-only mode';
      const tradable = holdings.accounts.some(({ balances }) => (balances[name]?.units ?? 0n) > 0n);
      if (!tradable) return 'it is held where it can’t be traded, or locked in orders';
      const legs = book.accounts.flatMap((account) => [...account.legs.keys()]);
      if (!legs.some((leg) => leg.startsWith(`${name} `)))
        return 'no active market of these accounts buys it';
      const least = smallest(book, name, 'sell');
      const over = (weight - target) * book.value;
      if (over < least) return `the ${usd(over)} too much are below the smallest order of ${usd(least)}`;
      return null;
    };
    const told = reason();
    if (told !== null) list.push({ asset, reason: told });
  }
  return list;
}

/** USD of the smallest order that buys or sells an asset directly. */
function smallest(book: Book, asset: string, side: 'buy' | 'sell'): number {
  const price = book.prices.get(asset) ?? 0;
  let least = Number.POSITIVE_INFINITY;
  for (const { legs } of book.accounts) {
    for (const ways of legs.values()) {
      for (const leg of ways) {
        if (leg.market.base === asset && leg.side === side) least = Math.min(least, leg.min * price);
      }
    }
  }
  return least;
}

function percent(weight: number): string {
  return `${(weight * 100).toFixed(2)} %`;
}

function usd(amount: number): string {
  return `${amount.toFixed(2)} USD`;
}
