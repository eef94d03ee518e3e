import type { IndexDefinition } from '@holdfast/engine';
import { sum } from './moments.ts';

const TOLERANCE = 1e-12;

/** Weights after cap, floor and sector cap, and whether the bounds could be kept. */
export interface BoundedWeights {
  readonly weights: number[];
  readonly breach: boolean;
}

/** Largest of the doubles `low` ≤ λ ≤ `high` with f(λ) ≤ aim, where f never falls. */
function bisect(f: (lambda: number) => number, aim: number, low: number, high: number): number {
  if (f(high) <= aim) return high;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    if (f(middle) <= aim) low = middle;
    else high = middle;
  }
}

/**
 * The weights nearest to `raw` in relative entropy that keep all bounds and the sum of `raw`:
 * wᵢ = clamp(λ·rawᵢ, floor, cap), with one λ for all, and a smaller one of its own for a sector which that λ
 * would lift above its cap. When no weights keep the bounds: equal ones, and a breach.
 *
 * @param sectors the sector of each weight; null has no sector bound
 */
export function boundedWeights(
  raw: readonly number[],
  sectors: readonly (string | null)[],
  { cap, floor, sector_cap }: Pick<IndexDefinition['weight'], 'cap' | 'floor' | 'sector_cap'>,
): BoundedWeights {
  if (cap === null && floor === null && sector_cap === null) return { weights: [...raw], breach: false };
  const total = sum(raw);
  const size = raw.map((r) => (r === 0 ? 1e-9 * total : r));
  const high = cap ?? total;
  const low = floor ?? 0;

  // Groups that share a bound of their own; an asset without a sector is a group without one.
  const bounded = sector_cap !== null;
  const groups = new Map<string, number[]>();
  raw.forEach((_, i) => {
    const key = bounded && sectors[i] !== null ? `sector ${sectors[i]}` : 'no bound';
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const lists = [...groups.values()];
  const most = [...groups.keys()].map((key) => (key === 'no bound' ? Number.POSITIVE_INFINITY : sector_cap!));
  const least = lists.map((group) => group.length * low);
  const largest = lists.map((group, g) => Math.min(group.length * high, most[g]));
  const feasible =
    low <= high + TOLERANCE &&
    least.every((value, g) => value <= most[g] + TOLERANCE) &&
    sum(least) <= total + TOLERANCE &&
    sum(largest) >= total - TOLERANCE;
  if (!feasible) return { weights: raw.map(() => total / raw.length), breach: true };

  const clamp = (value: number) => Math.min(high, Math.max(low, value));
  const groupSum = (group: number[], lambda: number) => sum(group.map((i) => clamp(lambda * size[i])));
  /** Beyond this λ every weight is at its cap. */
  const lambdaEnd = (2 * Math.max(high, low)) / Math.min(...size);
  const ownLambda = (group: number[], g: number, lambda: number) =>
    groupSum(group, lambda) <= most[g] ? lambda : bisect((own) => groupSum(group, own), most[g], 0, lambda);
  const lambda = bisect(
    (common) => sum(lists.map((group, g) => Math.min(groupSum(group, common), most[g]))),
    total,
    0,
    lambdaEnd,
  );
  const weights = new Array<number>(raw.length).fill(0);
  lists.forEach((group, g) => {
    const own = ownLambda(group, g, lambda);
    for (const i of group) weights[i] = clamp(own * size[i]);
  });
  return { weights, breach: false };
}
