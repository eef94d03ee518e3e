import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type DeviationLabel,
  type TrackingFill,
  type TrackingInput,
  type TrackingPart,
  type TrackingParts,
  track,
} from '../../src/index.ts';
import { sumOf } from '../support/tracked.ts';
import { type Causes, randomHistory } from '../support/tracked-history.ts';

const LABELS: DeviationLabel[] = ['untradable', 'not-worth-it', 'minimum', 'pending'];
const causes: fc.Arbitrary<Causes> = fc.record({
  fees: fc.boolean(),
  spread: fc.boolean(),
  delay: fc.boolean(),
  flows: fc.boolean(),
  rewards: fc.boolean(),
  indexPricing: fc.boolean(),
  labels: fc.subarray(LABELS, { minLength: 1 }),
  replaced: fc.boolean(),
});
const seed = fc.integer({ min: 1, max: 2 ** 31 });
const length = fc.integer({ min: 2, max: 40 });

/** Returns of holdings between flows, as plainly as it can be written. */
function plainReturns({ marks }: TrackingInput): { portfolio: number; index: number } {
  let portfolio = 1;
  for (const [at, mark] of marks.slice(1).entries()) {
    const value = (units: Readonly<Record<string, number>>, mids: Readonly<Record<string, number>>) =>
      Object.entries(units).reduce((sum, [asset, held]) => sum + held * mids[asset], 0);
    const before = marks[at];
    const flows = value(mark.flows ?? {}, mark.mids);
    portfolio *= (value(mark.holdings, mark.mids) - flows) / value(before.holdings, before.mids);
  }
  return { portfolio: portfolio - 1, index: marks[marks.length - 1].index.level / marks[0].index.level - 1 };
}

/** Largest absolute part: what a rounding error is measured against. */
const sizeOf = (parts: TrackingParts) => Math.max(1, ...Object.values(parts).map(Math.abs));

it('parts add up to the difference: of each interval, of the whole time, and in money', () => {
  fc.assert(
    fc.property(seed, length, causes, (seed, length, causes) => {
      const input = randomHistory(seed, length, causes);
      const report = track(input);
      const plain = plainReturns(input);
      expect(Math.abs(report.portfolioReturn - plain.portfolio)).toBeLessThan(
        1e-12 * (1 + plain.portfolio) + 1e-12,
      );
      expect(Math.abs(report.indexReturn - plain.index)).toBeLessThan(1e-12 * (1 + plain.index) + 1e-12);
      for (const { portfolioReturn, indexReturn, parts } of report.intervals) {
        expect(Math.abs(sumOf(parts) - (portfolioReturn - indexReturn))).toBeLessThan(1e-12);
      }
      expect(Math.abs(sumOf(report.parts) - report.trackingDifference)).toBeLessThan(
        1e-12 * sizeOf(report.parts),
      );
      const { difference, parts } = report.usd;
      expect(Math.abs(sumOf(parts) - difference)).toBeLessThan(1e-12 * sizeOf(parts));
    }),
    { numRuns: 500, seed: 20261124 },
  );
});

it('a part is zero when its cause is absent', () => {
  fc.assert(
    fc.property(seed, length, causes, (seed, length, causes) => {
      const { parts } = track(randomHistory(seed, length, causes));
      const labelled = (label: DeviationLabel) => causes.labels.includes(label);
      const present: Record<TrackingPart, boolean> = {
        fees: causes.fees,
        spread: causes.spread,
        cash: true,
        timing: labelled('pending') || causes.delay,
        untradable: labelled('untradable') || causes.replaced,
        notWorthIt: labelled('not-worth-it'),
        minimum: labelled('minimum'),
        indexPricing: causes.indexPricing,
        unexplained: causes.rewards,
      };
      for (const [part, amount] of Object.entries(parts)) {
        if (!present[part as TrackingPart]) expect(Math.abs(amount), part).toBeLessThan(1e-12);
      }
    }),
    { numRuns: 500, seed: 20261125 },
  );
});

const NONE: Causes = {
  fees: false,
  spread: false,
  delay: false,
  flows: false,
  rewards: false,
  indexPricing: false,
  labels: ['pending'],
  replaced: false,
};

it('a portfolio that holds the index’s weights has no difference, whatever is paid in or out', () => {
  fc.assert(
    fc.property(
      seed,
      length,
      fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 40, maxLength: 40 }),
      (seed, length, values) => {
        const { marks } = randomHistory(seed, length, NONE);
        // Each mark's flow makes of what was held before what the index now holds, worth `values`.
        let before: Record<string, number> = {};
        const tracked = marks.map((mark, at) => {
          const { weights } = mark.index;
          const cash = 1 - Object.values(weights).reduce((sum, weight) => sum + weight, 0);
          const holdings: Record<string, number> = { USDT: cash * values[at] };
          for (const [asset, weight] of Object.entries(weights))
            holdings[asset] = (weight * values[at]) / mark.mids[asset];
          const flows = Object.fromEntries(
            Object.entries(holdings).map(([asset, units]) => [asset, units - (before[asset] ?? 0)]),
          );
          before = holdings;
          return { ...mark, holdings, flows, fills: [] };
        });
        const report = track({ marks: tracked, cash: ['USDT'] });
        for (const amount of Object.values(report.parts)) expect(Math.abs(amount)).toBeLessThan(1e-12);
        expect(Math.abs(report.trackingDifference)).toBeLessThan(1e-12 * (1 + report.indexReturn));
        expect(report.trackingError ?? 0).toBeLessThan(1e-10);
      },
    ),
    { numRuns: 300, seed: 20261126 },
  );
});

it('returns and parts don’t depend on how much money it is, or on when it came', () => {
  fc.assert(
    fc.property(
      seed,
      fc.integer({ min: 4, max: 20 }),
      causes,
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      (seed, length, causes, times) => {
        const input = randomHistory(seed, length, causes);
        const from = length >> 1;
        const { marks } = input;
        const scale = (units: Readonly<Record<string, number>> | undefined, by: number) =>
          Object.fromEntries(Object.entries(units ?? {}).map(([asset, held]) => [asset, held * by]));
        const scaleFill = (fill: TrackingFill): TrackingFill => {
          const fee = fill.fee && { ...fill.fee, amount: fill.fee.amount * times, usd: fill.fee.usd * times };
          return { ...fill, amount: fill.amount * times, ...(fee === undefined ? {} : { fee }) };
        };
        const scaled: TrackingInput = {
          ...input,
          marks: marks.map((mark, at) => {
            if (at < from) return mark;
            const flows = scale(mark.flows, at === from ? 1 : times);
            if (at === from) {
              for (const [asset, held] of Object.entries(mark.holdings))
                flows[asset] = (flows[asset] ?? 0) + held * (times - 1);
            }
            const fills = at === from ? (mark.fills ?? []) : (mark.fills ?? []).map(scaleFill);
            return { ...mark, holdings: scale(mark.holdings, times), flows, fills };
          }),
        };
        const one = track(input);
        const other = track(scaled);
        expect(Math.abs(one.portfolioReturn - other.portfolioReturn)).toBeLessThan(
          1e-11 * (1 + one.portfolioReturn),
        );
        for (const [part, amount] of Object.entries(one.parts)) {
          expect(Math.abs(other.parts[part as TrackingPart] - amount), part).toBeLessThan(
            1e-10 * sizeOf(one.parts),
          );
        }
      },
    ),
    { numRuns: 300, seed: 20261127 },
  );
});

it('a mark more changes no return, and with nothing traded no part', () => {
  fc.assert(
    fc.property(seed, length, (seed, length) => {
      const input = randomHistory(seed, length, NONE);
      // Nothing is traded and the index isn't rebalanced: weights drift by themselves.
      const [first] = input.marks;
      const marks = input.marks.map((mark) => {
        const worth = Object.entries(first.index.weights).map(
          ([asset, weight]) => [asset, (weight * mark.mids[asset]) / first.mids[asset]] as const,
        );
        const cash = 1 - Object.values(first.index.weights).reduce((sum, weight) => sum + weight, 0);
        const level = worth.reduce((sum, [, part]) => sum + part, cash);
        const weights = Object.fromEntries(worth.map(([asset, part]) => [asset, part / level]));
        return {
          ...mark,
          holdings: first.holdings,
          flows: {},
          fills: [],
          labels: {},
          index: { level, weights },
        };
      });
      const every = track({ ...input, marks });
      const ends = track({ ...input, marks: [marks[0], marks[marks.length - 1]] });
      expect(Math.abs(every.trackingDifference - ends.trackingDifference)).toBeLessThan(1e-11);
      expect(
        Math.abs(every.parts.timing + every.parts.cash - ends.parts.timing - ends.parts.cash),
      ).toBeLessThan(1e-11);
    }),
    { numRuns: 200, seed: 20261128 },
  );
});
