import { formatCount } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { SnapshotInfo } from './input.ts';

/** The warning that belongs into every page made from a snapshot in which too little dies. */
export function survivorNote(snapshot: SnapshotInfo): Html | null {
  if (!snapshot.survivorBiased) return null;
  return html`<div class="note warn" role="note"><p><strong>Survivor bias.</strong> Coins that died before this snapshot of ${formatCount(snapshot.assets)} assets was collected are missing from it. An index could not fall into them, so results here look better than they would have been. Compare indices with each other, don't take the figures as what you would have earned.</p></div>`;
}
