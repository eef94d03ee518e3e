import { type DefinitionInput, definitionSchema, type PanelData } from '@holdfast/engine';
import { expect } from 'vitest';
import { type ReferenceBacktest, referenceBacktest } from '../reference/backtest.ts';

/** The reference on a definition that starts at 100 with no lag, cost, benchmarks or schedule but those given. */
export function run(
  panel: PanelData,
  input: DefinitionInput,
  library: Readonly<Record<string, DefinitionInput>> = {},
): ReferenceBacktest {
  const plain = (part: DefinitionInput) =>
    definitionSchema.parse({
      lag: 0,
      cost_bps: 0,
      benchmarks: [],
      ...part,
      base: { value: 100, ...part.base },
      rebalance: { schedule: 'none', ...part.rebalance },
    });
  return referenceBacktest(
    panel,
    plain(input),
    new Map(Object.entries(library).map(([id, part]) => [id, plain({ id, ...part })])),
  );
}

/** All eligible assets, equally weighted. */
export const equalAll: DefinitionInput = { select: { by: 'all' }, weight: { scheme: 'equal' } };

/** Two lists of numbers are the same to nine decimals. */
export function closeTo(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(actual[k], `entry ${k}`).toBeCloseTo(value, 9);
  });
}

/** An entry of `votes` or `weights`. */
export function numbersFrom(from: string, numbers: Readonly<Record<string, number>>) {
  return Object.assign({ from }, numbers);
}
