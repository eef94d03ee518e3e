import type { Rebalance } from './result.ts';

/** The figures of one rebalance, without what is only worked out when somebody reads it. */
export type RebalanceFigures = Omit<Rebalance, 'targets' | 'eligible'>;

/** Targets that room is made for at once; 12 bytes each. */
const MOST_ROOM = 1_000_000;

/**
 * Rebalances as they happen, targets in flat arrays: a daily index of a hundred members makes hundreds of thousands
 * of targets, which become objects only when somebody reads them.
 */
export class RebalanceLog {
  readonly #assets: readonly string[];
  readonly #figures: RebalanceFigures[] = [];
  readonly #start: number[] = [];
  #targetAssets: Int32Array;
  #targetWeights: Float64Array;
  #size = 0;

  /** @param expected about how many targets there will be in all; more fit too */
  constructor(assets: readonly string[], expected: number) {
    this.#assets = assets;
    const room = Math.max(64, Math.min(expected, MOST_ROOM));
    this.#targetAssets = new Int32Array(room);
    this.#targetWeights = new Float64Array(room);
  }

  get length(): number {
    return this.#figures.length;
  }

  /** Appends a rebalance whose targets are the first `count` entries of `assets` and `weights`. */
  append(figures: RebalanceFigures, assets: Int32Array, weights: Float64Array, count: number): void {
    this.#figures.push(figures);
    this.#start.push(this.#size);
    while (this.#size + count > this.#targetAssets.length) this.#grow();
    const targetAssets = this.#targetAssets;
    const targetWeights = this.#targetWeights;
    let size = this.#size;
    for (let i = 0; i < count; i++) {
      targetAssets[size] = assets[i];
      targetWeights[size] = weights[i];
      size += weights[i] > 0 ? 1 : 0;
    }
    this.#size = size;
  }

  figures(i: number): RebalanceFigures {
    return this.#figures[i];
  }

  /**
   * All rebalances as objects, targets by descending weight.
   *
   * @param eligibleOn how many assets passed all filters on a date (epoch day)
   */
  toArray(eligibleOn: (day: number) => number): Rebalance[] {
    return this.#figures.map((figures, i) => ({
      ...figures,
      eligible: figures.reason === 'overlay' ? null : eligibleOn(figures.date),
      targets: this.#targets(i),
    }));
  }

  #targets(i: number): Record<string, number> {
    const end = i + 1 < this.#start.length ? this.#start[i + 1] : this.#size;
    const entries: [string, number][] = [];
    for (let k = this.#start[i]; k < end; k++) {
      entries.push([this.#assets[this.#targetAssets[k]], this.#targetWeights[k]]);
    }
    entries.sort((a, b) => b[1] - a[1]);
    return Object.fromEntries(entries);
  }

  #grow(): void {
    const assets = new Int32Array(this.#targetAssets.length * 2);
    assets.set(this.#targetAssets);
    this.#targetAssets = assets;
    const weights = new Float64Array(assets.length);
    weights.set(this.#targetWeights);
    this.#targetWeights = weights;
  }
}
