import { createHash } from 'node:crypto';
import { freezeNow, revoke, type Scope, thaw } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { encodeFields, rowMac, sealSecret } from '@holdfast/vault';
import type { VirtualKeyContent } from '../audit/content.ts';
import { encodeContent } from '../audit/content-bytes.ts';
import type { Dialect, IssuedKey, KeyAlgorithm } from '../dialect/dialect.ts';
import { formatCidrArray } from '../keys/cidr-array.ts';
import { virtualKeyContexts } from '../keys/open-keys.ts';
import { type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { canonicalPolicy } from '../policy/canonical-policy.ts';
import type { Policy } from '../policy/policy.ts';
import {
  type Change,
  changeAndRecord,
  type Operation,
  operatorText,
  reasonText,
  type UnopenedOperation,
} from './change.ts';
import { meantGenerations } from './generations.ts';
import { checkKeyNotDeleted } from './marked.ts';
import { type Handover, insertHandover } from './wrap-virtual-key.ts';

/** A virtual key to be issued. */
export interface NewVirtualKey {
  readonly name: string;
  /** Name of the exchange key it signs with. */
  readonly exchangeKey: string;
  readonly policy: Policy;
  /** Milliseconds since 1970; null: until it is revoked. */
  readonly expiresAt: number | null;
  /** How the holder signs; the exchange's first way when null. */
  readonly algorithm: KeyAlgorithm | null;
  /** For how many milliseconds its credentials wait for whoever has the code; left out or null: they are in the answer. */
  readonly wrapMs?: number | null;
  /** Age in days at which the next generation is to be issued; null or left out: as the configuration says; 0: never. */
  readonly rotateAfterDays?: number | null;
}

/**
 * Issues a virtual key. The secret is in the answer and nowhere else: only what verifies it is kept, sealed. Or, where it is
 * handed over, it is sealed until somebody fetches it with the code, and zeroed in the answer.
 *
 * @param dialects by exchange
 * @throws HoldfastError KEY_UNKNOWN, KEY_NAME_TAKEN, KEY_DELETING, KEY_DELETED
 */
export async function issueVirtualKey(
  operation: Operation,
  key: NewVirtualKey,
  dialects: ReadonlyMap<string, Dialect>,
): Promise<IssuedKey & { readonly exchange: string; readonly handover: Handover | null }> {
  const { db, kek } = operation;
  const bound = await db.kysely
    .selectFrom('exchange_keys')
    .select(['number', 'exchange'])
    .where('name', '=', key.exchangeKey)
    .executeTakeFirst();
  const dialect = bound === undefined ? undefined : dialects.get(bound.exchange);
  if (bound === undefined || dialect === undefined) throw unknownKey('exchange key', key.exchangeKey);
  const issued = dialect.issue(key.algorithm ?? dialect.algorithms[0]);
  const canonical = canonicalPolicy(key.policy);
  const policy = createHash('sha256').update(canonical).digest();
  const contexts = virtualKeyContexts({ exchange: dialect.exchange, name: key.name, generation: 1 });
  const row: VirtualKeyRow = {
    id: issued.apiKey,
    name: key.name,
    generation: 1,
    exchange: dialect.exchange,
    exchange_key: bound.number,
    algorithm: issued.algorithm,
    sealed_verifier: sealSecret(kek, Buffer.from(issued.verifier), contexts.verifier),
    sealed_passphrase:
      issued.passphrase === null
        ? null
        : sealSecret(kek, Buffer.from(issued.passphrase), contexts.passphrase),
    policy,
    addresses: formatCidrArray(key.policy.ips),
    expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
    state: 'active',
    rotate_after_days: key.rotateAfterDays ?? null,
    revision: '1',
  };
  const handover = await changeAndRecord(operation, async (change) => {
    await insertVirtualKey(change, operation, row, canonical);
    const written = revisionContent(operation, row);
    const { wrapMs = null } = key;
    if (wrapMs === null) return { result: null, content: written };
    const wrapped = await insertHandover(change, operation, row, issued, wrapMs);
    return { result: wrapped.handover, content: [written, wrapped.content] };
  });
  return { ...issued, exchange: dialect.exchange, handover };
}

/**
 * Writes a new row, and its policy unless that is there. The caller records its content.
 *
 * @throws HoldfastError KEY_DELETING, KEY_DELETED
 */
export async function insertVirtualKey(
  change: Change,
  { kek, operator }: Operation,
  row: VirtualKeyRow,
  canonical: Buffer,
): Promise<void> {
  await change
    .insertInto('policies')
    .values({ hash: row.policy, canonical, created_by: operator })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await change
    .insertInto('virtual_keys')
    .values({
      ...row,
      issued_by: operator,
      row_mac: rowMac(kek, 'virtual_keys', virtualKeyFields(row)),
    })
    .execute();
  await checkKeyNotDeleted(change, row.exchange_key);
}

/**
 * Revokes a virtual key for good, with all its generations unless one is named. Without the vault the row keeps a MAC that doesn't fit any more, and the audit entry
 * says that it is revoked.
 *
 * @param generation null: all
 * @throws HoldfastError KEY_UNKNOWN, KEY_GENERATION_UNKNOWN, DATABASE_KEY_UNKNOWN when it is revoked
 */
export async function revokeVirtualKey(
  operation: UnopenedOperation,
  name: string,
  generation: number | null = null,
): Promise<void> {
  const meant = await meantGenerations(operation.db.kysely, name, generation);
  await eachOf(meant, (row) => revokeGeneration(operation, row));
}

async function revokeGeneration(operation: UnopenedOperation, row: VirtualKeyRow): Promise<bigint> {
  const revision = BigInt(row.revision);
  const revoked: VirtualKeyRow = { ...row, state: 'revoked', revision: (revision + 1n).toString() };
  const mac =
    operation.kek === null ? null : rowMac(operation.kek, 'virtual_keys', virtualKeyFields(revoked));
  return revoke(
    operation.db,
    { id: row.id, revision, rowMac: mac },
    { replica: operation.replica, entry: encodeContent(revisionContent(operation, revoked)) },
  );
}

/** What a freeze is about. */
export type FreezeTarget =
  | { readonly kind: 'everything' }
  | { readonly kind: 'exchange-key'; readonly name: string }
  | {
      readonly kind: 'virtual-key';
      readonly name: string;
      /** Null, or left out: all. */
      readonly generation?: number | null;
    };

/** Freezes or thaws one virtual key by name, one exchange key, or everything. */
export async function setFrozen(
  operation: UnopenedOperation,
  frozen: boolean,
  target: FreezeTarget,
): Promise<void> {
  if (target.kind !== 'virtual-key') {
    await setScopeFrozen(operation, frozen, target, target.kind === 'everything' ? null : target.name);
    return;
  }
  const { name, generation = null } = target;
  const meant = await meantGenerations(operation.db.kysely, name, generation);
  await eachOf(meant, ({ id, generation: which }) => {
    const subject = meant.length === 1 && generation === null ? name : `${name}/${which}`;
    return setScopeFrozen(operation, frozen, { kind: 'virtual-key', id }, subject);
  });
}

/** What stops one must not keep the others from being stopped. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let failure: { readonly error: unknown } | null = null;
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== null) throw failure.error;
}

function setScopeFrozen(
  operation: UnopenedOperation,
  frozen: boolean,
  scope: Scope,
  subject: string | null,
): Promise<bigint> {
  const entry = encodeContent({
    kind: 'freeze',
    change: frozen ? 'freeze' : 'thaw',
    scope: scope.kind === 'exchange-key' ? 'key' : scope.kind,
    subject,
    epoch: 0,
    operator: operatorText(operation),
    reason: reasonText(operation),
  });
  const change = {
    reason: operation.reason ?? '',
    operator: operation.operator,
    replica: operation.replica,
    entry,
  };
  return frozen ? freezeNow(operation.db, scope, change) : thaw(operation.db, scope, change);
}

/** The audit entry of a row's new revision, which makes it the newest. */
export function revisionContent(operation: UnopenedOperation, row: VirtualKeyRow): VirtualKeyContent {
  return {
    kind: 'virtual-key',
    virtualKey: row.id,
    exchange: row.exchange,
    revision: Number(row.revision),
    state: row.state,
    row: createHash('sha256')
      .update(encodeFields('holdfast row v1', virtualKeyFields(row)))
      .digest('hex'),
    operator: operatorText(operation),
    reason: reasonText(operation),
  };
}

function unknownKey(kind: string, name: string): HoldfastError {
  return new HoldfastError('KEY_UNKNOWN', `There is no ${kind} named "${name}".`, { kind, name });
}
