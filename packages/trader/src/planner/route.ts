import type { Leg } from './leg.ts';

/**
 * A way to turn a currency into an asset (buy) or an asset into a currency (sell) on one account: one market, or two
 * through a currency between. All numbers are for one unit of the asset, as it arrives or leaves.
 */
export interface Route {
  readonly side: 'buy' | 'sell';
  readonly asset: string;
  /** The currency at the other end. */
  readonly currency: string;
  readonly legs: readonly Leg[];
  /** Currency that a unit of the asset costs or brings, at the best prices after fees. */
  readonly rate: number;
  /** The same at limit prices. */
  readonly limitRate: number;
  /** Fees paid in a third coin, as part of the asset's value. */
  readonly elsewhere: number;
  /** Units of the asset: what the smallest and the largest orders of all legs let through. */
  readonly min: number;
  readonly max: number;
  /** Units of the asset that one step of the leg at the asset's end moves. */
  readonly step: number;
}

/** Builds a route of legs that follow each other, in the order in which they are traded. */
function routeOf(side: Route['side'], legs: readonly Leg[]): Route {
  // From the asset's end: of a buy the last leg, of a sale the first.
  const fromAsset = side === 'buy' ? legs.toReversed() : legs;
  let amount = 1;
  let limitAmount = 1;
  let elsewhere = 0;
  let min = 0;
  let max = Number.POSITIVE_INFINITY;
  let step = 0;
  for (const leg of fromAsset) {
    const base = baseOf(leg, side, amount, leg.price);
    if (step === 0) step = leg.step / base;
    min = Math.max(min, leg.min / base);
    max = Math.min(max, leg.max / base);
    elsewhere += leg.elsewhere;
    const limitBase = baseOf(leg, side, limitAmount, leg.limitPrice);
    amount = otherEnd(leg, side, base, leg.price);
    limitAmount = otherEnd(leg, side, limitBase, leg.limitPrice);
  }
  const first = legs[0];
  const last = legs[legs.length - 1];
  return {
    side,
    asset: side === 'buy' ? last.to : first.from,
    currency: side === 'buy' ? first.from : last.to,
    legs,
    rate: amount,
    limitRate: limitAmount,
    elsewhere,
    min,
    max,
    step,
  };
}

/** Base units that a leg trades when `amount` comes out of it (of a buying route) or goes in (of a selling one). */
function baseOf(leg: Leg, side: Route['side'], amount: number, price: number): number {
  if (side === leg.side) return amount / leg.share;
  return amount / price;
}

/** What goes into a leg of a buying route, or comes out of one of a selling route. */
function otherEnd(leg: Leg, side: Route['side'], base: number, price: number): number {
  if (side === 'buy') return leg.side === 'buy' ? base * price : base * leg.share;
  return leg.side === 'buy' ? base * leg.share : base * price;
}

/**
 * The cheapest way between a currency and an asset on one exchange: a market of both, or two through one of the currencies
 * that may be passed through.
 *
 * @param legs of the exchange, by what they turn into what: `from to`
 */
export function findRoute(
  side: Route['side'],
  asset: string,
  currency: string,
  legs: ReadonlyMap<string, readonly Leg[]>,
  through: readonly string[],
): Route | null {
  const [from, to] = side === 'buy' ? [currency, asset] : [asset, currency];
  const direct = (legs.get(`${from} ${to}`) ?? []).map((leg) => routeOf(side, [leg]));
  const between = through
    .filter((middle) => middle !== from && middle !== to)
    .flatMap((middle) =>
      (legs.get(`${from} ${middle}`) ?? []).flatMap((first) =>
        (legs.get(`${middle} ${to}`) ?? []).map((second) => routeOf(side, [first, second])),
      ),
    );
  const better =
    side === 'buy' ? (a: Route, b: Route) => a.rate < b.rate : (a: Route, b: Route) => a.rate > b.rate;
  return [...direct, ...between].reduce<Route | null>(
    (best, route) => (best === null || better(route, best) ? route : best),
    null,
  );
}
