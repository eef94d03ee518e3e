import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from '../check-dependencies.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-dependencies-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function violationsOf(
  name: string,
  source: string,
  dependencies: Record<string, string> = {
    '@holdfast/errors': '0.1.0',
    '@holdfast/market': '0.1.0',
    zod: '4',
  },
): string[] {
  write(`packages/${name}/package.json`, JSON.stringify({ dependencies }));
  write(`packages/${name}/src/folder/file.ts`, source);
  return findViolations(root);
}

describe('dependency direction', () => {
  it('accepts a package below, a declared library and a neighbour', () => {
    expect(
      violationsOf(
        'engine',
        "import '@holdfast/errors';\nimport { z } from 'zod';\nexport * from '../other.ts';",
      ),
    ).toEqual([]);
  });

  it.each([
    ['a static import', "import { openSnapshot } from '@holdfast/market';"],
    ['a type import', "import type { Snapshot } from '@holdfast/market';"],
    ['a re-export', "export { openSnapshot } from '@holdfast/market';"],
    ['a star re-export', "export * from '@holdfast/market';"],
    ['a dynamic import', "export const load = () => import('@holdfast/market');"],
    ['a bare import', "import '@holdfast/market';"],
  ])('catches %s of a package above, though it is declared', (_, source) => {
    expect(violationsOf('engine', source)).toEqual([
      'packages/engine/src/folder/file.ts:1: "@holdfast/market" is not below engine',
    ]);
  });

  it('catches a package that imports itself by name', () => {
    expect(violationsOf('market', "import '@holdfast/market';")).toHaveLength(1);
  });

  it('catches a package below that package.json does not name', () => {
    expect(violationsOf('report', "import '@holdfast/engine';")[0]).toMatch(/is not in dependencies/);
  });

  it('catches a library that package.json does not name', () => {
    expect(violationsOf('market', "import 'yaml/util';")[0]).toMatch(/"yaml\/util" is not in dependencies/);
  });

  it('catches a way past another package’s index', () => {
    expect(violationsOf('cli', "import '@holdfast/market/src/tags.ts';")[0]).toMatch(/reaches past/);
  });

  it('keeps the native code of the key providers out of the gateway, and lets the command line have it', () => {
    const dependencies = { '@holdfast/vault': '0.1.0' };
    const source = "import '@holdfast/vault';\nimport '@holdfast/vault/providers';";
    expect(violationsOf('gateway', source, dependencies)).toEqual([
      'packages/gateway/src/folder/file.ts:2: "@holdfast/vault/providers" is not below gateway',
    ]);
    rmSync(join(root, 'packages/gateway'), { recursive: true });
    expect(violationsOf('cli', source, dependencies)).toEqual([]);
  });

  it.each(["import '../../../market/src/index.ts';", "import '/etc/x.ts';", "import 'file:///etc/x.ts';"])(
    'catches a path out of the package: %s',
    (source) => {
      expect(violationsOf('engine', source)[0]).toMatch(/leaves the package/);
    },
  );

  it('does not take a folder with the same beginning for the package itself', () => {
    expect(violationsOf('engine', "import '../../../engine-tools/x.ts';")[0]).toMatch(/leaves the package/);
  });

  it.each(["import 'node:fs';", "import { readFile } from 'fs/promises';", "await import('node:net');"])(
    'catches input and output in the engine: %s',
    (source) => {
      expect(violationsOf('engine', source)[0]).toMatch(/does no I\/O/);
    },
  );

  it('lets other packages use Node', () => {
    expect(violationsOf('market', "import 'node:fs';")).toEqual([]);
  });

  it('reads code, not comments or strings', () => {
    expect(
      violationsOf(
        'engine',
        "// import 'node:fs'\n/** import x from '@holdfast/market' */\nexport const s = \"import 'a'\";",
      ),
    ).toEqual([]);
  });

  it('names the line', () => {
    expect(violationsOf('engine', "\n\nimport 'node:fs';")[0]).toMatch(/file\.ts:3:/);
  });

  it('wants a new package to take its place in the order', () => {
    expect(violationsOf('novelty', '')).toEqual(['packages/novelty: not in scripts/check-dependencies.ts']);
  });
});

it('holds for this repository', () => {
  expect(findViolations(dirname(dirname(import.meta.dirname)))).toEqual([]);
});
