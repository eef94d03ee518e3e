import { HoldfastError } from '@holdfast/errors';
import { rowMac, verifyRowMac } from '@holdfast/vault';
import { sql } from 'kysely';
import type { AuditContent } from '../audit/content.ts';
import { ADDRESSES_AS_TEXT } from '../keys/key-ring.ts';
import { type ExchangeKeyRow, type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { type Change, changeAndRecord, type Operation } from './change.ts';
import { markOf, seenOf } from './deletion-delay.ts';
import { changedMeanwhile, replaceVersion, versionContent, vouchedVersions } from './exchange-key-version.ts';
import { checkNotDeleted, isMarked } from './marked.ts';
import { writtenOver } from './rotate-exchange-key.ts';
import { revisionContent } from './virtual-keys.ts';

const DAY_MS = 86_400_000;

/** What a deletion knows of time besides the database's clock. */
export interface DeletionTime {
  /** This process's clock, milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Marks an exchange key to be deleted. From the commit on nothing is signed with it, on every replica; what was decided and
 * not sent is refused. Its secret is kept for the delay.
 *
 * @returns when the delay is over, by the database's clock
 * @throws HoldfastError KEY_UNKNOWN, KEY_DELETING, KEY_DELETED, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE
 */
export async function markExchangeKey(
  operation: Operation,
  name: string,
  delayDays: number,
): Promise<{ readonly purgeAfter: Date }> {
  return changeAndRecord(operation, async (change) => {
    const versions = await vouchedVersions(change, operation, name);
    checkNotDeleted(versions);
    const marked_at = await databaseNow(change);
    const purge_after = new Date(marked_at.getTime() + delayDays * DAY_MS);
    const contents: AuditContent[] = [];
    for (const before of versions) {
      const { state } = before;
      if (state !== 'active' && state !== 'retiring') continue;
      const row = await replaceVersion(change, operation.kek, before, {
        state: 'deleting',
        state_before: state,
        marked_at,
        purge_after,
      });
      contents.push(versionContent(operation, row, 'delete', `not before ${purge_after.toISOString()}`));
    }
    return { result: { purgeAfter: purge_after }, content: contents };
  });
}

/**
 * Takes a mark back: every version is again what it was. A freeze that was there before is there still.
 *
 * @throws HoldfastError KEY_UNKNOWN, KEY_NOT_MARKED, KEY_DELETED, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE
 */
export async function undeleteExchangeKey(operation: Operation, name: string): Promise<void> {
  await changeAndRecord(operation, async (change) => {
    const contents: AuditContent[] = [];
    for (const before of await markedVersions(change, operation, name)) {
      const row = await replaceVersion(change, operation.kek, before, {
        state: before.state_before ?? 'retiring',
        state_before: null,
        marked_at: null,
        purge_after: null,
      });
      contents.push(versionContent(operation, row, 'undelete'));
    }
    return { result: undefined, content: contents };
  });
}

/**
 * Destroys the secrets of a key whose delay is over: what was sealed is written over, and the virtual keys of it are
 * revoked. Name, fingerprints and history stay. All or nothing, and once: of two who try, one finds it done.
 *
 * @returns the virtual keys that were revoked with it
 * @throws HoldfastError KEY_UNKNOWN, KEY_NOT_MARKED, KEY_DELETION_EARLY, KEY_DELETED, KEY_ROW_CHANGED,
 *   KEY_CHANGED_MEANWHILE
 */
export async function purgeExchangeKey(
  operation: Operation,
  name: string,
  time: DeletionTime,
): Promise<{ readonly revoked: readonly string[] }> {
  const { kek } = operation;
  return changeAndRecord(operation, async (change) => {
    const marked = await markedVersions(change, operation, name);
    const waits = await standingOf(change, operation, marked, time);
    if (waits.remainingMs > 0) throw early(name, waits);
    const contents: AuditContent[] = [];
    for (const before of marked) {
      const row = await replaceVersion(change, kek, before, writtenOver(kek, before));
      contents.push(versionContent(operation, row, 'purge'));
    }
    const revoked = await revokeBound(change, operation, marked[0].exchange_key);
    return {
      result: { revoked: [...new Set(revoked.map((row) => row.name))] },
      content: [...contents, ...revoked.map((row) => revisionContent(operation, row))],
    };
  });
}

/** How a marked key stands. */
export interface DeletionStanding {
  readonly purgeAfter: Date;
  readonly delayMs: number;
  /** How much of the delay running gateways have seen pass. */
  readonly seenMs: number;
  /** What is left at least, by whichever of the clocks says most; 0: the secret may be destroyed. */
  readonly remainingMs: number;
}

/**
 * Three clocks must agree that the delay is over: the database's, this machine's, and one that only moves while gateways run.
 *
 * @param marked the versions that are marked, as the vault vouches for them
 */
export async function standingOf(
  change: Change,
  { kek }: Operation,
  marked: readonly ExchangeKeyRow[],
  { clock }: DeletionTime,
): Promise<DeletionStanding> {
  const { marked_at, purge_after, exchange_key, name } = marked[0];
  if (marked_at === null || purge_after === null) throw changedMeanwhile(name);
  const now = (await databaseNow(change)).getTime();
  const delayMs = purge_after.getTime() - marked_at.getTime();
  const seenMs = await seenOf(change, kek, { exchange_key, mark: markOf(marked) });
  const left = [purge_after.getTime() - now, purge_after.getTime() - clock(), delayMs - seenMs];
  return { purgeAfter: purge_after, delayMs, seenMs, remainingMs: Math.max(0, ...left) };
}

/** The versions that are marked. @throws HoldfastError KEY_UNKNOWN, KEY_NOT_MARKED, KEY_DELETED, KEY_ROW_CHANGED */
async function markedVersions(change: Change, operation: Operation, name: string): Promise<ExchangeKeyRow[]> {
  const versions = await vouchedVersions(change, operation, name);
  if (isMarked(versions)) return versions.filter(({ state }) => state === 'deleting');
  checkNotDeleted(versions);
  throw new HoldfastError(
    'KEY_NOT_MARKED',
    `The exchange key "${name}" is not marked to be deleted. Mark it with "holdfast key delete ${name}".`,
    { key: name },
  );
}

function early(name: string, { purgeAfter, delayMs, seenMs }: DeletionStanding): HoldfastError {
  const hours = (ms: number) => Math.floor(ms / 3_600_000);
  return new HoldfastError(
    'KEY_DELETION_EARLY',
    `The exchange key "${name}" is not deleted before ${purgeAfter.toISOString()}, and not before running gateways have seen ${hours(delayMs)} hours pass; it is ${hours(seenMs)} hours so far. Until then "holdfast key undelete ${name}" brings it back.`,
    { key: name, purgeAfter: purgeAfter.toISOString(), seenHours: hours(seenMs), ofHours: hours(delayMs) },
  );
}

/** A row that the vault did not write is left as it is; it is refused anyway. */
async function revokeBound(
  change: Change,
  { kek }: Operation,
  exchangeKey: number,
): Promise<VirtualKeyRow[]> {
  const found = await change
    .selectFrom('virtual_keys')
    .selectAll()
    .select(ADDRESSES_AS_TEXT)
    .where('exchange_key', '=', exchangeKey)
    .where('state', '<>', 'revoked')
    .orderBy('number')
    .execute();
  const revoked: VirtualKeyRow[] = [];
  for (const before of found as unknown as (VirtualKeyRow & { row_mac: Buffer })[]) {
    if (!verifyRowMac(kek, 'virtual_keys', virtualKeyFields(before), before.row_mac)) continue;
    const after: VirtualKeyRow = {
      ...before,
      state: 'revoked',
      revision: (BigInt(before.revision) + 1n).toString(),
    };
    const { numUpdatedRows } = await change
      .updateTable('virtual_keys')
      .set({
        state: 'revoked',
        revision: after.revision,
        row_mac: rowMac(kek, 'virtual_keys', virtualKeyFields(after)),
      })
      .where('id', '=', before.id)
      .where('revision', '=', before.revision)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) throw changedMeanwhile(before.name);
    revoked.push(after);
  }
  return revoked;
}

async function databaseNow(change: Change): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(change);
  return new Date(rows[0].now.getTime());
}
