import { formatDate } from '@holdfast/engine';
import { divergingStep } from '../chart/colour-steps.ts';
import { formatPercent, formatSigned, formatSignedPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { monthlyReturns } from '../series/monthly-returns.ts';
import type { IndexReportInput } from './input.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The strongest colour is for the typical large month, not for a single one that pales all others. */
const STRONG_QUANTILE = 0.9;

/** Monthly returns as a table whose cells are coloured by gain and loss. */
export function monthlySection({ backtest }: IndexReportInput): Html {
  const { dates, levels, definition } = backtest;
  const years = monthlyReturns(dates, levels, definition.base.value);
  const all = years.flatMap((year) => year.months).filter((value) => value !== null);
  const sizes = all.map(Math.abs).sort((a, b) => a - b);
  const strong = sizes[Math.floor((sizes.length - 1) * STRONG_QUANTILE)] ?? 0;
  const gains = all.filter((value) => value > 0).length;
  return html`<p>${gains} of ${all.length} months gained. Best ${formatSignedPercent(Math.max(...all))}, worst ${formatSignedPercent(Math.min(...all))}. The first month starts on ${formatDate(dates[0])} with the base value, the last ends on ${formatDate(dates[dates.length - 1])}; both may be partial. Figures in percent; colours reach full strength at ${formatPercent(strong, 0)}.</p>
<div class="scroll" role="region" aria-label="Monthly returns" tabindex="0"><table class="heat">
<caption class="vh">Monthly returns in percent</caption>
<thead><tr><th scope="col">Year</th>${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}<th scope="col">Year's total</th></tr></thead>
<tbody>${years.map(
    ({ year, months, total }) => html`<tr><th scope="row">${year}</th>${months.map((value) =>
      value === null
        ? html`<td><span class="none"><span aria-hidden="true">·</span><span class="vh">no data</span></span></td>`
        : html`<td><span class="${divergingStep(value, strong)}">${inPercent(value)}</span></td>`,
    )}<td class="total"><span>${inPercent(total)}</span></td></tr>
`,
  )}</tbody></table></div>`;
}

function inPercent(value: number): string {
  return formatSigned(value * 100, Math.abs(value) >= 1 ? 0 : 1);
}
