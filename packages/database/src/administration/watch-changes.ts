import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../connect.ts';

export interface ChangeWatch {
  close(): Promise<void>;
}

/**
 * Calls back whenever keys, freezes or the upstream gate change, and after each (re)connection, when changes may have
 * been missed. It only warms caches: decisions never rest on it. Holds one connection of the pool.
 *
 * @param onChange `what` is the table that changed, `epoch`, or `connected`.
 * @param onLost Called when the connection breaks; it is made again after `retryMs`.
 * @example
 * const watch = watchChanges(db, { onChange: () => cache.refresh(), onLost: () => cache.markStale() });
 * await watch.close();
 */
export function watchChanges(
  db: Database,
  listeners: { readonly onChange: (what: string) => void; readonly onLost: () => void },
  retryMs = 250,
): ChangeWatch {
  const closing = new AbortController();
  const { signal } = closing;
  const loop = async () => {
    while (!signal.aborted) {
      await listenOnce(db, listeners.onChange, signal).catch(() => undefined);
      if (signal.aborted) return;
      listeners.onLost();
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    close: () => {
      closing.abort();
      return done;
    },
  };
}

/** Listens until the connection breaks or the signal comes. */
async function listenOnce(
  db: Database,
  onChange: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = await db.pool.connect();
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('notification', (message: pg.Notification) => onChange(message.payload ?? ''));
      client.once('error', reject);
      client.once('end', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      client.query('LISTEN holdfast_changes').then(() => onChange('connected'), reject);
    });
  } finally {
    // Closed rather than given back, so that nobody gets a connection that listens.
    client.removeAllListeners('notification');
    client.release(true);
  }
}
