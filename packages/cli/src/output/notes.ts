import { formatDate, type Note } from '@holdfast/engine';
import type { Terminal } from '../terminal.ts';
import { grouped } from './format.ts';
import { printable } from './printable.ts';

/** Of each kind this many are printed; the report has them all. */
const MOST_OF_A_KIND = 3;

/** What a run wants its reader to know, on stderr, so that results stay alone on stdout. */
export function printNotes(notes: readonly Note[], terminal: Terminal): void {
  for (const [, kind] of Map.groupBy(notes, ({ code }) => code)) {
    for (const { date, message } of kind.slice(0, MOST_OF_A_KIND)) {
      terminal.stderr.write(`note: ${date === null ? '' : `${formatDate(date)}: `}${printable(message)}\n`);
    }
    const more = kind.length - MOST_OF_A_KIND;
    if (more > 0) terminal.stderr.write(`note: … and ${grouped(more, 0)} more of this kind\n`);
  }
}
