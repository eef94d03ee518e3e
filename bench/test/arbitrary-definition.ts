import type { DefinitionInput, PanelData } from '@holdfast/engine';
import { formatDate } from '@holdfast/engine';
import fc from 'fast-check';
import { STABLE } from './arbitrary-panel.ts';
import { seeded } from './seeded.ts';

/** What a random definition may speak of. */
export interface Surroundings {
  readonly panel: PanelData;
  /** Ids that `votes` and `weights` name: assets, or the members of a portfolio. */
  readonly ids: readonly string[];
  /** Members, for a portfolio of indices; null for an index of assets. */
  readonly members: readonly string[] | null;
  /** Definitions that `benchmarks` may name. */
  readonly definitions: readonly string[];
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>, percentNull = 60): fc.Arbitrary<T | null> =>
  fc.oneof<fc.MaybeWeightedArbitrary<T | null>[]>(
    { weight: percentNull, arbitrary: fc.constant(null) },
    { weight: 100 - percentNull, arbitrary },
  );
const between = (min: number, max: number) => fc.integer({ min, max });
const rate = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const schedule = fc.constantFrom('none', 'daily', 'weekly', 'weekly', 'monthly', 'quarterly');

const selections = (portfolio: boolean) => {
  const windowed = (by: 'volume' | 'return' | 'sharpe' | 'low-volatility', least: number) =>
    between(least, 10).map((window) => ({ by, window }));
  const ofAssets = [fc.constant({ by: 'market-cap' as const, window: null }), windowed('volume', 1)];
  return fc.oneof(
    ...(portfolio ? [] : ofAssets),
    windowed('return', 1),
    windowed('sharpe', 2),
    windowed('low-volatility', 2),
    fc.constant({ by: 'votes' as const, window: null }),
    fc.constant({ by: 'all' as const, window: null }),
  );
};

/**
 * Risk parity and least variance look back at least 5 returns: the covariance of 2 returns has rank 1 and a
 * shrinkage intensity of 0, so that the weights are not determined.
 */
const schemes = (portfolio: boolean) => {
  const windowed = (
    scheme: 'inverse-volatility' | 'sharpe' | 'risk-parity' | 'min-variance',
    least: number,
  ) => between(least, 12).map((window) => ({ scheme, window }));
  const plain = (scheme: 'market-cap' | 'sqrt-market-cap' | 'equal' | 'custom') =>
    fc.constant({ scheme, window: null });
  return fc.oneof(
    ...(portfolio ? [] : [plain('market-cap'), plain('sqrt-market-cap')]),
    plain('equal'),
    plain('custom'),
    windowed('inverse-volatility', 2),
    windowed('sharpe', 2),
    windowed('risk-parity', 5),
    windowed('min-variance', 5),
  );
};

const overlay = fc.oneof(
  fc.record({ trend: fc.record({ window: between(1, 12), schedule }) }),
  fc.record({
    volatility_target: fc.record({
      annual: between(5, 150).map((p) => p / 100),
      window: between(2, 12),
      schedule,
    }),
  }),
);

const universe = fc.record({
  exclude_tags: fc.constantFrom<string[][]>(['stablecoin', 'wrapped', 'leveraged'], [], ['meme']),
  include_tags: fc.constantFrom<string[][]>([], [], [], [], ['defi'], ['defi', 'layer-1']),
  include: fc.constantFrom<string[][]>(
    [],
    [],
    [],
    [],
    [],
    [],
    ['bitcoin', 'ethereum', 'émile', 'asset-7', 'nobody'],
  ),
  exclude: fc.constantFrom<string[][]>([], [], ['bitcoin', 'nobody']),
  min_market_cap: fc.constantFrom(0, 0, 0, 2e6, 1e8),
  min_median_volume: fc.constantFrom(
    { usd: 0, window: 30 },
    { usd: 0, window: 3 },
    { usd: 0, window: 3 },
    { usd: 2e6, window: 4 },
  ),
  min_age_days: fc.constantFrom(0, 0, 0, 5, 20),
});

/** Dated lists of numbers over some of the ids. */
function datedNumbers({ panel, ids }: Surroundings, numbersFor: (seed: number) => Record<string, number>) {
  const first = panel.dates[0] - 5;
  const span = panel.dates[panel.dates.length - 1] - first;
  // The first entry is mostly in force from the start.
  return fc
    .tuple(fc.uniqueArray(between(0, span), { maxLength: 2 }), fc.constantFrom(0, 0, span >> 2), fc.nat(1e9))
    .map(([more, start, seed]) =>
      [...new Set([start, ...more])]
        .sort((a, b) => a - b)
        .map((offset, k) => Object.assign({ from: formatDate(first + offset) }, numbersFor(seed + k))),
    )
    .filter(() => ids.length > 0);
}

/** Small whole numbers, so that there are ties; about a quarter of the ids has none. */
function voteNumbers(ids: readonly string[], seed: number): Record<string, number> {
  const random = seeded(seed);
  return Object.fromEntries(ids.filter(() => random.chance(0.75)).map((id) => [id, random.integer(0, 5)]));
}

/** Weights of up to six ids in hundredths, one of them 0 now and then, summing to 1. */
function customNumbers(ids: readonly string[], seed: number): Record<string, number> {
  const random = seeded(seed);
  const chosen = [...new Set(Array.from({ length: random.integer(1, 6) }, () => random.pick(ids)))];
  let left = 100;
  const hundredths = chosen.map((_, k) => {
    const part = k === chosen.length - 1 ? left : random.integer(0, left);
    left -= part;
    return part;
  });
  return Object.fromEntries(chosen.map((id, k) => [id, hundredths[k] / 100]));
}

/** Valid definitions over every rule, with small windows so that things happen. */
export function definitionInput(around: Surroundings): fc.Arbitrary<DefinitionInput> {
  const { panel, members } = around;
  const portfolio = members !== null;
  const [firstDay, lastDay] = [panel.dates[0], panel.dates[panel.dates.length - 1]];
  const span = lastDay - firstDay;
  return fc
    .record({
      baseDate: fc.oneof(
        { weight: 14, arbitrary: fc.constant(null) },
        {
          weight: 5,
          arbitrary: between(firstDay + (portfolio ? span >> 1 : span >> 2), lastDay - (span >> 2)).map(
            formatDate,
          ),
        },
        // Too early, or after the end, now and then.
        { weight: 1, arbitrary: between(firstDay, lastDay + 1).map(formatDate) },
      ),
      baseValue: fc.constantFrom(1000, 100, 1),
      end: maybe(between(firstDay + (span >> 1), lastDay + 3).map(formatDate), 80),
      universe,
      select: selections(portfolio),
      top: between(1, 8),
      buffer: between(0, 3),
      weight: schemes(portfolio),
      cap: maybe(rate),
      floor: maybe(rate, 70),
      sectorCap: maybe(between(20, 100).map((percent) => percent / 100)),
      schedule,
      drift: maybe(between(1, 25).map((percent) => percent / 100)),
      overlay: maybe(overlay),
      cashAsset: fc.boolean(),
      cost_bps: fc.constantFrom(0, 10, 100, 450),
      capital: maybe(fc.constantFrom(1e4, 1e6), 70),
      lag: between(0, 3),
      stale_after: between(1, 10),
      delist_haircut: fc.constantFrom(0, 0, 0.3, 1),
      benchmarks: fc.oneof(
        fc.constant(undefined),
        fc.constant(undefined),
        fc.subarray([...panel.assets.slice(0, 3), ...around.definitions.slice(0, 1)], { maxLength: 2 }),
      ),
      votes: datedNumbers(around, (seed) => voteNumbers(around.ids, seed)),
      weights: datedNumbers(around, (seed) => customNumbers(around.ids, seed)),
    })
    .map((draft): DefinitionInput => {
      const { select, weight } = draft;
      const custom = weight.scheme === 'custom';
      const counted = select.by !== 'all' && !custom;
      // With a count the cap lies between 1/top and 1, the floor between 0 and 1/top; else anywhere.
      const fair = 1 / draft.top;
      const cap =
        draft.cap === null ? null : counted ? fair + draft.cap * (1 - fair) : 0.05 + 0.95 * draft.cap;
      const most = Math.min(cap ?? 1, counted ? fair : 0.3);
      const floor = draft.floor === null || draft.floor === 0 ? null : draft.floor * most;
      return {
        base: { date: draft.baseDate, value: draft.baseValue },
        end: draft.end !== null && draft.baseDate !== null && draft.baseDate > draft.end ? null : draft.end,
        universe: portfolio ? {} : draft.universe,
        members: members === null ? null : [...members],
        select:
          select.by === 'all' || custom
            ? { by: select.by === 'votes' || custom ? 'all' : select.by }
            : { ...select, top: draft.top, buffer: draft.buffer },
        weight: { ...weight, cap, floor, sector_cap: portfolio ? null : draft.sectorCap },
        rebalance: { schedule: draft.schedule, drift: draft.drift },
        overlay: draft.overlay,
        cash_asset: draft.cashAsset ? STABLE : null,
        cost_bps: draft.cost_bps,
        capital: draft.capital,
        lag: draft.lag,
        stale_after: draft.stale_after,
        delist_haircut: draft.delist_haircut,
        benchmarks: draft.benchmarks,
        votes: counted && select.by === 'votes' ? draft.votes : undefined,
        weights: custom ? draft.weights : undefined,
      };
    });
}
