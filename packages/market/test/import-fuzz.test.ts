import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { importSnapshot } from '../src/import.ts';
import { openSnapshot } from '../src/store/snapshots.ts';
import { verifySnapshot } from '../src/store/verify.ts';
import { loadTags } from '../src/tags.ts';
import { COLUMNS, filesBelow, freshFolder, importContent } from './fixtures.ts';

const HEADER = 'asset,date,close,cap,vol';

/** Cells that a reader may stumble over, among good ones. */
const asset = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') },
  fc.constantFrom(
    '',
    ' a ',
    '"a"',
    '"a,b"',
    '"a""b"',
    '"a',
    'a"b',
    '"a"b',
    '"two\nlines"',
    '\u0000',
    'é',
    '__proto__',
  ),
  fc.string({ maxLength: 8 }),
);
const date = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('2021-01-01', '2021-01-02', '2021-01-03T10:00:00Z') },
  fc.constantFrom(
    '',
    '2021-02-30',
    '0000-00-00',
    '9999-12-31',
    '99999999999999',
    '1614816000',
    'NaN',
    '"2021-01-01"',
  ),
);
const number = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2.5', '1e5') },
  fc.constantFrom(
    '',
    '0',
    '-1',
    'NaN',
    'inf',
    '1e999',
    '1e-999',
    '0x1',
    '1_0',
    '"1,000"',
    '1.2.3',
    '💥',
    "'",
  ),
  fc.double().map(String),
);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(asset, date, number, number, number).map((cells) => cells.join(',')) },
  fc.constantFrom('', ',', ',,,,', ',,,,,,,,', '"', '""', '\r', 'asset,date,close,cap,vol'),
  fc.string({ maxLength: 20 }),
);
const file = fc
  .record({
    header: fc.oneof(
      { weight: 8, arbitrary: fc.constant(HEADER) },
      fc.constantFrom(
        '',
        '\ufeffasset,date,close,cap,vol',
        'asset;date;close',
        '"asset","date","close","cap","vol"',
      ),
    ),
    lines: fc.array(line, { maxLength: 12 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    /** What is done to the bytes at last. */
    harm: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255), cut: fc.boolean() }),
    ),
    gzip: fc.boolean(),
  })
  .map(({ header, lines, end, harm, gzip }) => {
    const text = Buffer.from([header, ...lines].join(end));
    const bytes = gzip ? gzipSync(text) : text;
    if (harm === null || bytes.length === 0) return bytes;
    const at = Math.min(bytes.length - 1, Math.floor(harm.at * bytes.length));
    if (harm.cut) return bytes.subarray(0, at);
    bytes[at] = harm.byte;
    return bytes;
  });

describe('importing malformed CSV', () => {
  const tags = loadTags();
  let folder = '';
  let home = '';

  beforeAll(async () => {
    folder = await freshFolder();
    home = join(folder, 'home');
    await importContent(`${HEADER}\nbitcoin,2021-01-01,1,1,1\n`, { home, name: 'before' });
  });

  it('ends in a snapshot whose counts add up, or in an error and an untouched data home (200 files)', async () => {
    let snapshots = 0;
    let errors = 0;
    const path = join(folder, 'fuzzed');
    await fc.assert(
      fc.asyncProperty(file, async (bytes) => {
        await writeFile(path, bytes);
        const before = filesBelow(home);
        try {
          const options = { path, name: 'fuzzed', home, columns: COLUMNS, replace: true, tags };
          const { manifest } = await importSnapshot(options);
          snapshots++;
          const { rows } = manifest.quality;
          const rejected = rows.unparsable.rows + rows.price.rows + rows.conflicting.rows;
          expect(rows.accepted + rows.identical + rejected).toBe(rows.read);
          expect(manifest.rows).toBe(rows.accepted);
          expect(manifest.rows).toBeGreaterThan(0);
          const snapshot = await openSnapshot(home, 'fuzzed');
          expect((await verifySnapshot(snapshot)).differences).toEqual([]);
          await rm(join(home, 'names', 'fuzzed.json'));
          await rm(snapshot.folder, { recursive: true });
        } catch (error) {
          if (!isHoldfastError(error)) throw error;
          errors++;
          expect(error.exitCode).toBe(2);
          expect(filesBelow(home)).toEqual(before);
        }
      }),
      { numRuns: 200, seed: 20_210_101 },
    );
    // Both ends must be reached, or the property says nothing.
    expect(snapshots).toBeGreaterThan(30);
    expect(errors).toBeGreaterThan(30);
  });
});
