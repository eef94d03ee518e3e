import { formatCount } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { SnapshotInfo } from './input.ts';

/** The warning that belongs into every page made from a snapshot in which nothing ever dies. */
export function survivorNote(snapshot: SnapshotInfo): Html | null {
  if (!snapshot.survivorBiased) return null;
  return html`<div class="note warn" role="note"><p><strong>Survivor bias.</strong> None of the ${formatCount(snapshot.assets)} assets of this snapshot ever disappears: coins that died before it was collected are missing. An index could not fall into them, so every result here is better than it would have been. Compare indices with each other, don't take the figures as what you would have earned.</p></div>`;
}
