import type { Choice } from './separable.ts';
import type { SizedTrade } from './sizes.ts';

/** A way to trade an item, and the pool that pays or gets paid. */
export interface PooledWay<Way> {
  readonly way: Way;
  readonly choice: Choice;
  readonly pool: number;
  /** Size of one step of the market. */
  readonly step: number;
}

/** What an item should trade in all, and the ways to do it. */
export interface Wanted<Way> {
  readonly gap: number;
  readonly size: number;
  /** Of one side. */
  readonly ways: readonly PooledWay<Way>[];
}

/** A trade from a pool; the sizes are found together afterwards. */
export interface SpreadTrade<Way> extends SizedTrade {
  readonly way: Way;
  readonly step: number;
}

/**
 * Decides from which pool each buy is paid. Where it costs least, as long as there is enough: what would lose most by
 * going elsewhere goes first, and of pools that cost the same the fullest pays. A buy that no pool can pay alone is split
 * where its smallest orders allow, or made smaller.
 *
 * @param available by pool, as fractions of value, with the proceeds of sales
 */
export function spreadBuys<Way>(
  wanted: readonly Wanted<Way>[],
  available: readonly number[],
): SpreadTrade<Way>[] {
  const left = [...available];
  const trades: SpreadTrade<Way>[] = [];
  const byRegret = wanted
    .map((one) => ({ ...one, ways: one.ways.toSorted((a, b) => a.choice.cost - b.choice.cost) }))
    .sort((a, b) => regret(b) - regret(a));
  for (const { gap, size, ways } of byRegret) {
    const whole = wholeFrom(ways, size, left);
    const pieces =
      whole !== null && whole.choice.cost <= ways[0].choice.cost + SAME_COST ? [] : split(size, ways, left);
    const spreads =
      pieces.length > 0 && (whole === null || savedBy(pieces, whole) > PER_ORDER * (pieces.length - 1));
    const chosen = spreads
      ? pieces
      : whole === null
        ? []
        : [{ ...whole, size: Math.max(size, whole.choice.low) }];
    let gapLeft = gap;
    for (const [nth, piece] of chosen.entries()) {
      const { way, choice, pool, step } = piece;
      left[pool] -= piece.size * choice.needed;
      // All pieces but the last are held at their size, so that the item has one size to find.
      const held = nth === chosen.length - 1 ? choice : { ...choice, low: piece.size, high: piece.size };
      trades.push({ gap: gapLeft, choice: held, pool, way, step });
      gapLeft += choice.weight * piece.size;
    }
  }
  return trades;
}

/** Ways whose costs differ by less than this part of the size cost the same. */
const SAME_COST = 5e-5;
const PER_ORDER = 1e-6;

function regret<Way>({ size, ways }: Wanted<Way>): number {
  return ways.length < 2 ? size : size * (ways[1].choice.cost - ways[0].choice.cost);
}

/** The way that pays a size alone: the cheapest, and of those that cost the same the one from the fullest pool. */
function wholeFrom<Way>(
  ways: readonly PooledWay<Way>[],
  size: number,
  left: readonly number[],
): PooledWay<Way> | null {
  const fits = ways.filter(({ choice, pool }) => choice.needed * Math.max(size, choice.low) <= left[pool]);
  const [cheapest] = fits;
  if (cheapest === undefined) return null;
  return fits
    .filter(({ choice }) => choice.cost <= cheapest.choice.cost + SAME_COST)
    .reduce((best, way) => (left[way.pool] > left[best.pool] ? way : best));
}

interface Piece<Way> extends PooledWay<Way> {
  readonly size: number;
}

/** Takes a size from several pools, the cheapest first; what no smallest order fits stays undone. */
function split<Way>(size: number, ways: readonly PooledWay<Way>[], left: readonly number[]): Piece<Way>[] {
  const pieces: Piece<Way>[] = [];
  let missing = size;
  for (const way of ways) {
    const { choice, pool, step } = way;
    const most = Math.min(missing, left[pool] / choice.needed, choice.high);
    const piece = Math.floor(most / step + 1e-9) * step;
    if (piece < choice.low) continue;
    pieces.push({ ...way, size: piece });
    missing -= piece;
  }
  return pieces;
}

function savedBy<Way>(pieces: readonly Piece<Way>[], whole: PooledWay<Way>): number {
  return pieces.reduce((sum, { size, choice }) => sum + size * (whole.choice.cost - choice.cost), 0);
}
