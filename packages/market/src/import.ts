import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDate } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { type AcceptedRows, datesOf, settleRows } from './accepted-rows.ts';
import { type CoinName, readCoinNames } from './coin-names.ts';
import { contentHash } from './content-hash.ts';
import type { OnProgress } from './progress.ts';
import { assessQuality } from './quality/assess.ts';
import type { ImportColumns } from './source/columns.ts';
import { CsvRows } from './source/csv-rows.ts';
import { readParquetRows } from './source/parquet-rows.ts';
import type { RawRows } from './source/raw-rows.ts';
import { openSource, readSource, type SourceFile } from './source/source-file.ts';
import { type AssetList, type Manifest, snapshotNameSchema } from './store/manifest.ts';
import { ASSETS_FILE, DATA_FILE, MANIFEST_FILE, snapshotFolder } from './store/paths.ts';
import { checkNameFree, publishName, publishSnapshot } from './store/publish.ts';
import { writeSnapshotFile } from './store/snapshot-file.ts';
import type { Snapshot } from './store/snapshots.ts';
import { syncToDisk, withStaging } from './store/staging.ts';
import { loadTags, type TagBook } from './tags.ts';

/** Cells of the panel that a snapshot loads as; three arrays of this size are 2.4 GB. */
const MAX_CELLS = 100_000_000;

export interface ImportOptions {
  /** CSV, gzip CSV or Parquet; told apart by content. */
  readonly path: string;
  /** Name of the snapshot: lower-case letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** See `dataHome`. */
  readonly home: string;
  /** The source's column names. */
  readonly columns: ImportColumns;
  /** CSV with id, symbol and name. */
  readonly namesPath?: string | undefined;
  /** Let the name point here even when it points at other content. */
  readonly replace?: boolean | undefined;
  /** For the peg checks of the quality report; the shipped tags when left out. */
  readonly tags?: TagBook | undefined;
  readonly now?: (() => Date) | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Imports market data as an immutable snapshot and points a name at it. The same content, in whatever order of
 * rows, file format or compression, has the same hash. Nothing in the data home changes until the snapshot is
 * complete and on the disk.
 *
 * @throws HoldfastError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, IMPORT_HEADER, IMPORT_COLUMN_MISSING, IMPORT_NO_ROWS,
 *   IMPORT_TOO_LARGE, NAMES_INVALID, SNAPSHOT_NAME_INVALID, SNAPSHOT_NAME_TAKEN, DATA_HOME_UNUSABLE
 * @example
 * const { manifest } = await importSnapshot({ path: 'prices.csv.gz', name: 'my-data', home: '/data/holdfast',
 *   columns: { asset: 'coin_id', date: 'date', close: 'price_usd', marketCap: 'market_cap_usd' } });
 * manifest.quality.rows.accepted; // 674097
 */
export async function importSnapshot(options: ImportOptions): Promise<Snapshot> {
  const { name, home, columns } = options;
  if (!snapshotNameSchema.safeParse(name).success) {
    throw new HoldfastError(
      'SNAPSHOT_NAME_INVALID',
      `"${name}" can't be the name of a snapshot. Use at most 64 lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit.`,
      { name },
    );
  }
  const progress = throttled(options.onProgress);
  const source = await openSource(options.path);
  const names =
    options.namesPath === undefined ? new Map<string, CoinName>() : await readCoinNames(options.namesPath);
  const { raw, sha256: sourceSha256 } = await readRows(source, columns, progress);

  progress('settle', 0, raw.count);
  const { accepted, counts } = settleRows(raw, source.name);
  const dates = datesOf(accepted);
  checkSize(accepted.assets.length, dates.length);
  progress('quality', 0, counts.accepted);
  const quality = assessQuality(accepted, counts, options.tags ?? loadTags());

  const draft: Manifest = {
    formatVersion: 1,
    name,
    sha256: contentHash(accepted, names),
    importedAt: (options.now?.() ?? new Date()).toISOString(),
    source: { file: source.name, sha256: sourceSha256, bytes: source.bytes },
    columns: Object.fromEntries(
      Object.entries(columns).filter(([, column]) => column !== undefined),
    ) as Manifest['columns'],
    roles: [...accepted.roles],
    rows: counts.accepted,
    assets: accepted.assets.length,
    dates: dates.length,
    firstDate: formatDate(dates[0]),
    lastDate: formatDate(dates[dates.length - 1]),
    dataBytes: 1,
    quality,
  };
  if (options.replace !== true) await checkNameFree(home, draft);
  const manifest = await withStaging(home, async (staging) => {
    const folder = join(staging, 'snapshot');
    const written = await writeSnapshot(folder, draft, accepted, names, progress);
    progress('publish', 0, 1);
    const published = await publishSnapshot(home, staging, folder, written);
    // The same content may have been written before, by another version of DuckDB and so in another size.
    const named = { ...written, dataBytes: published.dataBytes };
    await publishName(home, staging, named, options.replace === true);
    progress('publish', 1, 1);
    return named;
  });
  return { name, manifest, folder: snapshotFolder(home, manifest.sha256) };
}

type Report = (step: Parameters<OnProgress>[0]['step'], done: number, total: number) => void;

async function readRows(
  source: SourceFile,
  columns: ImportColumns,
  progress: Report,
): Promise<{ raw: RawRows; sha256: string }> {
  if (source.kind === 'parquet') {
    const raw = await readParquetRows(source, columns, (done, total) => progress('read', done, total));
    return { raw, sha256: await readSource(source, undefined, () => {}) };
  }
  const reader = new CsvRows(columns, source.name);
  const sha256 = await readSource(
    source,
    (text) => reader.push(text),
    (done) => progress('read', done, source.bytes),
  );
  return { raw: reader.end(), sha256 };
}

async function writeSnapshot(
  folder: string,
  draft: Manifest,
  rows: AcceptedRows,
  names: ReadonlyMap<string, CoinName>,
  progress: Report,
): Promise<Manifest> {
  await mkdir(folder);
  const data = join(folder, DATA_FILE);
  await writeSnapshotFile(data, rows, (done, total) => progress('write', done, total));
  const manifest = { ...draft, dataBytes: (await stat(data)).size };
  const assets: AssetList = rows.assets.map((id) => ({ id, ...names.get(id) }));
  await writeFile(join(folder, ASSETS_FILE), `${JSON.stringify(assets)}\n`);
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of [DATA_FILE, ASSETS_FILE, MANIFEST_FILE]) await syncToDisk(join(folder, file));
  await syncToDisk(folder);
  return manifest;
}

function checkSize(assets: number, dates: number): void {
  if (assets * dates <= MAX_CELLS) return;
  throw new HoldfastError(
    'IMPORT_TOO_LARGE',
    `${assets} assets on ${dates} dates are more than ${MAX_CELLS} cells. Are asset and date column swapped? Otherwise split the file.`,
    { assets, dates, limit: MAX_CELLS },
  );
}

/** Passes on the first and the last report of a step, and those between at most every 1/200 of it. */
function throttled(onProgress: OnProgress | undefined): Report {
  let last = { step: '', done: 0 };
  return (step, done, total) => {
    if (!onProgress) return;
    if (step === last.step && done < total && done - last.done < total / 200) return;
    last = { step, done };
    onProgress({ step, done, total });
  };
}
