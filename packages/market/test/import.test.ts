import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importSnapshot } from '../src/import.ts';
import type { Progress } from '../src/progress.ts';
import { loadPanel } from '../src/store/load-panel.ts';
import { snapshotNames } from '../src/store/snapshots.ts';
import { COLUMNS, codeOf, filesBelow, freshFolder, importContent } from './fixtures.ts';

const HEADER = 'asset,date,close,cap,vol\n';
const GOOD = 'bitcoin,2021-01-01,29000,5e11,4e10\n';

async function rowsOf(body: string) {
  const { manifest } = await importContent(HEADER + GOOD + body);
  return manifest.quality.rows;
}

describe('which rows are accepted', () => {
  it('keeps a row whose market cap or volume is empty or not positive, and takes the cell as missing', async () => {
    const snapshot = await importContent(
      `${HEADER}a,2021-01-01,1,,-5\nb,2021-01-01,2,0,NaN\nc,2021-01-01,3,7,8\n`,
    );
    const panel = await loadPanel(snapshot);
    expect(panel.assets).toEqual(['a', 'b', 'c']);
    expect([...panel.close]).toEqual([1, 2, 3]);
    expect([...panel.marketCap]).toEqual([Number.NaN, Number.NaN, 7]);
    expect([...panel.volume]).toEqual([Number.NaN, Number.NaN, 8]);
    expect(snapshot.manifest.quality.missing).toEqual({ marketCap: 2, volume: 2 });
  });

  it.each(['0', '-1', '', 'NaN', 'inf', '-Infinity', '1e999', '1e-400'])(
    'rejects the price %j as no price, with its line',
    async (price) => {
      const rows = await rowsOf(`eth,2021-01-01,${price},1,1\n`);
      expect(rows.price).toMatchObject({ rows: 1, first: [{ line: 3 }] });
      expect(rows.accepted).toBe(1);
    },
  );

  it.each([
    ['a number with a thousands separator', 'eth,2021-01-01,"1,000",1,1'],
    ['a number with an underscore, which DuckDB would take', 'eth,2021-01-01,1_000,1,1'],
    ['a hexadecimal number', 'eth,2021-01-01,0x10,1,1'],
    ['text as market cap', 'eth,2021-01-01,1,many,1'],
    ['an infinite volume', 'eth,2021-01-01,1,1,inf'],
    ['a date that is not in the calendar', 'eth,2021-02-30,1,1,1'],
    ['a date in another order', 'eth,01/02/2021,1,1,1'],
    ['the year 9999', 'eth,9999-01-01,1,1,1'],
    ['an empty date', 'eth,,1,1,1'],
    ['an empty asset', ' ,2021-01-01,1,1,1'],
    ['an asset with a line end in it', '"a\nb",2021-01-01,1,1,1'],
    ['an asset id of 201 characters', `${'x'.repeat(201)},2021-01-01,1,1,1`],
    ['too few fields', 'eth,2021-01-01,1'],
    ['too many fields', 'eth,2021-01-01,1,1,1,1'],
    ['a stray quote', 'e"th,2021-01-01,1,1,1'],
    ['a quote that is never closed', '"eth,2021-01-01,1,1,1'],
  ])('rejects a row with %s as unparsable, with its line, and reads on', async (_, row) => {
    const rows = await rowsOf(`${row}\nzcash,2021-01-01,60,1,1\n`);
    expect(rows.unparsable).toMatchObject({ rows: 1, first: [{ line: 3 }] });
    expect(rows).toMatchObject({ read: 3, accepted: 2 });
  });

  it('rejects a row whose asset is not UTF-8, and keeps one that is', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}${GOOD}caf`),
      Buffer.from([0xe9]),
      Buffer.from(',2021-01-01,1,1,1\nünïcode,2021-01-01,1,1,1\n'),
    ]);
    const snapshot = await importContent(bytes);
    expect(snapshot.manifest.quality.rows.unparsable).toMatchObject({ rows: 1, first: [{ line: 3 }] });
    expect((await loadPanel(snapshot)).assets).toEqual(['bitcoin', 'ünïcode']);
  });

  it('counts rows once that are identical in every imported column, however the number is written', async () => {
    const rows = await rowsOf(
      'bitcoin,2021-01-01,29000.0,500e9,40000000000\nbitcoin,2021-01-01,29000,5e11,4e10\n',
    );
    expect(rows).toMatchObject({ read: 3, accepted: 1, identical: 2, conflicting: { rows: 0 } });
  });

  it('rejects all rows of an asset and date when one differs, identical ones among them too', async () => {
    const rows = await rowsOf(
      'eth,2021-01-01,700,1,1\nbitcoin,2021-01-01,29000,5e11,4e10\nbitcoin,2021-01-01,29001,5e11,4e10\n',
    );
    expect(rows).toMatchObject({ read: 4, accepted: 1, identical: 0 });
    expect(rows.conflicting.rows).toBe(3);
    expect(rows.conflicting.first.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it('does not let a row without a price contradict one that has a price', async () => {
    const rows = await rowsOf('bitcoin,2021-01-01,0,5e11,4e10\n');
    expect(rows).toMatchObject({ accepted: 1, price: { rows: 1 }, conflicting: { rows: 0 } });
  });

  it('takes timestamps of one UTC date as the same date', async () => {
    const rows = await rowsOf('bitcoin,2021-01-01T13:00:00Z,29500,5e11,4e10\nbitcoin,2021-01-02,1,,\n');
    expect(rows.conflicting.first.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('names real line numbers after quoted line ends, empty lines and CRLF', async () => {
    const rows = await importContent(
      'asset,date,note,close,cap,vol\r\nbitcoin,2021-01-01,"two\r\nlines",1,1,1\r\n\r\neth,2021-01-01,,0,1,1\r\n',
    );
    expect(rows.manifest.quality.rows.price.first).toEqual([{ line: 5, why: 'the price is 0' }]);
  });

  it('names at most 20 lines and counts all', async () => {
    const rows = await rowsOf('eth,never,1,1,1\n'.repeat(50));
    expect(rows.unparsable.rows).toBe(50);
    expect(rows.unparsable.first).toHaveLength(20);
  });
});

describe('which files are accepted', () => {
  it('takes a byte order mark, CRLF, blanks around cells and columns that nobody asked for', async () => {
    const { manifest } = await importContent(
      '\ufeffother , vol, cap, close, date, asset\r\n x, 3 , 2, 1 , 2021-01-01 ,\tbitcoin \r\n',
    );
    expect(manifest).toMatchObject({ rows: 1, assets: 1, firstDate: '2021-01-01' });
  });

  it('tells gzip by its content, not by its name', async () => {
    const { manifest } = await importContent(gzipSync(HEADER + GOOD), { file: 'prices.txt' });
    expect(manifest.rows).toBe(1);
  });

  it('takes gzip files that were appended to one another', async () => {
    const bytes = Buffer.concat([gzipSync(HEADER + GOOD), gzipSync('eth,2021-01-01,700,1,1\n')]);
    expect((await importContent(bytes)).manifest.rows).toBe(2);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'SOURCE_UNREADABLE'],
    ['a byte order mark alone', '\ufeff', 'IMPORT_HEADER'],
    ['a header alone', HEADER, 'IMPORT_NO_ROWS'],
    ['line ends alone', '\n\n\n', 'IMPORT_HEADER'],
    ['only rejected rows', `${HEADER}a,b,c,d,e\n`, 'IMPORT_NO_ROWS'],
    ['a header with a broken quote', 'as"set,date\n', 'IMPORT_HEADER'],
    ['a missing column', 'asset,date,close,cap\na,2021-01-01,1,1\n', 'IMPORT_COLUMN_MISSING'],
    ['a column that is there twice', `asset,date,close,cap,vol,close\n`, 'IMPORT_COLUMN_MISSING'],
    ['columns separated by semicolons', HEADER.replaceAll(',', ';'), 'IMPORT_COLUMN_MISSING'],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}${GOOD}`, 'utf16le'), 'IMPORT_HEADER'],
    ['UTF-16 without a mark', Buffer.from(HEADER + GOOD, 'utf16le'), 'IMPORT_COLUMN_MISSING'],
    ['a truncated gzip', gzipSync(HEADER + GOOD.repeat(100)).subarray(0, 60), 'SOURCE_UNREADABLE'],
    ['a gzip with a flipped byte', damagedGzip(), 'SOURCE_UNREADABLE'],
    ['gzip of nothing', gzipSync(''), 'IMPORT_HEADER'],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004 and more'), 'SOURCE_UNREADABLE'],
    ['a Parquet file that is none', 'PAR1 and no more', 'SOURCE_UNREADABLE'],
    [
      'a binary file',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)),
      'IMPORT_COLUMN_MISSING',
    ],
  ])('answers %s with an error and leaves the data home alone', async (_, content, code) => {
    const folder = await freshFolder();
    const home = join(folder, 'home');
    await importContent(HEADER + GOOD, { home, name: 'before' });
    const before = filesBelow(home);
    const found = await codeOf(importContent(content, { home }));
    // A random header may break at a quote before a column is looked for.
    expect(code === 'IMPORT_COLUMN_MISSING' ? [code, 'IMPORT_HEADER'] : [code]).toContain(found);
    expect(filesBelow(home)).toEqual(before);
  });

  it('answers a missing file, a folder and a folder inside a file', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'file'), 'x');
    const attempt = (path: string) =>
      codeOf(
        importSnapshot({ path: join(folder, path), name: 'x', home: join(folder, 'home'), columns: COLUMNS }),
      );
    expect(await attempt('nothing.csv')).toBe('SOURCE_NOT_FOUND');
    expect(await attempt('file/x.csv')).toBe('SOURCE_NOT_FOUND');
    expect(await attempt('.')).toBe('SOURCE_UNREADABLE');
    expect(filesBelow(join(folder, 'home'))).toEqual({});
  });

  it.each(['', 'Upper', '../up', 'a/b', '-x', 'ü', 'x'.repeat(65), 'a b'])(
    'refuses the name %j',
    async (name) => {
      expect(await codeOf(importContent(HEADER + GOOD, { name }))).toBe('SNAPSHOT_NAME_INVALID');
    },
  );

  it('says that the data home can not be used when a file is in its place', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'home'), 'not a folder');
    expect(await codeOf(importContent(HEADER + GOOD, { home: join(folder, 'home') }))).toBe(
      'DATA_HOME_UNUSABLE',
    );
  });

  it('refuses more cells than fit into memory, as of swapped columns', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => {
      const date = new Date(i * 86_400_000).toISOString().slice(0, 10);
      return `a${i},${date},1,1,1`;
    });
    expect(await codeOf(importContent(HEADER + lines.join('\n')))).toBe('IMPORT_TOO_LARGE');
  });
});

describe('the snapshot', () => {
  it('works in a data home whose path DuckDB would read as wildcards or quotes', async () => {
    const home = join(await freshFolder(), "it's [a] *strange* ho?me");
    await mkdir(home);
    const snapshot = await importContent(HEADER + GOOD, { home });
    expect((await loadPanel(snapshot)).close[0]).toBe(29000);
  });

  it('has the names of its assets, and only of those', async () => {
    const folder = await freshFolder();
    const namesPath = join(folder, 'names.csv');
    await writeFile(namesPath, 'id,symbol,name\nbitcoin,btc,"Bitcoin, the first"\nother,x,Other\n');
    const snapshot = await importContent(HEADER + GOOD, { namesPath });
    expect([...(await snapshotNames(snapshot))]).toEqual([
      ['bitcoin', { symbol: 'btc', name: 'Bitcoin, the first' }],
    ]);
  });

  it('states where it came from, when, and what it holds', async () => {
    const now = () => new Date('2026-01-02T03:04:05Z');
    const { manifest } = await importContent(HEADER + GOOD, { now });
    expect(manifest).toMatchObject({
      name: 'test',
      importedAt: '2026-01-02T03:04:05.000Z',
      source: { file: 'source.csv', bytes: (HEADER + GOOD).length },
      columns: COLUMNS,
      roles: ['close', 'marketCap', 'volume'],
      rows: 1,
      assets: 1,
      dates: 1,
      lastDate: '2021-01-01',
    });
  });

  it('writes a manifest that is what was returned', async () => {
    const { manifest, folder } = await importContent(HEADER + GOOD);
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('reports progress through all steps, never beyond the total', async () => {
    const seen: Progress[] = [];
    await importContent(HEADER + GOOD, { onProgress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map(({ step }) => step))]).toEqual([
      'read',
      'settle',
      'quality',
      'write',
      'publish',
    ]);
    for (const { done, total } of seen) expect(done).toBeLessThanOrEqual(total);
  });
});

function damagedGzip(): Uint8Array {
  const bytes = gzipSync(
    HEADER + Array.from({ length: 500 }, (_, i) => `a${i},2021-01-01,${i},1,1\n`).join(''),
  );
  bytes[bytes.length >> 1] ^= 0xff;
  return bytes;
}
