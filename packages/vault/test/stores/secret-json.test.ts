import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/stores/base64.ts';
import {
  forgetJson,
  objectIn,
  readSecretJson,
  type SecretJson,
  writeSecretJson,
} from '../../src/stores/secret-json.ts';

/** What JSON.parse would have given. */
function plain(value: SecretJson): unknown {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [name, plain(one)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

const read = (text: string | Buffer) => readSecretJson(Buffer.from(text));

describe('JSON whose texts stay bytes', () => {
  it('reads what JSON.parse reads', () => {
    const any = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(any, fc.constantFrom(0, 1, 3), (compact, indent) => {
        const text = JSON.stringify(JSON.parse(compact), null, indent);
        fc.pre(!text.includes('"__proto__"') && text.isWellFormed() && !/\\ud[89a-f]/i.test(text));
        expect(plain(read(text)!.value)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
        fc.nat(),
        fc.constantFrom(...'{}[]",:\\u0x-.e 1tn\t\n\u0001'),
        (text, at, letter) => {
          const changed = `${text.slice(0, at % (text.length + 1))}${letter}${text.slice(at % (text.length + 1))}`;
          let accepted = true;
          try {
            JSON.parse(changed);
          } catch {
            accepted = false;
          }
          if (!accepted) expect(read(changed)).toBeNull();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a name twice', '{"a":"x","a":"y"}'],
    ['a name twice by an escape', '{"a":"x","\\u0061":"y"}'],
    ['a name twice deep inside', '{"data":{"data":{"secret":"1","secret":"2"}}}'],
    ['__proto__', '{"__proto__":{}}'],
    ['a lone surrogate', '"\\ud800"'],
    ['surrogates the wrong way round', '"\\udc00\\ud800"'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a byte order mark', '\ufeff{}'],
    ['a raw line end in a text', '"a\nb"'],
    ['an unended text', '"abc'],
    ['a backslash at the end', '"abc\\'],
    ['an escape that is none', '"\\x41"'],
    ['a hex escape with a sign', '"\\u+041"'],
    ['something behind', '{} {}'],
    ['nothing', ''],
    ['a half answer', '{"data":{"plaintext":"AAAA'],
    ['a comma at the end', '{"a":1,}'],
    ['NaN', 'NaN'],
    ['a leading zero', '01'],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['too many values', `[${'1,'.repeat(6000)}1]`],
  ])('refuses %s', (_, text) => {
    expect(readSecretJson(Buffer.from(text))).toBeNull();
  });

  it('reads escapes and pairs of surrogates', () => {
    expect(plain(read('"\\u00e9\\n\\/\\ud83d\\ude00\\"ü"')!.value)).toBe('é\n/😀"ü');
  });

  it('zeroes on request, deep inside', () => {
    const { value } = read('{"a":["secret",{"b":"other"}]}')!;
    const [first, second] = objectIn(value)!.get('a') as [Buffer, ReadonlyMap<string, Buffer>];
    forgetJson(value);
    expect(first.every((byte) => byte === 0)).toBe(true);
    expect(second.get('b')!.every((byte) => byte === 0)).toBe(true);
  });

  it('writes texts and secrets, and refuses a secret that would need an escape', () => {
    const body = writeSecretJson({ role_id: 'a"b', secret_id: Buffer.from('s.123') });
    expect(JSON.parse(body.toString())).toEqual({ role_id: 'a"b', secret_id: 's.123' });
    expect(writeSecretJson({}).toString()).toBe('{}');
    for (const bad of ['a"', 'a\\', 'a\n', 'ä'])
      expect(() => writeSecretJson({ x: Buffer.from(bad) })).toThrow(RangeError);
  });
});

describe('base64 without strings', () => {
  it('is what Buffer’s own is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text.toString('latin1')).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });
  it.each(['A', 'AA', 'AAA', 'AA=A', '=AAA', 'AB==', 'AAB=', 'AA-_', 'AAA=\n', '====', 'AAAA====', 'AA A'])(
    'refuses %j, which has another spelling or none',
    (text) => expect(decodeBase64(Buffer.from(text))).toBeNull(),
  );
});
