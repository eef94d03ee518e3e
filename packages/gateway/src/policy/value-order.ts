import {
  compare,
  type Decimal,
  divideUp,
  formatDecimal,
  larger,
  multiply,
  roundUp,
  smaller,
  subtract,
} from '@holdfast/decimal';
import type { OrderIntent, OrderType } from '../dialect/dialect.ts';
import type { Freshness, MarketFacts, OrderReserve, ReferencePrice } from './judge-request.ts';
import { ANY_PRICE_TYPES, type Side } from './policy.ts';
import { refuseRule } from './refuse-rule.ts';

/** An order whose parts are all known as far as its type needs them. */
interface KnownOrder extends OrderIntent {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
}

/** Decimals of an amount in USD, and of a base quantity that comes from a division. */
const USD_SCALE = 8;
const BASE_SCALE = 40;

/**
 * What an order is worth and what it may give away, after the checks that hold its price inside the band.
 *
 * The worst price p it may fill at is its limit, or for orders that fill at any price the adverse edge of the band
 * (of the trigger's band, where there is one further away). A buy is worth quantity × p, the most it can spend. A sale
 * is worth quantity × max(p, mid), because what is sold too cheaply is still worth the reference price. Slippage is the
 * distance from the reference price to p × quantity where p is worse, and nothing where it is better: an order far from
 * the market on the good side only binds money, which the other limits count.
 *
 * @throws Refusal policy
 */
export function valueOrder(
  order: KnownOrder,
  priceBandPct: Decimal,
  reference: ReferencePrice | undefined,
  market: MarketFacts | undefined,
  freshness: Freshness,
): OrderReserve {
  const { symbol, side, quantity, quoteQuantity } = order;
  const size = sizeOf(order);
  const prices = usable(symbol, reference, freshness);
  const usdPerQuote = market?.usdPerQuote ?? null;
  if (usdPerQuote === null || usdPerQuote.units <= 0n) {
    return refuseRule('reference_price', `it is not known what ${symbol}'s quote currency is worth in USD.`, {
      symbol,
    });
  }
  const worst = worstPrice(order, priceBandPct, prices);
  const valued = side === 'buy' ? worst : larger(worst, prices.mid);
  const base = quantity ?? divideUp(size, worst, BASE_SCALE);
  // Sized in quote currency and filled at its worst price, an order is worth what it says, with no rounding.
  const quote =
    quoteQuantity !== null && compare(valued, worst) === 0 ? quoteQuantity : multiply(base, valued);
  const distance = side === 'buy' ? subtract(worst, prices.mid) : subtract(prices.mid, worst);
  const slippage = distance.units > 0n ? multiply(base, distance) : ZERO;
  return {
    symbol,
    notionalUsd: roundUp(multiply(quote, usdPerQuote), USD_SCALE),
    slippageUsd: roundUp(multiply(slippage, usdPerQuote), USD_SCALE),
  };
}

/** 0. */
export const ZERO: Decimal = { units: 0n, scale: 0 };

/** The one size that an order has, base or quote. */
function sizeOf({ quantity, quoteQuantity }: KnownOrder): Decimal {
  if (quantity !== null && quoteQuantity !== null) {
    return refuseRule('quantity', 'the order is sized in base and in quote currency at once.');
  }
  const size = quantity ?? quoteQuantity;
  if (size === null) return refuseRule('quantity', "the order's size is not known.");
  if (size.units <= 0n) return refuseRule('quantity', "the order's size must be above zero.");
  return size;
}

function usable(
  symbol: string,
  reference: ReferencePrice | undefined,
  { priceMs }: Freshness,
): ReferencePrice {
  if (reference === undefined || reference.mid.units <= 0n) {
    return refuseRule('reference_price', `there is no reference price of ${symbol}.`, { symbol });
  }
  // Written so that an age that is no number is refused.
  if (!(reference.ageMs >= 0 && reference.ageMs <= priceMs)) {
    return refuseRule(
      'reference_price',
      `the reference price of ${symbol} is ${reference.ageMs} ms old; at most ${priceMs} ms are allowed.`,
      { symbol, ageMs: reference.ageMs, limit: priceMs },
    );
  }
  if (!reference.agrees) {
    return refuseRule('reference_price', `two venues disagree on the price of ${symbol}.`, { symbol });
  }
  return reference;
}

function worstPrice(order: KnownOrder, bandPct: Decimal, prices: ReferencePrice): Decimal {
  const { symbol, side, type } = order;
  const { mid } = prices;
  if (!ANY_PRICE_TYPES.has(type)) {
    const limit = positive('price', order.price, 'a limit price');
    if (type === 'stop-limit') positive('trigger', order.trigger, 'a trigger price');
    else if (order.trigger !== null) refuseRule('trigger', `a ${type} order has no trigger price.`);
    inBand('limit price', limit, side, bandPct, mid);
    return limit;
  }
  const touch = side === 'buy' ? prices.bestAsk : prices.bestBid;
  if (touch === null || touch.units <= 0n) {
    return refuseRule('reference_price', `nobody ${side === 'buy' ? 'offers' : 'bids for'} ${symbol}.`, {
      symbol,
    });
  }
  inBand(side === 'buy' ? 'best ask' : 'best bid', touch, side, bandPct, mid);
  if (type === 'market') return edge(mid, side, bandPct);
  const trigger = positive('trigger', order.trigger, 'a trigger price');
  inBand('trigger price', trigger, side, bandPct, mid);
  const start = side === 'buy' ? larger(trigger, mid) : smaller(trigger, mid);
  return edge(start, side, bandPct);
}

function positive(rule: string, price: Decimal | null, what: string): Decimal {
  if (price === null) return refuseRule(rule, `an order of this type needs ${what}, and it is not known.`);
  if (price.units <= 0n) return refuseRule(rule, `${what} must be above zero.`);
  return price;
}

/** The adverse end of the band: above for a buy, below for a sale. Exact. */
function edge(price: Decimal, side: Side, { units, scale }: Decimal): Decimal {
  const hundred = 100n * 10n ** BigInt(scale);
  return multiply(price, { units: side === 'buy' ? hundred + units : hundred - units, scale: scale + 2 });
}

function inBand(what: string, price: Decimal, side: Side, bandPct: Decimal, mid: Decimal): void {
  const limit = edge(mid, side, bandPct);
  const order = compare(price, limit);
  if (side === 'buy' ? order <= 0 : order >= 0) return;
  refuseRule(
    'price_band_pct',
    `a ${side} may be at most ${formatDecimal(bandPct)} % worse than the reference price ${formatDecimal(mid)}, so ${side === 'buy' ? 'up' : 'down'} to ${formatDecimal(limit)}; the ${what} is ${formatDecimal(price)}.`,
    {
      limit: formatDecimal(limit),
      value: formatDecimal(price),
      reference: formatDecimal(mid),
    },
  );
}
