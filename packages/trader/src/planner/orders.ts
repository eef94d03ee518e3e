import { add, compare, type Decimal, multiply, subtract } from '@holdfast/decimal';
import type { Leg } from './leg.ts';
import type { Account, PlanInput } from './plan-input.ts';
import { MOST_PARTS, type Trade } from './trade.ts';

/** An order of a plan, exact. */
export interface PlannedOrder {
  readonly account: string;
  readonly leg: Leg;
  readonly trade: Trade;
  readonly amount: Decimal;
  readonly price: Decimal;
}

/** Why a trade could not be placed as it was found. */
export interface Shortfall {
  readonly trade: Trade;
  readonly reason: string;
}

const ZERO: Decimal = { units: 0n, scale: 0 };
const ONE: Decimal = { units: 1n, scale: 0 };
/** What a buy needs beyond its price and fee. */
const HEADROOM: Decimal = { units: 1002n, scale: 3 };

/**
 * Turns trades into orders in the sequence in which they are placed: sales first, because they fund the buys. Amounts are
 * whole steps, prices whole ticks; each order is paid by what is certain to be there when its turn comes, with headroom,
 * and is made smaller or left out when it isn't.
 */
export function placeOrders(
  trades: readonly Trade[],
  { holdings, preferences }: PlanInput,
  prices: ReadonlyMap<string, number>,
): { readonly orders: PlannedOrder[]; readonly shortfalls: Shortfall[] } {
  const purses = new Map(
    holdings.accounts.map((account) => [account.name, new Purse(account, preferences.maxOrderUsd, prices)]),
  );
  const orders: PlannedOrder[] = [];
  const shortfalls: Shortfall[] = [];
  const sales = trades.filter(({ route }) => route.side === 'sell');
  const buys = trades.filter(({ route }) => route.side === 'buy');
  for (const trade of [...sales, ...buys]) {
    const purse = purses.get(trade.account);
    if (purse === undefined) throw new RangeError('a trade names an account that is not there');
    const placed = purse.place(trade);
    if (typeof placed === 'string') shortfalls.push({ trade, reason: placed });
    else orders.push(...placed);
  }
  return { orders, shortfalls };
}

/** What an account is certain to have as its orders are placed one after the other. */
class Purse {
  readonly #free: Map<string, Decimal>;
  readonly #openOrders = new Map<string, number>();
  readonly #name: string;
  readonly #maxOrderUsd: number | null;
  readonly #prices: ReadonlyMap<string, number>;

  constructor(
    { name, balances, open_orders: open = [] }: Account,
    maxOrderUsd: number | null,
    prices: ReadonlyMap<string, number>,
  ) {
    this.#name = name;
    this.#maxOrderUsd = maxOrderUsd;
    this.#prices = prices;
    this.#free = new Map(Object.entries(balances));
    for (const { symbol } of open) this.#openOrders.set(symbol, (this.#openOrders.get(symbol) ?? 0) + 1);
  }

  /** Places all legs of a trade, or none: then it says why. */
  place(trade: Trade): PlannedOrder[] | string {
    const before = new Map(this.#free);
    const openBefore = new Map(this.#openOrders);
    const orders: PlannedOrder[] = [];
    for (const [leg, steps] of this.#stepsOf(trade)) {
      const placed = this.#placeLeg(trade, leg, steps);
      if (typeof placed === 'string') {
        this.#free.clear();
        for (const [asset, amount] of before) this.#free.set(asset, amount);
        this.#openOrders.clear();
        for (const [symbol, count] of openBefore) this.#openOrders.set(symbol, count);
        return placed;
      }
      orders.push(...placed);
    }
    return orders;
  }

  /** Steps of each leg. What a route passes through is bought a little generously, so that the next leg is paid. */
  #stepsOf({ route, amount }: Trade): [Leg, bigint][] {
    const { legs, side } = route;
    const steps: [Leg, bigint][] = [];
    if (side === 'sell') {
      let flowing = amount;
      for (const [nth, leg] of legs.entries()) {
        const base =
          leg.side === 'sell' ? flowing / leg.share : flowing / (leg.limitPrice * (nth === 0 ? 1 : 1.002));
        const count = Math.floor(base / leg.step + 1e-6);
        steps.push([leg, BigInt(count)]);
        flowing = leg.side === 'sell' ? count * leg.step * leg.limitPrice : count * leg.step * leg.share;
      }
      return steps;
    }
    let wanted = amount;
    for (const [nth, leg] of legs.toReversed().entries()) {
      const base = leg.side === 'buy' ? wanted / leg.share : wanted / leg.limitPrice;
      const count = nth === 0 ? Math.floor(base / leg.step + 1e-6) : Math.ceil(base / leg.step - 1e-6);
      steps.unshift([leg, BigInt(count)]);
      wanted = leg.side === 'buy' ? count * leg.step * leg.limitPrice * 1.002 : count * leg.step * leg.share;
    }
    return steps;
  }

  #placeLeg(trade: Trade, leg: Leg, steps: bigint): PlannedOrder[] | string {
    const { market } = leg;
    const price = roundedPrice(leg);
    const least = leastSteps(leg, price);
    let count = steps;
    const affordable = this.#affordableSteps(leg, price);
    if (affordable < count) count = affordable;
    if (count < least) {
      return affordable < least
        ? `the account lacks ${leg.from} for the smallest order on ${market.symbol}`
        : `it is below the smallest order on ${market.symbol}`;
    }
    const perOrder = this.#largestSteps(leg, price);
    const parts = perOrder === null ? 1n : (count + perOrder - 1n) / perOrder;
    if (parts > BigInt(MOST_PARTS)) return `it would take more than ${MOST_PARTS} orders on ${market.symbol}`;
    const open = (this.#openOrders.get(market.symbol) ?? 0) + Number(parts);
    if (market.max_orders !== undefined && open > market.max_orders) {
      return `${market.symbol} allows ${market.max_orders} open orders at once`;
    }
    this.#openOrders.set(market.symbol, open);
    const orders: PlannedOrder[] = [];
    for (let part = 0n; part < parts; part++) {
      const own = count / parts + (part < count % parts ? 1n : 0n);
      orders.push({ account: this.#name, leg, trade, amount: amountOf(leg, own), price });
    }
    this.#book(leg, amountOf(leg, count), price);
    return orders;
  }

  /** Steps of the largest order; null: any. */
  #largestSteps({ market, step, limit }: Leg, price: Decimal): bigint | null {
    const most: bigint[] = [];
    if (market.max_amount !== undefined) most.push(floorDivide(market.max_amount, market.amount_step));
    if (market.max_notional !== undefined) {
      most.push(floorDivide(market.max_notional, multiply(price, market.amount_step)));
    }
    if (this.#maxOrderUsd !== null) {
      const usdPerStep = step * limit * (this.#prices.get(market.quote) ?? Number.POSITIVE_INFINITY);
      most.push(BigInt(Math.floor(this.#maxOrderUsd / usdPerStep)));
    }
    const [first, ...others] = most;
    if (first === undefined) return null;
    let least = first;
    for (const other of others) if (other < least) least = other;
    return atLeastOne(least);
  }

  /** The most steps that what is there pays for. */
  #affordableSteps(leg: Leg, price: Decimal): bigint {
    const free = this.#free.get(leg.from) ?? ZERO;
    const perStep = multiply(spending(leg, price), leg.market.amount_step);
    return floorDivide(free, perStep);
  }

  #book(leg: Leg, amount: Decimal, price: Decimal): void {
    const used = multiply(amount, spending(leg, price));
    const got = multiply(amount, earning(leg, price));
    this.#free.set(leg.from, subtract(this.#free.get(leg.from) ?? ZERO, used));
    this.#free.set(leg.to, add(this.#free.get(leg.to) ?? ZERO, got));
  }
}

/** What a unit of base uses of `from`: a buy with its fee and headroom. */
function spending({ side, market }: Leg, price: Decimal): Decimal {
  const feeIn = market.fee_in ?? 'quote';
  if (side === 'sell') return feeIn === 'base' ? add(ONE, market.taker_fee) : ONE;
  const withFee = feeIn === 'quote' ? multiply(price, add(ONE, market.taker_fee)) : price;
  return multiply(withFee, HEADROOM);
}

/** What a unit of base is certain to bring of `to`. */
function earning({ side, market }: Leg, price: Decimal): Decimal {
  const feeIn = market.fee_in ?? 'quote';
  if (side === 'buy') return feeIn === 'base' ? subtract(ONE, market.taker_fee) : ONE;
  return feeIn === 'quote' ? multiply(price, subtract(ONE, market.taker_fee)) : price;
}

/** The best price, rounded outward to a tick: up for a buy, down for a sale. */
function roundedPrice({ side, market }: Leg): Decimal {
  const ticks = floorDivide(side === 'buy' ? market.ask : market.bid, market.price_tick);
  const down = multiply({ units: ticks, scale: 0 }, market.price_tick);
  if (side === 'sell' || compare(down, market.ask) === 0) return down;
  return add(down, market.price_tick);
}

function leastSteps({ market }: Leg, price: Decimal): bigint {
  const byAmount = ceilDivide(market.min_amount, market.amount_step);
  const byNotional = ceilDivide(market.min_notional, multiply(price, market.amount_step));
  if (byAmount < byNotional) return atLeastOne(byNotional);
  return atLeastOne(byAmount);
}

function atLeastOne(steps: bigint): bigint {
  return steps < 1n ? 1n : steps;
}

function amountOf({ market }: Leg, steps: bigint): Decimal {
  return { units: market.amount_step.units * steps, scale: market.amount_step.scale };
}

/** ⌊a ÷ b⌋ for b > 0. */
function floorDivide(a: Decimal, b: Decimal): bigint {
  const scale = Math.max(a.scale, b.scale);
  const units = ({ units, scale: own }: Decimal) => units * 10n ** BigInt(scale - own);
  return a.units <= 0n ? 0n : units(a) / units(b);
}

function ceilDivide(a: Decimal, b: Decimal): bigint {
  const down = floorDivide(a, b);
  return compare(multiply({ units: down, scale: 0 }, b), a) < 0 ? down + 1n : down;
}
