import { type Decimal, divideUp, formatDecimal, multiply } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { VenueMarket } from '../venue/venue.ts';
import { withFee } from './account-view.ts';

/** What an order of a step would be; or why there is none. */
export type Sized =
  | { readonly kind: 'order'; readonly amount: string; readonly price: string }
  /** What is left is below the market's smallest order. */
  | { readonly kind: 'too-small'; readonly least: string }
  /** There is not enough of what it spends. */
  | { readonly kind: 'short'; readonly least: string };

export interface SizeProblem {
  readonly side: 'buy' | 'sell';
  readonly market: VenueMarket;
  readonly remainder: Decimal;
  /** Of what the order spends: quote units for a buy, base units for a sale. */
  readonly available: Decimal;
  /** On the market's tick, and above zero. */
  readonly price: Decimal;
  /** Base units that one slice may take; null: any. */
  readonly largest: Decimal | null;
}

/**
 * The order that brings a step on: what is left, not more than is there, than one slice, or than the market allows; and,
 * where that can be, so that what remains after it is nothing or at least the smallest order. A slice below the smallest
 * order becomes one of that size.
 *
 * @example
 * sizeOrder({ side: 'buy', market, remainder, available, price, largest: null }); // { kind: 'order', amount: '0.5', price: '100' }
 */
export function sizeOrder({ side, market, remainder, available, price, largest }: SizeProblem): Sized {
  const step = decimal(market.amount_step);
  const least = leastLots(market, price, step);
  const told = formatDecimal(times(step, least));
  const wanted = lotsIn(remainder, step);
  if (wanted < least) return { kind: 'too-small', least: told };
  const affordable = lotsIn(affordableAmount(side, market, available, price), step);
  if (affordable < least) return { kind: 'short', least: told };
  const allowed = fewer(affordable, mostLots(market, price, step));
  const slice = largest === null ? allowed : more(lotsIn(largest, step), least);
  // Filters that contradict each other: the smallest order is larger than the largest.
  if (allowed < least) return { kind: 'too-small', least: told };
  const most = fewer(wanted, fewer(allowed, slice));
  // All that there is money for: what remains can't be traded either way.
  const lots = most === affordable ? most : withoutRest(most, wanted, least, allowed);
  return { kind: 'order', amount: formatDecimal(times(step, lots)), price: formatDecimal(price) };
}

/** Rather a little less now, or all at once, than a rest that nobody can trade. */
function withoutRest(lots: bigint, wanted: bigint, least: bigint, allowed: bigint): bigint {
  const rest = wanted - lots;
  if (rest === 0n || rest >= least) return lots;
  if (wanted - least >= least) return wanted - least;
  return wanted <= allowed ? wanted : lots;
}

function affordableAmount(
  side: 'buy' | 'sell',
  market: VenueMarket,
  available: Decimal,
  price: Decimal,
): Decimal {
  if (side === 'sell') return available;
  return divideDown(available, multiply(price, withFee(market.taker_fee)));
}

/** Lots of the smallest order at a price. */
function leastLots(market: VenueMarket, price: Decimal, step: Decimal): bigint {
  const byNotional = divideUp(decimal(market.min_notional), multiply(price, step), 0).units;
  const byAmount = divideUp(decimal(market.min_amount), step, 0).units;
  return more(1n, more(byNotional, byAmount));
}

/** Lots of the largest order at a price. */
function mostLots(market: VenueMarket, price: Decimal, step: Decimal): bigint {
  const limits = [
    ...(market.max_amount === undefined ? [] : [lotsIn(decimal(market.max_amount), step)]),
    ...(market.max_notional === undefined
      ? []
      : [lotsIn(divideDown(decimal(market.max_notional), price), step)]),
  ];
  return limits.reduce<bigint>((least, lots) => fewer(least, lots), UNLIMITED);
}

const UNLIMITED = 10n ** 60n;
const DIGITS = 20;

/** a ÷ b, rounded down to 20 decimals, for a ≥ 0 and b > 0. */
function divideDown(a: Decimal, b: Decimal): Decimal {
  const shift = DIGITS + b.scale - a.scale;
  const [top, bottom] =
    shift >= 0 ? [a.units * 10n ** BigInt(shift), b.units] : [a.units, b.units * 10n ** BigInt(-shift)];
  return { units: top / bottom, scale: DIGITS };
}

/** Whole lots in an amount. */
function lotsIn(amount: Decimal, step: Decimal): bigint {
  const scale = Math.max(amount.scale, step.scale);
  return widen(amount, scale) / widen(step, scale);
}

function times(step: Decimal, lots: bigint): Decimal {
  return { units: step.units * lots, scale: step.scale };
}

function widen({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function fewer(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function more(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
