import { HoldfastError } from '@holdfast/errors';

/** Sector and kind of an asset, as the definition's `include_tags`, `exclude_tags` and `sector_cap` read them. */
export interface AssetTags {
  /** The one sector that `sector_cap` bounds, or null: no bound. Also a tag. */
  readonly sector: string | null;
  /** Every tag of the asset, the sector included: `['layer-1']`, `['stablecoin']`, … */
  readonly tags: readonly string[];
}

/**
 * Market history as plain, structured-cloneable arrays; asset-major: the value of asset `a` on date `t` is at
 * `a * dates.length + t`. NaN means missing. Arrays may lie in SharedArrayBuffers, to be read by many workers.
 */
export interface PanelData {
  /** Asset ids, strictly ascending by UTF-8 bytes. */
  readonly assets: readonly string[];
  /** Epoch days (UTC), strictly ascending: every date on which any asset has an accepted row. */
  readonly dates: Int32Array;
  /** USD; > 0 or NaN. A close that is not NaN is what "has a row" means. */
  readonly close: Float64Array;
  /** USD; > 0 or NaN. */
  readonly marketCap: Float64Array;
  /** USD a day; > 0 or NaN. */
  readonly volume: Float64Array;
  /** One entry an asset. */
  readonly tags: readonly AssetTags[];
}

/** Compares two asset ids by their UTF-8 bytes, the order of every tie in the engine. */
export function compareAssetIds(a: string, b: string): number {
  // UTF-16 code-unit order differs from UTF-8 order only where surrogates meet U+E000–U+FFFF.
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * A dense history of `assets × dates` and what is derived from it once: day-major copies of what selection reads,
 * lengths of unbroken runs, daily returns. Immutable.
 *
 * @example
 * const panel = new Panel({ assets: ['bitcoin'], dates: Int32Array.of(18628, 18629),
 *   close: Float64Array.of(29000, 32000), marketCap: Float64Array.of(5e11, 6e11),
 *   volume: Float64Array.of(4e10, 5e10), tags: [{ sector: 'layer-1', tags: ['layer-1'] }] });
 */
export class Panel implements PanelData {
  readonly assets: readonly string[];
  readonly dates: Int32Array;
  readonly close: Float64Array;
  readonly marketCap: Float64Array;
  readonly volume: Float64Array;
  readonly tags: readonly AssetTags[];
  readonly assetCount: number;
  readonly dayCount: number;
  readonly #index: ReadonlyMap<string, number>;
  #present?: Uint8Array;
  #closeByDay?: Float64Array;
  #marketCapByDay?: Float64Array;
  #closeRunByDay?: Int32Array;
  #volumeRunByDay?: Int32Array;
  #equalLogReturnRunByDay?: Int32Array;
  #equalSimpleReturnRunByDay?: Int32Array;
  #nextGap?: Int32Array;
  #firstPriced?: Int32Array;
  readonly #logReturns: (Float64Array | undefined)[] = [];
  readonly #simpleReturns: (Float64Array | undefined)[] = [];

  /** @throws HoldfastError PANEL_INVALID, PANEL_EMPTY */
  constructor(data: PanelData) {
    this.assets = data.assets;
    this.dates = data.dates;
    this.close = data.close;
    this.marketCap = data.marketCap;
    this.volume = data.volume;
    this.tags = data.tags;
    this.assetCount = data.assets.length;
    this.dayCount = data.dates.length;
    this.#index = new Map(data.assets.map((asset, i) => [asset, i]));
    checkShape(data);
  }

  /** Position of an asset, or undefined when the panel lacks it. */
  indexOf(asset: string): number | undefined {
    return this.#index.get(asset);
  }

  /** Position of the first date ≥ `day` (epoch day); `dayCount` when there is none. */
  firstDateAtOrAfter(day: number): number {
    let low = 0;
    let high = this.dayCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.dates[middle] < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Presence mask, asset-major: 1 where the asset has a price on the date. */
  get present(): Uint8Array {
    this.#present ??= Uint8Array.from(this.close, (price) => (price > 0 ? 1 : 0));
    return this.#present;
  }

  /** Closes, day-major: date `t` of asset `a` is at `t * assetCount + a`. */
  get closeByDay(): Float64Array {
    this.#closeByDay ??= this.#transpose(this.close);
    return this.#closeByDay;
  }

  /** Market caps, day-major. */
  get marketCapByDay(): Float64Array {
    this.#marketCapByDay ??= this.#transpose(this.marketCap);
    return this.#marketCapByDay;
  }

  /** Rows in a row: how many dates up to and including `t` have a price without a gap; day-major. */
  get closeRunByDay(): Int32Array {
    this.#closeRunByDay ??= this.#runs(this.close);
    return this.#closeRunByDay;
  }

  /** As `closeRunByDay`, for volumes. */
  get volumeRunByDay(): Int32Array {
    this.#volumeRunByDay ??= this.#runs(this.volume);
    return this.#volumeRunByDay;
  }

  /** How many log returns up to and including `t` are equal to that of `t`; 0 where there is none; day-major. */
  get equalLogReturnRunByDay(): Int32Array {
    this.#equalLogReturnRunByDay ??= this.#equalRuns((asset) => this.logReturns(asset));
    return this.#equalLogReturnRunByDay;
  }

  /** As `equalLogReturnRunByDay`, for simple returns. */
  get equalSimpleReturnRunByDay(): Int32Array {
    this.#equalSimpleReturnRunByDay ??= this.#equalRuns((asset) => this.simpleReturns(asset));
    return this.#equalSimpleReturnRunByDay;
  }

  /** Position of the first date ≥ `t` without a price (`dayCount` when there is none); asset-major. */
  get nextGap(): Int32Array {
    this.#nextGap ??= this.#gaps();
    return this.#nextGap;
  }

  /** Position of each asset's first priced date; `dayCount` when it has none. */
  get firstPriced(): Int32Array {
    this.#firstPriced ??= this.#firsts();
    return this.#firstPriced;
  }

  /** ln(Pₜ / Pₜ₋₁) of one asset, one entry a date; NaN where either price is missing. */
  logReturns(asset: number): Float64Array {
    let out = this.#logReturns[asset];
    if (out === undefined) {
      out = this.#returns(asset);
      for (let t = 1; t < out.length; t++) out[t] = Math.log(out[t]);
      this.#logReturns[asset] = out;
    }
    return out;
  }

  /** Pₜ / Pₜ₋₁ − 1 of one asset, one entry a date; NaN where either price is missing. */
  simpleReturns(asset: number): Float64Array {
    let out = this.#simpleReturns[asset];
    if (out === undefined) {
      out = this.#returns(asset);
      for (let t = 1; t < out.length; t++) out[t] -= 1;
      this.#simpleReturns[asset] = out;
    }
    return out;
  }

  #returns(asset: number): Float64Array {
    const from = asset * this.dayCount;
    const out = new Float64Array(this.dayCount).fill(Number.NaN);
    for (let t = 1; t < out.length; t++) out[t] = this.close[from + t] / this.close[from + t - 1];
    return out;
  }

  #gaps(): Int32Array {
    const days = this.dayCount;
    const out = new Int32Array(this.close.length);
    for (let asset = 0; asset < this.assetCount; asset++) {
      let gap = days;
      for (let t = days - 1; t >= 0; t--) {
        const at = asset * days + t;
        if (!(this.close[at] > 0)) gap = t;
        out[at] = gap;
      }
    }
    return out;
  }

  #firsts(): Int32Array {
    const out = new Int32Array(this.assetCount);
    for (let asset = 0; asset < this.assetCount; asset++) {
      const from = asset * this.dayCount;
      let t = 0;
      while (t < this.dayCount && !(this.close[from + t] > 0)) t++;
      out[asset] = t;
    }
    return out;
  }

  #transpose(source: Float64Array): Float64Array {
    const { assetCount, dayCount } = this;
    const out = new Float64Array(source.length);
    for (let asset = 0; asset < assetCount; asset++) {
      for (let t = 0; t < dayCount; t++) out[t * assetCount + asset] = source[asset * dayCount + t];
    }
    return out;
  }

  #runs(source: Float64Array): Int32Array {
    const { assetCount, dayCount } = this;
    const out = new Int32Array(source.length);
    for (let asset = 0; asset < assetCount; asset++) {
      let run = 0;
      for (let t = 0; t < dayCount; t++) {
        run = source[asset * dayCount + t] > 0 ? run + 1 : 0;
        out[t * assetCount + asset] = run;
      }
    }
    return out;
  }

  #equalRuns(returnsOf: (asset: number) => Float64Array): Int32Array {
    const { assetCount, dayCount } = this;
    const out = new Int32Array(this.close.length);
    for (let asset = 0; asset < assetCount; asset++) {
      const returns = returnsOf(asset);
      let run = 0;
      for (let t = 1; t < dayCount; t++) {
        // NaN differs from everything, itself included.
        if (returns[t] === returns[t - 1]) run++;
        else run = Number.isNaN(returns[t]) ? 0 : 1;
        out[t * assetCount + asset] = run;
      }
    }
    return out;
  }
}

function checkShape(data: PanelData): void {
  const cells = data.assets.length * data.dates.length;
  if (cells === 0) {
    throw new HoldfastError('PANEL_EMPTY', 'The snapshot holds no rows, so there is nothing to compute.', {
      assets: data.assets.length,
      dates: data.dates.length,
    });
  }
  const invalid = (why: string): never => {
    throw new HoldfastError('PANEL_INVALID', `Market data has the wrong shape: ${why}.`, { why });
  };
  for (const name of ['close', 'marketCap', 'volume'] as const) {
    if (data[name].length !== cells) invalid(`${name} holds ${data[name].length} values, expected ${cells}`);
  }
  if (data.tags.length !== data.assets.length) invalid('tags and assets differ in length');
  for (let t = 1; t < data.dates.length; t++) {
    if (data.dates[t] <= data.dates[t - 1]) invalid('dates are not strictly ascending');
  }
  for (let a = 1; a < data.assets.length; a++) {
    if (compareAssetIds(data.assets[a - 1], data.assets[a]) >= 0) {
      invalid(`asset ids are not strictly ascending at "${data.assets[a]}"`);
    }
  }
}
