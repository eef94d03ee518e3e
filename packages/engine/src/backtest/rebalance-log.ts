import type { Rebalance } from './result.ts';

/** The figures of one rebalance, without what is only worked out when somebody reads it. */
export type RebalanceFigures = Omit<Rebalance, 'targets' | 'eligible'>;

/**
 * Rebalances as they happen, targets in flat arrays: a daily index of a hundred members makes hundreds of thousands
 * of targets, which become objects only when somebody reads them.
 */
export class RebalanceLog {
  readonly #assets: readonly string[];
  readonly #figures: RebalanceFigures[] = [];
  readonly #start: number[] = [];
  #targetAssets = new Int32Array(256);
  #targetWeights = new Float64Array(256);
  #size = 0;

  constructor(assets: readonly string[]) {
    this.#assets = assets;
  }

  get length(): number {
    return this.#figures.length;
  }

  /** Appends a rebalance whose targets are the first `count` entries of `assets` and `weights`. */
  append(figures: RebalanceFigures, assets: Int32Array, weights: Float64Array, count: number): void {
    this.#figures.push(figures);
    this.#start.push(this.#size);
    while (this.#size + count > this.#targetAssets.length) this.#grow();
    for (let i = 0; i < count; i++) {
      if (weights[i] > 0) {
        this.#targetAssets[this.#size] = assets[i];
        this.#targetWeights[this.#size++] = weights[i];
      }
    }
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
