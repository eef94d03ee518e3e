import type { Html } from '../html/html.ts';
import { paneSwitch } from '../html/switch.ts';
import { figure } from './figure.ts';
import { type LineSeries, lineChart } from './line-chart.ts';

/** Where the highest value is this many times the lowest, equal steps should be equal growth. */
const LOG_WHEN_FACTOR = 4;
const HEIGHT = 340;

/** Lines of positive values over dates. */
export interface ScaledFigureOptions {
  /** Unique in the page; its parts are called after it. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two with the numbers that matter. */
  readonly summary: string;
  readonly dates: ArrayLike<number>;
  readonly series: readonly LineSeries[];
  readonly format: (value: number) => string;
}

/** A chart of levels with a switch between linear and logarithmic, which starts at the one that suits them. */
export function scaledFigure({ id, title, summary, dates, series, format }: ScaledFigureOptions): Html {
  const drawing = (scale: 'linear' | 'log'): Html =>
    lineChart({
      id: `${id}-${scale}`,
      title: `${title}, ${scale === 'log' ? 'logarithmic' : 'linear'} scale`,
      description: summary,
      dates,
      series,
      scale,
      ticks: 'number',
      height: HEIGHT,
    });
  return figure({
    id: `${id}-figure`,
    title,
    quietTitle: true,
    summary,
    dates,
    series,
    format,
    drawing: paneSwitch(
      `${id}-scale`,
      'Scale',
      [
        { label: 'Linear', content: drawing('linear') },
        { label: 'Logarithmic', content: drawing('log') },
      ],
      spread(series) > LOG_WHEN_FACTOR ? 1 : 0,
    ),
  });
}

/** The highest value as a multiple of the lowest. */
function spread(series: readonly LineSeries[]): number {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { values } of series) {
    for (let t = 0; t < values.length; t++) {
      if (!Number.isFinite(values[t])) continue;
      low = Math.min(low, values[t]);
      high = Math.max(high, values[t]);
    }
  }
  return high / low;
}
