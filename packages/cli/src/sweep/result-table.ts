import type { Statistics } from '@holdfast/engine';
import { STATISTIC_COLUMNS, unpackStatistics } from './columns.ts';
import type { Outcome } from './outcome.ts';
import { type SweepPlan, valuesAt } from './plan.ts';

/** A value of a varied key as tables hold it; lists as JSON. */
export type Cell = string | number | boolean | null;

/** One combination with what came of it. */
export interface ResultRow {
  readonly index: number;
  readonly values: Readonly<Record<string, Cell>>;
  readonly statistics: Statistics | null;
  readonly refused: { readonly code: string; readonly message: string } | null;
}

/** Everything computed so far, in the order of the grid. */
export function resultRows(plan: SweepPlan, outcomes: ReadonlyMap<number, Outcome>): ResultRow[] {
  return [...outcomes.values()]
    .sort((a, b) => a.index - b.index)
    .map((outcome) => ({
      index: outcome.index,
      values: Object.fromEntries(
        valuesAt(plan.variations, outcome.index).map((value, i) => [plan.variations[i].path, cell(value)]),
      ),
      statistics: 'statistics' in outcome ? unpackStatistics(outcome.statistics) : null,
      refused: 'refused' in outcome ? outcome.refused : null,
    }));
}

/** A value as a table can hold it. */
export function cell(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);
}

/** A column of the result's tables: `BIGINT`, `DOUBLE`, `BOOLEAN` or `VARCHAR`, as in Parquet. */
export interface Column {
  readonly name: string;
  readonly type: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR';
  readonly of: (row: ResultRow) => Cell;
}

/** Number of the combination, varied keys, statistics, and for combinations that can't exist the reason. */
export function resultColumns({ variations }: SweepPlan): Column[] {
  return [
    { name: 'variant', type: 'BIGINT', of: ({ index }) => index },
    ...variations.map(
      ({ path, values }): Column => ({ name: path, type: typeOf(values), of: (row) => row.values[path] }),
    ),
    ...STATISTIC_COLUMNS.map(
      ([name, key]): Column => ({
        name,
        type: name === 'rebalances' || name === 'days' ? 'BIGINT' : 'DOUBLE',
        of: ({ statistics }) => statistics?.[key] ?? null,
      }),
    ),
    { name: 'error_code', type: 'VARCHAR', of: ({ refused }) => refused?.code ?? null },
    { name: 'error', type: 'VARCHAR', of: ({ refused }) => refused?.message ?? null },
  ];
}

function typeOf(values: readonly unknown[]): Column['type'] {
  const types = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  if (types.size !== 1) return 'VARCHAR';
  if (types.has('number')) return 'DOUBLE';
  return types.has('boolean') ? 'BOOLEAN' : 'VARCHAR';
}

/** RFC 4180, with a header line; null is an empty cell. */
export function csvOf(columns: readonly Column[], rows: readonly ResultRow[]): string {
  const lines = rows.map((row) => columns.map(({ of }) => csvCell(of(row))).join(','));
  return `${[columns.map(({ name }) => csvCell(name)).join(','), ...lines].join('\n')}\n`;
}

function csvCell(value: Cell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
