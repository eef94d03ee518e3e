import { formatDollars, formatPlural } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import type { PortfolioMode, PortfolioReportInput, PortfolioRun } from './input.ts';

const MODES: Readonly<Record<PortfolioMode, string>> = {
  off: 'off',
  approve: 'asks before it trades',
  auto: 'runs by itself',
};

/** The mode in words, whether something keeps it from running, and whether it waits, as tags. */
export function modeTags({ mode, interruption, runs }: PortfolioReportInput): Html {
  const waits = runs.some(({ outcome }) => outcome.status === 'waiting');
  return html`<span class="tag">${MODES[mode]}</span>${interruption ? html` <span class="tag warn">${interruption.kind}</span>` : null}${waits ? html` <span class="tag warn">waits for approval</span>` : null}`;
}

/** What a person has to do: about why it stands still, and plans that wait for a yes. */
export function toDo({ interruption, runs }: PortfolioReportInput, name: Content): Html {
  return html`${
    interruption &&
    html`<div class="note warn" role="note"><p><strong>${name} ${interruption.kind === 'paused' ? 'is paused' : 'has failed'}.</strong> Since ${moment(interruption.since)}: ${interruption.reason}</p>${interruption.whatToDo === null ? null : html`<p><strong>What to do:</strong> ${interruption.whatToDo}</p>`}</div>`
  }${runs.map((run) => waitingNote(run, name))}`;
}

function waitingNote({ outcome, time, cause }: PortfolioRun, name: Content): Html | null {
  if (outcome.status !== 'waiting') return null;
  const worth = outcome.planned.reduce((sum, { valueUsd }) => sum + valueUsd, 0);
  return html`<div class="note warn" role="note"><p><strong>${name} waits for your approval.</strong> ${formatPlural(outcome.planned.length, 'order')} worth ${formatDollars(worth)} (<bdi>${cause}</bdi>), planned ${moment(time)}${outcome.expires === null ? null : html`; the plan expires ${moment(outcome.expires)}`}. Approve with <code class="command">${outcome.command}</code></p></div>`;
}
