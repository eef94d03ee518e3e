import { ceilTo, floorTo, type Units, unitsOf } from '../exchange/units.ts';
import type { Moment } from './price-path.ts';
import type { PaperSymbol } from './symbol.ts';

/** So much at a price. */
export interface Level {
  readonly price: Units;
  /** Base units. */
  readonly quantity: Units;
}

const LEVELS = 40;
/** Part of the day's volume at the best price, and how much further each next level reaches. */
const FIRST_PART = 2e-6;
const GROWTH = 1.35;
/** Half spreads are a part of the day's volatility, and wider where little is traded. */
const SPREAD_OF_VOLATILITY = 0.004;
const LEAST_HALF_SPREAD = 2e-5;
const MOST_HALF_SPREAD = 0.01;
const LIQUID_VOLUME = 1e8;

/**
 * One side of a book around a mid price. To move the price by d one has to trade V·(d ÷ σ)² of a day's volume V at a
 * volatility of σ: the square-root law of market impact (Tóth et al., "Anomalous price impact and the critical nature of
 * liquidity in financial markets", 2011).
 *
 * @returns the best price first
 */
export function bookSide(
  symbol: PaperSymbol,
  { mid, volatility, volume }: Moment,
  side: 'bid' | 'ask',
): Level[] {
  const half = halfSpread(volatility, volume);
  const levels: Level[] = [];
  let reached = 0;
  let part = FIRST_PART;
  for (let level = 0; level < LEVELS; level++) {
    const distance = half + volatility * Math.sqrt(reached);
    const exact = side === 'ask' ? mid * (1 + distance) : mid * Math.max(1e-3, 1 - distance);
    const rounded =
      side === 'ask' ? ceilTo(unitsOf(exact) + 1n, symbol.tick) : floorTo(unitsOf(exact), symbol.tick);
    reached += part;
    const quantity = floorTo(unitsOf((part * volume) / mid), symbol.step);
    part *= GROWTH;
    if (rounded <= 0n || quantity <= 0n) continue;
    const last = levels.at(-1);
    if (last?.price === rounded)
      levels[levels.length - 1] = { price: rounded, quantity: last.quantity + quantity };
    else levels.push({ price: rounded, quantity });
  }
  return levels;
}

function halfSpread(volatility: number, volume: number): number {
  const thin = Math.sqrt(Math.max(1, LIQUID_VOLUME / Math.max(1, volume)));
  return Math.min(MOST_HALF_SPREAD, Math.max(LEAST_HALF_SPREAD, SPREAD_OF_VOLATILITY * volatility * thin));
}
