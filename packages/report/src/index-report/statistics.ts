import type { BenchmarkResult, Statistics } from '@holdfast/engine';
import { formatLevel, formatNumber, formatPercent, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import type { IndexReportInput, Interval } from './input.ts';
import { NO_DRAWDOWN, NO_VOLATILITY, NO_YEAR } from './missing.ts';
import type { Naming } from './naming.ts';

const percent = (value: number): string => formatPercent(value);
const ratio = (value: number): string => formatNumber(value, 2);

interface Row {
  readonly label: string;
  readonly hint?: string;
  readonly format: (value: number) => string;
  readonly value: (statistics: Statistics) => number | null;
  readonly missing: string;
  readonly interval?: Interval | null;
}

/** Statistics with intervals, beside the benchmarks, and the index measured against each. */
export function statisticsSection({ backtest, uncertainty }: IndexReportInput, names: Naming): Html {
  const { statistics, benchmarks, definition } = backtest;
  const rows: Row[] = [
    { label: 'Final level', format: formatLevel, value: (s) => s.finalLevel, missing: '' },
    {
      label: 'CAGR',
      format: percent,
      value: (s) => s.cagr,
      missing: NO_YEAR,
      interval: uncertainty?.cagr ?? null,
    },
    { label: 'Volatility, a year', format: percent, value: (s) => s.volatility, missing: NO_VOLATILITY },
    {
      label: 'Sharpe ratio',
      format: ratio,
      value: (s) => s.sharpe,
      missing: NO_VOLATILITY,
      interval: uncertainty?.sharpe ?? null,
    },
    {
      label: 'Sortino ratio',
      format: ratio,
      value: (s) => s.sortino,
      missing: 'no day lost, or too few days',
    },
    {
      label: 'Max drawdown',
      format: percent,
      value: (s) => s.maxDrawdown,
      missing: '',
      interval: uncertainty?.maxDrawdown ?? null,
    },
    { label: 'Calmar ratio', format: ratio, value: (s) => s.calmar, missing: NO_DRAWDOWN },
  ];
  const own: Column<Row>[] = [
    { label: 'Statistic', cell: (row) => row.label },
    {
      label: definition.name,
      kind: 'number',
      cell: (row) => orDash(row.value(statistics), row.format, row.missing),
    },
  ];
  if (uncertainty) {
    own.push({
      label: `${formatPercent(uncertainty.confidence, 0)} interval`,
      kind: 'number',
      cell: (row) => interval(row),
    });
  }
  return html`${table({
    caption: 'The index beside its benchmarks',
    rows,
    columns: [
      ...own,
      ...benchmarks.map(
        ({ id, own: theirs }): Column<Row> => ({
          label: names.plain(id),
          kind: 'number',
          cell: (row) => orDash(row.value(theirs), row.format, row.missing),
        }),
      ),
    ],
  })}
${benchmarks.length > 0 ? against(benchmarks, names) : html`<p class="muted">There is no benchmark to compare with.</p>`}
${chance({ uncertainty })}`;
}

function interval({ interval: ends, format }: Row): Content {
  if (ends === undefined) return '';
  if (ends === null) return orDash(null, format, 'too few days');
  return `${format(ends.low)} to ${format(ends.high)}`;
}

function against(benchmarks: readonly BenchmarkResult[], names: Naming): Html {
  const missing = 'too few days, or the benchmark never moves';
  return table({
    caption: 'The index measured against each benchmark, on daily returns',
    rows: benchmarks,
    columns: [
      { label: 'Benchmark', cell: ({ id }) => names.full(id) },
      { label: 'Beta', kind: 'number', cell: ({ against: a }) => orDash(a.beta, ratio, missing) },
      { label: 'Alpha, a year', kind: 'number', cell: ({ against: a }) => orDash(a.alpha, percent, missing) },
      {
        label: 'Tracking error',
        kind: 'number',
        cell: ({ against: a }) => orDash(a.trackingError, percent, missing),
      },
      {
        label: 'Information ratio',
        kind: 'number',
        cell: ({ against: a }) => orDash(a.informationRatio, ratio, 'the difference never varies'),
      },
      {
        label: 'Up capture',
        hint: 'Mean return on days the benchmark gained, relative to its own',
        kind: 'number',
        cell: ({ against: a }) =>
          orDash(a.upCapture, (value) => formatPercent(value, 0), 'the benchmark never gained'),
      },
      {
        label: 'Down capture',
        hint: 'Mean return on days the benchmark lost, relative to its own',
        kind: 'number',
        cell: ({ against: a }) =>
          orDash(a.downCapture, (value) => formatPercent(value, 0), 'the benchmark never lost'),
      },
    ],
  });
}

function chance({ uncertainty }: Pick<IndexReportInput, 'uncertainty'>): Html {
  if (!uncertainty) return html`<p class="muted">Intervals were not computed for this run.</p>`;
  const { confidence, draws, meanBlock, probabilisticSharpe, deflatedSharpe } = uncertainty;
  const probability = (value: number): string => formatPercent(value);
  return html`<p>Intervals hold ${formatPercent(confidence, 0)} of ${formatNumber(draws, 0)} histories that were drawn anew from this one in blocks of ${formatNumber(meanBlock, 0)} days on average. They show how much chance is in the figures, not what may come.</p>
<dl class="facts">
<dt>Probabilistic Sharpe ratio</dt><dd>${orDash(probabilisticSharpe, probability, 'too few days')} <span class="muted">probability that the true Sharpe ratio is above 0</span></dd>
<dt>Deflated Sharpe ratio</dt><dd>${orDash(deflatedSharpe, probability, 'needs the number of variants tried and the spread of their Sharpe ratios')} <span class="muted">probability that it is above what the best of the variants tried would show by luck alone</span></dd>
</dl>`;
}
