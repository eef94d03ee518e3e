import { line } from 'd3-shape';
import { type Html, html } from '../html/html.ts';
import { extremePositions } from '../series/downsample.ts';

const WIDTH = 120;
const HEIGHT = 28;

/**
 * A word-sized line of a level series on a log scale, so that the same growth is the same slope in every row.
 *
 * @param description its text alternative
 */
export function sparkline(dates: ArrayLike<number>, levels: ArrayLike<number>, description: string): Html {
  const points = extremePositions(levels, WIDTH / 2).filter((t) => levels[t] > 0);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const t of points) {
    low = Math.min(low, Math.log(levels[t]));
    high = Math.max(high, Math.log(levels[t]));
  }
  const first = dates[0];
  const span = dates[dates.length - 1] - first;
  const x = (t: number): number => (span > 0 ? ((dates[t] - first) / span) * WIDTH : WIDTH / 2);
  const y = (t: number): number =>
    high > low ? 2 + (1 - (Math.log(levels[t]) - low) / (high - low)) * (HEIGHT - 4) : HEIGHT / 2;
  const path = line<number>(x, y).digits(1)(points) ?? '';
  return html`<svg class="spark" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}"><path class="line c0" d="${path}"/></svg>`;
}
