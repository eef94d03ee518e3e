import { type Html, html } from '../html/html.ts';

const HEIGHT = 14;

/** The ends of all bars of a table, so that they share a scale. */
export interface WaterfallScale {
  readonly low: number;
  readonly high: number;
}

/**
 * A step of a sum as a bar that begins where the step before ended; a line marks zero. Rows of them show how parts add
 * up. The number beside it is the text.
 */
export function waterfallBar(from: number, to: number, { low, high }: WaterfallScale): Html {
  const place = (value: number): number => (high > low ? ((value - low) / (high - low)) * 100 : 50);
  const left = Math.min(place(from), place(to));
  // Even a part of nothing shows where the sum stands.
  const width = Math.max(0.6, Math.abs(place(to) - place(from)));
  const kind = to < from ? 'down' : to > from ? 'up' : 'still';
  return html`<svg class="waterfall" width="100%" height="${HEIGHT}" aria-hidden="true"><rect class="track" width="100%" height="${HEIGHT}"/><rect class="${kind}" x="${Math.min(left, 100 - width).toFixed(2)}%" width="${width.toFixed(2)}%" height="${HEIGHT}"/><line class="tick" x1="${place(0).toFixed(2)}%" x2="${place(0).toFixed(2)}%" y1="0" y2="${HEIGHT}"/></svg>`;
}

/** A scale that holds zero and every sum of the first so many parts. */
export function waterfallScale(parts: readonly number[]): WaterfallScale {
  let low = 0;
  let high = 0;
  let sum = 0;
  for (const part of parts) {
    sum += part;
    low = Math.min(low, sum);
    high = Math.max(high, sum);
  }
  return { low, high };
}
