import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HoldfastError } from '@holdfast/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { withDuckDb } from '../src/duckdb.ts';
import type { importSnapshot } from '../src/import.ts';
import { loadPanel } from '../src/store/load-panel.ts';
import { loadRows } from '../src/store/load-rows.ts';
import { listSnapshots, openSnapshot, type Snapshot } from '../src/store/snapshots.ts';
import { verifySnapshot } from '../src/store/verify.ts';
import { codeOf, filesBelow, freshFolder, importContent } from './fixtures.ts';

const HEADER = 'asset,date,close,cap,vol\n';
const ONE = `${HEADER}a,2021-01-01,1,10,100\na,2021-01-02,2,20,\nb,2021-01-02,3,,300\n`;
const OTHER = `${HEADER}a,2021-01-01,7,10,100\n`;

let home = '';
beforeEach(async () => {
  home = join(await freshFolder(), 'home');
});
const importOne = (options: Partial<Parameters<typeof importSnapshot>[0]> = {}) =>
  importContent(ONE, { home, name: 'one', ...options });

describe('names', () => {
  it('gives the same hash and the same files for the same content again', async () => {
    const first = await importOne({ now: () => new Date(0) });
    const files = filesBelow(home);
    const second = await importOne({ now: () => new Date(0) });
    expect(second.manifest.sha256).toBe(first.manifest.sha256);
    expect(filesBelow(home)).toEqual(files);
  });

  it('refuses to point a name at other content, unless told to replace it; the old content stays', async () => {
    const first = await importOne();
    const files = filesBelow(home);
    expect(await codeOf(importContent(OTHER, { home, name: 'one' }))).toBe('SNAPSHOT_NAME_TAKEN');
    expect(filesBelow(home)).toEqual(files);
    const second = await importContent(OTHER, { home, name: 'one', replace: true });
    expect((await openSnapshot(home, 'one')).manifest.sha256).toBe(second.manifest.sha256);
    const old = await openSnapshot(home, first.manifest.sha256.slice(0, 8));
    expect((await loadPanel(old)).close[0]).toBe(1);
  });

  it('lets two names point at one content', async () => {
    await importOne();
    await importOne({ name: 'two' });
    expect((await listSnapshots(home)).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(await readdir(join(home, 'snapshots'))).toHaveLength(1);
  });

  it('says what each name was imported from, even when another name has the same content', async () => {
    await importOne();
    await importContent(`${ONE}c,never,1,1,1\n`, { home, name: 'two', file: 'worse.csv' });
    const [one, two] = await listSnapshots(home);
    expect([one.manifest.source.file, one.manifest.quality.rows.unparsable.rows]).toEqual(['source.csv', 0]);
    expect([two.manifest.source.file, two.manifest.quality.rows.unparsable.rows]).toEqual(['worse.csv', 1]);
    expect(two.manifest.sha256).toBe(one.manifest.sha256);
  });

  it('lists snapshots that no name points at any more', async () => {
    const first = await importOne();
    await importContent(OTHER, { home, name: 'one', replace: true });
    expect(
      (await listSnapshots(home)).map(({ name, manifest }) => [
        name,
        manifest.sha256 === first.manifest.sha256,
      ]),
    ).toEqual([
      ['one', false],
      [null, true],
    ]);
  });

  it('lists nothing where there is nothing', async () => {
    expect(await listSnapshots(home)).toEqual([]);
  });
});

describe('openSnapshot', () => {
  it('names what there is when a name is unknown', async () => {
    await importOne();
    await expect(openSnapshot(home, 'on')).rejects.toThrow(/There are: one\./);
    expect(await codeOf(openSnapshot(home, '../one'))).toBe('SNAPSHOT_NOT_FOUND');
    expect(await codeOf(openSnapshot(home, ''))).toBe('SNAPSHOT_NOT_FOUND');
    expect(await codeOf(openSnapshot(home, 'abcdef0123'))).toBe('SNAPSHOT_NOT_FOUND');
  });

  it('refuses a hash that is too short, and one that fits two snapshots', async () => {
    const { manifest, folder } = await importOne();
    expect(await codeOf(openSnapshot(home, manifest.sha256.slice(0, 5)))).toBe('SNAPSHOT_NOT_FOUND');
    const twin = `${manifest.sha256.slice(0, 10)}${'0'.repeat(54)}`;
    await mkdir(join(folder, '..', twin));
    expect(await codeOf(openSnapshot(home, manifest.sha256.slice(0, 8)))).toBe('SNAPSHOT_AMBIGUOUS');
    expect((await openSnapshot(home, manifest.sha256.slice(0, 20))).manifest.rows).toBe(3);
  });
});

describe('damage', () => {
  it.each<[string, (snapshot: Snapshot) => Promise<void>]>([
    ['a data file that was cut', (s) => writeFile(join(s.folder, 'data.parquet'), 'PAR1')],
    ['a data file that is gone', (s) => rm(join(s.folder, 'data.parquet'))],
    ['a whole folder that is gone', (s) => rm(s.folder, { recursive: true })],
    ['a name whose file is no JSON', () => writeFile(join(home, 'names', 'one.json'), '{')],
    ['a name whose file is empty', () => writeFile(join(home, 'names', 'one.json'), '')],
    [
      'a name whose file lacks a key',
      () => writeFile(join(home, 'names', 'one.json'), '{"formatVersion":1}'),
    ],
  ])('is found when a snapshot with %s is opened, and mended by another import', async (_, harm) => {
    await harm(await importOne());
    expect(await codeOf(openSnapshot(home, 'one'))).toBe('SNAPSHOT_DAMAGED');
    const mended = await importOne({ replace: true });
    expect((await verifySnapshot(mended)).differences).toEqual([]);
    expect((await openSnapshot(home, 'one')).manifest.rows).toBe(3);
  });

  it('is found when data or assets are loaded', async () => {
    const snapshot = await importOne();
    const bytes = await readFile(join(snapshot.folder, 'data.parquet'));
    await writeFile(join(snapshot.folder, 'data.parquet'), Buffer.alloc(bytes.length));
    expect(await codeOf(loadPanel(snapshot))).toBe('SNAPSHOT_DAMAGED');
    await rm(join(snapshot.folder, 'assets.json'));
    expect(await codeOf(loadPanel(snapshot))).toBe('SNAPSHOT_DAMAGED');
    expect(await codeOf(loadRows(snapshot))).toBe('SNAPSHOT_DAMAGED');
  });
});

describe('verifySnapshot', () => {
  async function rewrite(snapshot: Snapshot, select: string): Promise<string[]> {
    const path = join(snapshot.folder, 'data.parquet');
    await withDuckDb(async (connection) => {
      await connection.run(`CREATE TABLE t AS FROM read_parquet('${path}')`);
      await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    });
    const { ok, differences, expected, actual } = await verifySnapshot(snapshot);
    expect(ok).toBe(false);
    expect(actual).not.toBe(expected);
    return [...differences].filter((difference) => !difference.startsWith('the size'));
  }

  it('is content with what was imported', async () => {
    const { ok, differences, expected, actual } = await verifySnapshot(await importOne());
    expect({ ok, differences, same: expected === actual }).toEqual({ ok: true, differences: [], same: true });
  });

  it.each([
    [
      'one price',
      "SELECT * REPLACE (CASE WHEN asset = 'b' THEN 3.0000000000000004 ELSE close END AS close) FROM t",
      /SHA-256/,
    ],
    ['a missing cap', 'SELECT * REPLACE (coalesce(market_cap, 1) AS market_cap) FROM t', /SHA-256/],
    [
      'a date',
      "SELECT * REPLACE (CASE WHEN asset = 'b' THEN DATE '2021-01-03' ELSE date END AS date) FROM t",
      /last date/,
    ],
    [
      'an asset id',
      "SELECT * REPLACE (CASE WHEN asset = 'b' THEN 'c' ELSE asset END AS asset) FROM t",
      /asset 1 is "c"/,
    ],
    ['a row', "SELECT * FROM t WHERE asset = 'a'", /2 rows, expected 3/],
    ['the order of rows', 'SELECT * FROM t ORDER BY date DESC', /out of order/],
    ['a column', 'SELECT * EXCLUDE (volume) FROM t', /list of columns/],
  ])('names what differs when %s was changed', async (_, select, expected) => {
    const found = await rewrite(await importOne(), select);
    expect(found.join('\n')).toMatch(expected);
  });

  it('names a changed asset list, a lost manifest and a lost file', async () => {
    const snapshot = await importOne();
    await writeFile(join(snapshot.folder, 'assets.json'), '[{"id":"a"},{"id":"z"}]');
    await rm(join(snapshot.folder, 'manifest.json'));
    const { differences } = await verifySnapshot(snapshot);
    expect(differences.join('\n')).toMatch(/manifest.json is missing/);
    expect(differences.join('\n')).toMatch(/asset 1 is "b"/);
    await rm(join(snapshot.folder, 'data.parquet'));
    expect((await verifySnapshot(snapshot)).ok).toBe(false);
  });
});

describe('imports at the same time', () => {
  it('end in one intact snapshot when the content is the same', async () => {
    const all = await Promise.all([1, 2, 3, 4].map((i) => importOne({ name: `n${i % 2}` })));
    expect(new Set(all.map(({ manifest }) => manifest.sha256)).size).toBe(1);
    for (const snapshot of await listSnapshots(home)) expect((await verifySnapshot(snapshot)).ok).toBe(true);
    expect(await readdir(join(home, 'staging'))).toEqual([]);
  });

  it('let exactly one have the name when the content differs', async () => {
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((close) =>
        importContent(`${HEADER}a,2021-01-01,${close},,\n`, { home, name: 'same' }),
      ),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect((result.reason as HoldfastError).code).toBe('SNAPSHOT_NAME_TAKEN');
    }
    expect((await verifySnapshot(await openSnapshot(home, 'same'))).ok).toBe(true);
  });
});

describe('leftovers in staging', () => {
  it('are removed when their process is dead or they are old, and kept while it lives', async () => {
    const staging = join(home, 'staging');
    const dead = join(staging, `${hostname()}~999999999~x`);
    const alive = join(staging, `${hostname()}~${process.pid}~x`);
    const elsewhere = join(staging, 'other-machine~1~x');
    const old = join(staging, 'other-machine~2~x');
    for (const folder of [dead, alive, elsewhere, old]) await mkdir(folder, { recursive: true });
    await writeFile(join(dead, 'data.parquet'), 'half');
    await utimes(old, new Date(0), new Date(0));
    await importOne();
    expect((await readdir(staging)).sort()).toEqual(
      [`${hostname()}~${process.pid}~x`, 'other-machine~1~x'].sort(),
    );
  });

  it('do not hide behind a half-made folder among the snapshots', async () => {
    const { folder, manifest } = await importOne();
    await rename(folder, `${folder}.aside`);
    await mkdir(folder);
    await writeFile(join(folder, 'data.parquet'), 'half');
    const again = await importOne();
    expect(again.manifest.sha256).toBe(manifest.sha256);
    expect((await verifySnapshot(again)).ok).toBe(true);
  });
});

describe('loadPanel', () => {
  it('has every date with a row, assets by UTF-8 bytes, NaN for what is missing, and tags', async () => {
    const snapshot = await importContent(
      'asset,date,close\nz,2021-01-05,1\nbitcoin,2021-01-01,2\n\u{1f600},2021-01-05,4\n\uff5e,2021-01-05,3\nZ,2021-01-01,5\n',
      { home, columns: { asset: 'asset', date: 'date', close: 'close' } },
    );
    const panel = await loadPanel(snapshot);
    expect(panel.assets).toEqual(['Z', 'bitcoin', 'z', '\uff5e', '\u{1f600}']);
    expect([...panel.dates]).toEqual([18_628, 18_632]);
    expect([...panel.close]).toEqual([5, NaN, 2, NaN, NaN, 1, NaN, 3, NaN, 4]);
    expect(panel.marketCap.every(Number.isNaN)).toBe(true);
    expect(panel.volume.every(Number.isNaN)).toBe(true);
    expect(panel.tags[0]).toEqual({ sector: null, tags: [] });
    expect(panel.tags[1].sector).not.toBeNull();
  });

  it('puts the same numbers into shared memory on request', async () => {
    const snapshot = await importOne();
    const [plain, shared] = [await loadPanel(snapshot), await loadPanel(snapshot, { shared: true })];
    for (const key of ['dates', 'close', 'marketCap', 'volume'] as const) {
      expect([...shared[key]]).toEqual([...plain[key]]);
      expect(shared[key].buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(plain[key].buffer).toBeInstanceOf(ArrayBuffer);
    }
  });

  it('gives rows with the columns that were imported', async () => {
    const rows = await loadRows(
      await importContent('asset,date,close,o,h,l\na,2021-01-01,2,1,3,0\n', {
        home,
        columns: { ...{ asset: 'asset', date: 'date', close: 'close' }, open: 'o', high: 'h', low: 'l' },
      }),
    );
    expect(rows.roles).toEqual(['close', 'open', 'high', 'low']);
    expect(rows.values.map(([value]) => value)).toEqual([2, 1, 3, Number.NaN]);
  });
});
