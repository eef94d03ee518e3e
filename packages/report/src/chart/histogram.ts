import { bin, extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';

/** How many values fall where. */
export interface HistogramOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly values: readonly number[];
  readonly format: (value: number) => string;
  /** A value to point out, with its label. */
  readonly marked?: { readonly value: number; readonly label: string } | null;
}

const HEIGHT = 160;
const BOTTOM = 24;
const TOP = 20;

/** Bars of a distribution; every bar has its own tooltip, the description is the text alternative. */
export function histogram(options: HistogramOptions): Html {
  const { values, format, marked, id } = options;
  const [low = 0, high = 0] = extent(values) as [number | undefined, number | undefined];
  const scale = scaleLinear()
    .domain(high > low ? [low, high] : [low - 0.5, low + 0.5])
    .nice(20);
  const [from, to] = scale.domain();
  const bars = bin().domain([from, to]).thresholds(scale.ticks(24))([...values]);
  const most = Math.max(1, ...bars.map((bar) => bar.length));
  const x = (value: number): number => (100 * (value - from)) / (to - from);
  return html`<svg class="plot histogram" width="100%" height="${TOP + HEIGHT + BOTTOM}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${options.title}</title><desc id="${id}-d">${options.description}</desc>${bars
    .filter((bar) => bar.length > 0)
    .map((bar) => {
      const left = x(bar.x0 ?? from);
      const height = (bar.length / most) * HEIGHT;
      return html`<rect class="bar" x="${left.toFixed(2)}%" width="${Math.max(0.3, x(bar.x1 ?? to) - left - 0.25).toFixed(2)}%" y="${(TOP + HEIGHT - height).toFixed(1)}" height="${height.toFixed(1)}"><title>${format(bar.x0 ?? from)} to ${format(bar.x1 ?? to)}: ${formatPlural(bar.length, 'variant')}</title></rect>`;
    })}<line class="grid zero" x1="0" x2="100%" y1="${TOP + HEIGHT}" y2="${TOP + HEIGHT}"/>${scale
    .ticks(6)
    .map(
      (value) =>
        html`<text x="${x(value).toFixed(2)}%" y="${TOP + HEIGHT + 17}" text-anchor="${anchor(x(value))}">${format(value)}</text>`,
    )}${
    marked
      ? html`<line class="marker" x1="${x(marked.value).toFixed(2)}%" x2="${x(marked.value).toFixed(2)}%" y1="${TOP - 4}" y2="${TOP + HEIGHT}"/><text class="strong" x="${x(marked.value).toFixed(2)}%" y="12" text-anchor="${x(marked.value) > 50 ? 'end' : 'start'}">${marked.label}</text>`
      : null
  }</svg>`;
}

function anchor(percent: number): string {
  if (percent < 4) return 'start';
  return percent > 96 ? 'end' : 'middle';
}
