import { type Leg, legsOf } from './leg.ts';
import { type PlanInput, toNumber } from './plan-input.ts';
import { usdPrices } from './prices.ts';

/** What a plan starts from, as Float64: amounts by account and asset, prices, legs by exchange. */
export interface Book {
  readonly prices: ReadonlyMap<string, number>;
  /** USD, of everything that has a price. */
  readonly value: number;
  /** All that is held, free, locked and elsewhere, by asset. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Weights by asset before, of what has a price; cash apart. */
  readonly weights: ReadonlyMap<string, number>;
  readonly cashWeight: number;
  readonly targets: ReadonlyMap<string, number>;
  readonly cashTarget: number;
  readonly accounts: readonly BookAccount[];
  isCash(asset: string): boolean;
}

export interface BookAccount {
  readonly name: string;
  /** What can be traded, by asset. */
  readonly free: ReadonlyMap<string, number>;
  /** Legs of the account's exchange, by `from to`. */
  readonly legs: ReadonlyMap<string, readonly Leg[]>;
}

/** Reads holdings, prices and markets into a book. */
export function openBook({ holdings, targets, markets }: PlanInput): Book {
  const prices = usdPrices(markets);
  const wanted = new Map(Object.entries(targets.weights).map(([asset, weight]) => [asset, toNumber(weight)]));
  const isCash = (asset: string) => markets.usd[asset] !== undefined && !wanted.has(asset);
  const held = new Map<string, number>();
  const hold = (amounts: Readonly<Record<string, { units: bigint; scale: number }>> = {}) => {
    for (const [asset, amount] of Object.entries(amounts)) {
      held.set(asset, (held.get(asset) ?? 0) + toNumber(amount));
    }
  };
  hold(holdings.external);
  const legs = new Map<string, Map<string, Leg[]>>();
  for (const market of markets.markets) {
    const here = legs.get(market.exchange) ?? new Map<string, Leg[]>();
    legs.set(market.exchange, here);
    for (const leg of legsOf(market)) {
      const name = `${leg.from} ${leg.to}`;
      const others = here.get(name);
      if (others === undefined) here.set(name, [leg]);
      else others.push(leg);
    }
  }
  const accounts = holdings.accounts.map((account): BookAccount => {
    hold(account.balances);
    hold(account.locked);
    return {
      name: account.name,
      free: new Map(Object.entries(account.balances).map(([asset, amount]) => [asset, toNumber(amount)])),
      legs: legs.get(account.exchange) ?? new Map(),
    };
  });
  let value = 0;
  let cash = 0;
  for (const [asset, amount] of held) {
    const worth = amount * (prices.get(asset) ?? 0);
    value += worth;
    if (isCash(asset)) cash += worth;
  }
  const weights = new Map<string, number>();
  for (const [asset, amount] of held) {
    const price = prices.get(asset);
    if (price !== undefined && !isCash(asset)) weights.set(asset, value === 0 ? 0 : (amount * price) / value);
  }
  const cashTarget = [...wanted.values()].reduce((left, weight) => left - weight, 1);
  return {
    prices,
    amounts: held,
    value,
    weights,
    cashWeight: value === 0 ? 0 : cash / value,
    targets: wanted,
    cashTarget: Math.max(0, cashTarget),
    accounts,
    isCash,
  };
}
