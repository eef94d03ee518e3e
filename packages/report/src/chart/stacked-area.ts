import { area } from 'd3-shape';
import { type Html, html } from '../html/html.ts';
import { frame, plotX } from './frame.ts';

/** Layers from the bottom up, whose values on each date sum to at most 1. */
export interface StackedAreaOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Epoch days, ascending; a day twice draws a step. */
  readonly dates: ArrayLike<number>;
  readonly layers: readonly { readonly colour: string; readonly values: ArrayLike<number> }[];
  readonly height?: number;
}

/** Layers `c6` to `c11` repeat the six colours of `c0` to `c5` with a hatch, so that no two look the same. */
const HATCHED = ['c6', 'c7', 'c8', 'c9', 'c10', 'c11'];
const HATCH = 'hatch';

/** The hatch over a mark of this colour, drawn by `shape`; nothing when the colour has none. A page holds one stacked chart. */
export function hatched(colour: string, shape: (fill: string) => Html): Html | null {
  return HATCHED.includes(colour) ? shape(`url(#${HATCH})`) : null;
}

/** The drawing of shares over time, without legend and caption (see `figure`). */
export function stackedArea(options: StackedAreaOptions): Html {
  const { dates, layers, height = 300 } = options;
  const first = dates[0];
  const last = dates[dates.length - 1];
  const positions = Array.from({ length: dates.length }, (_, i) => i);
  const floor = new Float64Array(dates.length);
  const marks = layers.map(({ colour, values }) => {
    const bottom = Float64Array.from(floor);
    for (let i = 0; i < floor.length; i++) floor[i] += values[i];
    const x = (i: number): number => plotX(dates[i], first, last);
    const y = (share: number): number => (1 - Math.min(1, Math.max(0, share))) * height;
    const path = area<number>(
      x,
      (i) => y(bottom[i]),
      (i) => y(floor[i]),
    ).digits(1);
    const d =
      dates.length === 1
        ? `M0,${y(bottom[0]).toFixed(1)}H1000V${y(floor[0]).toFixed(1)}H0Z`
        : (path(positions) ?? '');
    return html`<path class="area ${colour}" d="${d}"/>${hatched(colour, (fill) => html`<path fill="${fill}" d="${d}"/>`)}`;
  });
  const axis = { ticks: [0, 0.25, 0.5, 0.75, 1], at: (value: number) => value };
  // Not scaled with the drawing, so the lines keep their angle: the pattern is in user space of a stretched
  // drawing, which only changes how steep they are.
  const defs = html`<defs><pattern id="${HATCH}" width="9" height="6" patternUnits="userSpaceOnUse"><path class="hatching" d="M0,6L9,0"/></pattern></defs>`;
  return frame({ ...options, first, last, axis, height, defs, ticks: 'percent' }, marks);
}
