import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import {
  deriveSubkey,
  encodeFields,
  type Kek,
  openSecret,
  rowMac,
  type SecretContext,
  sealSecret,
  verifyRowMac,
} from '@holdfast/vault';
import type { ExchangeKeyContent } from '../audit/content.ts';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { Dialect, KeyPermissions } from '../dialect/dialect.ts';
import { versionName } from '../keys/key-ring.ts';
import { exchangeKeyContexts } from '../keys/open-keys.ts';
import { RevisionLog } from '../keys/revision-log.ts';
import { type ExchangeKeyRow, exchangeKeyFields } from '../keys/row-fields.ts';
import type { GivenKey } from './ask-permissions.ts';
import { type Change, type Operation, operatorText, reasonText } from './change.ts';
import { decodeSecret } from './decode-secret.ts';
import type { Risk } from './key-risks.ts';

/** A version of an exchange key on its way into the vault. The buffers are the caller's. */
export interface NewVersion {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly target: 'real' | 'redirected';
  readonly given: GivenKey;
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
  /** Nonces are above it; 0 for a key that was used nowhere else. */
  readonly nonceFloor: bigint;
  /** Null: as the configuration says; 0: never. */
  readonly rotateAfterDays: number | null;
}

/**
 * Seals a new version and writes its row, as the one that signs. The caller records its content.
 *
 * @throws HoldfastError KEY_SECRET_INVALID, NONCE_FLOOR_INVALID
 */
export async function insertVersion(
  change: Change,
  { kek, operator, reason }: Operation,
  dialect: Dialect,
  key: NewVersion,
): Promise<ExchangeKeyRow> {
  const { number, name, version, target, given, permissions, acceptedRisks, nonceFloor, rotateAfterDays } =
    key;
  const { algorithm, bytes } = decodeSecret(dialect, given.secret);
  const contexts = exchangeKeyContexts({ exchange: dialect.exchange, name, version, target });
  const fingerprint = fingerprintOf(kek, bytes);
  const columns = {
    exchange_key: number,
    version,
    algorithm,
    sealed_key_id: sealSecret(kek, Buffer.from(given.apiKey), contexts.keyId),
    sealed_secret: sealSecret(kek, bytes, contexts.secret),
    sealed_passphrase:
      given.passphrase === null ? null : sealSecret(kek, Buffer.from(given.passphrase), contexts.passphrase),
    state: 'active' as const,
    ...permissionColumns(permissions),
    accepted_risks: [...acceptedRisks],
    nonce_floor: checkNonceFloor(nonceFloor).toString(),
    rotate_after_days: rotateAfterDays,
    state_before: null,
    marked_at: null,
    purge_after: null,
    revision: '1',
  };
  const row: ExchangeKeyRow = { ...columns, name, exchange: dialect.exchange, target };
  await change
    .insertInto('exchange_key_versions')
    .values({
      ...columns,
      fingerprint,
      checked_at: new Date(),
      risk_reason: acceptedRisks.length > 0 ? reason : null,
      created_by: operator,
      row_mac: rowMac(kek, 'exchange_key_versions', exchangeKeyFields(row)),
    })
    .execute();
  return row;
}

/** Tells whether a secret was seen before; worth nothing without the vault. */
function fingerprintOf(kek: Kek, secret: Buffer): Buffer {
  return createHmac('sha256', deriveSubkey(kek, 'secret fingerprint')).update(secret).digest();
}

/**
 * Whether what was given is what signs already: key id, secret and passphrase. The buffers stay the caller's.
 *
 * @throws HoldfastError KEY_SECRET_INVALID
 */
export async function isActiveSecret(
  { kek }: Operation,
  active: ExchangeKeyRow,
  dialect: Dialect,
  given: GivenKey,
): Promise<boolean> {
  const { bytes } = decodeSecret(dialect, given.secret);
  const contexts = exchangeKeyContexts(active);
  const same = (sealed: Buffer | null, context: SecretContext, now: Buffer | null) => {
    if (sealed === null || now === null) return sealed === null && now === null;
    const before = openSecret(kek, sealed, context);
    const equal = before.length === now.length && timingSafeEqual(before, now);
    before.fill(0);
    return equal;
  };
  try {
    return (
      same(active.sealed_secret, contexts.secret, bytes) &&
      same(active.sealed_key_id, contexts.keyId, given.apiKey) &&
      same(active.sealed_passphrase, contexts.passphrase, given.passphrase)
    );
  } finally {
    bytes.fill(0);
  }
}

/** A nonce floor, if it can be one. @throws HoldfastError NONCE_FLOOR_INVALID */
export function checkNonceFloor(floor: bigint): bigint {
  if (floor >= 0n && floor < 2n ** 64n) return floor;
  throw new HoldfastError('NONCE_FLOOR_INVALID', 'A nonce floor is a whole number from 0 to 2^64 − 1.');
}

/** What the exchange said a key may do, as the columns have it. */
export function permissionColumns({ read, trade, withdraw, ipRestricted }: KeyPermissions) {
  return { may_read: read, may_trade: trade, may_withdraw: withdraw, ip_restricted: ipRestricted };
}

/**
 * Every version of an exchange key, oldest first, each as the vault and the audit log vouch for it: what is made of a row
 * gets a good MAC, so the row must have had one.
 *
 * @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED
 */
export async function vouchedVersions(
  change: Change,
  { db, kek }: Operation,
  name: string,
): Promise<ExchangeKeyRow[]> {
  const known = (await new RevisionLog(db).read(change)).exchangeKeys;
  const rows = await change
    .selectFrom('exchange_key_versions as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .selectAll('v')
    .select(['k.name', 'k.exchange', 'k.target'])
    .where('k.name', '=', name)
    .orderBy('v.version')
    .execute();
  if (rows.length === 0) {
    throw new HoldfastError('KEY_UNKNOWN', `There is no exchange key named "${name}".`, { key: name });
  }
  return rows.map((found) => {
    const row = found as typeof found & ExchangeKeyRow;
    const vouched =
      verifyRowMac(kek, 'exchange_key_versions', exchangeKeyFields(row), row.row_mac) &&
      known.get(versionName(name, row.version)) === BigInt(row.revision);
    if (vouched) return row;
    throw new HoldfastError(
      'KEY_ROW_CHANGED',
      `Version ${row.version} of the exchange key "${name}" is not what it was when it was written: the database was changed. Add a new key under another name.`,
      { key: name, version: row.version },
    );
  });
}

/**
 * Writes a row's next revision over the one that was read. The caller records its content.
 *
 * @throws HoldfastError KEY_CHANGED_MEANWHILE
 */
export async function replaceVersion(
  change: Change,
  kek: Kek,
  before: ExchangeKeyRow,
  changes: Partial<ExchangeKeyRow>,
  alongside: { readonly checked_at?: Date; readonly risk_reason?: string | null } = {},
): Promise<ExchangeKeyRow> {
  const after: ExchangeKeyRow = {
    ...before,
    ...changes,
    revision: (BigInt(before.revision) + 1n).toString(),
  };
  const { numUpdatedRows } = await change
    .updateTable('exchange_key_versions')
    .set({
      sealed_secret: after.sealed_secret,
      sealed_passphrase: after.sealed_passphrase,
      state: after.state,
      may_read: after.may_read,
      may_trade: after.may_trade,
      may_withdraw: after.may_withdraw,
      ip_restricted: after.ip_restricted,
      accepted_risks: [...after.accepted_risks],
      nonce_floor: after.nonce_floor,
      rotate_after_days: after.rotate_after_days,
      state_before: after.state_before,
      marked_at: after.marked_at,
      purge_after: after.purge_after,
      revision: after.revision,
      row_mac: rowMac(kek, 'exchange_key_versions', exchangeKeyFields(after)),
      ...alongside,
    })
    .where('exchange_key', '=', before.exchange_key)
    .where('version', '=', before.version)
    .where('revision', '=', before.revision)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw changedMeanwhile(before.name);
  return after;
}

export function changedMeanwhile(name: string): HoldfastError {
  return new HoldfastError(
    'KEY_CHANGED_MEANWHILE',
    `Somebody changed "${name}" at the same time. Nothing was changed; try again.`,
    { key: name },
  );
}

/** The audit entry of a row's new revision, which makes it the newest. */
export function versionContent(
  operation: Operation,
  row: ExchangeKeyRow,
  change: ExchangeKeyContent['change'],
  detail: string | null = null,
): ExchangeKeyContent {
  return {
    kind: 'exchange-key',
    key: row.name,
    version: row.version,
    exchange: row.exchange,
    revision: Number(row.revision),
    state: row.state,
    change,
    row: createHash('sha256')
      .update(encodeFields('holdfast row v1', exchangeKeyFields(row)))
      .digest('hex'),
    operator: operatorText(operation),
    reason: reasonText(operation),
    detail: detail === null || detail === '' ? null : safeText(detail, TEXT_LIMITS.reason),
  };
}
