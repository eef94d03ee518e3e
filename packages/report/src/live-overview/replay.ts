import { formatDate, parseDate } from '@holdfast/engine';
import { formatPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { ReplayProgress } from './input.ts';

/** Often enough to watch, seldom enough to read. */
export const REFRESH_SECONDS = 5;

/** How far simulated time has come, 0 to 1. */
export function replayShare({ from, to, date }: ReplayProgress): number {
  const [first, last, now] = [from, to, date].map(parseDate);
  return last > first ? Math.min(1, Math.max(0, (now - first) / (last - first))) : 1;
}

/** Tells that what the page shows goes on, and where it is. */
export function replayNote(replay: ReplayProgress): Html {
  const share = replayShare(replay);
  const percent = formatPercent(share, 0);
  return html`<div class="note" role="note"><p><strong>History is being replayed.</strong> It is ${formatDate(parseDate(replay.date))}, ${percent} of the way from ${replay.from} to ${replay.to}. The page loads itself anew every ${REFRESH_SECONDS} seconds until it is done.</p>
<svg class="progress" width="100%" height="8" role="img" aria-label="${percent} done"><rect class="track" width="100%" height="8" rx="2"/><rect class="bar" width="${(share * 100).toFixed(1)}%" height="8" rx="2"/></svg></div>`;
}
