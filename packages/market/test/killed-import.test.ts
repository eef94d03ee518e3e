import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listSnapshots } from '../src/store/snapshots.ts';
import { verifySnapshot } from '../src/store/verify.ts';
import { filesBelow, freshFolder, importContent } from './fixtures.ts';

const CHILD = fileURLToPath(new URL('./killed-import-child.ts', import.meta.url));

/** Starts an import in a process of its own, and kills it with SIGKILL as soon as it says `step` (or by itself ends). */
async function killAt(path: string, home: string, step: string): Promise<'killed' | 'finished'> {
  const child: ChildProcess = spawn(process.execPath, [CHILD, path, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let heard = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    if (heard.includes(`${step}\n`)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (_, signal) => resolve(signal === 'SIGKILL' ? 'killed' : 'finished'));
  });
}

describe('an import whose process is killed', () => {
  it.each(['read 1', 'write 0.5', 'write 1', 'publish 0'])(
    'at "%s" leaves whole snapshots only, and the next import cleans up',
    async (step) => {
      const folder = await freshFolder();
      const home = join(folder, 'home');
      await importContent('asset,date,close,cap,vol\nbefore,2021-01-01,1,1,1\n', { home, name: 'before' });
      const before = filesBelow(home);
      const path = join(folder, 'large.csv');
      await writeFile(path, largeCsv());

      expect(await killAt(path, home, step)).toBe('killed');

      const after = filesBelow(home);
      for (const [file, content] of Object.entries(before)) expect(after[file]).toBe(content);
      const names = (await listSnapshots(home)).map(({ name }) => name);
      expect(names.every((name) => name === 'before' || name === null)).toBe(true);
      for (const snapshot of await listSnapshots(home)) {
        expect((await verifySnapshot(snapshot)).differences).toEqual([]);
      }

      expect(await killAt(path, home, 'never')).toBe('finished');
      expect((await listSnapshots(home)).map(({ name }) => name)).toEqual(['before', 'large']);
      expect(await readdir(join(home, 'staging'))).toEqual([]);
    },
  );

  it('in the middle of writing leaves something in staging, so that the test above tests something', async () => {
    const folder = await freshFolder();
    const home = join(folder, 'home');
    const path = join(folder, 'large.csv');
    await writeFile(path, largeCsv());
    expect(await killAt(path, home, 'write 0.5')).toBe('killed');
    expect(await readdir(join(home, 'staging'))).toHaveLength(1);
    expect(await listSnapshots(home)).toEqual([]);
  });
});

function largeCsv(): string {
  const lines = ['asset,date,close'];
  for (let asset = 0; asset < 60; asset++) {
    for (let day = 0; day < 300; day++) {
      lines.push(
        `coin-${asset},${new Date((18_000 + day) * 86_400_000).toISOString().slice(0, 10)},${asset + day + 1}`,
      );
    }
  }
  return lines.join('\n');
}
