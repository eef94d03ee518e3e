/**
 * Imports the largest file there is and loads it as a panel, against a plain line-by-line CSV reader that builds the
 * same panel.
 *
 *   node bench/market/import-and-load.bench.ts [--quick]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { compareAssetIds, formatDate, type Panel, parseDate } from '@holdfast/engine';
import { importDemo, importSnapshot, loadPanel, loadRows, loadTags, openSnapshot } from '@holdfast/market';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';

const COINGECKO = fileURLToPath(new URL('../../../shared/data/coingecko-2021-daily.csv.gz', import.meta.url));
const HEADER = 'date,coin_id,price_usd,market_cap_usd,volume_24h_usd';
const COLUMNS = {
  date: 'date',
  asset: 'coin_id',
  close: 'price_usd',
  marketCap: 'market_cap_usd',
  volume: 'volume_24h_usd',
};

const home = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
try {
  const full = existsSync(COINGECKO) && !quick;
  const path = full ? COINGECKO : await demoAsCsv();
  const runs = quick ? 2 : 5;

  // Import first, while nothing is warm: a person imports once.
  const first = await timed(() => importSnapshot({ path, name: 'bench', home, columns: COLUMNS }));
  const again = await medianOf(runs, () =>
    importSnapshot({ path, name: 'bench', home, columns: COLUMNS, replace: true }),
  );
  const snapshot = await openSnapshot(home, 'bench');
  const { rows, assets, dates } = snapshot.manifest;
  reportFigure('rows', `${rows} of ${assets} assets on ${dates} dates`);
  reportFigure('import with quality report, first', duration(first));
  reportFigure('import with quality report, warm', duration(again));

  const firstLoad = await timed(() => loadPanel(snapshot));
  reportFigure('load with tags, first', duration(firstLoad));
  const tags = loadTags();
  const load = await medianOf(runs, () => loadPanel(snapshot, { tags }));
  const shared = await medianOf(runs, () => loadPanel(snapshot, { tags, shared: true }));
  reportFigure('load into shared memory', duration(shared));
  const plain = await medianOf(runs, async () => readPlainly(path));
  checkSame(await loadPanel(snapshot, { tags }), readPlainly(path));

  reportRatio('import', again, 'plain CSV reader, no checks', plain);
  reportRatio('load', load, 'plain CSV reader', plain);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** The demo data as gzip CSV, in the form of the CoinGecko file. */
async function demoAsCsv(): Promise<string> {
  const rows = await loadRows(await importDemo(home));
  const cell = (value: number) => (Number.isNaN(value) ? '' : String(value));
  const lines = [HEADER];
  rows.assets.forEach((asset, a) => {
    for (let i = rows.offsets[a]; i < rows.offsets[a + 1]; i++) {
      const numbers = rows.values.map((column) => cell(column[i]));
      lines.push([formatDate(rows.day[i]), asset, ...numbers].join(','));
    }
  });
  const path = join(home, 'demo.csv.gz');
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
  return path;
}

interface PlainPanel {
  assets: string[];
  dates: number[];
  close: Float64Array;
  marketCap: Float64Array;
  volume: Float64Array;
}

/** What one would write first: unpack, split into lines, split into cells, put into the panel. */
function readPlainly(path: string): PlainPanel {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n').slice(1);
  const table: { day: number; asset: string; numbers: number[] }[] = [];
  for (const line of lines) {
    const [date, asset, ...cells] = line.split(',');
    const numbers = cells.map((cell) => (Number(cell) > 0 ? Number(cell) : Number.NaN));
    if (numbers[0] > 0) table.push({ day: parseDate(date), asset, numbers });
  }
  const assets = [...new Set(table.map(({ asset }) => asset))].sort(compareAssetIds);
  const dates = [...new Set(table.map(({ day }) => day))].sort((a, b) => a - b);
  const assetAt = new Map(assets.map((asset, i) => [asset, i]));
  const dateAt = new Map(dates.map((day, i) => [day, i]));
  const empty = () => new Float64Array(assets.length * dates.length).fill(Number.NaN);
  const panel = { assets, dates, close: empty(), marketCap: empty(), volume: empty() };
  for (const { day, asset, numbers } of table) {
    const at = (assetAt.get(asset) ?? 0) * dates.length + (dateAt.get(day) ?? 0);
    [panel.close[at], panel.marketCap[at], panel.volume[at]] = numbers;
  }
  return panel;
}

function checkSame(panel: Panel, plain: PlainPanel): void {
  for (const key of ['close', 'marketCap', 'volume'] as const) {
    const same =
      panel[key].length === plain[key].length && panel[key].every((x, i) => Object.is(x, plain[key][i]));
    if (!same) throw new Error(`the two readers disagree on ${key}`);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Median of several runs, in milliseconds. */
async function medianOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await timed(work));
  times.sort((a, b) => a - b);
  return times[times.length >>> 1];
}
