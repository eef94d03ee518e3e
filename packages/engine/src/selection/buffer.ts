import type { AssetDecision } from '../backtest/decision.ts';

/** How a member came by its place. */
export type Place = NonNullable<AssetDecision['place']>;

/**
 * Hands out `top` places with a buffer `b`, which saves trades where ranks near the edge swap: first to ranks
 * ≤ N − b, then to current members of rank ≤ N + b by rank, then by rank.
 *
 * @param ranked assets by rank, best first; only the first N + b matter
 * @param isMember whether an asset is a member now
 * @returns the members with the way each came in, by rank
 * @example
 * placeWithBuffer(Int32Array.of(4, 7, 2), 3, 2, 1, (asset) => asset === 2);
 * // [{ asset: 4, place: 'core' }, { asset: 2, place: 'kept' }]
 */
export function placeWithBuffer(
  ranked: Int32Array,
  count: number,
  top: number,
  buffer: number,
  isMember: (asset: number) => boolean,
): { asset: number; place: Place }[] {
  const reach = Math.min(count, top + buffer);
  const places: (Place | undefined)[] = new Array(reach);
  let taken = 0;
  for (let i = 0; i < Math.min(top - buffer, reach); i++) {
    places[i] = 'core';
    taken++;
  }
  for (let i = 0; i < reach && taken < top; i++) {
    if (places[i] === undefined && isMember(ranked[i])) {
      places[i] = 'kept';
      taken++;
    }
  }
  for (let i = 0; i < reach && taken < top; i++) {
    if (places[i] === undefined) {
      places[i] = 'filled';
      taken++;
    }
  }
  const chosen: { asset: number; place: Place }[] = [];
  for (let i = 0; i < reach; i++) {
    const place = places[i];
    if (place !== undefined) chosen.push({ asset: ranked[i], place });
  }
  return chosen;
}
