import type { Snapshot } from '@holdfast/market';
import { renderQuality } from '@holdfast/report';
import { absolute, writeWhole } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { qualityInput } from './quality-checks.ts';
import { snapshotInfo } from './snapshot-info.ts';

/** Writes the quality of a snapshot as a page. */
export async function writeQualityPage(path: string, snapshot: Snapshot, terminal: Terminal): Promise<void> {
  const html = renderQuality({
    snapshot: snapshotInfo(snapshot),
    quality: qualityInput(snapshot.manifest.quality),
  });
  await writeWhole(absolute(path, terminal), html);
}
