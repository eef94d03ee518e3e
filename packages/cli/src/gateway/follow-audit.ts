import type { Terminal } from '../terminal.ts';

/** An entry of the log, as it is stored. */
export interface FollowedEntry {
  readonly id: string;
  readonly canonical: Buffer;
}

const EVERY_MS = 500;

/** Numbers are given before they are committed, so one that is this far behind the newest may still appear. */
export const LATE_ENTRIES = 1000;

/**
 * Shows entries as they are committed, each once, until Ctrl-C.
 *
 * @param seen the newest entries before, those that are not to be shown again; at least {@link LATE_ENTRIES} where there are so many
 * @param readAfter entries whose number is greater, in order
 * @example
 * await followAudit(rows, (id) => entriesAfter(id), show, terminal);
 */
export async function followAudit(
  seen: readonly FollowedEntry[],
  readAfter: (id: bigint) => Promise<readonly FollowedEntry[]>,
  show: (canonical: Buffer) => void,
  terminal: Terminal,
  everyMs = EVERY_MS,
): Promise<void> {
  const known = new Set(seen.map(({ id }) => BigInt(id)));
  let newest = [...known].reduce((most, id) => (id > most ? id : most), 0n);
  let ended = false;
  let wake: () => void = () => undefined;
  const forget = terminal.onInterrupt(() => {
    ended = true;
    wake();
  });
  try {
    while (!ended) {
      const after = newest > BigInt(LATE_ENTRIES) ? newest - BigInt(LATE_ENTRIES) : 0n;
      for (const { id: text, canonical } of await readAfter(after)) {
        const id = BigInt(text);
        if (known.has(id)) continue;
        known.add(id);
        show(canonical);
        if (id > newest) newest = id;
      }
      // What is not read again needs not be known; `after` never falls.
      for (const id of known) if (id <= after) known.delete(id);
      if (ended) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    forget();
  }
}
