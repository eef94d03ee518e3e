import { Panel } from '@holdfast/engine';
import type { ValueRole } from '../source/columns.ts';
import { loadTags, type TagBook, tagsOf } from '../tags.ts';
import { readChecked } from './load-rows.ts';
import { damaged, readAssetList, type Snapshot } from './snapshots.ts';

const PANEL_ROLES = ['close', 'marketCap', 'volume'] as const;

/**
 * Loads a snapshot as the engine's panel: assets by UTF-8 bytes, every date with an accepted row, NaN for missing.
 * With `shared`, the arrays lie in SharedArrayBuffers, to be read by worker threads without a copy.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, DATA_HOME_UNUSABLE, TAGS_INVALID
 * @example
 * const panel = await loadPanel(await openSnapshot(home, 'demo'));
 */
export async function loadPanel(
  snapshot: Snapshot,
  options: { readonly shared?: boolean; readonly tags?: TagBook } = {},
): Promise<Panel> {
  const { manifest } = snapshot;
  const roles = manifest.roles.filter((role) => (PANEL_ROLES as readonly ValueRole[]).includes(role));
  const [assets, file] = await Promise.all([readAssetList(snapshot), readChecked(snapshot, roles)]);
  const tags = options.tags ?? loadTags();
  const shared = options.shared === true;

  const { dates, position } = distinctDates(file.day);
  const dayCount = dates.length;
  const cells = new Int32Array(file.day.length);
  for (let i = 0; i < cells.length; i++) {
    const asset = file.assetNumber[i];
    if (asset < 0 || asset >= assets.length) throw damaged(snapshot, `row ${i + 1} names an unknown asset`);
    cells[i] = asset * dayCount + position[file.day[i] - dates[0]];
  }
  const fill = (role: ValueRole): Float64Array => {
    const out = float64(assets.length * dayCount, shared).fill(Number.NaN);
    const values = file.values[roles.indexOf(role)];
    if (values !== undefined) for (let i = 0; i < cells.length; i++) out[cells[i]] = values[i];
    return out;
  };
  return new Panel({
    assets: assets.map(({ id }) => id),
    dates: shared ? sharedCopy(dates) : dates,
    close: fill('close'),
    marketCap: fill('marketCap'),
    volume: fill('volume'),
    tags: assets.map(({ id }) => tagsOf(tags, id)),
  });
}

/** Ascending distinct days, and by day − first day its position among them. */
function distinctDates(day: Int32Array): { dates: Int32Array; position: Int32Array } {
  let first = day[0];
  let last = day[0];
  for (let i = 1; i < day.length; i++) {
    if (day[i] < first) first = day[i];
    else if (day[i] > last) last = day[i];
  }
  const position = new Int32Array(last - first + 1);
  for (let i = 0; i < day.length; i++) position[day[i] - first] = 1;
  const dates: number[] = [];
  for (let i = 0; i < position.length; i++) {
    if (position[i] === 1) {
      position[i] = dates.length;
      dates.push(first + i);
    }
  }
  return { dates: Int32Array.from(dates), position };
}

function float64(length: number, shared: boolean): Float64Array {
  return shared
    ? new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
    : new Float64Array(length);
}

function sharedCopy(from: Int32Array): Int32Array {
  const out = new Int32Array(new SharedArrayBuffer(from.byteLength));
  out.set(from);
  return out;
}
