import { HoldfastError } from '@holdfast/errors';
import { expect } from 'vitest';
import {
  type Backtest,
  type Decision,
  type DefinitionInput,
  type DefinitionLibrary,
  definitionFromInput,
  formatDate,
  type IndexDefinition,
  type Panel,
  parseDate,
  runBacktest,
} from '../src/index.ts';

/**
 * A definition that starts at 100, sees the day it trades on, pays nothing and never rebalances, unless `input` says
 * otherwise. All assets, equally weighted, when it names no rule.
 */
export function tinyDefinition(input: DefinitionInput = {}): IndexDefinition {
  const ruled = input.select !== undefined || input.weight !== undefined;
  return definitionFromInput(
    {
      id: 'tiny',
      lag: 0,
      cost_bps: 0,
      benchmarks: [],
      ...(ruled ? {} : { select: { by: 'all' }, weight: { scheme: 'equal' } }),
      ...input,
      base: { value: 100, ...input.base },
      rebalance: { schedule: 'none', ...input.rebalance },
    },
    'tiny',
  );
}

export function libraryOf(definitions: Readonly<Record<string, DefinitionInput>>): DefinitionLibrary {
  return new Map(Object.entries(definitions).map(([id, input]) => [id, tinyDefinition({ id, ...input })]));
}

export function run(panel: Panel, input: DefinitionInput = {}, library?: DefinitionLibrary): Backtest {
  return runBacktest(panel, tinyDefinition(input), library === undefined ? {} : { library });
}

/** Every decision of a run. */
export function decisionsOf(
  panel: Panel,
  input: DefinitionInput,
  scope: 'involved' | 'all' = 'involved',
  library: DefinitionLibrary = new Map(),
): Decision[] {
  const decisions: Decision[] = [];
  runBacktest(panel, tinyDefinition(input), {
    library,
    recorder: { scope, record: (decision) => decisions.push(decision) },
  });
  return decisions;
}

/** Lists of numbers that agree to 1e-9. */
export function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(actual[k], `entry ${k}`).toBeCloseTo(value, 9);
  });
}

/** Targets of each rebalance agree to 1e-9, assets exactly. */
export function expectTargets(
  { rebalances }: Backtest,
  expected: readonly Readonly<Record<string, number>>[],
): void {
  expect(rebalances.map(({ targets }) => Object.keys(targets).sort())).toEqual(
    expected.map((targets) => Object.keys(targets).sort()),
  );
  expected.forEach((targets, k) => {
    for (const [asset, weight] of Object.entries(targets)) {
      expect(rebalances[k].targets[asset], `${asset} in rebalance ${k}`).toBeCloseTo(weight, 9);
    }
  });
}

/** Members of each rebalance, sorted. */
export function membersOf({ rebalances }: Backtest): string[][] {
  return rebalances.map(({ targets }) => Object.keys(targets).sort());
}

export function datesOf({ rebalances }: Backtest): string[] {
  return rebalances.map(({ date }) => formatDate(date));
}

export function notesOf({ notes }: Backtest): { code: string; date: string | null; asset: string | null }[] {
  return notes.map(({ code, date, asset }) => ({
    code,
    date: date === null ? null : formatDate(date),
    asset,
  }));
}

/** The code and message of the HoldfastError that `act` throws. */
export function failure(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof HoldfastError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('Expected a HoldfastError, but nothing was thrown.');
}

/** An entry of `votes` or `weights`, as the file has it. */
export function listFrom(from: string, numbers: Readonly<Record<string, number>>) {
  return Object.assign({ from }, numbers);
}

/** ISO dates that lie `offsets` days after `from`. */
export function daysAfter(from: string, ...offsets: readonly number[]): string[] {
  return offsets.map((offset) => formatDate(parseDate(from) + offset));
}
