import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { initVault } from '../src/vault-file/init.ts';
import { abortRekey, beginRekey, commitRekey } from '../src/vault-file/rekey.ts';
import { readVault, type WriteStep } from '../src/vault-file/storage.ts';
import { unlock } from '../src/vault-file/unlock.ts';
import { fixedProvider } from './fixed-provider.ts';
import { freshFolder } from './fixtures.ts';

const CHILD = fileURLToPath(new URL('./killed-vault-child.ts', import.meta.url));
const STEPS: WriteStep[] = [
  'before',
  'temporary opened',
  'temporary written',
  'temporary synced',
  'published',
  'folder synced',
  'cleaned',
];
const provider = fixedProvider('one');
const nextProvider = fixedProvider('two');

function change(what: string, home: string, fatalStep: string): 'killed' | 'finished' {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [CHILD, what, home, fatalStep], {
    encoding: 'utf8',
  });
  if (signal === 'SIGKILL') return 'killed';
  expect(stderr).toBe('');
  expect(stdout).toBe('finished');
  return 'finished';
}

async function inMidRekey() {
  const home = freshFolder();
  const current = await initVault({ home, provider });
  const next = await beginRekey({ home, current, provider: nextProvider });
  return { home, current, next };
}

/** Opens under the KEK that the database would name. */
async function expectOpens(home: string, kekIdInForce: string, its = provider): Promise<void> {
  expect((await unlock({ home, provider: its, kekIdInForce })).id).toBe(kekIdInForce);
}

describe.each(STEPS)('a process killed at the step "%s"', (step) => {
  it('of making a vault leaves none or a whole one', async () => {
    const home = join(freshFolder(), 'home');
    expect(change('init', home, step)).toBe('killed');
    if (existsSync(join(home, 'vault', 'vault.json'))) {
      await expectOpens(home, readVault(home).current.kekId);
    } else {
      expect(change('init', home, 'never')).toBe('finished');
      expect(readdirSync(join(home, 'vault'))).toEqual(['vault.json']);
    }
  });

  it('of beginning a rekey leaves a vault that opens with the old KEK', async () => {
    const home = freshFolder();
    const current = await initVault({ home, provider });
    expect(change('begin', home, step)).toBe('killed');
    await expectOpens(home, current.id);
    abortRekey({ home, kekIdInForce: current.id });
    const next = await beginRekey({ home, current, provider: nextProvider });
    commitRekey({ home, kekIdInForce: next.id });
    await expectOpens(home, next.id, nextProvider);
    expect(readdirSync(join(home, 'vault'))).toEqual(['vault.json']);
  });

  it('of finishing a rekey leaves a vault that opens with the new KEK, and can be repeated', async () => {
    const { home, next } = await inMidRekey();
    expect(change('commit', home, step)).toBe('killed');
    await expectOpens(home, next.id, nextProvider);
    commitRekey({ home, kekIdInForce: next.id });
    await expectOpens(home, next.id, nextProvider);
    expect(readVault(home).next).toBe(null);
  });

  it('of giving up a rekey leaves a vault that opens with the old KEK, and can be repeated', async () => {
    const { home, current } = await inMidRekey();
    expect(change('abort', home, step)).toBe('killed');
    await expectOpens(home, current.id);
    abortRekey({ home, kekIdInForce: current.id });
    await expectOpens(home, current.id);
    expect(readVault(home).next).toBe(null);
  });
});

it('a process killed in the middle leaves a scrap, so that the tests above test something', async () => {
  const { home } = await inMidRekey();
  expect(change('commit', home, 'temporary written')).toBe('killed');
  expect(readdirSync(join(home, 'vault'))).toHaveLength(2);
});
