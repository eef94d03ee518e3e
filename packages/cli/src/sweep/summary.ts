import type { Statistics } from '@holdfast/engine';
import type { Identities } from '../backtest/backtest-json.ts';
import { counted, grouped, percent } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';
import { STATISTIC_COLUMNS } from './columns.ts';
import { type SweepPlan, variantCount } from './plan.ts';
import type { ResultRow } from './result-table.ts';
import type { SweepOutcome } from './run-sweep.ts';

/** Reasons why combinations can't exist that are listed; the result files have them all. */
const MOST_REASONS = 5;

/** A sweep as `holdfast sweep --json` prints it. */
export function sweepSummary(
  plan: SweepPlan,
  rows: readonly ResultRow[],
  { best, cost }: SweepOutcome,
  identities: Identities,
  folder: string,
) {
  const winner = rows.find(({ index }) => index === best)!;
  return {
    combinations: variantCount(plan),
    computed: cost.tried,
    infeasible: rows.length - cost.tried,
    infeasible_reasons: reasons(rows),
    vary: plan.variations.map(({ path, values }) => ({ key: path, values })),
    best: { variant: best, values: winner.values, ...statisticsJson(winner.statistics!) },
    search: {
      tried: cost.tried,
      effective_trials: cost.effectiveTrials,
      probabilistic_sharpe: cost.probabilisticSharpe,
      deflated_sharpe: cost.deflatedSharpe,
      deflated_sharpe_by_all: cost.deflatedSharpeByAll,
      pbo: cost.pbo,
      pbo_combinations: cost.pboCombinations,
      compared: cost.compared,
      shared_days: cost.sharedDays,
    },
    ...identities,
    folder,
  };
}

export type SweepSummary = ReturnType<typeof sweepSummary>;

/** By the names of the columns. */
type StatisticsJson = Readonly<Record<(typeof STATISTIC_COLUMNS)[number][0], number | null>>;

/** Statistics under the names that every output of the command line uses. */
export function statisticsJson(statistics: Statistics): StatisticsJson {
  const entries = STATISTIC_COLUMNS.map(([name, key]) => [name, statistics[key]]);
  return Object.fromEntries(entries) as StatisticsJson;
}

function reasons(rows: readonly ResultRow[]) {
  const refused = rows.flatMap((row) => (row.refused === null ? [] : [{ index: row.index, ...row.refused }]));
  return [...Map.groupBy(refused, ({ message }) => message).values()]
    .sort((a, b) => b.length - a.length)
    .map((group) => ({
      code: group[0].code,
      message: group[0].message,
      count: group.length,
      first: group[0].index,
    }));
}

/** The same for a person. */
export function sweepText(summary: SweepSummary): string {
  const { best, search } = summary;
  const shown = summary.infeasible_reasons.slice(0, MOST_REASONS);
  const hidden = summary.infeasible_reasons.length - shown.length;
  return [
    `${counted(summary.combinations, 'combination')}: ${grouped(summary.computed, 0)} computed, ${grouped(summary.infeasible, 0)} infeasible\n`,
    ...shown.map(
      ({ count, message }) => `  ${grouped(count, 0)} × ${printable(message.replaceAll('\n', ' '))}\n`,
    ),
    hidden > 0 ? `  … and ${counted(hidden, 'other reason')}, in results.csv\n` : '',
    '\nBest by Sharpe ratio\n',
    table(Object.entries(best.values).map(([key, value]) => [`  ${key}`, printable(String(value))])),
    table(
      [
        ['  Sharpe', grouped(best.sharpe)],
        ['  CAGR', percent(best.cagr)],
        ['  Max drawdown', percent(best.max_drawdown)],
      ],
      [1],
    ),
    '\nWhat the search cost\n',
    table([
      ['  variants tried', grouped(search.tried, 0)],
      ['  as independent trials', grouped(search.effective_trials, 1)],
      ['  true Sharpe above 0, search not counted', percent(search.probabilistic_sharpe, 1)],
      ['  deflated: above the luck of those trials', percent(search.deflated_sharpe, 1)],
      ['  deflated: above the luck of all variants', percent(search.deflated_sharpe_by_all, 1)],
      ['  probability of backtest overfitting', percent(search.pbo, 1)],
    ]),
    search.compared < search.tried
      ? `  Overfitting and independence were measured on ${grouped(search.compared, 0)} variants: the best and others evenly spread.\n`
      : '',
    `\nResults: ${summary.folder}\n`,
  ].join('');
}
