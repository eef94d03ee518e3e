import type { AssetDecision, EligibilityRule } from '../backtest/decision.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { type EligibilityFilter, eligibilityFilters } from '../universe/eligibility.ts';
import type { RuleView } from '../view.ts';
import { applyBounds, type Bounds, boundHolding, normalise } from '../weighting/bounds.ts';
import { schemeOf, type WeightingScheme } from '../weighting/scheme.ts';
import { placeWithBuffer } from './buffer.ts';
import { largest } from './largest.ts';
import { type Ranking, rankingOf } from './ranking.ts';

/** What the selector says of one asset; see `AssetDecision`. */
export type SelectionTrace = Pick<
  AssetDecision,
  'failed' | 'failedBecause' | 'rank' | 'value' | 'place' | 'rawWeight' | 'boundedWeight' | 'bound'
>;

const NO_SECTORS = new Int32Array(0);

const NOT_SELECTED: SelectionTrace = {
  failed: null,
  failedBecause: null,
  rank: null,
  value: null,
  place: null,
  rawWeight: null,
  boundedWeight: null,
  bound: null,
};

/**
 * The rules of one definition, ready to run: filters, ranking, places and weights. After `decide`, `members` and
 * `weights` hold the decision in their first `count` entries; both are overwritten by the next one.
 */
export class Selector {
  readonly members: Int32Array;
  readonly weights: Float64Array;
  /** Number of members of the last decision. */
  count = 0;
  /** Whether the last decision's members made the bounds infeasible. */
  breach = false;
  readonly #staticFilters: readonly EligibilityFilter[];
  readonly #datedFilters: readonly EligibilityFilter[];
  readonly #candidates: Int32Array;
  /** What the scheme gave in the last decision, before bounds: an explanation must not run a solver again. */
  readonly #raw: Float64Array;
  readonly #assets: Int32Array;
  readonly #values: Float64Array;
  readonly #order: Int32Array;
  /** The best of the last decision, which tell what a member must reach in the next. */
  readonly #best: Int32Array;
  #bestCount = 0;
  readonly #near: Int32Array;
  readonly #ranksByMarketCap: boolean;
  readonly #sectors: Int32Array;
  readonly #sectorOfAsset: Int32Array;
  readonly #ranking: Ranking | null;
  readonly #scheme: WeightingScheme;
  readonly #bounds: Bounds;
  readonly #bounded: boolean;
  readonly #top: number;
  readonly #buffer: number;
  readonly #custom: boolean;

  constructor(panel: Panel, definition: IndexDefinition, view: RuleView) {
    const size = panel.assetCount;
    const { staticFilters, datedFilters } = eligibilityFilters(panel, definition);
    this.#staticFilters = staticFilters;
    this.#datedFilters = datedFilters;
    this.#ranking = rankingOf(panel, definition);
    this.#scheme = schemeOf(panel, definition);
    const { cap, floor, sector_cap: sectorCap } = definition.weight;
    this.#bounds = { cap, floor, sectorCap };
    this.#bounded = cap !== null || floor !== null || sectorCap !== null;
    this.#top = definition.select.top ?? size;
    this.#buffer = definition.select.buffer;
    this.#custom = definition.weight.scheme === 'custom';
    this.members = new Int32Array(size);
    this.weights = new Float64Array(size);
    this.#raw = new Float64Array(size);
    this.#assets = new Int32Array(size);
    this.#values = new Float64Array(size);
    this.#order = new Int32Array(size);
    this.#best = new Int32Array(size);
    this.#near = new Int32Array(size + 1);
    this.#ranksByMarketCap = this.#ranking !== null && definition.select.by === 'market-cap';
    this.#sectors = new Int32Array(size);
    this.#sectorOfAsset = sectorCap === null ? NO_SECTORS : sectorNumbers(panel);
    const all = Int32Array.from({ length: size }, (_, asset) => asset);
    let count = size;
    for (const filter of staticFilters) count = filter.keep(view, all, count);
    this.#candidates = all.slice(0, count);
  }

  /**
   * Decides members and weights for the view's date. Weights sum to 1; with custom weights to the share of the
   * eligible ones.
   *
   * @param isMember 1 for assets that are members now
   */
  decide(view: RuleView, isMember: Uint8Array): void {
    this.#select(view, isMember);
    this.#weigh(view);
  }

  /** Why each of `assets` is in or out in the decision that was just made, by position in the panel. */
  trace(view: RuleView, wasMember: Uint8Array, assets: Iterable<number>): Map<number, SelectionTrace> {
    const ranks = this.#traceRanks(view);
    const places = this.#tracePlaces(ranks.order, wasMember);
    const raw = this.#traceRaw();
    const positions = new Map<number, number>();
    for (let i = 0; i < this.count; i++) positions.set(this.members[i], i);
    const out = new Map<number, SelectionTrace>();
    for (const asset of assets) {
      const failure = this.#failure(view, asset);
      if (failure !== null) {
        out.set(asset, { ...NOT_SELECTED, ...failure });
        continue;
      }
      const i = positions.get(asset);
      const rank = ranks.rankOf.get(asset);
      out.set(asset, {
        failed: null,
        failedBecause: null,
        rank: rank?.rank ?? null,
        value: rank?.value ?? null,
        place: i === undefined ? 'outside' : (places.get(asset) ?? 'all'),
        rawWeight: i === undefined ? null : raw[i],
        boundedWeight: i === undefined ? null : this.weights[i],
        bound:
          i === undefined || !this.#bounded
            ? null
            : this.breach
              ? 'infeasible'
              : boundHolding(this.weights, this.count, i, this.#bounds, this.#sectors),
      });
    }
    return out;
  }

  /** How many assets pass all filters on the view's date. */
  countEligible(view: RuleView): number {
    return this.#filter(view, this.#candidates);
  }

  #select(view: RuleView, isMember: Uint8Array): void {
    if (this.#ranking === null) {
      this.count = this.#filter(view, this.#candidates);
      this.members.set(this.#assets.subarray(0, this.count));
      return;
    }
    const reach = this.#top + this.#buffer;
    let count = this.#ranksByMarketCap ? this.#filter(view, this.#nearBest(view)) : 0;
    if (count < reach) count = this.#filter(view, this.#candidates);
    this.#ranking(view, this.#assets, count, this.#values);
    this.#bestCount = largest(this.#values, count, reach, this.#order, this.#buffer > 0);
    for (let i = 0; i < this.#bestCount; i++) this.#best[i] = this.#assets[this.#order[i]];
    if (this.#buffer === 0) {
      this.members.set(this.#best.subarray(0, this.#bestCount));
      this.count = this.#bestCount;
      return;
    }
    const kept = (asset: number) => isMember[asset] === 1;
    const chosen = placeWithBuffer(this.#best, this.#bestCount, this.#top, this.#buffer, kept);
    chosen.forEach(({ asset }, i) => {
      this.members[i] = asset;
    });
    this.count = chosen.length;
  }

  /** Puts the assets that pass all filters into `#assets` and returns how many they are. */
  #filter(view: RuleView, candidates: Int32Array): number {
    this.#assets.set(candidates);
    let count = candidates.length;
    for (const filter of this.#datedFilters) count = filter.keep(view, this.#assets, count);
    return count;
  }

  /**
   * The candidates that have at least the least market cap of the best of the last decision: a few more than those.
   * If enough of them pass the filters, the best of all are among them, because every other candidate has less.
   */
  #nearBest(view: RuleView): Int32Array {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#bestCount; i++) {
      const cap = view.marketCap(this.#best[i]);
      if (cap < least) least = cap;
    }
    return this.#near.subarray(0, view.copyMarketCapAtLeast(this.#candidates, least, this.#near));
  }

  #weigh(view: RuleView): void {
    const { members, weights, count } = this;
    this.breach = false;
    if (count === 0) return;
    this.#scheme(view, members, count, weights);
    this.#raw.set(weights.subarray(0, count));
    let total = 1;
    if (this.#custom) {
      total = 0;
      for (let i = 0; i < count; i++) total += weights[i];
      // Rounding of a list that sums to 1 is no cash.
      if (Math.abs(total - 1) < 1e-9) total = 1;
    }
    if (!this.#bounded) {
      normalise(weights, count, total, false);
      return;
    }
    if (this.#bounds.sectorCap !== null) {
      for (let i = 0; i < count; i++) this.#sectors[i] = this.#sectorOfAsset[members[i]];
    }
    this.breach = !applyBounds(weights, count, this.#bounds, this.#sectors, total);
  }

  #failure(view: RuleView, asset: number): { failed: EligibilityRule; failedBecause: string } | null {
    for (const filter of [...this.#staticFilters, ...this.#datedFilters]) {
      if (filter.keep(view, Int32Array.of(asset), 1) === 0) {
        return { failed: filter.rule, failedBecause: filter.because(view, asset) };
      }
    }
    return null;
  }

  #traceRanks(view: RuleView): { order: number[]; rankOf: Map<number, { rank: number; value: number }> } {
    const rankOf = new Map<number, { rank: number; value: number }>();
    if (this.#ranking === null) return { order: [], rankOf };
    const count = this.#filter(view, this.#candidates);
    this.#ranking(view, this.#assets, count, this.#values);
    const positions = new Int32Array(count);
    largest(this.#values, count, count, positions, true);
    const order = Array.from(positions, (i) => this.#assets[i]);
    positions.forEach((i, k) => {
      rankOf.set(this.#assets[i], { rank: k + 1, value: this.#values[i] });
    });
    return { order, rankOf };
  }

  #tracePlaces(order: number[], wasMember: Uint8Array): Map<number, SelectionTrace['place']> {
    if (this.#ranking === null) return new Map();
    const ranked = Int32Array.from(order);
    if (this.#buffer === 0) return new Map(order.slice(0, this.#top).map((asset) => [asset, 'top']));
    const isMember = (asset: number) => wasMember[asset] === 1;
    const chosen = placeWithBuffer(ranked, ranked.length, this.#top, this.#buffer, isMember);
    return new Map(chosen.map(({ asset, place }) => [asset, place]));
  }

  #traceRaw(): Float64Array {
    const raw = this.#raw.slice(0, this.count);
    if (this.count === 0) return raw;
    let total = 1;
    if (this.#custom) total = raw.reduce((a, b) => a + b, 0);
    normalise(raw, this.count, total, false);
    return raw;
  }
}

/** A number for each asset's sector; −1 for assets without one. */
function sectorNumbers(panel: Panel): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(panel.tags, ({ sector }) => {
    if (sector === null) return -1;
    let number = numbers.get(sector);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(sector, number);
    }
    return number;
  });
}
