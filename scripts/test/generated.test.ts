import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialects } from '@holdfast/gateway';
import { describe, expect, it } from 'vitest';
import { errorsDocument } from '../errors-document.ts';
import { exchangesDocument } from '../exchanges-document.ts';
import { generatedFiles } from '../generate.ts';

const root = join(import.meta.dirname, '../..');

const generated = await generatedFiles(root);
const TRIED = { operations: new Map(), fuzzed: 10_000 };

describe('generated files', () => {
  it.each([...generated])('%s is what `node scripts/generate.ts` writes', (path, content) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  });
});

describe('the page of errors', () => {
  const entry = { class: 'user', meaning: 'a | b' } as const;

  it('files each code under the comment above it', () => {
    const source = '  // one: first\n  A_B: {\n    class: x,\n  },\n  // second\n  C: { class: y },\n';
    const page = errorsDocument({ A_B: entry, C: { ...entry, class: 'internal' } }, source);
    expect(page).toMatch(/## One: first\n[^#]*\| `A_B` \| you \| 2 \| a \\\| b \|\n/);
    expect(page).toMatch(/## Second\n[^#]*\| `C` \| Holdfast \| 1 \|/);
  });

  it.each([
    ['no area', '  A: {},\n'],
    ['a code of no entry', '  // x\n  A: {},\n  B: {},\n'],
    ['a missing code', '  // x\n'],
  ])('refuses a source with %s', (_, source) => {
    expect(() => errorsDocument({ A: entry }, source)).toThrow(/must stand on its own line/);
  });
});

describe('the page of exchanges', () => {
  const all = [...dialects.values()];

  it('counts at least 25 operations and 10,000 changed requests of each', () => {
    const tried = [
      ...(generated.get('docs/exchanges/README.md') ?? '').matchAll(/^\| [\w. ]+ \| (\d+) \| 10,000 \|$/gm),
    ];
    expect(tried).toHaveLength(all.length);
    for (const [, operations] of tried) expect(Number(operations)).toBeGreaterThanOrEqual(25);
  });

  it('links a page for each exchange, which is there', () => {
    const linked = [...exchangesDocument(all, TRIED).matchAll(/\]\((\w+\.md)\)/g)].map(([, page]) => page);
    expect(linked).toEqual(all.map(({ exchange }) => `${exchange}.md`).sort());
    for (const page of linked) expect(existsSync(join(root, 'docs/exchanges', page))).toBe(true);
  });

  it('says what a signature leaves open, and that it leaves nothing open only where that is so', () => {
    const [first] = all;
    expect(exchangesDocument([{ ...first, uncovered: ['query', 'body'] }], TRIED)).toContain(
      '| method, host, path | **query, body** |',
    );
    expect(exchangesDocument([{ ...first, uncovered: [] }], TRIED)).toContain(
      '| method, host, path, query, body | nothing |',
    );
  });

  it('counts every endpoint in exactly one class', () => {
    const page = exchangesDocument(all, TRIED);
    const counted = [...page.matchAll(/^\| [\w. ]+ \| ([0-9 |]+) \|$/gm)];
    expect(counted).toHaveLength(all.length);
    for (const [, cells] of counted) {
      const [total, ...classes] = cells.split(' | ').map(Number);
      expect(classes.slice(0, -1).reduce((sum, count) => sum + count, 0)).toBe(total);
    }
  });
});
