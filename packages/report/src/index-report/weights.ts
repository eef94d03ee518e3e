import { figure } from '../chart/figure.ts';
import { stackedArea } from '../chart/stacked-area.ts';
import { formatPercent } from '../html/format.ts';
import type { Html } from '../html/html.ts';
import { html } from '../html/html.ts';
import { weightHistory } from '../series/weight-history.ts';
import type { IndexReportInput } from './input.ts';
import type { Naming } from './naming.ts';

/** Weights through time, the largest assets as layers, the rest as one, cash on top. */
export function weightsSection({ backtest, decisions }: IndexReportInput, names: Naming): Html {
  const { rebalances, dates, definition } = backtest;
  if (rebalances.length === 0)
    return html`<p class="muted">There was no rebalance, so nothing was ever held.</p>`;
  const history = weightHistory(rebalances, decisions, dates[dates.length - 1]);
  const used = (values: Float64Array): boolean => values.some((value) => value > 1e-9);
  const layers = history.layers.map((layer, i) => ({
    label: names.symbol(layer.asset),
    colour: layer.asset === definition.cash_asset ? 'cash' : `c${i}`,
    values: layer.values,
  }));
  if (used(history.other)) layers.push({ label: 'Other assets', colour: 'other', values: history.other });
  if (used(history.cash)) layers.push({ label: 'Cash', colour: 'cash', values: history.cash });
  const largest = history.layers
    .slice(0, 3)
    .map(({ asset, mean }) => `${names.plain(asset)} ${formatPercent(mean)}`)
    .join(', ');
  const summary = `${largest ? `Largest on average: ${largest}.` : 'The index held nothing but cash.'} Between two rebalances weights are joined by straight lines; after the last one its targets are shown.`;
  return figure({
    id: 'weights-figure',
    quietTitle: true,
    title: 'Weights through time',
    summary,
    dates: history.dates,
    series: layers,
    format: (value) => (value === 0 ? '0%' : formatPercent(value)),
    legend: 'area',
    drawing: stackedArea({
      id: 'weights-chart',
      title: 'Weights through time',
      description: summary,
      dates: history.dates,
      layers,
    }),
  });
}
