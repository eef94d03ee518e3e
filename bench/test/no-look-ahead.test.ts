import {
  type AssetDecision,
  type Decision,
  type IndexDefinition,
  Panel,
  type PanelData,
  runBacktest,
} from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyIndex, type BacktestCase } from './arbitraries.ts';
import { outcome } from './outcome.ts';
import { type Seeded, seeded } from './seeded.ts';

/** A price, cap or volume at position `t`, made into another one. */
type Change = (value: number, random: Seeded) => number;

const CHANGES: Readonly<Record<string, Change>> = {
  deleted: () => Number.NaN,
  huge: () => 1e300,
  tiny: () => 1e-300,
  scaled: (value, random) => value * Math.exp(random.normal()),
  'present where it was missing': (_, random) => 1 + random.next(),
  mixed: (value, random) => random.pick([Number.NaN, 1e300, 1e-300, value, 1]),
};

/** The panel with everything from position `from` on changed; the dates stay. */
function changed(panel: PanelData, from: number, change: Change, seed: number): PanelData {
  const random = seeded(seed);
  const days = panel.dates.length;
  const altered = (values: Float64Array) =>
    values.map((v, at) => (at % days >= from ? change(v, random) : v));
  const close = altered(panel.close);
  // Where there is no price there is no row.
  const rows = (values: Float64Array) => altered(values).map((v, at) => (close[at] > 0 ? v : Number.NaN));
  return { ...panel, close, marketCap: rows(panel.marketCap), volume: rows(panel.volume) };
}

/** Levels and decisions of a run; a run that fails on its way has no levels, but the decisions until then. */
function observe(panel: PanelData, definition: IndexDefinition, library: BacktestCase['library']) {
  const decisions: Decision[] = [];
  const recorder = { scope: 'all' as const, record: (decision: Decision) => void decisions.push(decision) };
  const result = outcome(() =>
    runBacktest(new Panel(panel), { ...definition, benchmarks: [] }, { library, recorder }),
  );
  return typeof result === 'string'
    ? { decisions, dates: [], levels: [], failure: result }
    : { decisions, dates: [...result.dates], levels: [...result.levels], failure: null };
}

/** What the rules alone decided about an asset, before prices of the date turn it into trades. */
function ruling({
  asset,
  failed,
  rank,
  value,
  place,
  rawWeight,
  boundedWeight,
  bound,
  targetWeight,
}: AssetDecision) {
  return { asset, failed, rank, value, place, rawWeight, boundedWeight, bound, targetWeight };
}

const cases = fc.record({
  one: anyIndex,
  cut: fc.integer({ min: 30, max: 95 }),
  name: fc.constantFrom(...Object.keys(CHANGES)),
  seed: fc.nat(1e9),
});

describe('no look-ahead', () => {
  test('whatever happens after t, every decision and level up to t is the same to the last bit', () => {
    let comparedLevels = 0;
    let futureDiffers = 0;
    fc.assert(
      fc.property(cases, ({ one: { panel, definition, library }, cut, name, seed }) => {
        const t = Math.floor((panel.dates.length * cut) / 100);
        const last = panel.dates[t];
        const before = observe(panel, definition, library);
        const after = observe(changed(panel, t + 1, CHANGES[name], seed), definition, library);
        // A future that no solver can bear ends a run; one whose shadow or members ran before it ends unrecorded.
        const runsOthersFirst = definition.overlay !== null || definition.members !== null;
        fc.pre(!runsOthersFirst || (before.failure === null && after.failure === null));
        const upTo = (decisions: readonly Decision[]) => decisions.filter(({ date }) => date <= last);
        expect(upTo(after.decisions)).toEqual(upTo(before.decisions));
        if (before.failure !== null || after.failure !== null) return;
        const known = before.dates.filter((date) => date <= last).length;
        expect(after.levels.slice(0, known)).toEqual(before.levels.slice(0, known));
        comparedLevels += known;
        if (after.levels.some((level, k) => level !== before.levels[k])) futureDiffers++;
      }),
      { numRuns: 600, seed: 20_210_103 },
    );
    // The test would notice: the changes do change what comes after.
    expect(comparedLevels).toBeGreaterThan(5_000);
    expect(futureDiffers).toBeGreaterThan(150);
  });

  test('what is decided on t does not depend on anything after t − lag but on which assets have a price', () => {
    let compared = 0;
    fc.assert(
      fc.property(cases, ({ one: { panel, definition, library }, cut, seed }) => {
        const { lag, rebalance, members } = definition;
        // Drift looks at the prices of t by right; a member's price on t is itself a result of its trades.
        fc.pre(lag > 0 && rebalance.drift === null && members === null);
        const t = Math.floor((panel.dates.length * cut) / 100);
        const free = { ...definition, capital: null };
        const before = observe(panel, free, library);
        const after = observe(changed(panel, t - lag + 1, CHANGES.scaled, seed), free, library);
        const onT = ({ decisions }: typeof before) =>
          decisions
            .filter(({ date, reason }) => date === panel.dates[t] && reason !== 'overlay')
            .map(({ assets }) => assets.map(ruling));
        expect(onT(after)).toEqual(onT(before));
        compared += onT(before).length;
      }),
      { numRuns: 600, seed: 20_210_104 },
    );
    expect(compared).toBeGreaterThan(30);
  });
});
