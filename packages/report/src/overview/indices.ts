import { formatDate, type Statistics } from '@holdfast/engine';
import { sparkline } from '../chart/sparkline.ts';
import {
  formatLevel,
  formatNumber,
  formatPercent,
  formatPlural,
  formatSignedPercent,
  orDash,
} from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { NO_VOLATILITY, NO_YEAR } from '../index-report/missing.ts';
import { type Naming, naming } from '../index-report/naming.ts';
import { safeHref } from '../page/page.ts';
import type { SnapshotInfo } from '../quality/input.ts';
import type { OverviewIndex, OverviewInput, OverviewSeries } from './input.ts';

const SHOWN_MEMBERS = 5;

/** Indices and benchmarks as tables. */
export function indicesTables({ indices, benchmarks, names: known }: OverviewInput): Html {
  const names = naming(known);
  return html`${table({
    caption: 'Indices; lines are on a logarithmic scale, each over its own dates',
    rows: indices,
    columns: [nameColumn(), ...figureColumns<OverviewIndex>(), ...indexColumns(names)],
    empty: 'No index has been run yet.',
  })}${
    benchmarks.length > 0
      ? table({
          caption: 'Benchmarks, without costs',
          rows: benchmarks,
          columns: [
            {
              label: 'Benchmark',
              cell: (row) => html`<bdi>${row.name}</bdi>`,
              sort: (row) => row.name,
            },
            ...figureColumns<OverviewSeries>(),
          ],
        })
      : null
  }`;
}

/** Where the figures come from. */
export function snapshotLine(snapshot: SnapshotInfo): Html {
  return html`<p class="meta">Snapshot <bdi>${snapshot.name}</bdi>, ${formatDate(snapshot.firstDate)} to ${formatDate(snapshot.lastDate)}${snapshot.survivorBiased ? html` <span class="tag warn">survivor-biased</span>` : null}${snapshot.attribution ? html` · ${snapshot.attribution}` : null}</p>`;
}

/** How many indices there are, and the best with the warning that belongs to it. */
export function indicesLead(indices: readonly OverviewIndex[]): string {
  const ranked = indices
    .filter((index) => index.statistics.sharpe !== null)
    .sort((a, b) => (b.statistics.sharpe ?? 0) - (a.statistics.sharpe ?? 0));
  const count = `${formatPlural(indices.length, 'index', 'indices')} over real market history, after costs.`;
  if (ranked.length < 2) return count;
  const best = ranked[0];
  return `${count} ${best.name} has the highest Sharpe ratio, ${formatNumber(best.statistics.sharpe ?? 0, 2)}; but the best of ${indices.length} looks good by chance too.`;
}

/** Figures over different dates can't be compared, and windows make indices start on different dates. */
export function startNote(indices: readonly OverviewIndex[]): Html | null {
  const starts = new Set(indices.map((index) => index.dates[0]));
  if (starts.size < 2) return null;
  const ordered = [...starts].sort((a, b) => a - b);
  return html`<div class="note" role="note"><p>The indices start between ${formatDate(ordered[0])} and ${formatDate(ordered[ordered.length - 1])}, each as soon as its rules have the history they need. Compare only those with the same start.</p></div>`;
}

function nameColumn(): Column<OverviewIndex> {
  return {
    label: 'Index',
    cell: (row) =>
      html`<a href="${safeHref(row.href)}"><bdi>${row.name}</bdi></a>${row.description ? html`<span class="sub wide clamp" title="${row.description}">${row.description}</span>` : null}`,
    sort: (row) => row.name.toLowerCase(),
  };
}

function figureColumns<Row extends OverviewSeries>(): Column<Row>[] {
  const percent = (value: number): string => formatPercent(value);
  const figure = (
    label: string,
    value: (statistics: Statistics) => number | null,
    format: (value: number) => string,
    missing: string,
  ): Column<Row> => ({
    label,
    kind: 'number',
    cell: (row) => orDash(value(row.statistics), format, missing),
    sort: (row) => value(row.statistics),
  });
  return [
    { label: 'Level', cell: (row) => sparkline(row.dates, row.levels, sparkText(row)) },
    {
      label: 'From',
      cell: (row) => html`<span class="date">${formatDate(row.dates[0])}</span>`,
      sort: (row) => row.dates[0],
    },
    {
      label: 'Total return',
      kind: 'number',
      cell: (row) => formatSignedPercent(row.statistics.finalLevel / row.baseValue - 1),
      sort: (row) => row.statistics.finalLevel / row.baseValue,
    },
    figure('CAGR', (s) => s.cagr, percent, NO_YEAR),
    figure('Volatility', (s) => s.volatility, percent, NO_VOLATILITY),
    figure(
      'Sharpe',
      (s) => s.sharpe,
      (value) => formatNumber(value, 2),
      NO_VOLATILITY,
    ),
    figure('Max drawdown', (s) => s.maxDrawdown, percent, ''),
  ];
}

function indexColumns(names: Naming): Column<OverviewIndex>[] {
  return [
    {
      label: 'Turnover',
      hint: 'Mean one-way turnover of a rebalance, without the first purchase',
      kind: 'number',
      cell: (row) => formatPercent(row.statistics.meanOneWayTurnover),
      sort: (row) => row.statistics.meanOneWayTurnover,
    },
    {
      label: 'Cost',
      hint: 'Total cost, as a share of the base value',
      kind: 'number',
      cell: (row) => formatPercent(row.statistics.totalCost / row.baseValue),
      sort: (row) => row.statistics.totalCost / row.baseValue,
    },
    { label: 'Last members', cell: (row) => html`<span class="sub wide">${members(row, names)}</span>` },
  ];
}

function members({ lastMembers }: OverviewIndex, names: Naming): Html {
  const all = Object.entries(lastMembers).sort((a, b) => b[1] - a[1]);
  const cash = 1 - all.reduce((sum, [, weight]) => sum + weight, 0);
  if (all.length === 0) return html`all in cash`;
  const shown = all.slice(0, SHOWN_MEMBERS);
  return html`${shown.map(([id, weight], i) => html`${i > 0 ? ', ' : ''}<bdi>${names.symbol(id)}</bdi> ${formatPercent(weight, 0)}`)}${
    all.length > shown.length ? ` and ${all.length - shown.length} more` : ''
  }${cash > 5e-3 ? `, cash ${formatPercent(cash, 0)}` : ''}`;
}

function sparkText(row: OverviewSeries): string {
  return `${row.name}: ${formatLevel(row.baseValue)} became ${formatLevel(row.statistics.finalLevel)}`;
}
