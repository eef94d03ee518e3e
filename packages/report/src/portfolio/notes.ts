import { type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import type { PortfolioReportInput } from './input.ts';

/** What its owner should know, as told. */
export function notesSection({ notes }: PortfolioReportInput): Html {
  if (notes.length === 0) return html`<p class="muted">Nothing to note.</p>`;
  return html`<ul class="plain">${notes.map(
    ({ time, warning, text }) =>
      html`<li>${time === null ? null : html`${moment(time)}: `}${warning ? html`<span class="tag warn">warning</span> ` : null}${text}</li>`,
  )}</ul>`;
}
