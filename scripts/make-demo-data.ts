/**
 * Makes the demo data in demo/ from the CoinGecko file: the 300 largest coins of 2021.
 *
 *   node scripts/make-demo-data.ts ../shared/data/coingecko-2021-daily.csv.gz ../shared/data/coingecko-2021-coins.csv
 *
 * Largest by the highest median of market cap over 7 rows in a row: some coins have a cap that is wrong by many
 * powers of ten for a day or three, and a plain maximum would pick those.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSnapshot, loadRows, snapshotNames } from '@holdfast/market';
import { valuesOf } from '../packages/market/src/accepted-rows.ts';
import { literalPath, withDuckDb } from '../packages/market/src/duckdb.ts';
import { medianInPlace } from '../packages/market/src/quality/median.ts';

const COINS = 300;
const MEDIAN_ROWS = 7;
const DEMO = new URL('../demo/', import.meta.url).pathname;

const [path, namesPath] = process.argv.slice(2);
if (path === undefined || namesPath === undefined) {
  console.error('Usage: node scripts/make-demo-data.ts DAILY.csv.gz COINS.csv');
  process.exit(2);
}
const home = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
try {
  const snapshot = await importSnapshot({
    path,
    namesPath,
    name: 'full',
    home,
    columns: {
      asset: 'coin_id',
      date: 'date',
      close: 'price_usd',
      marketCap: 'market_cap_usd',
      volume: 'volume_24h_usd',
    },
  });
  const rows = await loadRows(snapshot);
  const caps = valuesOf(rows, 'marketCap') ?? new Float64Array();
  const largest = rows.assets
    .map((asset, a) => ({ asset, cap: highestMedian(caps.subarray(rows.offsets[a], rows.offsets[a + 1])) }))
    .filter(({ cap }) => cap > 0)
    .sort((a, b) => b.cap - a.cap || (a.asset < b.asset ? -1 : 1))
    .slice(0, COINS);
  const chosen = new Set(largest.map(({ asset }) => asset));

  const target = join(DEMO, 'coingecko-2021-top300.parquet');
  await withDuckDb(async (connection) => {
    await connection.run('CREATE TABLE chosen (id VARCHAR)');
    const appender = await connection.createAppender('chosen');
    for (const asset of chosen) {
      appender.appendVarchar(asset);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(
      `COPY (SELECT asset, date, close, market_cap, volume
             FROM read_parquet(${literalPath(join(snapshot.folder, 'data.parquet'))})
             WHERE asset IN (SELECT id FROM chosen) ORDER BY asset_number, date)
       TO '${target.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)`,
    );
  });

  const names = await snapshotNames(snapshot);
  const lines = rows.assets
    .filter((asset) => chosen.has(asset))
    .map((asset) =>
      [asset, names.get(asset)?.symbol ?? '', names.get(asset)?.name ?? ''].map(csvCell).join(','),
    );
  await writeFile(join(DEMO, 'coins.csv'), `id,symbol,name\n${lines.join('\n')}\n`);
  const smallest = largest[largest.length - 1];
  console.log(`${target}: ${chosen.size} coins, the smallest ${smallest.asset} with ${smallest.cap} USD`);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** Highest median over `MEDIAN_ROWS` rows in a row that all have a market cap; 0 when there are none. */
function highestMedian(caps: Float64Array): number {
  let highest = 0;
  for (let from = 0; from + MEDIAN_ROWS <= caps.length; from++) {
    const median = medianInPlace(caps.slice(from, from + MEDIAN_ROWS));
    if (median > highest) highest = median;
  }
  return highest;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
