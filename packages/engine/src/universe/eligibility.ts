import type { EligibilityRule } from '../backtest/decision.ts';
import type { DatedNumbers, IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { median } from '../statistics/moments.ts';
import type { ReturnKind, RuleView } from '../view.ts';
import { numbersInForce } from './dated-numbers.ts';

/**
 * One rule of eligibility. `keep` compacts the first `count` entries of `assets` to those that pass, in order, and
 * returns how many are left: whole batches are filtered at a time, which is what makes selection fast, and an
 * explanation runs the same function on one asset.
 */
export interface EligibilityFilter {
  readonly rule: EligibilityRule;
  keep(view: RuleView, assets: Int32Array, count: number): number;
  /** Why `asset` fails, as a sentence with the numbers. Only called for an asset that fails. */
  because(view: RuleView, asset: number): string;
}

/** The daily returns a definition needs at t − lag, and whether it divides by their deviation. */
interface ReturnsNeed {
  readonly rule: 'selection-window-incomplete' | 'weight-window-incomplete';
  readonly window: number;
  readonly deviationOf: ReturnKind | null;
}

/**
 * The filters a definition needs, cheapest first. Ids and tags come first because they never change: they are
 * evaluated once a run (`staticFilters`).
 */
export function eligibilityFilters(
  panel: Panel,
  definition: IndexDefinition,
): { staticFilters: EligibilityFilter[]; datedFilters: EligibilityFilter[] } {
  const { universe, select, weight } = definition;
  const custom = weight.scheme === 'custom';
  const staticFilters = [...idFilters(panel, universe), ...tagFilters(panel, universe)];
  const datedFilters: EligibilityFilter[] = [];

  if (custom) datedFilters.push(customWeightFilter(panel, definition.weights ?? []));
  datedFilters.push(PRICE_ON_DATE, PRICE_AT_LAG);
  const readsMarketCap =
    universe.min_market_cap > 0 ||
    weight.scheme === 'market-cap' ||
    weight.scheme === 'sqrt-market-cap' ||
    (!custom && select.by === 'market-cap');
  if (readsMarketCap) datedFilters.push(MARKET_CAP);
  if (universe.min_market_cap > 0) datedFilters.push(minMarketCap(universe.min_market_cap));
  if (universe.min_age_days > 0) datedFilters.push(minAge(universe.min_age_days));
  if (!custom && select.by === 'votes') datedFilters.push(votesFilter(panel, definition.votes ?? []));
  if (!custom && select.by === 'volume') {
    datedFilters.push(volumeWindow('selection-window-incomplete', select.window ?? 1));
  }
  for (const need of returnsNeeds(definition)) {
    datedFilters.push(returnsWindow(need));
    if (need.deviationOf !== null) datedFilters.push(flatWindow(need.window, need.deviationOf));
  }
  if (universe.min_median_volume.usd > 0) {
    const { usd, window } = universe.min_median_volume;
    datedFilters.push(volumeWindow('median-volume-incomplete', window), minMedianVolume(usd, window));
  }
  return { staticFilters, datedFilters };
}

function returnsNeeds({ select, weight }: IndexDefinition): ReturnsNeed[] {
  const needs: ReturnsNeed[] = [];
  if (weight.scheme !== 'custom') {
    const rule = 'selection-window-incomplete';
    const window = select.window ?? 0;
    if (select.by === 'return') needs.push({ rule, window, deviationOf: null });
    if (select.by === 'sharpe') needs.push({ rule, window, deviationOf: 'simple' });
    if (select.by === 'low-volatility') needs.push({ rule, window, deviationOf: 'log' });
  }
  const rule = 'weight-window-incomplete';
  const window = weight.window ?? 0;
  if (weight.scheme === 'inverse-volatility') needs.push({ rule, window, deviationOf: 'log' });
  if (weight.scheme === 'sharpe' || weight.scheme === 'risk-parity' || weight.scheme === 'min-variance') {
    needs.push({ rule, window, deviationOf: 'simple' });
  }
  return needs;
}

function idFilters(panel: Panel, { include, exclude }: IndexDefinition['universe']): EligibilityFilter[] {
  const filters: EligibilityFilter[] = [];
  if (exclude.length > 0) {
    const names = new Set(exclude);
    filters.push(
      fixed(
        'excluded-id',
        (asset) => !names.has(panel.assets[asset]),
        () => 'is listed in universe.exclude',
      ),
    );
  }
  if (include.length > 0) {
    const names = new Set(include);
    filters.push(
      fixed(
        'not-included',
        (asset) => names.has(panel.assets[asset]),
        () => 'is not listed in universe.include',
      ),
    );
  }
  return filters;
}

function tagFilters(
  panel: Panel,
  { include_tags, exclude_tags }: IndexDefinition['universe'],
): EligibilityFilter[] {
  const filters: EligibilityFilter[] = [];
  if (exclude_tags.length > 0) {
    const unwanted = (asset: number) => panel.tags[asset].tags.filter((tag) => exclude_tags.includes(tag));
    filters.push(
      fixed(
        'excluded-tag',
        (asset) => !panel.tags[asset].tags.some((tag) => exclude_tags.includes(tag)),
        (asset) => `is tagged ${unwanted(asset).join(', ')}, which universe.exclude_tags leaves out`,
      ),
    );
  }
  if (include_tags.length > 0) {
    filters.push(
      fixed(
        'no-included-tag',
        (asset) => panel.tags[asset].tags.some((tag) => include_tags.includes(tag)),
        (asset) =>
          `has none of the tags ${include_tags.join(', ')} (it has ${panel.tags[asset].tags.join(', ') || 'none'})`,
      ),
    );
  }
  return filters;
}

/** A filter whose verdict on an asset never changes. */
function fixed(
  rule: EligibilityRule,
  passes: (asset: number) => boolean,
  why: (asset: number) => string,
): EligibilityFilter {
  return {
    rule,
    keep(_view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (passes(assets[i])) assets[kept++] = assets[i];
      return kept;
    },
    because: (_view, asset) => why(asset),
  };
}

const PRICE_ON_DATE: EligibilityFilter = {
  rule: 'price-on-date',
  keep(view, assets, count) {
    let kept = 0;
    for (let i = 0; i < count; i++) if (view.hasPriceOnDate(assets[i])) assets[kept++] = assets[i];
    return kept;
  },
  because: () => 'has no price on this date, so it cannot be traded',
};

const PRICE_AT_LAG: EligibilityFilter = {
  rule: 'price-at-lag',
  keep(view, assets, count) {
    let kept = 0;
    for (let i = 0; i < count; i++) if (view.hasKnownPrice(assets[i])) assets[kept++] = assets[i];
    return kept;
  },
  because: () => 'has no price on the last date that is known to the decision',
};

const MARKET_CAP: EligibilityFilter = {
  rule: 'market-cap-missing',
  keep(view, assets, count) {
    let kept = 0;
    for (let i = 0; i < count; i++) if (view.marketCap(assets[i]) > 0) assets[kept++] = assets[i];
    return kept;
  },
  because: () => 'has no market cap on the last date that is known to the decision',
};

function minMarketCap(least: number): EligibilityFilter {
  return {
    rule: 'min-market-cap',
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (view.marketCap(assets[i]) >= least) assets[kept++] = assets[i];
      return kept;
    },
    because: (view, asset) =>
      `market cap ${usd(view.marketCap(asset))} is below universe.min_market_cap ${usd(least)}`,
  };
}

function minAge(least: number): EligibilityFilter {
  return {
    rule: 'min-age',
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (view.ageDays(assets[i]) >= least) assets[kept++] = assets[i];
      return kept;
    },
    because: (view, asset) =>
      `its first price is ${view.ageDays(asset)} days old, universe.min_age_days asks for ${least}`,
  };
}

function volumeWindow(
  rule: 'selection-window-incomplete' | 'median-volume-incomplete',
  window: number,
): EligibilityFilter {
  return {
    rule,
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (view.volumeRun(assets[i]) >= window) assets[kept++] = assets[i];
      return kept;
    },
    because: (view, asset) =>
      `has a volume on only ${view.volumeRun(asset)} rows in a row, the rule looks back ${window}`,
  };
}

function minMedianVolume(least: number, window: number): EligibilityFilter {
  const scratch = new Float64Array(window);
  const measure = (view: RuleView, asset: number) => {
    view.copyVolumes(asset, window, scratch);
    return median(scratch);
  };
  return {
    rule: 'min-median-volume',
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (measure(view, assets[i]) >= least) assets[kept++] = assets[i];
      return kept;
    },
    because: (view, asset) =>
      `median daily volume ${usd(measure(view, asset))} over ${window} rows is below universe.min_median_volume ${usd(least)}`,
  };
}

function returnsWindow({ rule, window }: ReturnsNeed): EligibilityFilter {
  return {
    rule,
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) if (view.closeRun(assets[i]) > window) assets[kept++] = assets[i];
      return kept;
    },
    because: (view, asset) =>
      `has a price on only ${view.closeRun(asset)} rows in a row, ${window} returns need ${window + 1}`,
  };
}

function flatWindow(window: number, kind: ReturnKind): EligibilityFilter {
  return {
    rule: 'flat-window',
    keep(view, assets, count) {
      let kept = 0;
      for (let i = 0; i < count; i++) {
        if (view.equalReturnRun(assets[i], kind) < window) assets[kept++] = assets[i];
      }
      return kept;
    },
    because: () => `its last ${window} daily returns are all equal, and the rule divides by their deviation`,
  };
}

function votesFilter(panel: Panel, votes: readonly DatedNumbers[]): EligibilityFilter {
  return {
    rule: 'no-votes',
    keep(view, assets, count) {
      const numbers = numbersInForce(panel, votes, view.knownDay);
      let kept = 0;
      for (let i = 0; i < count; i++) if (numbers?.has(assets[i])) assets[kept++] = assets[i];
      return kept;
    },
    because: () => 'has no entry in the votes that are in force on the last known date',
  };
}

function customWeightFilter(panel: Panel, weights: readonly DatedNumbers[]): EligibilityFilter {
  return {
    rule: 'no-custom-weight',
    keep(view, assets, count) {
      const numbers = numbersInForce(panel, weights, view.day);
      let kept = 0;
      for (let i = 0; i < count; i++) {
        if ((numbers?.get(assets[i]) ?? 0) > 0) assets[kept++] = assets[i];
      }
      return kept;
    },
    because: () => 'has no weight in the list that is in force on this date',
  };
}

function usd(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} USD`;
}
