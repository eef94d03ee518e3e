import { type Content, type Html, html } from '../html/html.ts';
import { dateTicks } from './date-ticks.ts';
import { type TickKind, tickLabels } from './tick-labels.ts';
import type { ValueAxis } from './value-axis.ts';

/** Width of the drawing's own units; the page stretches them to what room there is. */
const PLOT_WIDTH = 1000;
const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 24;
const TOP = 8;

/** What a chart over dates needs besides its marks. */
export interface FrameOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in words and numbers: its text alternative. */
  readonly description: string;
  /** First and last epoch day. */
  readonly first: number;
  readonly last: number;
  readonly axis: ValueAxis;
  readonly ticks: TickKind;
  readonly scale?: 'linear' | 'log';
  /** CSS pixels of the plot without its axis of dates. */
  readonly height: number;
  /** Patterns and the like for the marks. */
  readonly defs?: Content;
}

/**
 * Axes around marks. Marks live in a nested drawing that is stretched to the page's width, texts outside of it, placed
 * by percentage; so a phone gets the same chart with the same size of letters, and nothing needs script.
 */
export function frame(options: FrameOptions, marks: Content): Html {
  const { id, axis, height, first, last } = options;
  const total = TOP + height + AXIS_HEIGHT;
  const y = (value: number): string => (TOP + (1 - axis.at(value)) * height).toFixed(1);
  const x = (day: number): number => (last > first ? (100 * (day - first)) / (last - first) : 50);
  const dates = dateTicks(first, last);
  const labels = tickLabels(axis.ticks, options.ticks, options.scale ?? 'linear');
  return html`<div class="frame"><svg class="y" width="${AXIS_WIDTH}" height="${total}" aria-hidden="true">${axis.ticks.map(
    (value, i) =>
      html`<text x="${AXIS_WIDTH - 8}" y="${y(value)}" dy="0.32em" text-anchor="end">${labels[i]}</text>`,
  )}</svg><svg class="plot" width="100%" height="${total}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${options.title}</title><desc id="${id}-d">${options.description}</desc>${options.defs}${axis.ticks.map(
    (value) =>
      html`<line class="grid${value === 0 ? ' zero' : ''}" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/>`,
  )}<svg x="0" y="${TOP}" width="100%" height="${height}" viewBox="0 0 ${PLOT_WIDTH} ${height}" preserveAspectRatio="none">${marks}</svg>${dates.map(
    (tick) => {
      const at = x(tick.day);
      const anchor = at < 3 ? 'start' : at > 97 ? 'end' : 'middle';
      return html`<g${tick.minor ? html` class="minor"` : null}><line class="tick" x1="${at.toFixed(2)}%" x2="${at.toFixed(2)}%" y1="${TOP + height}" y2="${TOP + height + 4}"/><text x="${at.toFixed(2)}%" y="${TOP + height + 17}" text-anchor="${anchor}">${tick.label}</text></g>`;
    },
  )}</svg></div>`;
}

/** Horizontal place of a date in the drawing's units. */
export function plotX(day: number, first: number, last: number): number {
  return last > first ? (PLOT_WIDTH * (day - first)) / (last - first) : PLOT_WIDTH / 2;
}
