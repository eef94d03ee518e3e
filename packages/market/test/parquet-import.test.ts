import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDate } from '@holdfast/engine';
import { describe, expect, it } from 'vitest';
import { withDuckDb } from '../src/duckdb.ts';
import { importSnapshot } from '../src/import.ts';
import { loadPanel } from '../src/store/load-panel.ts';
import { codeOf, filesBelow, freshFolder } from './fixtures.ts';

const COLUMNS = { asset: 'asset', date: 'date', close: 'close' };

async function parquet(select: string, file = 'source.parquet'): Promise<string> {
  const path = join(await freshFolder(), file);
  await withDuckDb((connection) => connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`));
  return path;
}

async function importParquet(select: string, file?: string) {
  return importSnapshot({
    path: await parquet(select, file),
    name: 'p',
    home: await freshFolder(),
    columns: COLUMNS,
  });
}

describe('importing Parquet', () => {
  it.each([
    ['DATE', "DATE '2021-03-04'"],
    ['TIMESTAMP', "TIMESTAMP '2021-03-04 23:59:59'"],
    ['TIMESTAMP_S', "TIMESTAMP_S '2021-03-04 23:59:59'"],
    ['TIMESTAMP_MS', "TIMESTAMP_MS '2021-03-04 23:59:59.999'"],
    ['TIMESTAMP_NS', "TIMESTAMP_NS '2021-03-04 23:59:59.999999999'"],
    ['TIMESTAMP WITH TIME ZONE', 'make_timestamptz(1614901999000000)'],
    ['text', "'2021-03-05T00:30:00+01:00'"],
    ['epoch seconds', '1614816000'],
    ['epoch milliseconds', '1614816000000'],
  ])('reads dates stored as %s', async (_, sql) => {
    const panel = await loadPanel(await importParquet(`SELECT 'a' AS asset, ${sql} AS date, 1.5 AS close`));
    expect(formatDate(panel.dates[0])).toBe('2021-03-04');
  });

  it.each(['2::TINYINT', '2::BIGINT', '2::HUGEINT', '2::FLOAT', '2::DOUBLE', '2.0::DECIMAL(18, 4)', "' 2 '"])(
    'reads a price stored as %s',
    async (sql) => {
      const panel = await loadPanel(
        await importParquet(`SELECT 'a' AS asset, DATE '2021-01-01' AS date, ${sql} AS close`),
      );
      expect(panel.close[0]).toBe(2);
    },
  );

  it('rejects rows by their number, for the reasons that a CSV row is rejected for', async () => {
    const good = "('a', DATE '2021-01-01', '1')";
    const { manifest } = await importParquet(
      `SELECT * FROM (VALUES ${good}, ('a', DATE '1850-01-01', '1'), (NULL, DATE '2021-01-01', '1'),
       ('b', NULL, '1'), ('b', DATE '2021-01-01', '1_000'), ('b', DATE '2021-01-01', NULL), ('b', DATE '2021-01-01', '-1'),
       ('c', DATE 'infinity', '1'), ('d', DATE '2021-01-01', '1'), ('d', DATE '2021-01-01', '2')) t(asset, date, close)`,
    );
    const { rows } = manifest.quality;
    expect(rows.unparsable.first.map(({ line }) => line)).toEqual([2, 3, 4, 5, 8]);
    expect(rows.price.first.map(({ line }) => line)).toEqual([6, 7]);
    expect(rows.conflicting.first.map(({ line }) => line)).toEqual([9, 10]);
    expect(rows).toMatchObject({ read: 10, accepted: 1 });
  });

  it('counts NaN and infinite prices as no price', async () => {
    const { manifest } = await importParquet(
      `SELECT * FROM (VALUES ('a', DATE '2021-01-01', 1::DOUBLE), ('b', DATE '2021-01-01', 'nan'::DOUBLE),
       ('c', DATE '2021-01-01', 'inf'::DOUBLE), ('d', DATE '2021-01-01', '-inf'::DOUBLE)) t(asset, date, close)`,
    );
    expect(manifest.quality.rows.price.rows).toBe(3);
  });

  it('keeps the row numbers through a file of many chunks', async () => {
    const { manifest } = await importParquet(
      `SELECT 'a' || i // 1000 AS asset, DATE '2010-01-01' + CAST(i % 1000 AS INTEGER) AS date,
       CASE WHEN i = 9999 THEN 0 ELSE 1 END AS close FROM range(20000) t(i)`,
    );
    expect(manifest.quality.rows.price.first).toEqual([{ line: 10_000, why: 'the price is 0' }]);
    expect(manifest.rows).toBe(19_999);
  });

  it('reads a file whose name DuckDB would read as a pattern', async () => {
    const { manifest } = await importParquet(
      "SELECT 'a' AS asset, DATE '2021-01-01' AS date, 1 AS close",
      'prices[1]*?.parquet',
    );
    expect(manifest.source.file).toBe('prices[1]*?.parquet');
  });

  it('answers a missing column and a file that was cut or changed, and leaves the data home alone', async () => {
    const path = await parquet(
      "SELECT 'a' AS asset, DATE '2021-01-01' AS date, i AS close FROM range(1, 9000) t(i)",
    );
    const home = join(await freshFolder(), 'home');
    const attempt = (at: string, columns = COLUMNS) =>
      codeOf(importSnapshot({ path: at, name: 'p', home, columns }));
    expect(await attempt(path, { ...COLUMNS, close: 'price' })).toBe('IMPORT_COLUMN_MISSING');
    const bytes = await readFile(path);
    for (const cut of [bytes.subarray(0, bytes.length - 9), bytes.subarray(0, 100), bytes.subarray(0, 4)]) {
      await writeFile(path, cut);
      expect(await attempt(path)).toBe('SOURCE_UNREADABLE');
    }
    expect(filesBelow(home)).toEqual({});
  });
});
