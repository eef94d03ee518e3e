import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const { installIfNeeded } = await import(
  pathToFileURL(join(dirname(import.meta.dirname), 'install-if-needed.mjs')).href
);

const lock = (version: string, extra: Record<string, object> = {}) =>
  JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version, integrity: `sha512-${version}` }, ...extra },
  });

let root: string;
const environment = { ...process.env };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-install-'));
  write('package-lock.json', lock('1.0.0'));
  process.env.npm_node_execpath = process.execPath;
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A stand-in for npm that leaves a trace, and what a good `npm ci` leaves. */
function npmThat(script: string): void {
  write(
    'npm.js',
    `const fs = require('node:fs');\nfs.appendFileSync('calls', process.argv[2] + '\\n');\n${script}`,
  );
  process.env.npm_execpath = join(root, 'npm.js');
}

const succeeds = `fs.mkdirSync('node_modules/node/bin', { recursive: true });
fs.writeFileSync('node_modules/node/bin/node', '');`;

function installed(hiddenLock: string | null): void {
  write('node_modules/node/bin/node', '');
  if (hiddenLock !== null) write('node_modules/.package-lock.json', hiddenLock);
}

const npmRan = () => existsSync(join(root, 'calls'));

describe('installing when it is needed', () => {
  it('runs npm ci on a fresh clone and not again', () => {
    npmThat(succeeds);
    expect(installIfNeeded(root)).toBe(join(root, 'node_modules', 'node', 'bin', 'node'));
    expect(npmRan()).toBe(true);
    rmSync(join(root, 'calls'));
    installIfNeeded(root);
    expect(npmRan()).toBe(false);
  });

  it('runs again when the lock file changed, whatever its date says', () => {
    npmThat(succeeds);
    installIfNeeded(root);
    rmSync(join(root, 'calls'));
    write('package-lock.json', lock('2.0.0'));
    utimesSync(join(root, 'package-lock.json'), 0, 0);
    installIfNeeded(root);
    expect(npmRan()).toBe(true);
  });

  it('does not run when only the date of the lock file changed', () => {
    npmThat(succeeds);
    installIfNeeded(root);
    rmSync(join(root, 'calls'));
    utimesSync(join(root, 'package-lock.json'), new Date(), new Date());
    installIfNeeded(root);
    expect(npmRan()).toBe(false);
  });

  it('trusts a plain npm install that put there what the lock file names', () => {
    npmThat('process.exit(1)');
    installed(lock('1.0.0'));
    installIfNeeded(root);
    expect(npmRan()).toBe(false);
  });

  it('does not miss packages of other platforms', () => {
    npmThat('process.exit(1)');
    write(
      'package-lock.json',
      lock('1.0.0', { 'node_modules/b-darwin': { version: '1.0.0', optional: true } }),
    );
    installed(lock('1.0.0'));
    installIfNeeded(root);
    expect(npmRan()).toBe(false);
  });

  it.each([
    ['another version', lock('0.9.0')],
    ['a package too many', lock('1.0.0', { 'node_modules/old': { version: '1.0.0' } })],
    ['a package missing', JSON.stringify({ packages: {} })],
    ['no record of npm', null],
  ])('runs npm ci over a folder with %s', (_, hiddenLock) => {
    npmThat(succeeds);
    installed(hiddenLock);
    installIfNeeded(root);
    expect(npmRan()).toBe(true);
  });

  it('says what to do without a network', () => {
    npmThat("console.error('npm error code ENOTFOUND\\nnpm error network request failed'); process.exit(1)");
    expect(() => installIfNeeded(root)).toThrow(/registry can't be reached.*Connect to the internet/s);
  });

  it('shows npm’s own words for another failure', () => {
    npmThat("console.error('npm error code EINTEGRITY'); process.exit(1)");
    expect(() => installIfNeeded(root)).toThrow(/npm ci failed:\nnpm error code EINTEGRITY/);
  });

  it('tries again after a failure', () => {
    npmThat('process.exit(1)');
    expect(() => installIfNeeded(root)).toThrow();
    npmThat(succeeds);
    expect(installIfNeeded(root)).toBe(join(root, 'node_modules', 'node', 'bin', 'node'));
  });

  it('says what to do when install scripts are switched off', () => {
    npmThat("fs.mkdirSync('node_modules', { recursive: true })");
    expect(() => installIfNeeded(root)).toThrow(/npm rebuild node --ignore-scripts=false/);
  });

  it('says what to do when npm is not there', () => {
    delete process.env.npm_execpath;
    process.env.PATH = root;
    expect(() => installIfNeeded(root)).toThrow(/npm was not found/);
  });
});
