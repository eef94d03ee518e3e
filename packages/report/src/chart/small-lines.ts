import { line } from 'd3-shape';
import { type Html, html } from '../html/html.ts';
import { extremePositions } from '../series/downsample.ts';
import type { LineSeries } from './line-chart.ts';

const WIDTH = 1000;

/**
 * Lines without axes over the width of a card, on a shared logarithmic scale, so that the same growth is the same slope.
 * The first series is the subject and drawn over the others.
 *
 * @param dates epoch days, ascending
 * @param description its text alternative
 */
export function smallLines(
  dates: ArrayLike<number>,
  series: readonly LineSeries[],
  description: string,
  height = 96,
): Html {
  const drawn = series.map(({ colour, values }) => ({
    colour,
    values,
    points: extremePositions(values, 150).filter((t) => values[t] > 0),
  }));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values, points } of drawn) {
    for (const t of points) {
      low = Math.min(low, Math.log(values[t]));
      high = Math.max(high, Math.log(values[t]));
    }
  }
  const first = dates[0];
  const span = dates[dates.length - 1] - first;
  const x = (t: number): number => (span > 0 ? ((dates[t] - first) / span) * WIDTH : WIDTH / 2);
  const y = (value: number): number =>
    high > low ? 3 + (1 - (Math.log(value) - low) / (high - low)) * (height - 6) : height / 2;
  return html`<svg class="lines" width="100%" height="${height}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${description}">${[
    ...drawn,
  ]
    .reverse()
    .map(({ colour, values, points }) => {
      const d =
        points.length === 1
          ? `M${WIDTH * 0.48},${y(values[points[0]]).toFixed(1)}H${WIDTH * 0.52}`
          : (line<number>(x, (t) => y(values[t])).digits(1)(points) ?? '');
      return html`<path class="line ${colour}" d="${d}"/>`;
    })}</svg>`;
}
