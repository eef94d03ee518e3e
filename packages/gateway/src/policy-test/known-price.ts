import {
  add,
  compare,
  type Decimal,
  divideUp,
  multiply,
  roundDown,
  roundUp,
  subtract,
} from '@holdfast/decimal';
import { ANY_PRICE_TYPES } from '../policy/policy.ts';
import { NOTHING, type RecordedOrder, type RecordedWorth, type WorthRange } from './recorded-request.ts';

/** A reference price that may have been, with the best price of the other side of the book. */
export interface PossiblePrice {
  readonly mid: Decimal;
  readonly touch: Decimal;
}

const ONE: Decimal = { units: 1n, scale: 0 };
/** A log has amounts rounded up to this much. */
const ROUNDING: Decimal = { units: 1n, scale: 8 };
const SCALE = 40;
/** Decimals of `price_band_pct`, as a fraction. */
const BAND_SCALE = 6;
const ZERO: Decimal = { units: 0n, scale: 0 };
const NEXT_TO_NOTHING: Decimal = { units: 1n, scale: 30 };

/**
 * The reference prices that an order can have been judged by, from what it was found to be worth: the least and the
 * greatest, between which the true one lies. `valueOrder` has the formulas that are turned round here. Null where worth and
 * order don't tell.
 */
export function priceOf(
  order: RecordedOrder,
  { notionalUsd, slippageUsd }: RecordedWorth,
): readonly [PossiblePrice, PossiblePrice] | null {
  const { side, type, quantity, quoteQuantity, price } = order;
  if (side === null || type === null || notionalUsd.units === 0n) return null;
  const away = slippageUsd.units > 0n;
  if (!ANY_PRICE_TYPES.has(type)) {
    if (price === null || price.units <= 0n) return null;
    // At the reference price or better, how much better changes nothing.
    if (!away) return [plain(price), plain(price)];
    const base = quantity ?? (quoteQuantity === null ? null : divideUp(quoteQuantity, price, SCALE));
    if (base === null || base.units <= 0n) return null;
    if (side === 'sell') return range(per(less(notionalUsd), base), per(notionalUsd, base));
    return range(subtract(price, per(slippageUsd, base)), subtract(price, per(less(slippageUsd), base)));
  }
  const band = away ? widestBand(order, { notionalUsd, slippageUsd }) : null;
  if (band === null) return null;
  if (quantity === null) {
    // A market order sized in money is worth the same at every price; only how far away the best price was matters.
    return type === 'market' ? [plain(ONE), { mid: ONE, touch: edge(ONE, side, band) }] : null;
  }
  if (quantity.units <= 0n) return null;
  const low = subtract(notionalUsd, add(side === 'buy' ? slippageUsd : ZERO, ROUNDING));
  const high = subtract(notionalUsd, side === 'buy' ? less(slippageUsd) : ZERO);
  if (low.units <= 0n) return null;
  const [least, most] = [per(low, quantity), per(high, quantity)];
  return [plain(least), { mid: most, touch: edge(most, side, band) }];
}

/**
 * The widest band that an order which fills at any price can have been judged by, as a fraction: what was given away, rounded
 * down to the decimals that a band has. The best price of the other side lay inside it.
 */
function widestBand({ side }: RecordedOrder, { notionalUsd, slippageUsd }: RecordedWorth): Decimal | null {
  const fair = subtract(notionalUsd, add(side === 'buy' ? slippageUsd : ZERO, ROUNDING));
  if (fair.units <= 0n) return null;
  return roundDown(divideUp(slippageUsd, fair, SCALE), BAND_SCALE);
}

/** The bad end of a band. */
function edge(mid: Decimal, side: 'buy' | 'sell', band: Decimal): Decimal {
  return multiply(mid, side === 'buy' ? add(ONE, band) : subtract(ONE, band));
}

function range(low: Decimal, high: Decimal): readonly [PossiblePrice, PossiblePrice] | null {
  return low.units <= 0n ? null : [plain(low), plain(high)];
}

function plain(mid: Decimal): PossiblePrice {
  return { mid, touch: mid };
}

function per(amount: Decimal, quantity: Decimal): Decimal {
  return divideUp(amount.units < 0n ? ZERO : amount, quantity, SCALE);
}

function less(amount: Decimal): Decimal {
  return compare(amount, ROUNDING) > 0 ? subtract(amount, ROUNDING) : ZERO;
}

/** The reference price that is kindest to an order: were it refused at this one, it would be at every other. */
export function kindestPrice({ side, type, price, trigger }: RecordedOrder): PossiblePrice {
  if (type === null || !ANY_PRICE_TYPES.has(type)) return plain(isPositive(price) ? price : ONE);
  return plain(side === 'buy' && isPositive(trigger) ? trigger : NEXT_TO_NOTHING);
}

function isPositive(price: Decimal | null): price is Decimal {
  return price !== null && price.units > 0n;
}

/**
 * What an order counts if it is allowed, whatever the price was: not less than its limit price says, and not more than the
 * band lets it be away from that. An order of a quantity that fills at any price may count anything, and so may a stop.
 */
export function worthRange(order: RecordedOrder, { units, scale }: Decimal): WorthRange {
  if (order.action === 'test') return { least: NOTHING, most: NOTHING };
  const notionalUsd = leastWorth(order);
  const least = { notionalUsd, slippageUsd: ZERO };
  const { type, quoteQuantity } = order;
  const priced =
    type !== null && (!ANY_PRICE_TYPES.has(type) || (type === 'market' && quoteQuantity !== null));
  if (!priced || order.side === null || notionalUsd.units === 0n) return { least, most: null };
  const band = { units, scale: scale + 2 };
  // A sale at the lower edge of the band is worth the price in its middle.
  const most = order.side === 'buy' ? notionalUsd : divideUp(notionalUsd, subtract(ONE, band), SCALE);
  // The gateway rounds up more than once.
  const up = (amount: Decimal) => add(roundUp(amount, ROUNDING.scale), ROUNDING);
  return { least, most: { notionalUsd: up(most), slippageUsd: up(multiply(most, band)) } };
}

/** Quantity × limit price, or what it is to cost: an order is never worth less. 0 where neither is known. */
export function leastWorth({ type, quantity, quoteQuantity, price }: RecordedOrder): Decimal {
  if (quoteQuantity !== null) return quoteQuantity;
  if (type === null || ANY_PRICE_TYPES.has(type) || quantity === null || price === null) return ZERO;
  return multiply(quantity, price);
}
