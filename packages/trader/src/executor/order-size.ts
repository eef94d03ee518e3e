import { compare, type Decimal, formatDecimal, multiply, smaller, subtract } from '@holdfast/decimal';
import type { DepthLevel, Quote, VenueMarket } from '../venue/venue.ts';
import type { ExecutionSettings } from './execution-settings.ts';
import { decimal } from './step-progress.ts';

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
  /** On the market's tick. */
  readonly price: Decimal;
  /** Base units that one order may take; null: any. */
  readonly largest: Decimal | null;
}

/**
 * The order that brings a step on: what is left, not more than is there, than one slice, or than the market allows; and
 * never so that what remains after it is below the smallest order.
 */
export function sizeOrder({ side, market, remainder, available, price, largest }: SizeProblem): Sized {
  const step = decimal(market.amount_step);
  const least = leastAmount(market, price);
  const told = formatDecimal(least);
  if (compare(floorTo(remainder, step), least) < 0) return { kind: 'too-small', least: told };
  const fee = decimal(market.taker_fee);
  const affordable =
    side === 'sell'
      ? available
      : divideDown(
          available,
          multiply(price, { units: fee.units + 10n ** BigInt(fee.scale), scale: fee.scale }),
        );
  if (compare(floorTo(affordable, step), least) < 0) return { kind: 'short', least: told };
  let amount = smaller(remainder, affordable);
  for (const most of [largest, market.max_amount === undefined ? null : decimal(market.max_amount)]) {
    if (most === null || compare(amount, most) <= 0) continue;
    amount = compare(most, least) < 0 ? least : most;
    const after = subtract(remainder, amount);
    const stays = after.units > 0n && compare(after, least) < 0;
    // Rather a little less now than a rest that nobody can trade.
    if (stays)
      amount = compare(subtract(remainder, least), least) < 0 ? remainder : subtract(remainder, least);
  }
  return { kind: 'order', amount: formatDecimal(floorTo(amount, step)), price: formatDecimal(price) };
}

/** Base units of the smallest order at a price, on the market's step. */
function leastAmount(market: VenueMarket, price: Decimal): Decimal {
  const step = decimal(market.amount_step);
  const byNotional = divideDown(decimal(market.min_notional), price);
  const up = (value: Decimal) => {
    const down = floorTo(value, step);
    return compare(down, value) < 0
      ? { units: down.units + scaled(step, down.scale), scale: down.scale }
      : down;
  };
  // One step more: the division was rounded down.
  const notional = up({ units: byNotional.units + 1n, scale: byNotional.scale });
  const [a, b] = [up(decimal(market.min_amount)), market.min_notional === '0' ? step : notional];
  const most = compare(a, b) < 0 ? b : a;
  return compare(most, step) < 0 ? step : most;
}

/** Where an order rests: the best price of its own side. */
export function restingPrice(side: 'buy' | 'sell', quote: Quote): Decimal {
  return decimal(side === 'buy' ? quote.bid : quote.ask);
}

/** The worst price of a step: the plan's, and what may be lost against it. A buy's is never above it, a sale's never below. */
export function worstPrice(
  side: 'buy' | 'sell',
  planned: string,
  { max_slippage }: Pick<ExecutionSettings, 'max_slippage'>,
): number {
  return Number(planned) * (side === 'buy' ? 1 + max_slippage : 1 - max_slippage);
}

/**
 * Price and largest amount with which a step crosses the spread: a share of what the book shows within the worst price.
 * Null: the book shows nothing there.
 */
export function crossing(
  side: 'buy' | 'sell',
  depth: readonly DepthLevel[],
  worst: number,
  wanted: Decimal,
  share: number,
): { readonly price: Decimal; readonly largest: Decimal } | null {
  const within = depth.filter(({ price }) =>
    side === 'buy' ? Number(price) <= worst : Number(price) >= worst,
  );
  if (within.length === 0) return null;
  const visible = within.reduce((sum, { amount }) => sum + Number(amount), 0);
  const largest = decimal(Math.max(0, visible * share).toFixed(12));
  const target = Math.min(Number(formatDecimal(wanted)), visible * share);
  let reached = 0;
  for (const { price, amount } of within) {
    reached += Number(amount);
    if (reached >= target) return { price: decimal(price), largest };
  }
  return { price: decimal(within[within.length - 1].price), largest };
}

const DIGITS = 20;

/** a ÷ b, rounded down to 20 decimals, for b > 0. */
function divideDown(a: Decimal, b: Decimal): Decimal {
  const shift = DIGITS + b.scale - a.scale;
  const [top, bottom] =
    shift >= 0 ? [a.units * 10n ** BigInt(shift), b.units] : [a.units, b.units * 10n ** BigInt(-shift)];
  return { units: top / bottom, scale: DIGITS };
}

function floorTo(value: Decimal, step: Decimal): Decimal {
  const scale = Math.max(value.scale, step.scale);
  const unit = scaled(step, scale);
  return { units: (scaled(value, scale) / unit) * unit, scale };
}

function scaled({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}
