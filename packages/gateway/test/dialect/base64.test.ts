import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/dialect/base64.ts';

describe('base64 from bytes to bytes', () => {
  it('is what Node writes, and reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text.toString('latin1')).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('has one text for given bytes: every other one is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AZaz09+/=-_ \n'), maxLength: 12 }), (text) => {
        const bytes = Buffer.from(text, 'base64');
        const canonical = text !== '' && bytes.toString('base64') === text;
        expect(decodeBase64(Buffer.from(text))).toEqual(canonical ? bytes : null);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['', 'A', 'AA', 'AAA', 'AB==', 'AAB=', 'A===', '====', 'AA==AA==', 'AAAA\n', 'A-_A', 'ÄAAA'])(
    'refuses "%s"',
    (text) => expect(decodeBase64(Buffer.from(text))).toBeNull(),
  );
});
