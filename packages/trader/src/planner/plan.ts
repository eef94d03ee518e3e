import { formatDecimal } from '@holdfast/decimal';
import { type Book, openBook } from './book.ts';
import { type PlannedOrder, placeOrders } from './orders.ts';
import { type PlanInput, toNumber } from './plan-input.ts';
import { reasonOf, unreachable } from './reasons.ts';
import { findTrades } from './trades.ts';

/** An order to be placed; amounts and prices are decimal strings. */
export interface PlanOrder {
  readonly account: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit';
  /** Base units. */
  readonly amount: string;
  /** Quote units for one base unit. */
  readonly price: string;
  readonly reason: string;
}

/** What can't be brought to its target, and why. */
export interface Unreachable {
  readonly asset: string;
  readonly reason: string;
}

/** Orders that bring a portfolio nearer to its targets, in the sequence in which they are placed. */
export interface Plan {
  readonly orders: readonly PlanOrder[];
  /** J after the orders, and of doing nothing. */
  readonly objective: number;
  readonly objective_before: number;
  /** No plan with these routes is better. */
  readonly lower_bound: number;
  /** Taker fees and half spreads of all orders, USD. */
  readonly cost: number;
  /** Weights of everything that has a price, after the orders, as parts of the value before. */
  readonly weights_after: Readonly<Record<string, string>>;
  readonly unreachable: readonly Unreachable[];
}

/** Price of an order by itself, as part of value: of two plans that are as good, the one with fewer orders. */
const PER_ORDER = 1e-6;

/**
 * Plans the orders that minimise J = λ·(Σ(wᵢ − tᵢ)² + c·(w_cash − t_cash)²) + cost ÷ V + 1e-6 per order, where w are
 * weights after the plan as parts of the value V before it, at mid prices.
 *
 * Pure: the same input gives the same plan.
 *
 * @example
 * const plan = makePlan(readPlanInput({ holdings, targets, markets }));
 * plan.orders[0]; // { account: 'main', symbol: 'BTC/USDT', side: 'buy', type: 'limit', amount: '0.0005', … }
 */
export function makePlan(input: PlanInput): Plan {
  const book = openBook(input);
  if (book.value === 0) return nothingHeld(input, book);
  const found = findTrades(book, input.preferences);
  const placed = placeOrders(found.trades, input, book.prices);
  const before = measure(input, book, []);
  let { orders } = placed;
  let after = measure(input, book, orders);
  const forced = found.trades.some(({ forced }) => forced);
  // Rounding may have eaten what little a plan would gain.
  if (!forced && after.objective > before.objective) {
    orders = [];
    after = before;
  }
  return {
    orders: orders.map((order) => ({
      account: order.account,
      symbol: order.leg.market.symbol,
      side: order.leg.side,
      type: 'limit',
      amount: formatDecimal(order.amount),
      price: formatDecimal(order.price),
      reason: reasonOf(order, book, after.weights),
    })),
    objective: after.objective,
    objective_before: before.objective,
    lower_bound: Math.min(found.lowerBound, after.objective),
    cost: after.cost,
    weights_after: Object.fromEntries(
      [...after.weights].map(([asset, weight]) => [asset, weight.toFixed(10)]),
    ),
    unreachable: unreachable(input, book, after.weights, placed.shortfalls),
  };
}

function nothingHeld(input: PlanInput, book: Book): Plan {
  return {
    orders: [],
    objective: 0,
    objective_before: 0,
    lower_bound: 0,
    cost: 0,
    weights_after: {},
    unreachable: unreachable(input, book, new Map(), []),
  };
}

/** J and its parts, of the exact orders at the best prices. */
function measure(
  { preferences }: PlanInput,
  book: Book,
  orders: readonly PlannedOrder[],
): { objective: number; cost: number; weights: ReadonlyMap<string, number> } {
  const moved = new Map<string, number>();
  const move = (asset: string, amount: number) => {
    moved.set(asset, (moved.get(asset) ?? 0) + amount * (book.prices.get(asset) ?? 0));
  };
  let elsewhere = 0;
  for (const { leg, amount } of orders) {
    const base = toNumber(amount);
    if (leg.side === 'buy') {
      move(leg.from, -base * leg.price);
      move(leg.to, base * leg.share);
    } else {
      move(leg.from, -base * leg.share);
      move(leg.to, base * leg.price);
    }
    elsewhere += leg.elsewhere * base * (book.prices.get(leg.market.base) ?? 0);
  }
  const weights = new Map<string, number>();
  let cash = 0;
  let gaps = 0;
  let gained = 0;
  for (const asset of new Set([...book.amounts.keys(), ...moved.keys(), ...book.targets.keys()])) {
    const change = moved.get(asset) ?? 0;
    gained += change;
    const price = book.prices.get(asset);
    const weight = ((book.amounts.get(asset) ?? 0) * (price ?? 0) + change) / book.value;
    if (price !== undefined) weights.set(asset, weight);
    if (book.isCash(asset)) cash += weight;
    else gaps += (weight - (book.targets.get(asset) ?? 0)) ** 2;
  }
  const cost = elsewhere - gained;
  const { lambda, cashWeight } = preferences;
  const objective =
    lambda * (gaps + cashWeight * (cash - book.cashTarget) ** 2) +
    cost / book.value +
    PER_ORDER * orders.length;
  return { objective, cost, weights };
}
