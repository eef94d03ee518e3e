import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFields, type Field, type FieldValue } from '../src/encoding.ts';
import { codeOf } from './fixtures.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  fc.bigInt(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 6 }),
);
const list = fc.tuple(text, fc.array(fc.tuple(text, value), { maxLength: 4 }));

/** Reads the encoding back by its description, not by its code; fails on a byte too few or too many. */
function decode(bytes: Buffer): { domain: string; fields: Field[] } {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const u32 = () => take(4).readUInt32BE();
  const domain = take(u32()).toString();
  const fields = Array.from({ length: u32() }, (): Field => {
    const name = take(u32()).toString();
    const type = take(1)[0];
    const content = take(u32());
    const decoded = [null, content.toString(), BigInt(type === 2 ? content.toString() : 0), content][type!]!;
    return [name, decoded];
  });
  expect(at).toBe(bytes.length);
  return { domain, fields };
}

function plain(fields: readonly Field[]): unknown {
  return fields.map(([name, content]) => [
    name,
    content instanceof Uint8Array ? Buffer.from(content) : content,
  ]);
}

describe('the encoding of what is authenticated', () => {
  it('can be read back, so two lists never share one', () => {
    fc.assert(
      fc.property(list, ([domain, fields]) => {
        const decoded = decode(encodeFields(domain, fields));
        expect(decoded.domain).toBe(domain);
        expect(plain(decoded.fields)).toEqual(plain(fields));
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, Field[], Field[]]>([
    [
      'text moved between fields',
      [
        ['a', 'bc'],
        ['d', ''],
      ],
      [
        ['a', 'b'],
        ['d', 'c'],
      ],
    ],
    ['text moved between name and value', [['ab', 'c']], [['a', 'bc']]],
    ['an integer and its text', [['a', 1n]], [['a', '1']]],
    ['text and its bytes', [['a', 'x']], [['a', Buffer.from('x')]]],
    ['nothing and empty text', [['a', null]], [['a', '']]],
    ['empty text and empty bytes', [['a', '']], [['a', Buffer.alloc(0)]]],
    [
      'another order',
      [
        ['a', 'x'],
        ['b', 'y'],
      ],
      [
        ['b', 'y'],
        ['a', 'x'],
      ],
    ],
    ['composed and decomposed text', [['a', '\u00e9']], [['a', 'e\u0301']]],
    ['a field left out', [['a', null]], []],
    ['minus', [['a', 1n]], [['a', -1n]]],
  ])('tells apart: %s', (_, one, other) => {
    expect(encodeFields('d', one).equals(encodeFields('d', other))).toBe(false);
  });

  it('tells domains apart, also by what could move into the first field', () => {
    expect(encodeFields('ab', [['c', 'd']]).equals(encodeFields('a', [['bc', 'd']]))).toBe(false);
  });

  it('has the documented bytes', () => {
    expect(encodeFields('d', [['n', 10n]]).toString('hex')).toBe(
      '00000001' + '64' + '00000001' + '00000001' + '6e' + '02' + '00000002' + '3130',
    );
  });

  it.each<[string, unknown]>([
    ['a lone surrogate, which would become U+FFFD', '\ud800'],
    ['a number', 1],
    ['undefined', undefined],
    ['true', true],
    ['an object', {}],
    ['a date', new Date(0)],
    ['an array of bytes', [1, 2]],
  ])('refuses %s', (_, bad) => {
    expect(codeOf(() => encodeFields('d', [['a', bad as string]]))).toBe('ENCODING_INVALID');
  });

  it('refuses names and domains with lone surrogates', () => {
    expect(codeOf(() => encodeFields('\udfff', []))).toBe('ENCODING_INVALID');
    expect(codeOf(() => encodeFields('d', [['\ud800', null]]))).toBe('ENCODING_INVALID');
  });
});
