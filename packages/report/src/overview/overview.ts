import { html } from '../html/html.ts';
import { page } from '../page/page.ts';
import { survivorNote } from '../quality/survivor-note.ts';
import { indicesLead, indicesTables, snapshotLine, startNote } from './indices.ts';
import type { OverviewInput } from './input.ts';

/**
 * All indices side by side as one HTML file that needs nothing else, with links to their reports.
 *
 * @example
 * await writeFile('index.html', renderOverview({ indices, benchmarks, snapshot, names }));
 */
export function renderOverview(input: OverviewInput): string {
  const { indices, snapshot } = input;
  return page({
    title: 'All indices · Holdfast',
    intro: html`<h1>All indices</h1>
<p class="lead">${indicesLead(indices)}</p>
${snapshotLine(snapshot)}
${survivorNote(snapshot)}
${startNote(indices)}`,
    sections: [{ id: 'indices', title: 'Side by side', content: indicesTables(input) }],
  });
}
