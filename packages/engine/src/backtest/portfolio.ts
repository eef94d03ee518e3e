import type { Panel } from '../panel.ts';
import type { RuleView } from '../view.ts';
import type { ImpactModel } from './impact.ts';

/** A holding that became cash because its asset had no price for `stale_after` days. */
export interface Delisting {
  readonly asset: number;
  /** Position of the date in the panel. */
  readonly at: number;
  /** Level units. */
  readonly proceeds: number;
}

/** Costs of trading and of staleness, from the definition. */
export interface TradingTerms {
  readonly costRate: number;
  readonly staleAfter: number;
  readonly haircut: number;
  readonly impact: ImpactModel | null;
}

/** What one rebalance did; level units. */
export interface RebalanceOutcome {
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly traded: number;
  readonly cost: number;
  readonly impact: number;
  /** Whether anything was bought. */
  readonly bought: boolean;
  /** Assets that had no price and were sold at their last one, less the haircut. */
  readonly soldStale: readonly number[];
}

/** Weights below this are rounding, not holdings. */
const NOTHING = 1e-12;
const NONE: readonly number[] = [];

/**
 * What an index holds: units of assets and cash. Assets are positions in the panel; dates are positions too.
 * Values are level units.
 */
export class Portfolio {
  /** 1 for current members, whether or not anything of them is held (an overlay may hold none). */
  readonly isMember: Uint8Array;
  readonly units: Float64Array;
  /** The weight each asset was last aimed at. */
  readonly target: Float64Array;
  /** Members and the cash asset, the first `slotCount` entries. */
  readonly slots: Int32Array;
  slotCount = 0;
  cash: number;
  /** Weight before and trade of each asset in the last rebalance; only valid for its old and new slots. */
  readonly heldValue: Float64Array;
  readonly #panel: Panel;
  readonly #terms: TradingTerms;
  readonly #closeByDay: Float64Array;
  readonly #delistings: Delisting[] = [];
  #soldStale: readonly number[] = NONE;
  readonly #fresh: Int32Array;
  readonly #wanted: Float64Array;
  readonly #isWanted: Uint8Array;

  constructor(panel: Panel, terms: TradingTerms, cash: number) {
    const size = panel.assetCount;
    this.#panel = panel;
    this.#closeByDay = panel.closeByDay;
    this.#terms = terms;
    this.cash = cash;
    this.isMember = new Uint8Array(size);
    this.units = new Float64Array(size);
    this.target = new Float64Array(size);
    this.slots = new Int32Array(size);
    this.heldValue = new Float64Array(size);
    this.#fresh = new Int32Array(size);
    this.#wanted = new Float64Array(size);
    this.#isWanted = new Uint8Array(size);
  }

  /**
   * Values the portfolio on every date after `from` up to and including `to` if nothing is traded, to
   * `levels[date − offset]`, and returns the holdings that count as delisted on the way. Changes nothing else.
   *
   * @param lastCounts false when the value on `to` is not wanted, because a rebalance values it anew
   */
  project(
    from: number,
    to: number,
    levels: Float64Array,
    offset: number,
    lastCounts: boolean,
  ): readonly Delisting[] {
    const { dayCount: days, close, nextGap } = this.#panel;
    const { slots, slotCount } = this;
    this.#delistings.length = 0;
    if (to === from + 1) {
      if (lastCounts || this.#hasGap(to)) levels[to - offset] = this.#valueAfterOneDay(to, levels, offset);
      return this.#delistings;
    }
    levels.fill(this.cash, from + 1 - offset, to + 1 - offset);
    for (let i = 0; i < slotCount; i++) {
      const asset = slots[i];
      const base = asset * days;
      const units = this.units[asset];
      if (nextGap[base + from + 1] > to) {
        if (units === 0) continue;
        for (let t = from + 1; t <= to; t++) levels[t - offset] += units * close[base + t];
      } else this.#projectWithGaps(asset, from, to, levels, offset);
    }
    return this.#delistings;
  }

  /** Whether anything that is held has no price on a date. */
  #hasGap(t: number): boolean {
    const { slots, slotCount } = this;
    const closes = this.#closeByDay;
    const row = t * this.#panel.assetCount;
    for (let i = 0; i < slotCount; i++) if (!(closes[row + slots[i]] > 0)) return true;
    return false;
  }

  /** `project` for one day: prices of one date lie together day-major. */
  #valueAfterOneDay(t: number, levels: Float64Array, offset: number): number {
    const { slots, slotCount, units } = this;
    const closes = this.#closeByDay;
    const row = t * this.#panel.assetCount;
    let value = this.cash;
    for (let i = 0; i < slotCount; i++) {
      const asset = slots[i];
      const price = closes[row + asset];
      if (price > 0) value += units[asset] * price;
      else {
        levels[t - offset] = 0;
        this.#projectWithGaps(asset, t - 1, t, levels, offset);
        value += levels[t - offset];
      }
    }
    return value;
  }

  /**
   * The first date after `from` up to `to` on which the weight of a member is further than `drift` from its target;
   * −1 when there is none. `levels` and `delistings` are those of `project`.
   */
  driftDate(
    from: number,
    to: number,
    drift: number,
    levels: Float64Array,
    offset: number,
    delistings: readonly Delisting[],
  ): number {
    const { dayCount: days, close } = this.#panel;
    let earliest = to + 1;
    for (let i = 0; i < this.slotCount; i++) {
      const asset = this.slots[i];
      if (this.isMember[asset] === 0) continue;
      const end = delistings.find((delisting) => delisting.asset === asset)?.at ?? to + 1;
      const units = this.units[asset];
      const target = this.target[asset];
      let price = this.priceAt(asset, from);
      for (let t = from + 1; t < earliest && t < end; t++) {
        const now = close[asset * days + t];
        if (now > 0) price = now;
        if (Math.abs((units * price) / levels[t - offset] - target) > drift) earliest = t;
      }
    }
    return earliest > to ? -1 : earliest;
  }

  /** Turns a delisted holding into cash; the asset is no member any more. */
  delist({ asset, proceeds }: Delisting): void {
    this.cash += proceeds;
    this.units[asset] = 0;
    this.target[asset] = 0;
    this.isMember[asset] = 0;
    let kept = 0;
    for (let i = 0; i < this.slotCount; i++) {
      if (this.slots[i] !== asset) this.slots[kept++] = this.slots[i];
    }
    this.slotCount = kept;
  }

  /** Price on date `t`, or the last one before it. */
  priceAt(asset: number, t: number): number {
    const size = this.#panel.assetCount;
    for (let at = t; at >= 0; at--) {
      const price = this.#closeByDay[at * size + asset];
      if (price > 0) return price;
    }
    return Number.NaN;
  }

  /** Whether the asset has a price on date `t`. */
  isPriced(asset: number, t: number): boolean {
    return this.#closeByDay[t * this.#panel.assetCount + asset] > 0;
  }

  /**
   * Trades to target weights at the prices of date `t`; what is missing to 1 goes to `cashAsset` when it has a price
   * on `t` (−1: none), otherwise it is cash. A holding without a price is valued at its last one, less the haircut
   * when it is sold entirely.
   *
   * @param members the new members; `weights` their targets, ≥ 0, in the first `count` entries
   */
  rebalance(
    t: number,
    members: Int32Array,
    weights: Float64Array,
    count: number,
    cashAsset: number,
    view: RuleView,
  ): RebalanceOutcome {
    const fresh = this.#fresh;
    const wanted = this.#wanted;
    const isWanted = this.#isWanted;
    let freshCount = count;
    let invested = 0;
    for (let i = 0; i < count; i++) {
      const asset = members[i];
      fresh[i] = asset;
      wanted[asset] = weights[i];
      isWanted[asset] = 1;
      invested += weights[i];
    }
    let rest = 1 - invested;
    if (rest < NOTHING) rest = 0;
    if (cashAsset >= 0 && rest > 0 && this.isPriced(cashAsset, t)) {
      if (isWanted[cashAsset] === 0) {
        fresh[freshCount++] = cashAsset;
        isWanted[cashAsset] = 1;
        wanted[cashAsset] = 0;
      }
      wanted[cashAsset] += rest;
      rest = 0;
    }

    const valueBefore = this.#valueForSale(t);
    const outcome = this.#trade(valueBefore, freshCount, view);
    const { valueAfter } = outcome;
    const { slots, units, target, isMember } = this;
    for (let i = 0; i < this.slotCount; i++) {
      const asset = slots[i];
      isMember[asset] = 0;
      units[asset] = 0;
      target[asset] = 0;
    }
    const closes = this.#closeByDay;
    const row = t * this.#panel.assetCount;
    for (let i = 0; i < freshCount; i++) {
      const asset = fresh[i];
      const weight = wanted[asset];
      const price = closes[row + asset] > 0 ? closes[row + asset] : this.priceAt(asset, t);
      slots[i] = asset;
      units[asset] = weight === 0 ? 0 : (weight * valueAfter) / price;
      target[asset] = weight;
      isWanted[asset] = 0;
      wanted[asset] = 0;
    }
    for (let i = 0; i < count; i++) isMember[members[i]] = 1;
    this.slotCount = freshCount;
    this.cash = rest * valueAfter;
    return outcome;
  }

  /** Sum of all holdings, with `heldValue` of each slot as a side result. */
  #valueForSale(t: number): number {
    const { slots, slotCount, units, heldValue } = this;
    const closes = this.#closeByDay;
    const row = t * this.#panel.assetCount;
    let value = this.cash;
    this.#soldStale = NONE;
    for (let i = 0; i < slotCount; i++) {
      const asset = slots[i];
      const price = closes[row + asset];
      let held = 0;
      if (price > 0) held = units[asset] * price;
      else if (units[asset] !== 0) {
        held = units[asset] * this.priceAt(asset, t);
        if (this.#wanted[asset] === 0) {
          held *= 1 - this.#terms.haircut;
          this.#soldStale = [...this.#soldStale, asset];
        }
      }
      heldValue[asset] = held;
      value += held;
    }
    return value;
  }

  #trade(value: number, freshCount: number, view: RuleView): RebalanceOutcome {
    const { slots, slotCount, units, heldValue } = this;
    const isWanted = this.#isWanted;
    const wanted = this.#wanted;
    const fresh = this.#fresh;
    const hasImpact = this.#terms.impact !== null;
    let traded = 0;
    let impact = 0;
    let largestPurchase = 0;
    for (let i = 0; i < slotCount; i++) {
      const asset = slots[i];
      if (isWanted[asset] === 1) continue;
      traded += heldValue[asset];
      if (hasImpact) impact += this.#impactOf(view, asset, heldValue[asset]);
    }
    for (let i = 0; i < freshCount; i++) {
      const asset = fresh[i];
      // A new asset holds nothing; its entry of heldValue is a stale one.
      const held = units[asset] === 0 ? 0 : heldValue[asset];
      const change = wanted[asset] * value - held;
      // A new largest is rare, so this branch is predicted, unlike one on the sign.
      if (change > largestPurchase) largestPurchase = change;
      traded += Math.abs(change);
      if (hasImpact) impact += this.#impactOf(view, asset, Math.abs(change));
    }
    const cost = traded * this.#terms.costRate + impact;
    return {
      valueBefore: value,
      valueAfter: value - cost,
      traded,
      cost,
      impact,
      bought: largestPurchase > 0,
      soldStale: this.#soldStale,
    };
  }

  #impactOf(view: RuleView, asset: number, value: number): number {
    if (this.#terms.impact === null) return 0;
    const impact = this.#terms.impact(view, asset, value);
    return Number.isNaN(impact) ? 0 : impact;
  }

  #projectWithGaps(asset: number, from: number, to: number, levels: Float64Array, offset: number): void {
    const { dayCount: days, close, dates } = this.#panel;
    const base = asset * days;
    const units = this.units[asset];
    let priced = from;
    while (priced > 0 && !(close[base + priced] > 0)) priced--;
    for (let t = from + 1; t <= to; t++) {
      if (close[base + t] > 0) priced = t;
      else if (dates[t] - dates[priced] >= this.#terms.staleAfter) {
        const proceeds = units * close[base + priced] * (1 - this.#terms.haircut);
        this.#delistings.push({ asset, at: t, proceeds });
        for (let later = t; later <= to; later++) levels[later - offset] += proceeds;
        return;
      }
      levels[t - offset] += units * close[base + priced];
    }
  }
}
