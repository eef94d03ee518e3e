import { createHash } from 'node:crypto';
import { freezeNow, revoke, type Scope, thaw } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { encodeFields, rowMac, sealSecret } from '@holdfast/vault';
import type { VirtualKeyContent } from '../audit/content.ts';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { Dialect, IssuedKey, KeyAlgorithm } from '../dialect/dialect.ts';
import { formatCidrArray } from '../keys/cidr-array.ts';
import { ADDRESSES_AS_TEXT } from '../keys/key-ring.ts';
import { virtualKeyContexts } from '../keys/open-keys.ts';
import { type VirtualKeyRow, virtualKeyFields } from '../keys/row-fields.ts';
import { canonicalPolicy } from '../policy/canonical-policy.ts';
import type { Policy } from '../policy/policy.ts';
import {
  changeAndRecord,
  type Operation,
  operatorText,
  reasonText,
  type UnopenedOperation,
} from './change.ts';

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
}

/**
 * Issues a virtual key. The secret is in the answer and nowhere else: only what verifies it is kept, sealed.
 *
 * @param dialects by exchange
 * @throws HoldfastError KEY_UNKNOWN, KEY_NAME_TAKEN
 */
export async function issueVirtualKey(
  operation: Operation,
  key: NewVirtualKey,
  dialects: ReadonlyMap<string, Dialect>,
): Promise<IssuedKey & { readonly exchange: string }> {
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
    revision: '1',
  };
  await changeAndRecord(operation, async (change) => {
    await change
      .insertInto('policies')
      .values({ hash: policy, canonical, created_by: operation.operator })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await change
      .insertInto('virtual_keys')
      .values({
        ...row,
        issued_by: operation.operator,
        row_mac: rowMac(kek, 'virtual_keys', virtualKeyFields(row)),
      })
      .execute();
    return { result: undefined, content: revisionContent(operation, row) };
  });
  return { ...issued, exchange: dialect.exchange };
}

/**
 * Revokes a virtual key for good. Without the vault the row keeps a MAC that doesn't fit any more, and the audit entry
 * says that it is revoked.
 *
 * @throws HoldfastError KEY_UNKNOWN, DATABASE_KEY_UNKNOWN when it is revoked
 */
export async function revokeVirtualKey(operation: UnopenedOperation, name: string): Promise<bigint> {
  const row = await newest(operation, name);
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
  | { readonly kind: 'virtual-key'; readonly name: string };

/** Freezes or thaws one virtual key by name, one exchange key, or everything. */
export async function setFrozen(
  operation: UnopenedOperation,
  frozen: boolean,
  target: FreezeTarget,
): Promise<bigint> {
  const scope = await scopeOf(operation, target);
  const entry = encodeContent({
    kind: 'freeze',
    change: frozen ? 'freeze' : 'thaw',
    scope: target.kind === 'exchange-key' ? 'key' : target.kind,
    subject: target.kind === 'everything' ? null : safeText(target.name, TEXT_LIMITS.word),
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

async function scopeOf(operation: UnopenedOperation, target: FreezeTarget): Promise<Scope> {
  if (target.kind !== 'virtual-key') return target;
  return { kind: 'virtual-key', id: (await newest(operation, target.name)).id };
}

async function newest({ db }: UnopenedOperation, name: string): Promise<VirtualKeyRow> {
  const row = await db.kysely
    .selectFrom('virtual_keys')
    .selectAll()
    .select(ADDRESSES_AS_TEXT)
    .where('name', '=', name)
    .orderBy('generation', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw unknownKey('virtual key', name);
  return row as typeof row & VirtualKeyRow;
}

function revisionContent(operation: UnopenedOperation, row: VirtualKeyRow): VirtualKeyContent {
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
