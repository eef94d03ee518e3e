import { formatDate } from '@holdfast/engine';
import { formatCount, formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { page } from '../page/page.ts';
import type { QualityCheck, QualityInput, SnapshotInfo } from './input.ts';
import { survivorNote } from './survivor-note.ts';

/** More examples than this say nothing new on a page. */
const MAX_EXAMPLES = 12;

const STATE: Readonly<Record<QualityCheck['state'], string>> = {
  ok: 'nothing found',
  note: 'good to know',
  warning: 'may change results',
};

/**
 * The quality of a snapshot as a page of its own.
 *
 * @example
 * renderQuality({ snapshot, quality });
 */
export function renderQuality(input: {
  readonly snapshot: SnapshotInfo;
  readonly quality: QualityInput;
}): string {
  const { snapshot, quality } = input;
  return page({
    title: `Data quality of ${snapshot.name}`,
    intro: html`<h1>Data quality of <bdi>${snapshot.name}</bdi></h1>
<p class="lead">${verdict(quality)}</p>${survivorNote(snapshot)}`,
    sections: [
      { id: 'snapshot', title: 'Snapshot', content: snapshotFacts(snapshot, quality) },
      { id: 'checks', title: 'Checks', content: checkList(quality) },
    ],
  });
}

/** The quality of a snapshot as part of another page. */
export function qualitySection(snapshot: SnapshotInfo, quality: QualityInput | null): Html {
  if (!quality) {
    return html`${snapshotFacts(snapshot, null)}<p class="muted">No quality report is at hand for this snapshot.</p>`;
  }
  return html`<p>${verdict(quality)}</p>${snapshotFacts(snapshot, quality)}${checkList(quality)}`;
}

function verdict({ checks }: QualityInput): string {
  const warnings = checks.filter((check) => check.state === 'warning');
  if (checks.length === 0) return 'No check has run.';
  if (warnings.length === 0) {
    return `${formatPlural(checks.length, 'check')} ran; none found anything likely to change results.`;
  }
  return `${formatPlural(checks.length, 'check')} ran; ${warnings.length === 1 ? 'one' : formatCount(warnings.length)} found something that may change results: ${warnings
    .map((check) => check.title.toLowerCase())
    .join(', ')}.`;
}

function snapshotFacts(snapshot: SnapshotInfo, quality: QualityInput | null): Html {
  return html`<dl class="facts">
<dt>Snapshot</dt><dd><bdi>${snapshot.name}</bdi></dd>
<dt>Dates</dt><dd>${formatDate(snapshot.firstDate)} to ${formatDate(snapshot.lastDate)}, ${formatCount(snapshot.dates)} with data</dd>
<dt>Assets</dt><dd>${formatCount(snapshot.assets)}${quality ? `, of which ${formatCount(quality.disappeared)} end before the last date` : ''}</dd>
<dt>Accepted rows</dt><dd>${formatCount(snapshot.rows)}</dd>
${snapshot.attribution ? html`<dt>Source</dt><dd>${snapshot.attribution}</dd>` : null}
</dl>`;
}

function checkList({ checks }: QualityInput): Html {
  if (checks.length === 0) return html``;
  return html`<div class="scroll" role="region" aria-label="Checks of the data" tabindex="0"><table>
<caption class="vh">Checks of the data</caption>
<thead><tr><th scope="col">Check</th><th scope="col" class="n">Found</th><th scope="col">Verdict</th><th scope="col">What it means</th></tr></thead>
<tbody>${checks.map(
    (
      check,
    ) => html`<tr><th scope="row">${check.title}</th><td class="n">${formatCount(check.count)}</td><td><span class="tag${check.state === 'warning' ? ' warn' : ''}">${STATE[check.state]}</span></td><td><div class="reason">${check.meaning}${examples(check)}</div></td></tr>
`,
  )}</tbody></table></div>`;
}

function examples({ examples: all, count, title }: QualityCheck): Html | null {
  if (all.length === 0) return null;
  const shown = all.slice(0, MAX_EXAMPLES);
  return html`<details><summary>${shown.length === count ? 'All of them' : shown.length === 1 ? 'An example' : `The first ${shown.length}`}<span class="vh"> of ${title}</span></summary><ul class="plain">${shown.map((text) => html`<li>${text}</li>`)}</ul></details>`;
}
