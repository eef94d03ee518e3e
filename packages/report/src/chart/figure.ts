import { formatDate } from '@holdfast/engine';
import { type Content, type Html, html } from '../html/html.ts';
import { evenPositions } from '../series/downsample.ts';
import { hatched } from './stacked-area.ts';
import { lineSwatch } from './swatch.ts';

/** One line of a chart's legend and readout. */
interface ReadoutSeries {
  readonly label: string;
  /** Class of its colour: `c0` …; also names the legend's swatch. */
  readonly colour: string;
  readonly values: ArrayLike<number>;
}

/** A chart with its words. */
export interface FigureOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: Content;
  /** One or two sentences with the numbers that matter; also the text alternative. */
  readonly summary: Content;
  readonly dates: ArrayLike<number>;
  readonly series: readonly ReadoutSeries[];
  readonly format: (value: number) => string;
  readonly drawing: Content;
  /** Swatches drawn as lines (default), as areas, or left out. */
  readonly legend?: 'line' | 'area' | 'none';
  /** One of several beside each other. */
  readonly small?: boolean;
  /** True: the title is for screen readers only, because the section's heading says it. */
  readonly quietTitle?: boolean;
}

const READOUT_POINTS = 400;
const TABLE_ROWS = 24;

/**
 * A chart with heading, legend, text summary, a readout for pointer and arrow keys (script, only comfort), and the
 * numbers as a table.
 */
export function figure(options: FigureOptions): Html {
  const { dates, series, format } = options;
  const at = evenPositions(dates.length, READOUT_POINTS);
  const value = (values: ArrayLike<number>, t: number): string =>
    Number.isFinite(values[t]) ? format(values[t]) : '—';
  const readout = JSON.stringify({
    d: at.map((t) => dates[t]),
    s: series.map(({ label, colour, values }) => [label, colour, at.map((t) => value(values, t)).join('|')]),
  });
  const kind = options.legend ?? 'line';
  return html`<figure class="chart${options.small ? ' small' : ''}" id="${options.id}" data-readout="${readout}">
<figcaption><h3${options.quietTitle ? html` class="vh"` : null}>${options.title}</h3><p>${options.summary}</p></figcaption>
${
  kind === 'none'
    ? null
    : html`<ul class="legend">${series.map(
        (entry) =>
          html`<li>${
            kind === 'line'
              ? lineSwatch(entry.colour)
              : html`<svg class="swatch area" width="18" height="10" aria-hidden="true"><rect class="area ${entry.colour}" width="18" height="10"/>${hatched(entry.colour, (fill) => html`<rect fill="${fill}" width="18" height="10"/>`)}</svg>`
          }<bdi>${entry.label}</bdi></li>`,
      )}</ul>`
}
${options.drawing}
${numbers(options)}
</figure>`;
}

function numbers({ dates, series, format }: FigureOptions): Html {
  const rows = evenPositions(dates.length, TABLE_ROWS);
  return html`<details class="numbers"><summary>The numbers as a table</summary>
<div class="scroll" role="region" aria-label="Numbers of the chart" tabindex="0"><table>
<caption>${rows.length < dates.length ? `${rows.length} of ${dates.length} dates, evenly spread` : 'All dates'}</caption>
<thead><tr><th scope="col">Date</th>${series.map(({ label }) => html`<th scope="col" class="n"><bdi>${label}</bdi></th>`)}</tr></thead>
<tbody>${rows.map(
    (t) =>
      html`<tr><th scope="row" class="date">${formatDate(dates[t])}</th>${series.map(
        ({ values }) => html`<td class="n">${Number.isFinite(values[t]) ? format(values[t]) : '—'}</td>`,
      )}</tr>`,
  )}</tbody></table></div></details>`;
}
