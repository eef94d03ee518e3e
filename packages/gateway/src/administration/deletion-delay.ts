import type { Tables } from '@holdfast/database';
import { type Field, type Kek, rowMac, verifyRowMac } from '@holdfast/vault';
import { type Kysely, sql } from 'kysely';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import type { Change } from './change.ts';

/** How much of the delay of a marked key was seen to pass. */
export interface SeenDelay {
  readonly exchange_key: number;
  /** Revision of the newest version when the key was marked. */
  readonly mark: string;
  readonly seen_ms: string;
  /** When the last of it was seen, by the database's clock. */
  readonly seen_at: Date;
}

type StoredDelay = SeenDelay & { readonly row_mac: Buffer };

/** What the MAC of a row covers: a row of another key, or of an earlier mark, is worth nothing. */
export function delayFields({ exchange_key, mark, seen_ms, seen_at }: SeenDelay): Field[] {
  return [
    ['exchange key', BigInt(exchange_key)],
    ['mark', BigInt(mark)],
    ['seen', BigInt(seen_ms)],
    ['seen at', seen_at instanceof Date ? BigInt(seen_at.getTime()) : String(seen_at)],
  ];
}

/** What tells one mark of a key from another: the revision that marking gave its newest version. */
export function markOf(versions: readonly ExchangeKeyRow[]): string {
  return versions[versions.length - 1].revision;
}

/**
 * Milliseconds of a key's delay that running gateways have seen pass. 0 where there is no row that the vault wrote for
 * this very mark: a row that was changed, put back or taken away only lengthens the delay.
 */
export async function seenOf(
  db: Kysely<Tables>,
  kek: Kek,
  of: Pick<SeenDelay, 'exchange_key' | 'mark'>,
): Promise<number> {
  const row = await read(db, of.exchange_key);
  return row !== null && isSound(kek, row, of.mark) ? Number(row.seen_ms) : 0;
}

/**
 * Adds to what was seen of a key's delay. By what a clock says that can't be set, and by no more than the database's clock
 * says has passed since any gateway last did this: so neither a jump of a clock nor a second gateway makes it pass faster.
 *
 * @param passedMs since this process last did it, on a clock that is never set; 0 the first time
 */
export async function addSeen(
  change: Change,
  kek: Kek,
  of: Pick<SeenDelay, 'exchange_key' | 'mark'>,
  passedMs: number,
): Promise<void> {
  const before = await read(change, of.exchange_key, true);
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(change);
  const [{ now }] = rows;
  const goesOn = before !== null && isSound(kek, before, of.mark);
  const since = goesOn ? now.getTime() - before.seen_at.getTime() : 0;
  const added = Math.floor(Math.max(0, Math.min(passedMs, since)));
  const after: SeenDelay = {
    ...of,
    seen_ms: (goesOn ? BigInt(before.seen_ms) + BigInt(added) : 0n).toString(),
    seen_at: new Date(now.getTime()),
  };
  const values = { ...after, row_mac: rowMac(kek, 'deletion_delays', delayFields(after)) };
  const { exchange_key: _, ...set } = values;
  await change
    .insertInto('deletion_delays')
    .values(values)
    .onConflict((conflict) => conflict.column('exchange_key').doUpdateSet(set))
    .execute();
}

/**
 * Puts what was seen of delays under another key.
 *
 * @returns how many rows; what the vault had not written is left as it is, and named in `refused`
 */
export async function rekeyDelays(
  change: Change,
  { old, next }: { readonly old: Kek; readonly next: Kek },
  refused: string[],
): Promise<number> {
  const rows = await change
    .selectFrom('deletion_delays')
    .selectAll()
    .orderBy('exchange_key')
    .forUpdate()
    .execute();
  let count = 0;
  for (const row of rows) {
    if (!verifyRowMac(old, 'deletion_delays', delayFields(row), row.row_mac)) {
      refused.push(`delay of the deletion of exchange key number ${row.exchange_key}`);
      continue;
    }
    await change
      .updateTable('deletion_delays')
      .set({ row_mac: rowMac(next, 'deletion_delays', delayFields(row)) })
      .where('exchange_key', '=', row.exchange_key)
      .execute();
    count++;
  }
  return count;
}

async function read(db: Kysely<Tables>, exchangeKey: number, lock = false): Promise<StoredDelay | null> {
  const query = db.selectFrom('deletion_delays').selectAll().where('exchange_key', '=', exchangeKey);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

function isSound(kek: Kek, row: StoredDelay, mark: string): boolean {
  return row.mark === mark && verifyRowMac(kek, 'deletion_delays', delayFields(row), row.row_mac);
}
