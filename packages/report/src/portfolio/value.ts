import type { LineSeries } from '../chart/line-chart.ts';
import { scaledFigure } from '../chart/scaled-figure.ts';
import { formatDollars, formatSignedPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { PortfolioReportInput } from './input.ts';
import type { Performance } from './performance.ts';

/** What is put in, when what it came to since makes the value say little. */
const PUT_IN = 100;

/** The portfolio beside its index and bitcoin, from the same start. */
export function valueSection({ name, index }: PortfolioReportInput, performance: Performance | null): Html {
  if (performance === null) {
    return html`<p class="muted">It has not been valued yet. A value is added every day.</p>`;
  }
  const { dates, onlyDeposit } = performance;
  const base = onlyDeposit ?? PUT_IN;
  const series = comparison(performance, name, index.name).map((line) => ({
    ...line,
    values: line.values.map((level) => level * base),
  }));
  const ends = series
    .map(({ label, values }) => ({ label, end: values[values.length - 1] }))
    .filter(({ end }) => Number.isFinite(end))
    .map(
      ({ label, end }) => `${label} ends at ${formatDollars(end)} (${formatSignedPercent(end / base - 1)})`,
    )
    .join('; ');
  const start =
    onlyDeposit === null
      ? `Drawn is what became of ${formatDollars(PUT_IN)} that was in it from the start; deposits and withdrawals since are left out.`
      : `All start with ${formatDollars(base)}; the portfolio’s costs are in its value, bitcoin is held without costs.`;
  return scaledFigure({
    id: 'value',
    title: 'Value against the index and bitcoin',
    summary: `${ends}. ${start}`,
    dates,
    series,
    format: formatDollars,
  });
}

/** Lines of what 1 became: the portfolio, its index, bitcoin; those that are known nowhere are left out. */
export function comparison(
  { levels, index, bitcoin }: Performance,
  name: string,
  indexName: string,
): readonly (LineSeries & { readonly values: Float64Array })[] {
  return [
    { label: name, colour: 'c0', values: levels },
    { label: `Index: ${indexName}`, colour: 'c1', values: index },
    { label: 'Bitcoin', colour: 'c2', values: bitcoin },
  ].filter(({ values }) => values.some(Number.isFinite));
}
