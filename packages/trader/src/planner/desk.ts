import type { Book, BookAccount } from './book.ts';
import type { Preferences } from './preferences.ts';
import { findRoute, type Route } from './route.ts';
import {
  type Choice,
  type FoundChoices,
  type Item,
  type SeparableSolution,
  solveSeparable,
} from './separable.ts';
import { findSizes, type SizesProblem } from './sizes.ts';
import { type PooledWay, type SpreadTrade, spreadBuys, type Wanted } from './spread.ts';
import { roundToSteps } from './steps.ts';

import { MOST_PARTS, type Trade } from './trade.ts';

/** Part of value that buys keep in reserve, for prices that move and fees that are charged differently. */
const HEADROOM = 1.002;
const PER_ORDER = 1e-6;
/** So much above the smallest order a first buy is, so that it can be sold again after its fee. */
const FIRST_BUY = 1.1;
const TOLERANCE = 5e-7;
const MOST_NODES = 20_000;
/** Solutions that are rounded to steps when the best one loses by that. */
const OTHERS = 11;
const STEPS_COST_NOTHING = 1e-6;
/** With several pools the optimum is out of reach anyway. */
const FEW_NODES = 30;
const NOTHING: Choice = { low: 0, high: 0, weight: 0, cash: 0, needed: 0, cost: 0, fixed: 0 };

/** A choice of an item and where it leads. */
interface Way {
  readonly account: BookAccount;
  readonly route: Route;
  readonly whole: boolean;
}

/** An item and the ways to trade it, in the order of its choices after the first, which is to leave it. */
interface OpenItem extends Item {
  readonly ways: readonly PooledWay<Way>[];
}

interface SteppedTrades {
  readonly trades: readonly SpreadTrade<Way>[];
  readonly sizes: Float64Array;
  readonly objective: number;
}

/** Account and currency that is spent from. */
interface Pool {
  readonly account: BookAccount;
  readonly currency: string;
  /** Currency units that are certain to be there: proceeds at limit prices, spending with headroom. */
  free: number;
}

/** The trades so far, and what they leave. */
export class Desk {
  readonly trades: Trade[] = [];
  readonly #book: Book;
  readonly #preferences: Preferences;
  readonly #pools: Pool[] = [];
  readonly #weights: Map<string, number>;
  #cashWeight: number;
  /** Costs of the trades so far, as part of value, and their orders' price. */
  #spent = 0;

  constructor(book: Book, preferences: Preferences) {
    this.#book = book;
    this.#preferences = preferences;
    this.#weights = new Map(book.weights);
    this.#cashWeight = book.cashWeight;
    for (const account of book.accounts) {
      for (const [currency, free] of account.free) {
        if (book.isCash(currency) && book.prices.has(currency)) this.#pools.push({ account, currency, free });
      }
    }
  }

  /** What has no target and isn't kept is sold whole where it can be. */
  sellUnwanted(): void {
    if (this.#preferences.buyOnly) return;
    for (const account of this.#book.accounts) {
      for (const [asset, free] of account.free) {
        const wanted = (this.#book.targets.get(asset) ?? 0) > 0 || this.#preferences.keep.has(asset);
        if (wanted || this.#book.isCash(asset) || !this.#book.prices.has(asset)) continue;
        const route = this.#bestSale(account, asset);
        if (route === null) continue;
        const amount = Math.min(wholeSteps(free, route), this.#largest(route));
        if (amount < route.min * (1 - 1e-9)) continue;
        // A rest that could not be sold later must not be left.
        const left = free - amount;
        const whole = left < route.step;
        this.#trade(
          { account, route, whole },
          whole || left >= route.min ? amount : wholeSteps(free - route.min, route),
          true,
        );
      }
    }
  }

  /** Trades what brings the portfolio nearest to its targets, less what it costs. */
  improve(): { readonly traded: boolean; readonly lowerBound: number } {
    const { lambda, cashWeight: cashFactor } = this.#preferences;
    const items: OpenItem[] = [];
    let fixed = this.#spent;
    for (const asset of new Set([...this.#weights.keys(), ...this.#book.targets.keys()])) {
      const gap = (this.#weights.get(asset) ?? 0) - (this.#book.targets.get(asset) ?? 0);
      const ways = this.#waysOf(asset);
      if (ways.length === 0) fixed += lambda * gap * gap;
      else items.push({ gap, ways, choices: [NOTHING, ...ways.map(({ choice }) => choice)] });
    }
    const available = this.#pools.map(
      ({ currency, free }) => (free * this.#priceOf(currency)) / this.#book.value,
    );
    const common = { lambda, cashFactor, cashGap: this.#cashWeight - this.#book.cashTarget };
    const together = available.reduce((sum, free) => sum + free, 0);
    const solution = solveSeparable(
      { ...common, available: together, items },
      {
        tolerance: TOLERANCE,
        mostNodes: this.hasOnePool ? MOST_NODES : FEW_NODES,
        others: this.hasOnePool ? OTHERS : 0,
      },
    );
    if (solution === null) return { traded: false, lowerBound: Number.NEGATIVE_INFINITY };
    const lowerBound = fixed + solution.lowerBound;
    const best = this.#inSteps(common, items, available, solution);
    if (best === null) return { traded: false, lowerBound };
    for (const [i, { way }] of best.trades.entries()) {
      this.#trade(way, (best.sizes[i] * this.#book.value) / this.#priceOf(way.route.asset), false);
    }
    return { traded: best.trades.length > 0, lowerBound };
  }

  /** The best of what was found, in whole steps: where these cost something, other choices may lose less by them. */
  #inSteps(
    common: Pick<SizesProblem, 'lambda' | 'cashFactor' | 'cashGap'>,
    items: readonly OpenItem[],
    available: readonly number[],
    solution: SeparableSolution,
  ): SteppedTrades | null {
    let best: SteppedTrades | null = null;
    for (const found of [solution, ...solution.others]) {
      if (best !== null && best.objective <= found.objective + STEPS_COST_NOTHING) break;
      const trades = this.#tradesOf(items, found, available);
      const problem = { ...common, available, trades };
      const sizes = findSizes(problem);
      if (sizes === null) continue;
      const stepped = roundToSteps(
        problem,
        sizes,
        trades.map(({ step }) => step),
      );
      let { objective } = stepped;
      for (const [i, { gap }] of items.entries()) {
        if (found.choices[i] === 0) objective += common.lambda * gap * gap;
      }
      if (best === null || objective < best.objective) best = { trades, sizes: stepped.sizes, objective };
    }
    return best;
  }

  /** The chosen trades, with the pool that each is paid from. */
  #tradesOf(
    items: readonly OpenItem[],
    { choices, sizes }: FoundChoices,
    available: readonly number[],
  ): SpreadTrade<Way>[] {
    const sales: SpreadTrade<Way>[] = [];
    const buys: Wanted<Way>[] = [];
    const funded = [...available];
    for (const [i, { gap, ways }] of items.entries()) {
      if (choices[i] === 0) continue;
      const pick = ways[choices[i] - 1];
      if (pick.choice.weight < 0) {
        sales.push({ ...pick, gap });
        funded[pick.pool] -= pick.choice.needed * sizes[i];
      } else {
        const all = this.hasOnePool ? [pick] : ways.filter(({ choice }) => choice.weight > 0);
        buys.push({ gap, size: sizes[i], ways: all });
      }
    }
    if (!this.hasOnePool) return [...sales, ...spreadBuys(buys, funded)];
    return [...sales, ...buys.map(({ gap, ways: [pick] }) => ({ ...pick, gap }))];
  }

  /** J after the trades so far, before amounts are worked out exactly. */
  get objective(): number {
    const { lambda, cashWeight } = this.#preferences;
    let gaps = cashWeight * (this.#cashWeight - this.#book.cashTarget) ** 2;
    for (const asset of new Set([...this.#weights.keys(), ...this.#book.targets.keys()])) {
      gaps += ((this.#weights.get(asset) ?? 0) - (this.#book.targets.get(asset) ?? 0)) ** 2;
    }
    return lambda * gaps + this.#spent;
  }

  get hasOnePool(): boolean {
    return this.#pools.length === 1;
  }

  #waysOf(asset: string): PooledWay<Way>[] {
    const { buyOnly, keep, neverBuy } = this.#preferences;
    if (!this.#book.prices.has(asset) || this.#book.isCash(asset)) return [];
    const target = this.#book.targets.get(asset) ?? 0;
    const before = this.trades.filter(({ route }) => route.asset === asset);
    const ways: Way[] = [];
    for (const account of this.#book.accounts) {
      if (before.some((trade) => trade.account === account.name)) continue;
      if (target > 0 && !neverBuy.has(asset) && before.every(({ route }) => route.side === 'buy')) {
        for (const pool of this.#pools) {
          if (pool.account !== account) continue;
          const route = findRoute('buy', asset, pool.currency, account.legs, this.#preferences.quotes);
          if (route !== null) ways.push({ account, route, whole: false });
        }
      }
      const free = account.free.get(asset) ?? 0;
      if (
        free > 0 &&
        target > 0 &&
        !buyOnly &&
        !keep.has(asset) &&
        before.every(({ route }) => route.side === 'sell')
      ) {
        const route = this.#bestSale(account, asset);
        if (route !== null) ways.push({ account, route, whole: true }, { account, route, whole: false });
      }
    }
    return ways.flatMap((way) => {
      const choice = this.#choiceOf(way);
      if (choice === null) return [];
      const pool = this.#pools.findIndex(
        ({ account, currency }) => account === way.account && currency === way.route.currency,
      );
      const step = (way.route.step * this.#priceOf(asset)) / this.#book.value;
      return [{ choice, way, pool, step }];
    });
  }

  #choiceOf({ account, route, whole }: Way): Choice | null {
    const price = this.#priceOf(route.asset);
    const perUnit = price / this.#book.value;
    const currency = this.#priceOf(route.currency) / price;
    const free = account.free.get(route.asset) ?? 0;
    let low = route.min;
    let high = this.#largest(route);
    if (route.side === 'buy') {
      if (free < route.min) low *= FIRST_BUY;
    } else if (whole) {
      low = wholeSteps(free, route);
      if (low < route.min * (1 - 1e-9)) return null;
      high = Math.min(high, low);
    } else high = Math.min(high, free - route.min);
    // Bounds are amounts that can be traded.
    low = Math.ceil(low / route.step - 1e-9) * route.step;
    if (!(high >= low * (1 - 1e-9))) return null;
    high = Math.max(low, high);
    const sign = route.side === 'buy' ? 1 : -1;
    const cash = sign * route.rate * currency;
    const needed = sign * route.limitRate * currency * (sign > 0 ? HEADROOM : 1);
    return {
      low: low * perUnit,
      high: high * perUnit,
      weight: sign,
      cash,
      needed,
      cost: cash - sign + route.elsewhere,
      fixed: PER_ORDER * route.legs.length,
    };
  }

  /** The most that may be traded: as many orders as a trade is cut into, each as large as market and person allow. */
  #largest(route: Route): number {
    const { maxOrderUsd } = this.#preferences;
    const mine = maxOrderUsd === null ? Number.POSITIVE_INFINITY : maxOrderUsd / this.#priceOf(route.asset);
    return Math.min(route.max, mine) * MOST_PARTS;
  }

  /** The way to sell an asset that brings most, and the pool that gets it. */
  #bestSale(account: BookAccount, asset: string): Route | null {
    let best: Route | null = null;
    let most = 0;
    for (const currency of this.#currencies()) {
      const route = findRoute('sell', asset, currency, account.legs, this.#preferences.quotes);
      if (route === null) continue;
      const worth = route.rate * this.#priceOf(currency) - route.elsewhere * this.#priceOf(asset);
      if (worth <= most) continue;
      most = worth;
      best = route;
    }
    if (
      best !== null &&
      !this.#pools.some((pool) => pool.account === account && pool.currency === best?.currency)
    ) {
      this.#pools.push({ account, currency: best.currency, free: 0 });
    }
    return best;
  }

  *#currencies(): Generator<string> {
    for (const asset of this.#book.prices.keys()) if (this.#book.isCash(asset)) yield asset;
  }

  #trade({ account, route }: Way, amount: number, forced: boolean): void {
    const { value } = this.#book;
    const size = (amount * this.#priceOf(route.asset)) / value;
    const sign = route.side === 'buy' ? 1 : -1;
    this.trades.push({ account: account.name, route, amount, forced });
    this.#weights.set(route.asset, (this.#weights.get(route.asset) ?? 0) + sign * size);
    const cash = (sign * amount * route.rate * this.#priceOf(route.currency)) / value;
    this.#cashWeight -= cash;
    this.#spent += cash - sign * size + route.elsewhere * size + PER_ORDER * route.legs.length;
    const pool = this.#pools.find((one) => one.account === account && one.currency === route.currency);
    if (pool === undefined) throw new RangeError('a trade needs a pool');
    pool.free -= sign * amount * route.limitRate * (sign > 0 ? HEADROOM : 1);
  }

  #priceOf(asset: string): number {
    const price = this.#book.prices.get(asset);
    if (price === undefined) throw new RangeError(`${asset} has no price`);
    return price;
  }
}

/** The most of an amount that whole steps of a route's market make up. */
function wholeSteps(amount: number, { step }: Route): number {
  return Math.floor(amount / step + 1e-9) * step;
}
