import { readFileSync } from 'node:fs';
import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTagLines } from '../src/tag-lines.ts';
import { loadTags, parseTags, parseTagYaml, SHIPPED_TAGS_FILE, tagsOf } from '../src/tags.ts';

function errorOf(text: string): { code: string; message: string } {
  try {
    parseTags(text, 'tags.yaml');
  } catch (error) {
    if (isHoldfastError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('expected an error');
}

describe('parseTags', () => {
  it('gives sector and kind as tags, and nothing for an asset that is not listed', () => {
    const book = parseTags(
      'assets:\n  a: {sector: defi, kind: wrapped, peg: btc}\n  b: {kind: stablecoin}\n',
      'x',
    );
    expect(tagsOf(book, 'a')).toEqual({ sector: 'defi', tags: ['defi', 'wrapped'] });
    expect(tagsOf(book, 'b')).toEqual({ sector: null, tags: ['stablecoin'] });
    expect(tagsOf(book, 'c')).toEqual({ sector: null, tags: [] });
    expect(book.assets.get('a')?.peg).toBe('btc');
  });

  it('has a hash that changes with the file', () => {
    const [a, b] = ['assets:\n  a: {sector: defi}\n', 'assets:\n  a: {sector: meme}\n'].map((t) =>
      parseTags(t, 'x'),
    );
    expect(a.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(a.sha256).not.toBe(b.sha256);
  });

  it.each([
    [
      'an unknown kind',
      'assets:\n  a: {sector: defi}\n  b: {kind: stable}\n',
      /tags\.yaml:3:13: assets\.b\.kind/,
    ],
    ['an unknown key', 'assets:\n  a: {sektor: defi}\n', /tags\.yaml:2:\d+: assets\.a/],
    ['an unknown peg', 'assets:\n  a: {kind: wrapped, peg: yen}\n', /tags\.yaml:2:\d+: assets\.a\.peg/],
    ['a sector with blanks', 'assets:\n  a: {sector: Layer 1}\n', /assets\.a\.sector: must be lower-case/],
    ['a sector that is a number', 'assets:\n  a: {sector: 1}\n', /assets\.a\.sector/],
    ['neither sector nor kind', 'assets:\n  a: {peg: usd}\n', /assets\.a: needs a sector or a kind/],
    ['an empty entry', 'assets:\n  a: {}\n', /assets\.a: needs a sector or a kind/],
    ['an asset twice', 'assets:\n  a: {sector: defi}\n  a: {sector: defi}\n', /tags\.yaml:3:3: .*unique/i],
    ['another key beside assets', 'assets:\n  a: {sector: defi}\nmore: 1\n', /more/],
    ['no assets', 'coins: {}\n', /assets/],
    ['broken YAML', 'assets:\n  a: {sector: defi\n', /tags\.yaml:\d+:\d+: /],
    ['nothing', '', /tags\.yaml:1:1/],
    ['an alias bomb', 'assets:\n  a: &a {sector: defi}\n  b: *a\n', /alias/i],
  ])('names file, line and key of %s', (_, text, message) => {
    expect(errorOf(text)).toEqual({ code: 'TAGS_INVALID', message: expect.stringMatching(message) });
  });

  it('says which file is missing', () => {
    expect(() => loadTags('/nowhere/tags.yaml')).toThrow(/\/nowhere\/tags\.yaml can't be read/);
  });
});

describe('the fast way to read the usual form', () => {
  it('reads the shipped file, and reads in it what a YAML parser reads', () => {
    const text = readFileSync(SHIPPED_TAGS_FILE, 'utf8');
    const fast = readTagLines(text);
    expect(fast?.size).toBeGreaterThan(400);
    expect([...(fast ?? [])]).toEqual([...parseTagYaml(text, 'x')]);
  });

  it('never reads what a YAML parser would refuse or read differently', () => {
    const id = fc.constantFrom(
      'a',
      '0x',
      '0x1',
      '1e5',
      '12',
      '1inch',
      'null',
      'True',
      'b-[old]',
      'yes',
      '.5',
      'a:b',
      'x.y',
    );
    const inside = fc
      .array(
        fc.constantFrom(
          'sector: defi',
          'sector: null',
          'kind: wrapped',
          'peg: btc',
          ', ',
          ',',
          ' ',
          'kind: x',
          'sector: a',
        ),
        {
          maxLength: 5,
        },
      )
      .map((parts) => parts.join(''));
    const line = fc.oneof(
      fc.tuple(id, inside).map(([asset, text]) => `  ${asset}: {${text}}`),
      fc
        .tuple(
          id,
          fc.constantFrom('{sector: defi}', '{ sector: defi, kind: wrapped }', '{kind: wrapped, peg: btc}'),
        )
        .map(([asset, text]) => `  ${asset}: ${text}`),
      fc.constantFrom('', '# note', ' # note', 'assets:', '  a: {sector: defi} # note'),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), (lines) => {
        const text = `assets:\n${lines.join('\n')}\n`;
        const fast = readTagLines(text);
        if (fast === undefined) return;
        read++;
        expect([...fast]).toEqual([...parseTagYaml(text, 'x')]);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(50);
  });
});
