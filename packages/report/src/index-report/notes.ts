import { formatDate, type Note } from '@holdfast/engine';
import { formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { IndexReportInput } from './input.ts';
import type { Naming } from './naming.ts';

const TITLES: Readonly<Record<Note['code'], string>> = {
  'bounds-infeasible': 'Bounds that could not be kept',
  'no-eligible-asset': 'Dates without any eligible asset',
  'fewer-members-than-top': 'Fewer members than asked for',
  delisted: 'Delisted while held',
  'stale-asset-sold': 'Sold without a price of the day',
  'impact-unknown': 'Trades without known market impact',
  'cash-asset-without-price': 'Cash asset without a price',
  'custom-weight-to-cash': 'Shares of ineligible assets held as cash',
  'benchmark-left-out': 'Benchmarks left out',
  'base-date-moved': 'Base date moved',
  'unknown-asset': 'Asset ids that the snapshot lacks',
};

const SHOWN = 100;

/** What the run wants its reader to know, by kind. */
export function notesSection({ backtest }: IndexReportInput, names: Naming): Html {
  const { notes } = backtest;
  if (notes.length === 0) {
    return html`<p>Nothing unusual: no bound was broken, nothing was delisted while held, no date lacked members.</p>`;
  }
  const groups = Map.groupBy(notes, (note) => note.code);
  const codes = (Object.keys(TITLES) as Note['code'][]).filter((code) => groups.has(code));
  return html`${codes.map((code) => {
    const group = groups.get(code) ?? [];
    return html`<details${group.length <= 3 ? html` open` : null}><summary>${TITLES[code]} · ${formatPlural(group.length, 'time')}</summary><div class="inside"><ul class="plain">${group
      .slice(0, SHOWN)
      .map(
        (note) =>
          html`<li>${note.date === null ? null : html`${formatDate(note.date)}: `}${note.asset === null ? null : html`${names.full(note.asset)}: `}${note.message}</li>`,
      )}</ul>${group.length > SHOWN ? html`<p class="muted">The first ${SHOWN} of ${formatPlural(group.length, 'note')}.</p>` : null}</div></details>`;
  })}`;
}
