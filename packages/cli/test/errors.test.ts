import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue, HoldfastError } from '@holdfast/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Interrupted, reportFailure } from '../src/failure.ts';
import { run } from '../src/index.ts';
import { holdfast, jsonError, testTerminal } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.remove());

function report(error: unknown, json = false, environment = {}) {
  const terminal = { ...testTerminal(home), environment };
  const status = reportFailure(error, terminal, json);
  return { status, ...terminal.written };
}

describe('errors', () => {
  it('are a code and a sentence on stderr', async () => {
    const { status, stdout, stderr } = await holdfast(home, 'backtest', 'top-10', '--snapshot', 'x');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error SNAPSHOT_NOT_FOUND: There is no snapshot "x"/);
  });

  it('are one line of JSON on stderr with --json, and stdout stays empty', async () => {
    const result = await holdfast(home, 'backtest', 'top-10', '--snapshot', 'x', '--json');
    expect(result.stdout).toBe('');
    expect(Object.keys(JSON.parse(result.stderr))).toEqual(['error']);
    expect(jsonError(result)).toMatchObject({ code: 'SNAPSHOT_NOT_FOUND', facts: { given: 'x' } });
  });

  it.each([
    [['backtst'], 'Did you mean backtest?'],
    [['backtest', 'top-10', '--snapshop', 'x'], 'Did you mean --snapshot?'],
    [['data', 'lst'], 'Did you mean list?'],
    [['index', 'explan'], 'Did you mean explain?'],
    [['backtest', 'top-1'], 'Did you mean "top-10"?'],
  ])('suggest what was meant by %j', async (args, hint) => {
    const { status, stderr } = await holdfast(home, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(hint);
  });

  it.each([
    [['backtest']],
    [['data', 'import', 'x.csv']],
    [['sweep', 'top-10']],
    [['serve', '.', '--port', '70000']],
    [['serve', '.', '--port', '1e3']],
    [['sweep', 'top-10', '--vary', 'select.top=1', '--workers', '0']],
    [['completion', 'tcsh']],
    [['backtest', 'a', 'b']],
  ])('of the command line %j are COMMAND_INVALID', async (args) => {
    const result = await holdfast(home, ...args, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'COMMAND_INVALID']);
  });

  it('of a group without its command are its help and status 2', async () => {
    const { status, stderr } = await holdfast(home, 'data');
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: holdfast data');
    expect(stderr).not.toContain('error');
  });

  it.each([
    ['nothing.yaml', 'does not exist'],
    ['folder', 'is a folder'],
  ])('of the file %s name it and say what is wrong', async (file, why) => {
    mkdirSync(join(home.folder, 'folder'), { recursive: true });
    const result = await holdfast(home, 'backtest', file, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'FILE_UNUSABLE']);
    expect(jsonError(result).message).toContain(why);
  });

  it('of a definition name file, line and key', async () => {
    writeFileSync(join(home.folder, 'typo.yaml'), 'select:\n  tpo: 3\n');
    const result = await holdfast(home, 'backtest', 'typo.yaml', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'DEFINITION_INVALID']);
    expect(jsonError(result).message).toMatch(/typo\.yaml:2:3.*Did you mean "top"/);
  });

  it('unforeseen are status 1 and ask for a report; the stack only when wanted', () => {
    const plain = report(new TypeError('x is undefined'));
    expect(plain.status).toBe(1);
    expect(plain.stderr).toMatch(/^error UNEXPECTED: x is undefined\n.*HOLDFAST_DEBUG=1/);
    expect(plain.stderr).not.toContain('errors.test.ts');
    expect(report(new TypeError('x'), false, { HOLDFAST_DEBUG: '1' }).stderr).toContain('errors.test.ts');
  });

  it.each(['a string', null, undefined, 7])('that are no Error (%j) are reported all the same', (thrown) => {
    expect(report(thrown).stderr).toMatch(/^error UNEXPECTED: /);
  });

  it('by Ctrl-C are status 130', () => {
    expect(report(new Interrupted('kept 3 of 9'), true)).toMatchObject({
      status: 130,
      stderr: '{"error":{"code":"INTERRUPTED","message":"kept 3 of 9","facts":{}}}\n',
    });
  });

  it.each(Object.entries(errorCatalogue))('%s has the status of its class', (code, { class: kind }) => {
    const { status } = report(new HoldfastError(code as keyof typeof errorCatalogue, 'x'));
    expect(status).toBe(kind === 'user' ? 2 : 1);
  });

  it('can’t rewrite the terminal with what is in a file', () => {
    const { stderr } = report(new HoldfastError('ASSET_UNKNOWN', 'no asset "\u001b[2J\u009b1m\u202e"'));
    expect(stderr).toBe('error ASSET_UNKNOWN: no asset "?[2J?1m?"\n');
  });
});

describe('help', () => {
  it.each([[[]], [['--help']], [['help']], [['backtest', '--help']], [['--version']]])(
    '%j is on stdout with status 0',
    async (args) => {
      const terminal = testTerminal(home);
      expect(await run(args, terminal)).toBe(0);
      expect(terminal.written.stdout).not.toBe('');
      expect(terminal.written.stderr).toBe('');
    },
  );
});
