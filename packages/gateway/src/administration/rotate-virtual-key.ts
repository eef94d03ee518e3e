import { createHash } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { rowMac, sealSecret, verifyRowMac } from '@holdfast/vault';
import { sql } from 'kysely';
import type { Dialect, IssuedKey } from '../dialect/dialect.ts';
import { formatCidrArray } from '../keys/cidr-array.ts';
import { virtualKeyContexts } from '../keys/open-keys.ts';
import { RevisionLog } from '../keys/revision-log.ts';
import { type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { canonicalPolicy, readCanonicalPolicy } from '../policy/canonical-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { type Change, changeAndRecord, type Operation } from './change.ts';
import { changedMeanwhile } from './exchange-key-version.ts';
import { generationsOf, type StoredVirtualKey } from './generations.ts';
import { insertVirtualKey, revisionContent } from './virtual-keys.ts';
import { type Handover, insertHandover } from './wrap-virtual-key.ts';

/** How a virtual key is followed by its next generation. */
export interface VirtualKeyRotation {
  readonly name: string;
  /** How long the generations before it go on, in milliseconds, unless they end sooner. */
  readonly overlapMs: number;
  /** Null: the same as before. */
  readonly policy: Policy | null;
  /** Milliseconds since 1970; null: when the generation before it would have ended. */
  readonly expiresAt: number | null;
  /** For how many milliseconds its credentials wait for whoever has the code; left out or null: they are in the answer. */
  readonly wrapMs?: number | null;
  /** Left out: as before; null: as the configuration says; 0: never. */
  readonly rotateAfterDays?: number | null;
}

/** The next generation, whose secret is shown once. */
export interface RotatedKey extends IssuedKey {
  readonly exchange: string;
  readonly generation: number;
  /** When the generations before it end; null: none is left. */
  readonly overlapUntil: Date | null;
  /** Null: the secret is in the answer. */
  readonly handover: Handover | null;
}

/**
 * Issues the next generation of a virtual key: a new id and secret under the same name. The generations before it go on for
 * the overlap. All of them share the sums of 24 hours and the rate, and own each other's orders.
 *
 * @param dialects by exchange
 * @throws HoldfastError KEY_UNKNOWN, KEY_STOPPED, KEY_DELETING, KEY_DELETED, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE
 */
export async function rotateVirtualKey(
  operation: Operation,
  { name, overlapMs, policy, expiresAt, wrapMs = null, rotateAfterDays }: VirtualKeyRotation,
  dialects: ReadonlyMap<string, Dialect>,
): Promise<RotatedKey> {
  return changeAndRecord(operation, async (change) => {
    const { generations, last } = await vouchedGenerations(change, operation, name);
    const newest = generations.at(-1);
    const dialect = newest === undefined ? undefined : dialects.get(newest.exchange);
    if (newest === undefined || dialect === undefined) throw stopped(name, 'is revoked');
    await checkNotFrozen(change, generations);
    const now = await databaseNow(change);
    const end = expiresAt ?? newest.expires_at?.getTime() ?? null;
    if (end !== null && end <= now) throw stopped(name, 'has expired; say until when with --expires');

    const issued = dialect.issue(newest.algorithm);
    const canonical = policy === null ? await policyBytes(change, newest) : canonicalPolicy(policy);
    const generation = last + 1;
    const { kek } = operation;
    const contexts = virtualKeyContexts({ exchange: newest.exchange, name, generation });
    const row: VirtualKeyRow = {
      id: issued.apiKey,
      name,
      generation,
      exchange: newest.exchange,
      exchange_key: newest.exchange_key,
      algorithm: issued.algorithm,
      sealed_verifier: sealSecret(kek, Buffer.from(issued.verifier), contexts.verifier),
      sealed_passphrase:
        issued.passphrase === null
          ? null
          : sealSecret(kek, Buffer.from(issued.passphrase), contexts.passphrase),
      policy: createHash('sha256').update(canonical).digest(),
      addresses: formatCidrArray(readCanonicalPolicy(canonical).ips),
      expires_at: end === null ? null : new Date(end),
      state: 'active',
      rotate_after_days: rotateAfterDays === undefined ? newest.rotate_after_days : rotateAfterDays,
      revision: '1',
    };
    const until = new Date(now + overlapMs);
    const ending: VirtualKeyRow[] = [];
    for (const before of generations) {
      if (before.expires_at !== null && before.expires_at <= until) continue;
      ending.push(await endGeneration(change, operation, before, until));
    }
    await insertVirtualKey(change, operation, row, canonical);
    const wrapped = wrapMs === null ? null : await insertHandover(change, operation, row, issued, wrapMs);
    const left = generations.map((one) => one.expires_at ?? until).filter((one) => one.getTime() > now);
    const ends = left.map((one) => Math.min(one.getTime(), until.getTime()));
    return {
      result: {
        ...issued,
        exchange: dialect.exchange,
        generation,
        overlapUntil: overlapMs === 0 || ends.length === 0 ? null : new Date(Math.max(...ends)),
        handover: wrapped?.handover ?? null,
      },
      content: [
        ...[...ending, row].map((one) => revisionContent(operation, one)),
        ...(wrapped === null ? [] : [wrapped.content]),
      ],
    };
  });
}

/** The generations that are not revoked, oldest first, and the last number that was given. */
export async function vouchedGenerations(
  change: Change,
  { db, kek }: Operation,
  name: string,
): Promise<{ generations: StoredVirtualKey[]; last: number }> {
  const rows = await generationsOf(change, name);
  const known = (await new RevisionLog(db).read(change)).virtualKeys;
  // What was revoked without the vault has no good MAC, and nothing is made of it.
  const generations = rows
    .filter(({ state }) => state !== 'revoked')
    .map((row) => {
      const vouched =
        verifyRowMac(kek, 'virtual_keys', virtualKeyFields(row), row.row_mac) &&
        known.get(row.id) === BigInt(row.revision);
      if (vouched) return row;
      throw new HoldfastError(
        'KEY_ROW_CHANGED',
        `Generation ${row.generation} of the virtual key "${name}" is not what it was when it was written: the database was changed. Revoke it, and issue a key under another name.`,
        { key: name, generation: row.generation },
      );
    });
  return { generations, last: Math.max(...rows.map(({ generation }) => generation)) };
}

/** A new generation must not get out of a freeze. */
async function checkNotFrozen(change: Change, generations: readonly StoredVirtualKey[]): Promise<void> {
  const numbers = generations.map(({ number }) => number);
  const freeze = await change
    .selectFrom('freezes')
    .select('virtual_key')
    .where('virtual_key', 'in', numbers)
    .where('frozen', '=', true)
    .executeTakeFirst();
  if (freeze === undefined && generations.every(({ state }) => state !== 'frozen')) return;
  throw stopped(generations[0].name, 'is frozen; thaw it first');
}

async function endGeneration(
  change: Change,
  { kek }: Operation,
  before: StoredVirtualKey,
  until: Date,
): Promise<VirtualKeyRow> {
  const after: VirtualKeyRow = {
    ...before,
    expires_at: until,
    revision: (BigInt(before.revision) + 1n).toString(),
  };
  const { numUpdatedRows } = await change
    .updateTable('virtual_keys')
    .set({
      expires_at: until,
      revision: after.revision,
      row_mac: rowMac(kek, 'virtual_keys', virtualKeyFields(after)),
    })
    .where('id', '=', before.id)
    .where('revision', '=', before.revision)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw changedMeanwhile(before.name);
  return after;
}

/** The hash that a row's MAC covers names them. */
async function policyBytes(change: Change, { policy, name }: StoredVirtualKey): Promise<Buffer> {
  const row = await change
    .selectFrom('policies')
    .select('canonical')
    .where('hash', '=', policy)
    .executeTakeFirst();
  if (row !== undefined && createHash('sha256').update(row.canonical).digest().equals(policy)) {
    return row.canonical;
  }
  throw new HoldfastError(
    'KEY_ROW_CHANGED',
    `The policy of the virtual key "${name}" is not what it was when the key was issued. Give another with --policy.`,
    { key: name },
  );
}

/** Keys end on the database's clock. */
async function databaseNow(change: Change): Promise<number> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(change);
  return rows[0].now.getTime();
}

/** The virtual key can't be followed by another, or changed. */
export function stopped(name: string, why: string, so = 'Nothing was issued.'): HoldfastError {
  return new HoldfastError('KEY_STOPPED', `The virtual key "${name}" ${why}. ${so}`, {
    key: name,
  });
}
