import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeText, safeText } from '../../src/audit/text.ts';

describe('text of strangers', () => {
  it.each([
    ['a newline, as in a forged second line', 'ok\n{"v":"1"}', 'ok%0A{%22v%22:%221%22}'],
    ['carriage return and backspace', 'a\r\b', 'a%0D%08'],
    ['a terminal escape sequence', '\u001b[2Jgone', '%1B[2Jgone'],
    ['the one-byte form of it', '\u009b31m', '%C2%9B31m'],
    ['a right-to-left override', 'evil\u202etxt.exe', 'evil%E2%80%AEtxt.exe'],
    ['direction isolates and invisible characters', '\u2066x\u200b\ufeff', '%E2%81%A6x%E2%80%8B%EF%BB%BF'],
    ['line and paragraph separators', '\u2028\u2029', '%E2%80%A8%E2%80%A9'],
    ['letters that only look like others', 'ВТС', '%D0%92%D0%A2%D0%A1'],
    ['characters beyond 16 bits', '😀', '%F0%9F%98%80'],
    ['what the escaping itself is made of', '%0A', '%250A'],
    ['quote and backslash', '"\\', '%22%5C'],
    ['delete', '\u007f', '%7F'],
  ])('shows %s', (_, raw, shown) => {
    expect(safeText(raw, 256)).toBe(shown);
  });

  it('refuses NUL and lone surrogates', () => {
    for (const raw of ['a\u0000', '\ud800', 'x\udc00y', '\u0000'.repeat(10_000)]) {
      expect(() => safeText(raw, 64)).toThrow(expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID' }));
    }
  });

  it('does not repeat the text in the error', () => {
    expect(() => safeText('secret\u0000', 64)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it('cuts long text, never inside a character, and says how many bytes are left out', () => {
    expect(safeText('a'.repeat(100), 32)).toBe(`${'a'.repeat(20)}%+80`);
    expect(safeText('é'.repeat(100), 32)).toBe(`${'%C3%A9'.repeat(3)}%+194`);
    expect(safeText('a'.repeat(32), 32)).toBe('a'.repeat(32));
    expect(safeText(`${'a'.repeat(29)}\n`, 32)).toBe(`${'a'.repeat(29)}%0A`);
    expect(safeText(`${'a'.repeat(30)}\n`, 32)).toBe(`${'a'.repeat(20)}%+11`);
  });

  it('can’t be made to end like cut text', () => {
    expect(safeText('a%+80', 32)).toBe('a%25+80');
  });

  it('is printable ASCII within its limit, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 16, max: 99 }),
        (raw, limit) => {
          fc.pre(!raw.includes('\u0000') && raw.isWellFormed());
          const shown = safeText(raw, limit);
          expect(shown.length).toBeLessThanOrEqual(limit);
          expect(shown).toMatch(/^[ !#-[\]-~]*$/);
          expect(isSafeText(shown, limit)).toBe(true);
          if (!shown.includes('%+')) expect(decodeURIComponent(shown)).toBe(raw);
        },
      ),
    );
  });

  it.each([
    ['raw control characters', 'a\nb'],
    ['raw quotes', 'a"b'],
    ['a needless escape', '%41'],
    ['lower-case escapes', '%0a'],
    ['half an escape', 'a%0'],
    ['an escaped NUL', '%00'],
    ['escaped bytes that are no UTF-8', '%FF'],
    ['an over-long form of a newline', '%C0%8A'],
    ['an escaped lone surrogate', '%ED%A0%80'],
    ['a mark in the middle', 'a%+3b'],
    ['a mark of nothing', 'a%+0'],
    ['characters beyond ASCII', 'é'],
    ['more than the limit', 'a'.repeat(33)],
  ])('does not take %s for escaped text', (_, text) => {
    expect(isSafeText(text, 32)).toBe(false);
  });
});
