import { createHash } from 'node:crypto';
import { forgetHandovers } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { openSecret, rowMac, verifyRowMac } from '@holdfast/vault';
import { sql } from 'kysely';
import type { AuditContent } from '../audit/content.ts';
import { type Change, changeAndRecord, type Operation } from './change.ts';
import {
  type Credentials,
  codeHash,
  decodeCredentials,
  type HandoverRow,
  handoverContext,
  handoverFields,
} from './handover-row.ts';
import { handoverContent } from './wrap-virtual-key.ts';

/** What the holder of a code gets. */
export interface Unwrapped extends Credentials {
  readonly exchange: string;
  readonly apiKey: string;
  readonly name: string;
  readonly generation: number;
}

/** A hand-over with the virtual key that it is of. */
interface Found extends HandoverRow {
  readonly row_mac: Buffer;
  readonly id: string;
  readonly name: string;
  readonly generation: number;
  readonly exchange: string;
  readonly state: 'active' | 'frozen' | 'revoked';
  readonly now: Date;
}

interface Ending {
  readonly result: Unwrapped | HoldfastError;
  readonly content: readonly AuditContent[];
}

/**
 * Opens a hand-over, once. The code is the only proof: whoever has it and reaches the administration gets the credentials,
 * and nobody gets them after that. Of two at the same time one waits for the other's lock, and finds it opened.
 *
 * @param code is not kept
 * @throws HoldfastError HANDOVER_UNKNOWN, HANDOVER_USED, HANDOVER_EXPIRED, KEY_ROW_CHANGED, KEY_STOPPED, SECRET_UNREADABLE
 */
export async function unwrapVirtualKey(operation: Operation, code: Buffer): Promise<Unwrapped> {
  const hash = codeHash(code);
  if (hash === null) throw unknown();
  // What is refused is recorded too, so it must not undo its own transaction.
  const outcome = await changeAndRecord(operation, (change) => endHandover(change, operation, hash));
  // Others whose time is over go at this occasion; nothing depends on it.
  await forgetHandovers(operation.db).catch(() => undefined);
  if (outcome instanceof HoldfastError) throw outcome;
  return outcome;
}

async function endHandover(change: Change, operation: Operation, hash: Buffer): Promise<Ending> {
  const { kek } = operation;
  const found = await lockedHandover(change, hash);
  if (found === null) return { result: unknown(), content: [] };
  if (!verifyRowMac(kek, 'handovers', handoverFields(found, found), found.row_mac)) throw changed(found);
  if (found.opened_at !== null || (await wasOpened(change, found))) {
    const when = found.opened_at === null ? 'before' : `at ${found.opened_at.toISOString()}`;
    return {
      result: used(found, when),
      content: [handoverContent(operation, 'vkey.unwrap-again', found, `ALARM: fetched ${when}`, hash)],
    };
  }
  if (found.state === 'revoked') {
    await drop(change, hash);
    return { result: stopped(found), content: [] };
  }
  const { sealed_credentials: sealed } = found;
  // What was dropped in its time stays dropped, whatever the clock says later.
  if (sealed === null || found.expires_at <= found.now) {
    await drop(change, hash);
    return { result: expired(found), content: [] };
  }
  if (!createHash('sha256').update(sealed).digest().equals(found.sealed_hash)) {
    throw changed(found);
  }
  const bytes = openSecret(kek, sealed, handoverContext(found));
  try {
    const credentials = decodeCredentials(bytes);
    await markOpened(change, operation, found);
    const { exchange, id, name, generation } = found;
    return {
      result: { ...credentials, exchange, apiKey: id, name, generation },
      content: [handoverContent(operation, 'vkey.unwrap', found, 'fetched', hash)],
    };
  } finally {
    bytes.fill(0);
  }
}

/** The lock is held to the end of the transaction. */
async function lockedHandover(change: Change, hash: Buffer): Promise<Found | null> {
  const row = await change
    .selectFrom('handovers as h')
    .innerJoin('virtual_keys as v', 'v.number', 'h.virtual_key')
    .selectAll('h')
    .select(['v.id', 'v.name', 'v.generation', 'v.exchange', 'v.state'])
    .select(sql<Date>`clock_timestamp()`.as('now'))
    .where('h.code_hash', '=', hash)
    .forUpdate('h')
    .executeTakeFirst();
  return row ?? null;
}

/** A row that was put back to what it was, with the MAC that it had then, is told by the log, which is never put back. */
async function wasOpened(change: Change, { code_hash, issued_after }: Found): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    SELECT EXISTS (
      SELECT FROM holdfast.audit_entries
      WHERE id > ${issued_after} AND kind = 'administration'
        AND position(${Buffer.from(code_hash.toString('hex'), 'ascii')}::bytea IN canonical) > 0
        AND position('"action":"vkey.unwrap'::bytea IN canonical) > 0
    ) AS there`.execute(change);
  return rows[0].there;
}

async function markOpened(change: Change, { kek }: Operation, found: Found): Promise<void> {
  const after: HandoverRow = {
    ...found,
    sealed_credentials: null,
    opened_at: new Date(found.now.getTime()),
    revision: (BigInt(found.revision) + 1n).toString(),
  };
  await change
    .updateTable('handovers')
    .set({
      sealed_credentials: null,
      opened_at: after.opened_at,
      revision: after.revision,
      row_mac: rowMac(kek, 'handovers', handoverFields(after, found)),
    })
    .where('code_hash', '=', found.code_hash)
    .execute();
}

async function drop(change: Change, hash: Buffer): Promise<void> {
  await change
    .updateTable('handovers')
    .set({ sealed_credentials: null })
    .where('code_hash', '=', hash)
    .execute();
}

function unknown(): HoldfastError {
  return new HoldfastError(
    'HANDOVER_UNKNOWN',
    'There is no hand-over with this code. Is it whole, and of this vault?',
  );
}

function used({ name, generation }: Found, when: string): HoldfastError {
  return new HoldfastError(
    'HANDOVER_USED',
    `The credentials of "${name}" (generation ${generation}) were fetched with this code ${when}. If that was not you, somebody else has them: revoke the key with "holdfast vkey revoke ${name}". The audit log has an entry about this attempt.`,
    { key: name, generation },
  );
}

function expired({ name, generation, expires_at }: Found): HoldfastError {
  return new HoldfastError(
    'HANDOVER_EXPIRED',
    `The code for "${name}" (generation ${generation}) was good until ${expires_at.toISOString()}, and the secret is gone. Ask for a new one: "holdfast vkey rotate ${name} --wrap".`,
    { key: name, generation },
  );
}

function stopped({ name }: Found): HoldfastError {
  return new HoldfastError('KEY_STOPPED', `The virtual key "${name}" is revoked. Nothing was handed over.`, {
    key: name,
  });
}

function changed({ name, generation }: Found): HoldfastError {
  return new HoldfastError(
    'KEY_ROW_CHANGED',
    `The hand-over of "${name}" (generation ${generation}) is not what it was when it was written: the database was changed. Nothing was handed over.`,
    { key: name, generation },
  );
}
