import { type Market, toNumber } from './plan-input.ts';

/**
 * A market used in one direction: it turns `from` into `to`. Numbers are Float64, for finding the plan; what is sent is
 * worked out again in exact decimals.
 */
export interface Leg {
  readonly market: Market;
  readonly side: 'buy' | 'sell';
  readonly from: string;
  readonly to: string;
  /** Limit price: the best one, rounded outward to the tick. */
  readonly limit: number;
  /** What a unit of base costs of `from` (buy), or brings of `to` (sell), at the best price and after the fee. */
  readonly price: number;
  /** The same at the limit price: what may be needed, or is certain to come. */
  readonly limitPrice: number;
  /** Base units: one order's smallest and largest amount, and the step of amounts. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Part of an amount of base that arrives (buy; below 1 where the fee is taken from it) or is used (sell; above 1). */
  readonly share: number;
  /** Fee that is paid in a third coin, as part of the notional. */
  readonly elsewhere: number;
}

/** A market's two directions; none when it is closed, or its prices lie outside its own band. */
export function legsOf(market: Market): Leg[] {
  if (!market.active) return [];
  const bid = toNumber(market.bid);
  const ask = toNumber(market.ask);
  const middle = (bid + ask) / 2;
  const up = market.price_up === undefined ? Number.POSITIVE_INFINITY : toNumber(market.price_up);
  const down = market.price_down === undefined ? 0 : toNumber(market.price_down);
  const tick = toNumber(market.price_tick);
  const buyLimit = Math.ceil(ask / tick - 1e-9) * tick;
  const sellLimit = Math.floor(bid / tick + 1e-9) * tick;
  const legs: Leg[] = [];
  if (buyLimit <= middle * up) legs.push(leg(market, 'buy', ask, buyLimit));
  if (sellLimit > 0 && sellLimit >= middle * down) legs.push(leg(market, 'sell', bid, sellLimit));
  return legs;
}

function leg(market: Market, side: Leg['side'], best: number, limit: number): Leg {
  const fee = toNumber(market.taker_fee);
  const feeIn = market.fee_in ?? 'quote';
  const quoteFee = feeIn === 'quote' ? fee : 0;
  const baseFee = feeIn === 'base' ? fee : 0;
  const step = toNumber(market.amount_step);
  const least = Math.max(toNumber(market.min_amount), toNumber(market.min_notional) / limit, step);
  const most = Math.min(
    market.max_amount === undefined ? Number.POSITIVE_INFINITY : toNumber(market.max_amount),
    market.max_notional === undefined ? Number.POSITIVE_INFINITY : toNumber(market.max_notional) / limit,
  );
  const common = { market, side, limit, min: Math.ceil(least / step - 1e-9) * step, max: most, step };
  const elsewhere = feeIn === 'other' ? fee : 0;
  return side === 'buy'
    ? {
        ...common,
        from: market.quote,
        to: market.base,
        price: best * (1 + quoteFee),
        limitPrice: limit * (1 + quoteFee),
        share: 1 - baseFee,
        elsewhere,
      }
    : {
        ...common,
        from: market.base,
        to: market.quote,
        price: best * (1 - quoteFee),
        limitPrice: limit * (1 - quoteFee),
        share: 1 + baseFee,
        elsewhere,
      };
}
