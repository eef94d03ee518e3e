import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatJson,
  isJsonArray,
  isJsonObject,
  JsonNumber,
  type JsonValue,
  parseStrictJson,
  scalarText,
} from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text, 'utf8'));
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** What JSON.parse would give, from what was parsed here. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (isJsonObject(value)) return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  return isJsonArray(value) ? value.map(plain) : value;
}

describe('strict JSON', () => {
  it('reads what JSON.parse reads, and writes it back', () => {
    const values = fc.jsonValue({ noUnicodeString: false }).filter((value) => {
      const text = JSON.stringify(value);
      return !/__proto__|\\u0000|\\ud[89a-f]/i.test(text);
    });
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value);
        const parsed = parse(text);
        expect(plain(parsed)).toEqual(JSON.parse(text));
        expect(formatJson(parsed)).toBe(text);
      }),
    );
  });

  it('never throws anything but a refusal', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '"a"',
        '1',
        '-',
        '.',
        'e',
        'true',
        'null',
        ' ',
        '\\u',
        'd8',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        try {
          const text = list.join('');
          expect(plain(parse(text))).toEqual(JSON.parse(text));
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['{"a":1,"a":1}', 'duplicate JSON name'],
    ['{"a":1,"\\u0061":2}', 'duplicate JSON name'],
    ['[{"x":{"a":1,"b":2,"a":3}}]', 'duplicate JSON name'],
    ['{"__proto__":{}}', 'invalid JSON'],
    ['{"a":{"\\u005f_proto__":1}}', 'invalid JSON'],
  ])('refuses the names of %s', (text, rule) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ rule }));
  });

  it('keeps names apart that only look alike, and has no prototype to hit', () => {
    const value = parse('{"a":1,"A":2,"constructor":3,"toString":4,"a ":5}');
    expect(isJsonObject(value) && [...value.keys()]).toEqual(['a', 'A', 'constructor', 'toString', 'a ']);
    expect(isJsonObject(value) && value.get('hasOwnProperty')).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '{',
    '}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    "{'a':1}",
    '{a:1}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1]]',
    '1 2',
    '{}{}',
    '{}x',
    'nul',
    'True',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    '01',
    '-01',
    '1.',
    '.5',
    '+1',
    '1e',
    '0x1',
    '--1',
    '"',
    '"\\x41"',
    '"\\u12"',
    '"a\nb"',
    '"a\tb"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\ud83d"',
    '// a\n1',
    '/* a */1',
    '\ufeff{}',
    '\u00a0{}',
    '\u000b1',
    '\u000c1',
  ])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(Refusal);
  });

  it.each([
    [[0xff]],
    [[0xc3, 0x28]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xc0, 0x80, 0x22]],
    [[0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    [[0x22, 0xe2, 0x82, 0x22]],
    [[0xff, 0xfe, 0x7b, 0x00]],
  ])('refuses the bytes %j, which are no UTF-8', (bytes) => {
    expect(() => parseStrictJson(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ rule: 'invalid UTF-8' }),
    );
  });

  it('takes 32 levels and no more', () => {
    expect(() => parse(nested(32, '[', ']'))).not.toThrow();
    expect(() => parse(nested(34, '[', ']'))).toThrow('levels');
    expect(() => parse(nested(100_000, '[', ']'))).toThrow('levels');
    expect(() => parse(`${'{"a":'.repeat(100_000)}1`)).toThrow('levels');
  });

  it('takes 20,000 values and no more', () => {
    expect(() => parse(`[${Array.from({ length: 19_999 }, () => '1').join(',')}]`)).not.toThrow();
    expect(() => parse(`[${Array.from({ length: 20_000 }, () => '1').join(',')}]`)).toThrow('values');
  });

  it.each([
    '1.10',
    '0.10000000000000000001',
    '1e400',
    '-0',
    '123456789012345678901234567890',
    '1E+2',
    '5e-324',
  ])('keeps the number %s as it was written', (source) => {
    const value = parse(source);
    expect(value).toEqual(new JsonNumber(source));
    expect(formatJson(value)).toBe(source);
    expect(scalarText(value)).toBe(source);
  });

  it('refuses a number of more than 60 characters', () => {
    expect(() => parse('1'.repeat(60))).not.toThrow();
    expect(() => parse('1'.repeat(61))).toThrow('60 characters');
  });

  it('tells strings and numbers from everything else', () => {
    expect(['"1"', '1', 'true', 'null', '[]', '{}'].map((text) => scalarText(parse(text)))).toEqual([
      '1',
      '1',
      null,
      null,
      null,
      null,
    ]);
    expect(scalarText(undefined)).toBeNull();
  });

  it('shows a long name only in part', () => {
    const name = 'n'.repeat(500);
    expect(() => parse(`{"${name}":1,"${name}":1}`)).toThrow(`"${'n'.repeat(80)}"`);
  });
});
