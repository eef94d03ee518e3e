import type { Backtest, Statistics } from '@holdfast/engine';
import type { ReferenceBacktest, ReferenceBenchmark } from '../reference/backtest.ts';

const RELATIVE = 1e-9;
const ABSOLUTE = 1e-12;
/**
 * Daily returns are differences of numbers near 1, known to about 1e-16. Their deviation must be larger than this
 * for a ratio of the two to be known to 1e-9.
 */
const NOISE = 1e-6;

/** Collects where two runs differ by more than 1e-9 relative or 1e-12 absolute. */
class Differences {
  readonly found: string[] = [];

  /** `unit` is the size of the numbers that were subtracted to get these: 1, or a value in level units. */
  number(what: string, actual: number | null, expected: number | null, unit = 1): void {
    if (actual === expected) return;
    const close =
      actual !== null &&
      expected !== null &&
      Math.abs(actual - expected) <= Math.max(ABSOLUTE * unit, RELATIVE * Math.abs(expected));
    if (!close) this.found.push(`${what}: engine ${actual}, reference ${expected}`);
  }

  same(what: string, actual: unknown, expected: unknown): boolean {
    if (actual !== expected) this.found.push(`${what}: engine ${actual}, reference ${expected}`);
    return actual === expected;
  }

  list(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
    if (!this.same(`${what}.length`, actual.length, expected.length)) return;
    for (let k = 0; k < expected.length; k++) this.number(`${what}[${k}]`, actual[k], expected[k]);
  }

  record<K extends string>(
    what: string,
    actual: Record<K, number | null>,
    expected: Record<K, number | null>,
    keys: readonly K[],
  ) {
    for (const key of keys) this.number(`${what}.${key}`, actual[key], expected[key]);
  }
}

/** Whether a deviation is rounding in one of the runs, which the other may have been spared. */
const isNoise = (...annualised: readonly (number | null)[]) =>
  annualised.some((value) => value !== null && value !== 0 && value / Math.sqrt(365) < NOISE);

/** Whether a series has falls, and all of them together are rounding: in one of the runs, or in both. */
function hasOnlyNoiseDown(...series: readonly ArrayLike<number>[]): boolean {
  return series.some((levels) => {
    const falls = Array.from(levels, (level, k) => (k === 0 ? 0 : Math.min(level / levels[k - 1] - 1, 0)));
    const worst = Math.min(...falls);
    return worst < 0 && worst > -NOISE;
  });
}

function statistics(
  differences: Differences,
  what: string,
  actual: Statistics,
  expected: Statistics,
  isOnlyNoiseDown: boolean,
): void {
  differences.record(what, actual, expected, [
    'finalLevel',
    'cagr',
    'volatility',
    'maxDrawdown',
    'meanOneWayTurnover',
    'rebalances',
    'days',
  ]);
  if (!isNoise(actual.volatility, expected.volatility)) {
    differences.record(what, actual, expected, ['sharpe']);
    if (!isOnlyNoiseDown) differences.record(what, actual, expected, ['sortino']);
  }
  if (Math.min(actual.maxDrawdown, expected.maxDrawdown) === 0 || expected.maxDrawdown < -NOISE) {
    differences.record(what, actual, expected, ['calmar']);
  }
}

function benchmark(
  differences: Differences,
  actual: Backtest['benchmarks'][number],
  expected: ReferenceBenchmark,
): void {
  const { id } = expected;
  if (!differences.same('benchmark', actual.id, id)) return;
  differences.list(`${id}.levels`, actual.levels, expected.levels);
  statistics(differences, id, actual.own, expected.own, hasOnlyNoiseDown(actual.levels, expected.levels));
  differences.record(id, actual.against, expected.against, ['trackingError']);
  if (!isNoise(actual.against.trackingError, expected.against.trackingError)) {
    differences.record(id, actual.against, expected.against, ['informationRatio']);
  }
  const smallest = expected.levels
    .slice(1)
    .map((level, k) => Math.abs(level / expected.levels[k] - 1))
    .filter((r) => r > 0)
    .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (smallest > NOISE) {
    differences.record(id, actual.against, expected.against, ['beta', 'upCapture', 'downCapture']);
    // A difference of two returns, times 365.
    differences.number(`${id}.alpha`, actual.against.alpha, expected.against.alpha, 365);
  }
}

/** Every date on which bounds could not be kept is reported; with an overlay the shadow's may be too. */
function breaches(differences: Differences, actual: Backtest, expected: ReferenceBacktest): void {
  const noted = new Set(
    actual.notes.filter(({ code }) => code === 'bounds-infeasible').map(({ date }) => date),
  );
  for (const { date, breach } of expected.rebalances) {
    if (breach || actual.overlay === null) differences.same(`breach on ${date}`, noted.has(date), breach);
  }
}

/** Where the engine's run differs from the reference's; empty when they agree. */
export function differencesBetween(actual: Backtest, expected: ReferenceBacktest): string[] {
  const differences = new Differences();
  differences.list('dates', actual.dates, expected.dates);
  if (differences.same('number of rebalances', actual.rebalances.length, expected.rebalances.length)) {
    expected.rebalances.forEach((wanted, k) => {
      const got = actual.rebalances[k];
      const what = `rebalance ${k} (${wanted.date} ${wanted.reason})`;
      for (const key of ['date', 'reason', 'eligible'] as const) {
        differences.same(`${what}.${key}`, got[key], wanted[key]);
      }
      for (const key of ['valueBefore', 'valueAfter', 'traded', 'cost', 'impact'] as const) {
        differences.number(`${what}.${key}`, got[key], wanted[key], Math.max(1, wanted.valueBefore));
      }
      differences.number(`${what}.turnover`, got.turnover, wanted.turnover);
      differences.number(`${what}.investedShare`, got.investedShare, wanted.investedShare);
      for (const id of new Set([...Object.keys(got.targets), ...Object.keys(wanted.targets)])) {
        differences.number(`${what}.targets.${id}`, got.targets[id] ?? 0, wanted.targets[id] ?? 0);
      }
    });
  }
  breaches(differences, actual, expected);
  differences.list('levels', actual.levels, expected.levels);
  const isOnlyNoiseDown = hasOnlyNoiseDown(actual.levels, expected.levels);
  statistics(differences, 'statistics', actual.statistics, expected.statistics, isOnlyNoiseDown);
  differences.number(
    'statistics.totalCost',
    actual.statistics.totalCost,
    expected.statistics.totalCost,
    Math.max(1, ...expected.levels),
  );
  if (differences.same('number of benchmarks', actual.benchmarks.length, expected.benchmarks.length)) {
    expected.benchmarks.forEach((wanted, k) => {
      benchmark(differences, actual.benchmarks[k], wanted);
    });
  }
  if (differences.same('has an overlay', actual.overlay !== null, expected.overlay !== null)) {
    differences.list(
      'investedShare',
      actual.overlay?.investedShare ?? [],
      expected.overlay?.investedShare ?? [],
    );
    differences.list(
      'shadowLevels',
      actual.overlay?.shadowLevels ?? [],
      expected.overlay?.shadowLevels ?? [],
    );
  }
  return differences.found;
}
