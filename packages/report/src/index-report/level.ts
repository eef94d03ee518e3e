import { formatDate } from '@holdfast/engine';
import { figure } from '../chart/figure.ts';
import { type LineSeries, lineChart } from '../chart/line-chart.ts';
import { scaledFigure } from '../chart/scaled-figure.ts';
import { formatLevel, formatPercent, formatSignedPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { table } from '../html/table.ts';
import { deepestDrawdowns, drawdownSeries } from '../series/drawdown.ts';
import type { IndexReportInput } from './input.ts';
import type { Naming } from './naming.ts';

/** The index is `c0`; benchmarks share the rest, further ones come round again. */
export function benchmarkColour(position: number): string {
  return `c${1 + (position % 5)}`;
}

/** Level against benchmarks, linear and logarithmic. */
export function levelSection({ backtest }: IndexReportInput, names: Naming): Html {
  const { dates, levels, benchmarks, definition } = backtest;
  const series: LineSeries[] = [
    { label: definition.name, colour: 'c0', values: levels },
    ...benchmarks.map((benchmark, i) => ({
      label: names.plain(benchmark.id),
      colour: benchmarkColour(i),
      values: benchmark.levels,
    })),
  ];
  const base = definition.base.value;
  const summary = `${series
    .map(({ label, values }) => {
      const end = values[values.length - 1];
      return `${label} ends at ${formatLevel(end)} (${formatSignedPercent(end / base - 1)})`;
    })
    .join('; ')}. All start at ${formatLevel(base)} before costs.`;
  return scaledFigure({
    id: 'level',
    title: 'Level against benchmarks',
    summary,
    dates,
    series,
    format: formatLevel,
  });
}

/** How far below its last peak the index was, and the deepest falls. */
export function drawdownSection({ backtest }: IndexReportInput, names: Naming): Html {
  const { dates, levels, benchmarks, definition } = backtest;
  const own = drawdownSeries(levels);
  const series: LineSeries[] = [
    { label: definition.name, colour: 'c0', values: own, filled: true },
    ...benchmarks.slice(0, 1).map(({ id, levels: other }) => ({
      label: names.plain(id),
      colour: benchmarkColour(0),
      values: drawdownSeries(other),
    })),
  ];
  const summary = `${series
    .map(
      ({ label, values }) => `${label} was at worst ${formatPercent(-lowest(values))} below an earlier peak`,
    )
    .join('; ')}. At the end the index is ${formatPercent(-own[own.length - 1])} below its peak.`;
  const falls = deepestDrawdowns(levels, 5);
  const day = (position: number): Html => html`<span class="date">${formatDate(dates[position])}</span>`;
  return html`${figure({
    id: 'drawdown-figure',
    title: 'Below the last peak',
    quietTitle: true,
    summary,
    dates,
    series,
    format: (value) => formatPercent(value),
    drawing: lineChart({
      id: 'drawdown-chart',
      title: 'Drawdown',
      description: summary,
      dates,
      series,
      ticks: 'percent',
      include: [0],
      height: 180,
    }),
  })}${table({
    caption: 'The deepest falls',
    empty: 'The index never fell below an earlier level.',
    rows: falls,
    columns: [
      { label: 'From the peak on', cell: (fall) => day(fall.peak) },
      { label: 'to the trough on', cell: (fall) => day(fall.trough) },
      { label: 'Depth', kind: 'number', cell: (fall) => formatPercent(fall.depth) },
      { label: 'Days down', kind: 'number', cell: (fall) => dates[fall.trough] - dates[fall.peak] },
      {
        label: 'Made good on',
        cell: (fall) => (fall.recovery === null ? 'not yet' : day(fall.recovery)),
      },
    ],
  })}`;
}

function lowest(values: ArrayLike<number>): number {
  let low = 0;
  for (let t = 0; t < values.length; t++) low = Math.min(low, values[t]);
  return low;
}
