import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowsColor } from '../src/index.ts';
import { type TestHome, testHome } from './support/market.ts';
import { startHoldfast } from './support/process.ts';

const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'holdfast.mjs');
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) =>
    existsSync(path) && Number(/\d+/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))![0]) < 26,
);

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
  writeFileSync(join(home.folder, 'three.yaml'), 'select: {top: 3}\n');
});
afterAll(() => home.remove());

const finish = (args: string[], environment = {}) => startHoldfast(home, args, environment).finished;

describe('holdfast as a process', () => {
  it('prints JSON and ends with status 0', async () => {
    const { status, stdout } = await finish(['backtest', 'three.yaml', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).days).toBeGreaterThan(100);
  });

  it('ends with status 2 and an error on stderr', async () => {
    const { status, stdout, stderr } = await finish(['backtest', 'three.yaml', '--snapshot', 'x']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error SNAPSHOT_NOT_FOUND: /);
  });

  it('writes all of a long output into a pipe before it ends', async () => {
    const { stdout } = await finish(['data', 'quality', 'small', '--json']);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  it('is content with a reader that stops early', () => {
    const main = join(import.meta.dirname, '..', 'src', 'main.ts');
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        'set -o pipefail; "$0" "$1" backtest three.yaml --json | head -c 20',
        process.execPath,
        main,
      ],
      { cwd: home.folder, env: { PATH: process.env.PATH, HOLDFAST_HOME: home.home }, encoding: 'utf8' },
    );
    expect([status, stdout.length, stderr]).toEqual([0, 20, '']);
  });

  it('has no colour in a pipe, has it when forced, and never with NO_COLOR', async () => {
    const coloured = async (environment: Record<string, string>) =>
      (await finish(['backtest', 'three.yaml'], environment)).stdout.includes('\u001b[');
    expect(await coloured({})).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('serves until Ctrl-C, then ends with status 0', async () => {
    const { child, until, finished } = startHoldfast(home, ['serve', '.', '--port', '0', '--json']);
    await until('address');
    child.kill('SIGINT');
    const { status, stdout } = await finished;
    expect(status).toBe(0);
    expect(JSON.parse(stdout).address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('says when a port is in use', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as { port: number };
    const { child, until, finished } = startHoldfast(home, ['serve', '.', '--port', String(port)]);
    await until('Serving');
    child.kill('SIGTERM');
    expect((await finished).stderr).toContain(`Port ${port} is in use`);
    busy.close();
  });

  it.skipIf(OLD_NODE === undefined)('hands over from an older Node, with arguments and status', () => {
    const started = (args: string[]) =>
      spawnSync(OLD_NODE!, [LAUNCHER, ...args], {
        cwd: home.folder,
        env: { PATH: process.env.PATH, HOLDFAST_HOME: home.home },
        encoding: 'utf8',
      });
    expect(started(['backtest', 'three.yaml', '--json']).stdout).toMatch(/^{"final_level"/);
    expect(started(['backtest', 'a file.yaml']).status).toBe(2);
  });
});

describe('colour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '0' }, false],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('with a person watching: %j, %j: %j', (interactive, environment, expected) => {
    expect(allowsColor(interactive, environment)).toBe(expected);
  });
});
