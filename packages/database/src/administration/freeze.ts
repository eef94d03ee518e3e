import type { Database } from '../connect.ts';
import { failed } from '../database-error.ts';

/** What a freeze is about: everything, one exchange key by name, or one virtual key by id. */
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'exchange-key'; readonly name: string }
  | { readonly kind: 'virtual-key'; readonly id: string };

/** Who changes what, and why. `entry` is the audit entry's content: one JSON value, UTF-8. */
export interface Change {
  readonly reason: string;
  readonly operator: string;
  readonly replica: string;
  readonly entry: Uint8Array;
}

/**
 * Freezes. It waits for the decisions under way (milliseconds) and holds for every one after it, on every replica,
 * also while the vault is sealed.
 *
 * @returns The new epoch.
 * @throws HoldfastError `DATABASE_KEY_UNKNOWN`, `DATABASE_UNAVAILABLE`.
 * @example
 * await freezeNow(db, { kind: 'everything' }, { reason: 'panic', operator: 'ada', replica: 'gateway-1', entry });
 */
export function freezeNow(db: Database, scope: Scope, change: Change): Promise<bigint> {
  return epochOf(db, 'SELECT holdfast.freeze_now($1,$2,$3,$4,$5,$6) AS epoch', [
    ...target(scope),
    ...facts(change),
  ]);
}

/** Ends a freeze of the same scope; a freeze of another scope stays. Only the operator's role may. */
export function thaw(db: Database, scope: Scope, change: Change): Promise<bigint> {
  return epochOf(db, 'SELECT holdfast.thaw($1,$2,$3,$4,$5,$6) AS epoch', [
    ...target(scope),
    ...facts(change),
  ]);
}

/** The virtual key to revoke. */
export interface Revocation {
  readonly id: string;
  /** Revision of the row that was read; the new row has the next one. */
  readonly revision: bigint;
  /**
   * MAC over the row as it will be: state `revoked`, revision + 1. Null while the vault is sealed: the row then keeps
   * its old one, which doesn't fit it.
   */
  readonly rowMac: Uint8Array | null;
}

/**
 * Revokes a virtual key for good.
 *
 * @returns The new epoch.
 * @throws HoldfastError `DATABASE_KEY_UNKNOWN` when there is no such key, it is revoked, or it changed meanwhile.
 */
export function revoke(
  db: Database,
  key: Revocation,
  change: Omit<Change, 'reason' | 'operator'>,
): Promise<bigint> {
  return epochOf(db, 'SELECT holdfast.revoke_virtual_key($1,$2,$3,$4,$5) AS epoch', [
    key.id,
    key.revision.toString(),
    key.rowMac === null ? null : Buffer.from(key.rowMac),
    change.replica,
    Buffer.from(change.entry),
  ]);
}

/** Makes every request that was judged before be judged again, as after an unseal. Returns the new epoch. */
export function bumpEpoch(db: Database, change: Omit<Change, 'reason'>): Promise<bigint> {
  return epochOf(db, 'SELECT holdfast.bump_epoch($1,$2,$3) AS epoch', [
    change.operator,
    change.replica,
    Buffer.from(change.entry),
  ]);
}

function target(scope: Scope): [string | null, string | null] {
  return [scope.kind === 'exchange-key' ? scope.name : null, scope.kind === 'virtual-key' ? scope.id : null];
}

function facts({ reason, operator, replica, entry }: Change): unknown[] {
  return [reason, operator, replica, Buffer.from(entry)];
}

async function epochOf(db: Database, text: string, values: unknown[]): Promise<bigint> {
  const { rows } = await db.pool.query<{ epoch: string }>(text, values).catch(failed);
  return BigInt(rows[0].epoch);
}
