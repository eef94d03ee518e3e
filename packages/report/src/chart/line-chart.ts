import { area, line } from 'd3-shape';
import { type Html, html } from '../html/html.ts';
import { extremePositions } from '../series/downsample.ts';
import { frame, plotX } from './frame.ts';
import type { TickKind } from './tick-labels.ts';
import { valueAxis } from './value-axis.ts';

/** One line. */
export interface LineSeries {
  readonly label: string;
  /** Class of its colour: `c0` … */
  readonly colour: string;
  /** One entry a date; what is not finite leaves a gap. */
  readonly values: ArrayLike<number>;
  /** Filled down (or up) to zero. */
  readonly filled?: boolean;
}

/** Lines over dates. */
export interface LineChartOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Epoch days. */
  readonly dates: ArrayLike<number>;
  readonly series: readonly LineSeries[];
  readonly scale?: 'linear' | 'log';
  readonly ticks: TickKind;
  readonly height?: number;
  /** Values the axis must hold besides the data, like 0. */
  readonly include?: readonly number[];
}

/** Two points for each of these stretches: about one a pixel on a wide screen. */
const BUCKETS = 450;

/** The drawing of lines over dates, without legend and caption (see `figure`). */
export function lineChart(options: LineChartOptions): Html {
  const { dates, series, scale = 'linear', height = 280 } = options;
  const first = dates[0];
  const last = dates[dates.length - 1];
  const [low, high] = range(series, options.include ?? []);
  const axis = valueAxis(low, high, scale);
  const y = (value: number): number => (1 - axis.at(value)) * height;
  // The first series is the subject: drawn last, over the others.
  const marks = [...series].reverse().map(({ values, colour, filled }) => {
    const points = extremePositions(values, BUCKETS);
    const shape = (kind: 'line' | 'area'): string => {
      const x = (t: number): number => plotX(dates[t], first, last);
      const defined = (t: number): boolean => Number.isFinite(values[t]);
      const path =
        kind === 'line'
          ? line<number>(x, (t) => y(values[t])).defined(defined)
          : area<number>(x, y(0), (t) => y(values[t])).defined(defined);
      return path.digits(1)(points) ?? '';
    };
    return html`${filled ? html`<path class="fill ${colour}" d="${shape('area')}"/>` : null}<path class="line ${colour}" d="${
      dates.length === 1 && Number.isFinite(values[0]) ? dot(y(values[0])) : shape('line')
    }"/>`;
  });
  return frame({ ...options, first, last, axis, height }, marks);
}

/** A short stroke in the middle: a series of one day. */
function dot(y: number): string {
  return `M490,${y.toFixed(1)}L510,${y.toFixed(1)}`;
}

function range(series: readonly LineSeries[], include: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number): void => {
    if (!Number.isFinite(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { values } of series) for (let t = 0; t < values.length; t++) take(values[t]);
  for (const value of include) take(value);
  return [low, high];
}
