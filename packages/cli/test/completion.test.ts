import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionNodes } from '../src/completion/command-tree.ts';
import { createProgram } from '../src/index.ts';
import { holdfast, testTerminal } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.remove());

const script = async (shell: string) => (await holdfast(home, 'completion', shell)).stdout;
const has = (program: string) => spawnSync(program, ['-c', 'exit']).status === 0;

/** What bash offers for a line that ends where the person presses Tab. */
async function offered(...words: string[]): Promise<string[]> {
  const file = join(home.folder, 'completion.bash');
  writeFileSync(file, await script('bash'));
  const ask = `source "$0"; holdfast() { echo "small"; }; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _holdfast; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', ask, file, 'holdfast', ...words], { encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

describe('bash completion', () => {
  it('offers commands, and those of a group', async () => {
    expect(await offered('backt')).toEqual(['backtest']);
    expect(await offered('data', '')).toEqual(
      expect.arrayContaining(['import', 'list', 'show', 'quality', 'verify']),
    );
    expect(await offered('index', 'ex')).toEqual(['explain']);
  });

  it('offers the options of the command at hand only', async () => {
    expect(await offered('backtest', 'x.yaml', '--')).toEqual(
      expect.arrayContaining(['--snapshot', '--report', '--json']),
    );
    expect(await offered('backtest', 'x.yaml', '--va')).toEqual([]);
    expect(await offered('sweep', 'x.yaml', '--va')).toEqual(['--vary']);
  });

  it('offers snapshots where one is wanted', async () => {
    expect(await offered('backtest', 'x.yaml', '--snapshot', '')).toEqual(['small']);
    expect(await offered('data', 'show', '')).toEqual(['small']);
  });

  it('offers shells', async () => {
    expect(await offered('completion', 'f')).toEqual(['fish']);
  });

  it('leaves files to bash, which knows them', async () => {
    expect(await offered('backtest', 'x')).toEqual([]);
  });

  it('is not led astray by words that look like commands', async () => {
    expect(await offered('backtest', '--report', 'data', '--sn')).toEqual(['--snapshot']);
  });
});

describe.each(['bash', 'zsh', 'fish'])('%s completion', (shell) => {
  it('knows every command and every option', async () => {
    const text = await script(shell);
    for (const { subcommands, options } of completionNodes(createProgram(testTerminal(home)))) {
      for (const { name } of subcommands) expect(text).toContain(name);
      for (const { names } of options) {
        for (const name of names) expect(text).toContain(shell === 'fish' ? name.replace(/^-+/, '') : name);
      }
    }
  });

  it.skipIf(!has(shell))(`is a script that ${shell} can read`, async () => {
    const file = join(home.folder, `completion.${shell}`);
    writeFileSync(file, await script(shell));
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

it('quotes what descriptions hold', async () => {
  const description = /complete -c holdfast .*-l replace .*-d '(.*)'/.exec(await script('fish'))![1];
  expect(description).toBe('let the name point here though it points at other content');
});

it('prints the snapshots that the scripts ask for', async () => {
  expect(await script('snapshots')).toBe('small\n');
});
