import { HoldfastError } from '@holdfast/errors';
import { describe, expect, test } from 'vitest';
import { waitForStore } from '../src/gateway/wait-for-store.ts';
import { testTerminal } from './support/command.ts';

const down = () => new HoldfastError('KEY_STORE_UNREACHABLE', 'The key store https://v refuses connections.');

function patient(random = 0) {
  const slept: number[] = [];
  const terminal = testTerminal({ folder: '.', home: '.' });
  const waiting = {
    random: () => random,
    sleep: async (ms: number, signal: AbortSignal) => {
      slept.push(ms);
      if (signal.aborted) throw new Error('aborted');
    },
  };
  return { slept, terminal, waiting };
}

function failing(times: number, error: () => Error = down) {
  let calls = 0;
  return async () => {
    if (calls++ < times) throw error();
    return 'opened';
  };
}

describe('waiting for a key store that is down', () => {
  test('does not wait for one that is up', async () => {
    const { slept, terminal, waiting } = patient();
    expect(await waitForStore(failing(0), terminal, waiting)).toBe('opened');
    expect([slept, terminal.written.stderr]).toEqual([[], '']);
  });
  test('waits longer each time, to 30 s, and says for whom, why and how long', async () => {
    const { slept, terminal, waiting } = patient();
    expect(await waitForStore(failing(8), terminal, waiting)).toBe('opened');
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(terminal.written.stderr.split('\n')[0]).toBe(
      'The key store https://v refuses connections. The gateway can’t open the vault without it and waits; 0 s so far, next try in 1.0 s. Ctrl-C ends it.',
    );
  });
  test('comes back up to half of it earlier, by chance', async () => {
    const { slept, terminal, waiting } = patient(0.998);
    await waitForStore(failing(3), terminal, waiting);
    expect(slept).toEqual([501, 1002, 2004]);
  });
  test.each([
    'KEY_STORE_REFUSED',
    'KEY_STORE_UNTRUSTED',
    'KEY_STORE_CREDENTIALS',
    'KEK_WRAP_REFUSED',
    'KEK_WRONG',
  ] as const)('does not wait after %s', async (code) => {
    const { slept, terminal, waiting } = patient();
    const refusal = () => new HoldfastError(code, 'no');
    await expect(waitForStore(failing(1, refusal), terminal, waiting)).rejects.toMatchObject({ code });
    expect(slept).toEqual([]);
  });
  test('ends when a refusal comes after a while', async () => {
    const { terminal, waiting } = patient();
    let calls = 0;
    const work = async () => {
      throw calls++ < 2 ? down() : new HoldfastError('KEY_STORE_REFUSED', 'no');
    };
    await expect(waitForStore(work, terminal, waiting)).rejects.toMatchObject({ code: 'KEY_STORE_REFUSED' });
  });
  test('ends on Ctrl-C, while it sleeps and while it asks', async () => {
    const { terminal, waiting } = patient();
    const asleep = waitForStore(failing(99), terminal, {
      ...waiting,
      sleep: async (_, signal) => {
        terminal.interrupt();
        if (signal.aborted) throw new Error('aborted');
      },
    });
    await expect(asleep).rejects.toMatchObject({ name: 'Interrupted' });
    const asking = waitForStore(
      async () => {
        terminal.interrupt();
        throw down();
      },
      terminal,
      waiting,
    );
    await expect(asking).rejects.toMatchObject({ name: 'Interrupted' });
  });
});
