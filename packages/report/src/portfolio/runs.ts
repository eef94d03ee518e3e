import { amount } from '../html/amount.ts';
import { formatCount, formatDollars, formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { dayOf, moment } from '../html/moment.ts';
import { table } from '../html/table.ts';
import type {
  PortfolioReportInput,
  PortfolioRun,
  RunOutcome,
  RunShortfall,
  UnreachableTarget,
} from './input.ts';
import { plannedTable, SIDES, tradesTable } from './trades.ts';

/** Orders that are listed; beyond, a page of years of daily runs would weigh tens of megabytes. */
const MAX_ROWS = 2_500;

const STATUS: Readonly<Record<RunOutcome['status'], { readonly words: string; readonly warn: boolean }>> = {
  running: { words: 'in progress', warn: false },
  done: { words: 'done', warn: false },
  partly: { words: 'partly done', warn: true },
  waiting: { words: 'waits for approval', warn: true },
  expired: { words: 'not approved in time', warn: false },
  superseded: { words: 'made anew', warn: false },
  stopped: { words: 'stopped', warn: true },
};

/** Every rebalance with what became of it, its shortfalls and its trades, the latest first. */
export function runsSection({ runs, earlierRuns, mode, accounts }: PortfolioReportInput): Html {
  if (runs.length === 0 && earlierRuns === 0) {
    return html`<p class="muted">${mode === 'off' ? 'There was no rebalance: the portfolio is off.' : 'There was no rebalance yet.'}</p>`;
  }
  const listed = fitting(runs);
  const older = runs.length - listed.length + earlierRuns;
  const all = runs.length + earlierRuns;
  return html`<p>${formatPlural(all, 'rebalance')}, the latest first.${
    older > 0
      ? ` The ${older === 1 ? 'oldest one is' : `oldest ${formatCount(older)} are`} left out to keep this file small; “holdfast portfolio history” shows them.`
      : ''
  }</p>
${listed.map((run, i) => runDetails(run, i, accounts.length > 1))}`;
}

function fitting(runs: readonly PortfolioRun[]): readonly PortfolioRun[] {
  let rows = 0;
  const end = runs.findIndex(({ trades, outcome }) => {
    rows += 1 + trades.length + (outcome.status === 'waiting' ? outcome.planned.length : 0);
    return rows > MAX_ROWS;
  });
  return end < 0 ? runs : runs.slice(0, Math.max(1, end));
}

function runDetails(run: PortfolioRun, position: number, withAccount: boolean): Html {
  const { outcome, trades, shortfalls, time } = run;
  const { words, warn } = STATUS[outcome.status];
  // The reader came for the latest one and for what waits.
  const open = position === 0 || outcome.status === 'waiting';
  return html`<details class="run"${open ? html` open` : null}><summary>${dayOf(time)} ${outcome.status === 'done' ? html`<span class="muted">${words}</span> ·` : html`<span class="tag${warn ? ' warn' : ''}">${words}</span>`} ${gist(run)}</summary><div class="inside">
<p class="muted">Planned ${moment(time)}.</p>
${explanation(outcome)}${
  outcome.status === 'waiting' ? plannedTable(outcome.planned, `Orders planned ${time}`, withAccount) : null
}${trades.length > 0 ? tradesTable(trades, `Trades of ${time}`, withAccount) : null}${shortfallTable(shortfalls, time)}${unreachableList(run.unreachable)}</div></details>
`;
}

/** What a run came to, in a few words. */
function gist({ outcome, trades, cause, shortfalls }: PortfolioRun): Html {
  const traded = trades.reduce((sum, { valueUsd }) => sum + valueUsd, 0);
  const fees = trades.reduce((sum, { feeUsd }) => sum + feeUsd, 0);
  const planned = outcome.status === 'waiting' ? outcome.planned : [];
  const parts: string[] = [];
  if (planned.length > 0) {
    parts.push(
      `${formatPlural(planned.length, 'order')} worth ${formatDollars(planned.reduce((sum, { valueUsd }) => sum + valueUsd, 0))}`,
    );
  } else if (trades.length > 0) {
    parts.push(
      `${formatPlural(trades.length, 'trade')} worth ${formatDollars(traded)}`,
      `fees ${formatDollars(fees)}`,
    );
  } else if (outcome.status === 'done') {
    parts.push('nothing was worth trading');
  }
  if (shortfalls.length > 0) parts.push(formatPlural(shortfalls.length, 'shortfall'));
  return html`${parts.map((part) => html`${part} · `)}<span class="muted"><bdi>${cause}</bdi></span>`;
}

function explanation(outcome: RunOutcome): Html | null {
  switch (outcome.status) {
    case 'waiting':
      return html`<p>${outcome.expires === null ? 'It waits for a yes:' : html`It waits until ${moment(outcome.expires)} for a yes:`} <code class="command">${outcome.command}</code></p>`;
    case 'stopped':
      return html`<p><strong>Stopped:</strong> ${outcome.reason}${outcome.whatToDo === null ? null : html` <strong>What to do:</strong> ${outcome.whatToDo}`}</p>`;
    case 'superseded':
      return html`<p>The market moved, and a new plan took its place${outcome.reason === null ? '.' : html`: ${outcome.reason}`}</p>`;
    case 'expired':
      return html`<p>Nobody approved it in time, so nothing was traded.</p>`;
    default:
      return null;
  }
}

function shortfallTable(shortfalls: readonly RunShortfall[], time: string): Html | null {
  if (shortfalls.length === 0) return null;
  return html`<h3>Shortfalls</h3>${table({
    caption: `Shortfalls of ${time}`,
    quietCaption: true,
    rows: shortfalls,
    columns: [
      { label: 'Market', cell: ({ symbol }) => html`<bdi>${symbol}</bdi>` },
      { label: 'Side', cell: ({ side }) => SIDES[side] },
      { label: 'Missing', kind: 'number', cell: ({ missing }) => amount(missing) },
      {
        label: 'Why',
        cell: ({ reason, again }) =>
          html`<span class="reason">${reason}${again ? html` <span class="muted">It is tried again.</span>` : null}</span>`,
      },
    ],
  })}`;
}

function unreachableList(unreachable: readonly UnreachableTarget[]): Html | null {
  if (unreachable.length === 0) return null;
  return html`<h3>Not to be reached</h3><ul class="plain">${unreachable.map(
    ({ asset, reason }) => html`<li><bdi>${asset}</bdi>: ${reason}</li>`,
  )}</ul>`;
}
