import { HoldfastError } from '@holdfast/errors';
import { expect, it } from 'vitest';
import { WorkerLog } from '../src/portfolio/worker-log.ts';
import { testTerminal } from './support/command.ts';

const waiting = (rebalance: string) => ({ kind: 'waiting', rebalance }) as const;
const short = new HoldfastError('ACCOUNT_SHORT', '50 USD are not there.');

function log(json = false) {
  const { written, ...terminal } = testTerminal({ folder: '.', home: '.' });
  return { written, log: new WorkerLog(terminal, json) };
}
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

it('says once that a plan waits, and again for the next plan', () => {
  const { written, log: worker } = log();
  for (const plan of ['9', '9', '9', '12', '12']) worker.ended('five', waiting(plan));
  expect(lines(written.stdout)).toEqual([
    expect.stringContaining('five: Plan 9 waits for approval'),
    expect.stringContaining('five: Plan 12 waits for approval'),
  ]);
});

it('says an error once, for each portfolio, and again when it comes back', () => {
  const { written, log: worker } = log();
  for (const name of ['a', 'b', 'a', 'b']) worker.failed(name, short);
  worker.ended('a', { kind: 'idle' });
  worker.failed('a', short);
  worker.failed('b', short);
  expect(lines(written.stderr)).toEqual(
    ['a', 'b', 'a'].map((name) => `${name}: ACCOUNT_SHORT: 50 USD are not there.`),
  );
  expect(written.stdout).toBe('');
});

it('says nothing of a run without work, of one that was ended, and of an account that another worker has', () => {
  const { written, log: worker } = log();
  worker.ended('a', { kind: 'idle' });
  worker.ended('a', { kind: 'interrupted' });
  worker.failed('a', new HoldfastError('ACCOUNT_BUSY', 'Another process works on this account right now.'));
  expect(written).toEqual({ stdout: '', stderr: '' });
});

it('does not take a busy account for the end of what was wrong', () => {
  const { written, log: worker } = log();
  worker.failed('a', short);
  worker.failed('a', new HoldfastError('ACCOUNT_BUSY', 'Another process works on this account right now.'));
  worker.failed('a', short);
  expect(lines(written.stderr)).toHaveLength(1);
});

it('calls what nobody foresaw by its message, with nothing that moves the cursor', () => {
  const { written, log: worker } = log();
  worker.failed('a', new Error('boom\u001b[2J'));
  worker.failed('a', 'thrown text');
  expect(lines(written.stderr)[0]).toMatch(/^a: INTERNAL: boom/);
  expect(written.stderr).not.toContain('\u001b');
  expect(lines(written.stderr)[1]).toBe('a: INTERNAL: thrown text');
});

it('says once that there is no database, whichever queue asks, and again when it is gone again', () => {
  const { written, log: worker } = log();
  for (const queue of ['portfolio-run', 'portfolio-tick', 'portfolio-run']) {
    worker.queueFailed(new Error(`connect ENOENT /s (Queue: ${queue}, Worker: 7edcef00)`));
  }
  worker.queueFailed(new Error('connect ENOENT /s'));
  expect(written.stderr).toBe('queue: connect ENOENT /s\n');
  worker.ended('a', { kind: 'idle' });
  worker.queueFailed(new Error('connect ENOENT /s'));
  expect(lines(written.stderr)).toHaveLength(2);
});

it('tells programs of every run', () => {
  const { written, log: worker } = log(true);
  for (let run = 0; run < 3; run++) worker.ended('five', waiting('9'));
  expect(lines(written.stdout).map((line) => JSON.parse(line))).toEqual(
    Array(3).fill({ portfolio: 'five', kind: 'waiting', rebalance: '9' }),
  );
});
