import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPairs, pairValue, parsePairs, refuseOverlap, without } from '../../src/http/pairs.ts';
import { Refusal } from '../../src/refusal.ts';

const refusal = (rule: string) => expect.objectContaining({ rule });
/** Text that may be a parameter: whole characters, no control character, nothing that looks percent-encoded. */
const text = (minLength: number) =>
  fc
    .string({ unit: 'binary', minLength, maxLength: 12 })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out
    .filter((value) => !/[\u0000-\u001f\u007f-\u009f]|%[0-9a-f]{2}/i.test(value));
const pairs = fc.uniqueArray(fc.record({ name: text(1), value: text(0) }), {
  selector: ({ name }) => name,
  maxLength: 8,
});

describe('pairs', () => {
  it.each(['%20', '+'] as const)('come back as they were written, with blanks as %s', (blank) => {
    fc.assert(
      fc.property(pairs, (list) => {
        const written = formatPairs(list, blank);
        expect(written).toMatch(/^[A-Za-z0-9_.~%+=&-]*$/);
        expect(parsePairs(written)).toEqual(list);
        expect(formatPairs(parsePairs(written), blank)).toBe(written);
      }),
    );
  });

  it('mean what URLSearchParams makes of them', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const expected = list.map(({ name, value }) => [name, value]);
        expect([...new URLSearchParams(formatPairs(list))]).toEqual(expected);
      }),
    );
  });

  it('refuse, or are read by URLSearchParams too as they were read here', () => {
    const pieces = fc.array(
      fc.constantFrom('a', 'b', '=', '&', '%', '41', '25', '%C3%A9', '+', ';', '%00', '#', 'é'),
      {
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const written = list.join('');
        try {
          expect(parsePairs(written).map(({ name, value }) => [name, value])).toEqual([
            ...new URLSearchParams(written),
          ]);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['a=1&a=1', 'duplicate parameter'],
    ['a=1&b=2&%61=3', 'duplicate parameter'],
    ['a', 'parameter without a name or value'],
    ['a=1&', 'parameter without a name or value'],
    ['&a=1', 'parameter without a name or value'],
    ['a=1&&b=2', 'parameter without a name or value'],
    ['=1', 'parameter without a name or value'],
    ['=', 'parameter without a name or value'],
    ['a=1&=2', 'parameter without a name or value'],
    ['a=%', 'broken percent-encoding'],
    ['a=%4', 'broken percent-encoding'],
    ['a=%4g', 'broken percent-encoding'],
    ['a=%-1', 'broken percent-encoding'],
    ['a=%u0041', 'broken percent-encoding'],
    ['a=100%', 'broken percent-encoding'],
    ['a=%2541', 'double encoding'],
    ['a=%25%34%31', 'double encoding'],
    ['%2561=1', 'double encoding'],
    ['a=%252e%252e', 'double encoding'],
    ['a=%ff', 'invalid UTF-8'],
    ['a=%c3', 'invalid UTF-8'],
    ['a=%c0%80', 'invalid UTF-8'],
    ['a=%ed%a0%80', 'invalid UTF-8'],
    ['a=%00', 'control character'],
    ['a=1%0d%0aX-Header:%201', 'control character'],
    ['a=%7f', 'control character'],
    ['a=%c2%85', 'control character'],
    ['a=1 2', 'unencoded character'],
    ['a=é', 'unencoded character'],
    ['a=\u0000', 'unencoded character'],
    ['a=1\n', 'unencoded character'],
    ['a=\u007f', 'unencoded character'],
  ])('refuse %j: %s', (written, rule) => {
    expect(() => parsePairs(written)).toThrow(refusal(rule));
  });

  it('keep a per cent sign that encodes nothing', () => {
    expect(parsePairs('a=100%25')).toEqual([{ name: 'a', value: '100%' }]);
    expect(parsePairs('a=%25zz')).toEqual([{ name: 'a', value: '%zz' }]);
  });

  it('read blanks in both spellings, and empty values', () => {
    expect(parsePairs('a=1+2%203&b=')).toEqual([
      { name: 'a', value: '1 2 3' },
      { name: 'b', value: '' },
    ]);
    expect(parsePairs('')).toEqual([]);
  });

  it('keep names apart that differ in case or in a blank', () => {
    expect(parsePairs('a=1&A=2&a+=3').map(({ name }) => name)).toEqual(['a', 'A', 'a ']);
  });

  it('may repeat only what is documented as a list', () => {
    expect(parsePairs('ids=1&ids=2', ['ids'])).toEqual([
      { name: 'ids', value: '1' },
      { name: 'ids', value: '2' },
    ]);
    expect(() => parsePairs('ids=1&x=1&x=2', ['ids'])).toThrow(refusal('duplicate parameter'));
  });

  it('are at most 500', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `p${i}=1`).join('&');
    expect(parsePairs(many(500))).toHaveLength(500);
    expect(() => parsePairs(many(501))).toThrow(refusal('too many parameters'));
  });

  it('encode everything that is not unreserved', () => {
    expect(formatPairs([{ name: 'a b', value: "!'()*~&=+/?#é" }])).toBe(
      'a%20b=%21%27%28%29%2A~%26%3D%2B%2F%3F%23%C3%A9',
    );
  });

  it('can be looked up, left out, and held against another list', () => {
    const list = parsePairs('a=1&b=2&c=3');
    expect(pairValue(list, 'b')).toBe('2');
    expect(pairValue(list, 'B')).toBeUndefined();
    expect(without(list, ['a', 'c'])).toEqual([{ name: 'b', value: '2' }]);
    expect(() => refuseOverlap(list, parsePairs('d=1&b=2'))).toThrow(refusal('parameter in query and body'));
    expect(() => refuseOverlap(list, parsePairs('d=1&B=2'))).not.toThrow();
  });

  it('show a long name only in part', () => {
    const name = 'n'.repeat(500);
    expect(() => parsePairs(`${name}=1&${name}=1`)).toThrow(`"${'n'.repeat(80)}"`);
  });
});
