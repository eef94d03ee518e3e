import { formatDollars, formatPercent, formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { indicesLead, indicesTables, snapshotLine, startNote } from '../overview/indices.ts';
import { page, type Section, safeHref } from '../page/page.ts';
import { performanceOf } from '../portfolio/performance.ts';
import { toDo } from '../portfolio/standing.ts';
import { survivorNote } from '../quality/survivor-note.ts';
import { portfolioCard } from './card.ts';
import { gatewaySection } from './gateway.ts';
import type { LiveOverviewInput } from './input.ts';
import { REFRESH_SECONDS, replayNote, replayShare } from './replay.ts';

/**
 * The first page of a running Holdfast as one HTML file that needs nothing else: portfolios with what they did last, the
 * gateway's audit log, and all indices with links to their reports. While a replay runs it loads itself anew. Every
 * string of the input is treated as hostile.
 *
 * @throws HoldfastError DATE_INVALID for a mark or a replay without calendar dates
 *
 * @example
 * await writeFile('index.html', renderLiveOverview({ portfolios, gateway, replay: null, notices: [], indices }));
 */
export function renderLiveOverview(input: LiveOverviewInput): string {
  const { gateway, replay, indices } = input;
  const sections: Section[] = [
    ...(gateway ? [{ id: 'gateway', title: 'Gateway', content: gatewaySection(gateway) }] : []),
    {
      id: 'indices',
      title: 'Indices',
      content: html`<p>${indicesLead(indices.indices)}</p>${snapshotLine(indices.snapshot)}${survivorNote(indices.snapshot)}${startNote(indices.indices)}${indicesTables(indices)}`,
    },
  ];
  return page({
    title: `${replay ? `${formatPercent(replayShare(replay), 0)} · ` : ''}Portfolios · Holdfast`,
    intro: intro(input),
    sections,
    refreshSeconds: replay ? REFRESH_SECONDS : null,
  });
}

function intro({ portfolios, replay, notices }: LiveOverviewInput): Html {
  return html`<h1>Portfolios</h1>
<p class="lead">${lead(portfolios)}</p>
${replay ? replayNote(replay) : null}
${portfolios.map(({ href, report }) => toDo(report, html`<a href="${safeHref(href)}"><bdi>${report.name}</bdi></a>`))}
${notices.length > 0 ? html`<div class="note" role="note">${notices.map((notice) => html`<p>${notice}</p>`)}</div>` : null}
${
  portfolios.length === 0
    ? html`<p class="muted">There is no portfolio yet. “holdfast portfolio create” makes one that follows an index.</p>`
    : html`<div class="cards">${portfolios.map((portfolio, i) => portfolioCard(portfolio, i + 1))}</div>`
}`;
}

function lead(portfolios: LiveOverviewInput['portfolios']): string {
  if (portfolios.length === 0) return 'No portfolio runs.';
  const known = portfolios
    .map(({ report }) => performanceOf(report.marks))
    .filter((performance) => performance !== null);
  const value = known.reduce((sum, { valueUsd }) => sum + valueUsd, 0);
  const invested = known.reduce((sum, { investedUsd }) => sum + investedUsd, 0);
  const count = formatPlural(portfolios.length, 'portfolio');
  if (known.length === 0) return `${count}, not valued yet.`;
  const missing = portfolios.length - known.length;
  return `${count} worth ${formatDollars(value)}; ${formatDollars(invested)} was put in${missing > 0 ? `; ${missing} not valued yet` : ''}.`;
}
