import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleRows } from '../src/accepted-rows.ts';
import { contentHash } from '../src/content-hash.ts';
import { withDuckDb } from '../src/duckdb.ts';
import { importSnapshot } from '../src/import.ts';
import { CsvRows } from '../src/source/csv-rows.ts';
import { COLUMNS, freshFolder, importContent } from './fixtures.ts';

const HEADER = 'asset,date,close,cap,vol';
const ROWS = ['b,2021-01-02,2,3,', 'a,2021-01-01,1,,5', 'a,2021-01-03,1.5,2,1', 'é,2021-01-01,9,9,9'];

function hashOf(rows: readonly string[], header = HEADER): string {
  const reader = new CsvRows(COLUMNS, 'test');
  reader.push(Buffer.from([header, ...rows].join('\n')).toString('latin1'));
  return contentHash(settleRows(reader.end(), 'test').accepted, new Map());
}

describe('contentHash', () => {
  it('does not depend on the order of rows, on copies of rows or on rejected rows', () => {
    const noise = fc.subarray([...ROWS, 'c,2021-01-01,0,1,1', 'broken', 'd,never,1,1,1']);
    fc.assert(
      fc.property(noise, fc.infiniteStream(fc.double()), (extra, keys) => {
        const order = [...ROWS, ...extra].map((row) => ({ row, key: keys.next().value as number }));
        order.sort((x, y) => x.key - y.key);
        expect(hashOf(order.map(({ row }) => row))).toBe(hashOf(ROWS));
      }),
    );
  });

  it('does not depend on the order of columns or on how a number is written', () => {
    const swapped = ROWS.map((row) => {
      const [asset, date, close, cap, vol] = row.split(',');
      return [vol, cap, `${close}e0`, date, asset].join(',');
    });
    expect(hashOf(swapped, 'vol,cap,close,date,asset')).toBe(hashOf(ROWS));
  });

  it.each([
    ['a price', ['b,2021-01-02,2.0000000000000004,3,']],
    ['a missing volume that is there', ['b,2021-01-02,2,3,1']],
    ['a date', ['b,2021-01-03,2,3,']],
    ['an asset', ['B,2021-01-02,2,3,']],
    ['one row more', ['b,2021-01-02,2,3,', 'b,2021-01-04,2,3,']],
    ['one row less', []],
  ])('changes with %s', (_, first) => {
    expect(hashOf([...first, ...ROWS.slice(1)])).not.toBe(hashOf(ROWS));
  });

  it('does not confuse a row that moves from one asset to the next', () => {
    expect(hashOf(['a,2021-01-01,1,,', 'a,2021-01-02,1,,', 'b,2021-01-03,1,,'])).not.toBe(
      hashOf(['a,2021-01-01,1,,', 'b,2021-01-02,1,,', 'b,2021-01-03,1,,']),
    );
  });

  it('changes with the names and with which columns were imported', async () => {
    const text = [HEADER, ...ROWS].join('\n');
    const plain = await importContent(text);
    const fewer = await importContent(text, { columns: { ...COLUMNS, volume: undefined } });
    expect(fewer.manifest.sha256).not.toBe(plain.manifest.sha256);
    expect(fewer.manifest.columns).not.toHaveProperty('volume');
  });

  it('is the same for CSV, gzip and Parquet with the same content', async () => {
    const text = [HEADER, ...ROWS].join('\n');
    const csv = await importContent(text);
    const gzip = await importContent(gzipSync(text));
    const folder = await freshFolder();
    const path = join(folder, 'source.parquet');
    await withDuckDb(async (connection) => {
      await connection.run(
        `COPY (SELECT * FROM (VALUES ${ROWS.map((row) => {
          const [asset, date, ...numbers] = row.split(',');
          return `('${asset}', DATE '${date}', ${numbers.map((n) => `${n || 'NULL'}::DOUBLE`).join(', ')})`;
        }).join(', ')}) t(asset, date, close, cap, vol)) TO '${path}' (FORMAT parquet)`,
      );
    });
    const parquet = await importSnapshot({ path, name: 'p', home: join(folder, 'home'), columns: COLUMNS });
    expect(gzip.manifest.sha256).toBe(csv.manifest.sha256);
    expect(parquet.manifest.sha256).toBe(csv.manifest.sha256);
  });
});
