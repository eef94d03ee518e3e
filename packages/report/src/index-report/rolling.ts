import { figure } from '../chart/figure.ts';
import { type LineSeries, lineChart } from '../chart/line-chart.ts';
import { formatNumber, formatPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { rollingRelation, rollingStatistics, rollingWindow } from '../series/rolling.ts';
import type { IndexReportInput } from './input.ts';
import { benchmarkColour } from './level.ts';
import type { Naming } from './naming.ts';

/** Volatility, Sharpe ratio, beta and correlation over a moving window. */
export function rollingSection({ backtest }: IndexReportInput, names: Naming): Html {
  const { dates, levels, benchmarks, definition } = backtest;
  const window = rollingWindow(dates.length);
  if (window === null) {
    return html`<p class="muted">Fewer than 30 days are too few for rolling statistics.</p>`;
  }
  const own = rollingStatistics(levels, window);
  const [benchmark] = benchmarks;
  const other = benchmark ? rollingStatistics(benchmark.levels, window) : null;
  const relation = benchmark ? rollingRelation(levels, benchmark.levels, window) : null;
  const label = definition.name;
  const against = benchmark ? names.plain(benchmark.id) : '';
  const lines = (values: Float64Array, others: Float64Array | undefined): LineSeries[] => [
    { label, colour: 'c0', values },
    ...(others ? [{ label: against, colour: benchmarkColour(0), values: others }] : []),
  ];
  const ratio = (value: number): string => formatNumber(value, 2);
  const percent = (value: number): string => formatPercent(value);
  const charts = [
    chart('volatility', 'Volatility, a year', lines(own.volatility, other?.volatility), percent, [0]),
    chart('sharpe', 'Sharpe ratio', lines(own.sharpe, other?.sharpe), ratio, [0]),
  ];
  if (relation) {
    charts.push(
      chart(
        'beta',
        `Beta to ${against}`,
        [{ label: 'Beta', colour: 'c0', values: relation.beta }],
        ratio,
        [1],
      ),
      chart(
        'correlation',
        `Correlation with ${against}`,
        [{ label: 'Correlation', colour: 'c0', values: relation.correlation }],
        ratio,
        [1],
      ),
    );
  }
  return html`<p>Each point looks back ${window} daily returns${window < 90 ? ', a third of this short history' : ''}.</p><div class="two">${charts}</div>`;

  function chart(
    id: string,
    title: string,
    series: LineSeries[],
    format: (value: number) => string,
    include: number[],
  ): Html {
    const summary = series.map((line) => `${line.label}: ${range(line.values, format)}`).join('; ');
    return figure({
      id: `rolling-${id}`,
      title,
      summary: `${summary}.`,
      dates,
      series,
      format,
      legend: series.length > 1 ? 'line' : 'none',
      small: true,
      drawing: lineChart({
        id: `rolling-${id}-chart`,
        title: `Rolling ${title}`,
        description: summary,
        dates,
        series,
        ticks: format === percent ? 'percent' : 'number',
        include,
        height: 170,
      }),
    });
  }
}

function range(values: ArrayLike<number>, format: (value: number) => string): string {
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return 'no value on any date';
  const ends = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  return `${format(ends[0])} to ${format(ends[1])}, last ${format(finite[finite.length - 1])}`;
}
