import { setTimeout } from 'node:timers/promises';
import { Interrupted } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

const FIRST_MS = 1000;
const MOST_MS = 30_000;

/** What waiting depends on; tests have their own. */
export interface Waiting {
  /** From 0 to below 1. */
  random(): number;
  /** Rejects when the signal is given. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

const REAL: Waiting = {
  random: Math.random,
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};

/**
 * Does work that needs a key store, and while the store is down, does it again: after 1 s, 2 s, 4 s and so on to 30 s, each
 * time by chance up to half of it shorter, so that many gateways don't come back at once. A refusal ends it.
 *
 * @throws Interrupted on Ctrl-C, and what `work` throws but KEY_STORE_UNREACHABLE
 * @example
 * const kek = await waitForStore(() => openVault(loaded, db, input), terminal);
 */
export async function waitForStore<T>(
  work: () => Promise<T>,
  terminal: Pick<Terminal, 'stderr' | 'now' | 'onInterrupt'>,
  { random, sleep }: Waiting = REAL,
): Promise<T> {
  const started = terminal.now();
  const stop = new AbortController();
  const forget = terminal.onInterrupt(() => stop.abort());
  try {
    for (let most = FIRST_MS; ; most = Math.min(2 * most, MOST_MS)) {
      const why = await attempt(work);
      if ('done' in why) return why.done;
      const ms = Math.round(most * (1 - random() / 2));
      const waited = Math.round((terminal.now() - started) / 1000);
      if (!stop.signal.aborted) {
        terminal.stderr.write(
          `${why.message} The gateway can’t open the vault without it and waits; ${waited} s so far, next try in ${(ms / 1000).toFixed(1)} s. Ctrl-C ends it.\n`,
        );
        await sleep(ms, stop.signal).catch(() => undefined);
      }
      if (stop.signal.aborted)
        throw new Interrupted(
          'The gateway was not started: the key store did not come back. Nothing was changed.',
        );
    }
  } finally {
    forget();
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<{ done: T } | { message: string }> {
  const { isUnreachable } = await import('@holdfast/vault/providers');
  try {
    return { done: await work() };
  } catch (error) {
    if (isUnreachable(error)) return { message: error.message };
    throw error;
  }
}
