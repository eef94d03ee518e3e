import type { Panel } from './panel.ts';

/**
 * What a rule may see when it decides for date `t`: rows up to the date `lag` before it, and which assets have a
 * price on `t` itself. There is no accessor that takes a later row: `back` counts rows into the past from the last
 * known one, and less than 0 is refused. Rules get copies, never the panel's arrays.
 *
 * Assets are positions in the panel. NaN means missing.
 */
export class DecisionView {
  readonly assetCount: number;
  readonly lag: number;
  readonly #panel: Panel;
  readonly #closeByDay: Float64Array;
  readonly #marketCapByDay: Float64Array;
  #date = 0;
  #known = 0;
  #dateRow = 0;
  #knownRow = 0;

  constructor(panel: Panel, lag: number) {
    this.#panel = panel;
    this.#closeByDay = panel.closeByDay;
    this.#marketCapByDay = panel.marketCapByDay;
    this.assetCount = panel.assetCount;
    this.lag = lag;
  }

  /** Moves to the decision of panel date `t`. For the engine's own loop: rules are not handed this method. */
  moveTo(t: number): void {
    if (t < this.lag || t >= this.#panel.dayCount)
      throw new RangeError(`no decision is possible on date ${t}`);
    this.#date = t;
    this.#known = t - this.lag;
    this.#dateRow = this.#date * this.assetCount;
    this.#knownRow = this.#known * this.assetCount;
  }

  /** Epoch day of the decision. */
  get day(): number {
    return this.#panel.dates[this.#date];
  }

  /** Epoch day of the last row that is known. */
  get knownDay(): number {
    return this.#panel.dates[this.#known];
  }

  /** Whether the asset can be traded: it has a price on the decision's date. */
  hasPriceOnDate(asset: number): boolean {
    return this.#closeByDay[this.#dateRow + asset] > 0;
  }

  /** Whether the asset has a price on the last known row. */
  hasKnownPrice(asset: number): boolean {
    return this.#closeByDay[this.#knownRow + asset] > 0;
  }

  /** USD, `back` rows before the last known one. */
  close(asset: number, back: number): number {
    return this.#closeByDay[this.#row(back) * this.assetCount + asset];
  }

  /** USD at the last known row. */
  marketCap(asset: number): number {
    return this.#marketCapByDay[this.#knownRow + asset];
  }

  /** Copies those of `assets` whose known market cap is at least `least` to `out`, and returns how many they are. */
  copyMarketCapAtLeast(assets: Int32Array, least: number, out: Int32Array): number {
    const caps = this.#marketCapByDay;
    const row = this.#knownRow;
    let count = 0;
    for (let i = 0; i < assets.length; i++) {
      const asset = assets[i];
      out[count] = asset;
      // Without a branch: whether an asset passes is not predictable.
      count += caps[row + asset] >= least ? 1 : 0;
    }
    return count;
  }

  /** How many rows up to the last known one have a price without a gap. */
  closeRun(asset: number): number {
    return this.#panel.closeRunByDay[this.#knownRow + asset];
  }

  /** How many rows up to the last known one have a volume without a gap. */
  volumeRun(asset: number): number {
    return this.#panel.volumeRunByDay[this.#knownRow + asset];
  }

  /** How many daily returns up to the last known row are equal to the last one. */
  equalReturnRun(asset: number, kind: ReturnKind): number {
    const runs = kind === 'log' ? this.#panel.equalLogReturnRunByDay : this.#panel.equalSimpleReturnRunByDay;
    return runs[this.#knownRow + asset];
  }

  /** Calendar days from the asset's first price to the decision. NaN when it has no known price. */
  ageDays(asset: number): number {
    const first = this.#panel.firstPriced[asset];
    return first <= this.#known ? this.day - this.#panel.dates[first] : Number.NaN;
  }

  /** Copies the last `window` known daily returns, oldest first, to `out` from `offset`. */
  copyReturns(asset: number, kind: ReturnKind, window: number, out: Float64Array, offset: number): void {
    const returns = kind === 'log' ? this.#panel.logReturns(asset) : this.#panel.simpleReturns(asset);
    const from = this.#row(window - 1);
    for (let k = 0; k < window; k++) out[offset + k] = returns[from + k];
  }

  /** Copies the last `window` known volumes, oldest first, to `out` from index 0. */
  copyVolumes(asset: number, window: number, out: Float64Array): void {
    const from = asset * this.#panel.dayCount + this.#row(window - 1);
    for (let k = 0; k < window; k++) out[k] = this.#panel.volume[from + k];
  }

  #row(back: number): number {
    if (!(back >= 0 && back <= this.#known))
      throw new RangeError(`row ${back} before the last known one is not visible`);
    return this.#known - back;
  }
}

/** `log`: ln(Pₜ / Pₜ₋₁); `simple`: Pₜ / Pₜ₋₁ − 1. */
export type ReturnKind = 'log' | 'simple';

/** The view as rules receive it: without the power to move it. */
export type RuleView = Omit<DecisionView, 'moveTo'>;
