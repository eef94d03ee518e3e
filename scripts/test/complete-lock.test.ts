import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const scripts = dirname(import.meta.dirname);
const { completeLock, missingPackages } = await import(
  pathToFileURL(join(scripts, 'complete-lock.mjs')).href
);

const lock = (packages: Record<string, object>) => ({ lockfileVersion: 3, packages });

describe('the lock file', () => {
  it('names the packages of every platform, so that npm ci accepts it', () => {
    const own = JSON.parse(readFileSync(join(dirname(scripts), 'package-lock.json'), 'utf8'));
    expect(missingPackages(own)).toEqual([]);
  });

  it('gets what is missing, with the platform that the name tells', () => {
    const wanting = lock({
      '': {},
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@a/binding-linux-arm64-musl': '1.0.0' },
      },
      'node_modules/z': { version: '1.0.0', optionalDependencies: { 'z-win32-x64': '^2.1.0' } },
    });
    expect(completeLock(wanting).packages).toMatchObject({
      'node_modules/@a/binding-linux-arm64-musl': {
        version: '1.0.0',
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
      'node_modules/z-win32-x64': { version: '2.1.0', os: ['win32'], cpu: ['x64'], optional: true },
    });
    expect(missingPackages(completeLock(wanting))).toEqual([]);
  });

  it('keeps what is there, beside the package or above it', () => {
    const complete = lock({
      'node_modules/a': { version: '1.0.0', optionalDependencies: { b: '1.0.0', c: '1.0.0' } },
      'node_modules/a/node_modules/b': { version: '1.0.0', optional: true, integrity: 'x' },
      'node_modules/c': { version: '1.0.0', optional: true },
    });
    expect(missingPackages(complete)).toEqual([]);
    expect(completeLock(complete)).toEqual(complete);
  });
});
