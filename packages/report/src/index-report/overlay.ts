import { figure } from '../chart/figure.ts';
import { lineChart } from '../chart/line-chart.ts';
import { formatLevel, formatNumber, formatPercent, orDash } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { table } from '../html/table.ts';
import { drawdownSeries } from '../series/drawdown.ts';
import type { IndexReportInput } from './input.ts';
import { NO_VOLATILITY, NO_YEAR } from './missing.ts';

/** What the overlay did, and whether a constant share of cash would have done as well. Null without an overlay. */
export function overlaySection({ backtest, constantMix }: IndexReportInput): Html | null {
  const { overlay, dates, levels, statistics, definition } = backtest;
  if (!overlay) return null;
  const { investedShare, shadowLevels } = overlay;
  let sum = 0;
  for (const share of investedShare) sum += share;
  const mean = sum / Math.max(1, investedShare.length);
  const worst = (values: ArrayLike<number>): number =>
    drawdownSeries(values).reduce((low, value) => Math.min(low, value), 0);
  const shadowWorst = worst(shadowLevels);
  const series = [
    { label: 'With overlay', colour: 'c0', values: levels },
    { label: 'Always invested', colour: 'c1', values: shadowLevels },
    ...(constantMix
      ? [
          {
            label: `Constant ${formatPercent(constantMix.share)} mix`,
            colour: 'c2',
            values: constantMix.levels,
          },
        ]
      : []),
  ];
  const shares = [{ label: 'Invested share', colour: 'c0', values: investedShare, filled: true }];
  const shareSummary = `On average ${formatPercent(mean)} of the index was invested; at the end ${formatPercent(investedShare[investedShare.length - 1])}.`;
  const levelSummary = series
    .map(({ label, values }) => `${label} ends at ${formatLevel(values[values.length - 1])}`)
    .join('; ');
  const percent = (value: number): string => formatPercent(value);
  const ratio = (value: number): string => formatNumber(value, 2);
  return html`<p class="lead">${verdict(mean, statistics.maxDrawdown, shadowWorst, constantMix?.statistics.maxDrawdown ?? null)}</p>
${
  constantMix
    ? table({
        caption: 'The overlay beside a constant mix of index and cash',
        rows: [
          { label: definition.name, figures: statistics },
          {
            label: `Constant mix, ${formatPercent(constantMix.share)} invested`,
            figures: constantMix.statistics,
          },
        ],
        columns: [
          { label: '', cell: (row) => html`<bdi>${row.label}</bdi>` },
          { label: 'CAGR', kind: 'number', cell: (row) => orDash(row.figures.cagr, percent, NO_YEAR) },
          {
            label: 'Volatility',
            kind: 'number',
            cell: (row) => orDash(row.figures.volatility, percent, NO_VOLATILITY),
          },
          {
            label: 'Sharpe',
            kind: 'number',
            cell: (row) => orDash(row.figures.sharpe, ratio, NO_VOLATILITY),
          },
          { label: 'Max drawdown', kind: 'number', cell: (row) => percent(row.figures.maxDrawdown) },
        ],
      })
    : null
}
<div class="two">${figure({
    id: 'overlay-level',
    title: 'Level with and without the overlay',
    summary: `${levelSummary}.`,
    dates,
    series,
    format: formatLevel,
    small: true,
    drawing: lineChart({
      id: 'overlay-level-chart',
      title: 'Level with and without the overlay',
      description: levelSummary,
      dates,
      series,
      scale: 'log',
      ticks: 'number',
      height: 200,
    }),
  })}${figure({
    id: 'overlay-share',
    title: 'Invested share',
    summary: shareSummary,
    dates,
    series: shares,
    format: percent,
    legend: 'none',
    small: true,
    drawing: lineChart({
      id: 'overlay-share-chart',
      title: 'Invested share',
      description: shareSummary,
      dates,
      series: shares,
      ticks: 'percent',
      include: [0, 1],
      height: 200,
    }),
  })}</div>`;
}

/** The comparison in words. Drawdowns are fractions ≤ 0. */
function verdict(mean: number, own: number, shadow: number, mix: number | null): string {
  const points = (value: number): string => `${formatNumber(value * 100, 1)} points`;
  const start = `On average ${formatPercent(mean)} was invested. With the overlay the deepest fall was ${formatPercent(-own)}, without it ${formatPercent(-shadow)}`;
  const saved = own - shadow;
  if (mix === null) return `${start}.`;
  const mixSaved = mix - shadow;
  const rest = `a constant mix with the same share in the index and the rest in cash, which needs no signal at all, fell ${formatPercent(-mix)}`;
  if (saved <= 0) return `${start}: the overlay saved nothing, while ${rest}.`;
  if (mixSaved >= saved) {
    return `${start}: ${points(saved)} saved. But ${rest}: it saves ${points(mixSaved)}, as much or more. The smaller drawdown comes from holding less, not from the signal.`;
  }
  return `${start}: ${points(saved)} saved. Of these, ${points(Math.max(0, mixSaved))} come from merely holding less: ${rest}. The other ${points(saved - Math.max(0, mixSaved))} are what the signal's timing added in this history.`;
}
