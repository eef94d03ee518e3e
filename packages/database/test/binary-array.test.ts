import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binaryArray } from '../src/deciding/binary-array.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test?.stop());

/** What PostgreSQL makes of an array, in its own words. */
async function read(type: string, array: Buffer): Promise<{ at: string; value: string | null }[]> {
  const { rows } = await test.admin.pool.query(
    `SELECT at, value::text FROM unnest($1::${type}[]) WITH ORDINALITY AS i (value, at) ORDER BY at`,
    [array],
  );
  return rows;
}

const expected = (values: readonly (string | null)[]) =>
  values.map((value, i) => ({ at: String(i + 1), value }));

const list = <T>(element: fc.Arbitrary<T>) =>
  fc.array(fc.option(element, { nil: null, freq: 4 }), { maxLength: 20 });

it('is read by PostgreSQL as the same numbers, texts and bytes, nulls and an empty list included', async () => {
  await fc.assert(
    fc.asyncProperty(
      list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      list(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      list(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed())),
      list(fc.uint8Array({ maxLength: 40 })),
      async (int4, int8, text, bytea) => {
        const texts = (values: readonly (number | bigint | null)[]) =>
          values.map((value) => (value === null ? null : String(value)));
        expect(await read('int4', binaryArray('int4', int4))).toEqual(expected(texts(int4)));
        expect(await read('int8', binaryArray('int8', int8))).toEqual(expected(texts(int8)));
        expect(await read('text', binaryArray('text', text))).toEqual(expected(text));
        const hex = bytea.map((bytes) =>
          bytes === null ? null : `\\x${Buffer.from(bytes).toString('hex')}`,
        );
        expect(await read('bytea', binaryArray('bytea', bytea))).toEqual(expected(hex));
      },
    ),
    { numRuns: 50 },
  );
});

it('refuses numbers that the type does not hold, instead of cutting them', () => {
  for (const value of [2 ** 31, -(2 ** 31) - 1, Number.POSITIVE_INFINITY])
    expect(() => binaryArray('int4', [value])).toThrow(RangeError);
  for (const value of [2n ** 63n, -(2n ** 63n) - 1n])
    expect(() => binaryArray('int8', [value])).toThrow(RangeError);
});

it('is not taken for an array of another type', async () => {
  await expect(read('int4', binaryArray('text', ['1']))).rejects.toThrow(/has array element type 25/);
});
