import type { Database } from '@holdfast/database';
import type { Terminal } from '../terminal.ts';

const EVERY_MS = 500;
/** Numbers are given before they are committed, so one that is this far back may still appear. */
const OVERLAP = 1000n;

/**
 * Shows entries as they are committed, until Ctrl-C.
 *
 * @param shown numbers of entries that were shown already
 */
export async function followAudit(
  { kysely }: Database,
  shown: readonly string[],
  show: (canonical: Buffer) => void,
  terminal: Terminal,
): Promise<void> {
  const known = new Set(shown);
  let newest = shown.reduce((most, id) => (BigInt(id) > most ? BigInt(id) : most), 0n);
  let ended = false;
  let wake: () => void = () => undefined;
  const forget = terminal.onInterrupt(() => {
    ended = true;
    wake();
  });
  try {
    while (!ended) {
      const after = newest > OVERLAP ? newest - OVERLAP : 0n;
      const rows = await kysely
        .selectFrom('audit_entries')
        .select(['id', 'canonical'])
        .where('id', '>', (shown.length === 0 ? 0n : after).toString())
        .orderBy('id')
        .execute();
      const oldestShown = shown.length === 0 ? 0n : BigInt(shown[shown.length - 1]);
      for (const { id, canonical } of rows) {
        // Older than what was asked for at the beginning.
        if (known.has(id) || BigInt(id) < oldestShown) continue;
        known.add(id);
        show(canonical);
        if (BigInt(id) > newest) newest = BigInt(id);
      }
      for (const id of known) if (BigInt(id) < newest - 2n * OVERLAP) known.delete(id);
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, EVERY_MS);
      });
    }
  } finally {
    forget();
  }
}
