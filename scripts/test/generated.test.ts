import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorsDocument } from '../errors-document.ts';
import { generatedFiles } from '../generate.ts';

const root = join(import.meta.dirname, '../..');

describe('generated files', () => {
  it.each([...generatedFiles(root)])('%s is what `node scripts/generate.ts` writes', (path, content) => {
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
