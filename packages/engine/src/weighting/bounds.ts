/** Which bound holds a weight, or that the bounds could not be kept. */
export type Bound = 'cap' | 'floor' | 'sector-cap' | 'infeasible';

/** Limits on weights; null: no limit. */
export interface Bounds {
  readonly cap: number | null;
  readonly floor: number | null;
  readonly sectorCap: number | null;
}

const TOLERANCE = 1e-12;
/** What a raw weight of 0 counts as, as a share of the sum: a bound may need to lift it. */
const TINY_SHARE = 1e-9;

/**
 * Moves `weights` (≥ 0) to the closest ones in relative entropy Σ wᵢ ln(wᵢ / rawᵢ) that keep all bounds and sum to
 * `total`: wᵢ = clamp(λ·rawᵢ, floor, cap), with one λ for all sectors below their bound and an own, smaller one for
 * each sector that its bound holds. In place, on the first `count` entries.
 *
 * @param sectors a number per weight; negative: no sector, no sector bound
 * @returns false when no weights keep the bounds; they are equal then
 */
export function applyBounds(
  weights: Float64Array,
  count: number,
  bounds: Bounds,
  sectors: Int32Array,
  total: number,
): boolean {
  if (count === 0) return true;
  normalise(weights, count, total, true);
  const { cap, floor, sectorCap } = bounds;
  if (sectorCap === null && floor === null) {
    if (cap === null) return true;
    if (cap * count < total - TOLERANCE) return equalise(weights, count, total);
    capProRata(weights, count, cap, total);
    return true;
  }
  const members = groupBySector(count, sectorCap === null ? null : sectors);
  if (!feasible(members, bounds, count, total)) return equalise(weights, count, total);
  boundWithSectors(weights, members, bounds, total);
  return true;
}

/**
 * Scales the first `count` raw weights to sum to `total`; all 0 become equal. With `lift`, a raw weight of 0
 * counts as 1e-9 of the sum.
 */
export function normalise(weights: Float64Array, count: number, total: number, lift: boolean): void {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i];
  if (!(sum > 0)) {
    equalise(weights, count, total);
    return;
  }
  if (lift) {
    const tiny = TINY_SHARE * sum;
    for (let i = 0; i < count; i++) {
      if (weights[i] === 0) {
        weights[i] = tiny;
        sum += tiny;
      }
    }
  }
  const scale = total / sum;
  for (let i = 0; i < count; i++) weights[i] *= scale;
}

/** Which bound holds the weight at `i` after `applyBounds`; null when none does. */
export function boundHolding(
  weights: Float64Array,
  count: number,
  i: number,
  { cap, floor, sectorCap }: Bounds,
  sectors: Int32Array,
): Bound | null {
  if (cap !== null && weights[i] >= cap - TOLERANCE) return 'cap';
  if (floor !== null && floor > 0 && weights[i] <= floor + TOLERANCE) return 'floor';
  if (sectorCap !== null && sectors[i] >= 0) {
    let sum = 0;
    for (let j = 0; j < count; j++) if (sectors[j] === sectors[i]) sum += weights[j];
    if (sum >= sectorCap - TOLERANCE) return 'sector-cap';
  }
  return null;
}

function equalise(weights: Float64Array, count: number, total: number): false {
  weights.fill(total / count, 0, count);
  return false;
}

/** Set to the cap, share the rest pro rata, repeat: the same solution when there is nothing but a cap. */
function capProRata(weights: Float64Array, count: number, cap: number, total: number): void {
  for (;;) {
    let capped = 0;
    let free = 0;
    let over = false;
    for (let i = 0; i < count; i++) {
      if (weights[i] >= cap) {
        if (weights[i] > cap) over = true;
        capped++;
      } else free += weights[i];
    }
    if (!over) return;
    const scale = free > 0 ? (total - capped * cap) / free : 0;
    for (let i = 0; i < count; i++) weights[i] = weights[i] >= cap ? cap : weights[i] * scale;
  }
}

/** Positions of each sector's weights; `free` ones belong to no bounded sector. */
interface SectorMembers {
  readonly free: readonly number[];
  readonly bounded: readonly (readonly number[])[];
}

function groupBySector(count: number, sectors: Int32Array | null): SectorMembers {
  const free: number[] = [];
  const bounded = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    if (sectors === null || sectors[i] < 0) free.push(i);
    else {
      const group = bounded.get(sectors[i]);
      if (group) group.push(i);
      else bounded.set(sectors[i], [i]);
    }
  }
  return { free, bounded: [...bounded.values()] };
}

function feasible(
  { free, bounded }: SectorMembers,
  { cap, floor, sectorCap }: Bounds,
  count: number,
  total: number,
): boolean {
  const most = cap ?? total;
  const least = floor ?? 0;
  let reach = free.length * most;
  for (const group of bounded) {
    if (sectorCap !== null && least * group.length > sectorCap + TOLERANCE) return false;
    reach += Math.min(sectorCap ?? total, group.length * most);
  }
  return reach >= total - TOLERANCE && least * count <= total + TOLERANCE;
}

function boundWithSectors(
  weights: Float64Array,
  { free, bounded }: SectorMembers,
  { cap, floor, sectorCap }: Bounds,
  total: number,
): void {
  const raw = weights.slice();
  const most = cap ?? total;
  const least = floor ?? 0;
  const limit = sectorCap ?? total;
  const at = (i: number, scale: number) => Math.min(most, Math.max(least, scale * raw[i]));
  const sumAt = (group: readonly number[], scale: number) => {
    let sum = 0;
    for (const i of group) sum += at(i, scale);
    return sum;
  };
  const heldBack = (scale: number) => {
    let sum = sumAt(free, scale);
    for (const group of bounded) sum += Math.min(limit, sumAt(group, scale));
    return sum;
  };
  const scale = bisect(heldBack, total, largestScale(raw, weights.length, most));
  const open: number[] = [...free];
  let rest = total;
  for (const group of bounded) {
    if (sumAt(group, scale) >= limit - TOLERANCE * limit) {
      solveGroup(weights, group, limit, raw, least, most);
      rest -= limit;
    } else open.push(...group);
  }
  solveGroup(weights, open, rest, raw, least, most);
}

/** wᵢ = clamp(λ·rawᵢ, least, most) over one group, with the λ that gives the sum `total`. */
function solveGroup(
  weights: Float64Array,
  group: readonly number[],
  total: number,
  raw: Float64Array,
  least: number,
  most: number,
): void {
  if (group.length === 0) return;
  const sumAt = (scale: number) => {
    let sum = 0;
    for (const i of group) sum += Math.min(most, Math.max(least, scale * raw[i]));
    return sum;
  };
  const rough = bisect(sumAt, total, largestScale(raw, raw.length, most));
  // The bisection tells which weights a bound holds; λ then follows exactly from the ones that are free.
  let fixed = 0;
  let freeRaw = 0;
  for (const i of group) {
    const weight = rough * raw[i];
    if (weight <= least) fixed += least;
    else if (weight >= most) fixed += most;
    else freeRaw += raw[i];
  }
  const scale = freeRaw > 0 ? (total - fixed) / freeRaw : rough;
  for (const i of group) weights[i] = Math.min(most, Math.max(least, scale * raw[i]));
}

/** A scale at which every weight reaches `most`. */
function largestScale(raw: Float64Array, count: number, most: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) if (raw[i] > 0 && raw[i] < least) least = raw[i];
  return (2 * most) / least;
}

/** Where the increasing function reaches `target`, to the last bit. */
function bisect(f: (x: number) => number, target: number, upper: number): number {
  let low = 0;
  let high = upper;
  // 1,100 halvings exhaust every double; the loop ends far earlier, when no double lies between.
  for (let step = 0; step < 1100; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (f(middle) < target) low = middle;
    else high = middle;
  }
  return high;
}
