import { createHmac } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import {
  deriveSubkey,
  type Field,
  type Kek,
  kekIdOf,
  openSecret,
  rewrapSecret,
  rowMac,
  type SecretContext,
  verifyRowMac,
} from '@holdfast/vault';
import { sql } from 'kysely';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import { ADDRESSES_AS_TEXT } from '../keys/key-ring.ts';
import { exchangeKeyContexts, virtualKeyContexts } from '../keys/open-keys.ts';
import {
  type ExchangeKeyRow,
  exchangeKeyFields,
  type VirtualKeyRow,
  virtualKeyFields,
} from '../keys/row-fields.ts';
import { auditKeyOf, SEALED_AUDIT_KEY } from './audit-settings.ts';
import { type Change, changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';
import { rekeyDelays } from './deletion-delay.ts';
import { KEK_SETTING, outdated } from './kek-in-force.ts';
import { rekeyKeySources } from './key-source.ts';
import { MODE_SETTING, modeFields } from './operator-mode.ts';
import { type OperatorRow, operatorContext, operatorFields } from './operators.ts';
import { rekeyHandovers } from './rekey-handovers.ts';

/** What a rekey did. */
export interface Rekeyed {
  readonly rows: number;
  /** Rows that were not what the vault had written; they stay as they are, and refused. */
  readonly refused: readonly string[];
}

/** Two keys: everything under the first comes under the second. */
interface Keys {
  readonly old: Kek;
  readonly next: Kek;
}

/**
 * Puts the database under another key, in one transaction: every data key is wrapped anew and every row gets a new MAC,
 * revisions stay. Secrets stay closed, but for those of exchange keys, whose fingerprints need them for a moment.
 *
 * @param operation with the key in force
 * @throws HoldfastError KEK_OUTDATED, SECRET_UNREADABLE
 */
export async function rekeyDatabase(operation: Operation, next: Kek): Promise<Rekeyed> {
  const keys = { old: operation.kek, next };
  return changeAndRecord(operation, async (change) => {
    await replaceKekId(change, keys);
    const refused: string[] = [];
    const rows =
      (await rekeySettings(change, keys, refused)) +
      (await rekeyOperators(change, keys, refused)) +
      // From their first written row on, decisions wait: so the many come before the few that take longer to write.
      (await rekeyVirtualKeys(change, keys, refused)) +
      (await rekeyHandovers(change, keys, refused)) +
      (await rekeyDelays(change, keys, refused)) +
      (await rekeyKeySources(change, keys, refused)) +
      (await rekeyExchangeKeys(change, keys, refused));
    return {
      result: { rows, refused },
      content: {
        kind: 'administration',
        operator: operatorText(operation),
        action: 'vault.rekey',
        subject: safeText(next.id, TEXT_LIMITS.word),
        reason: reasonText(operation),
        detail: safeText(`from ${keys.old.id}`, TEXT_LIMITS.reason),
      },
    };
  });
}

/** First, so that it waits for every other change and lets none begin: they all look at this row. */
async function replaceKekId(change: Change, { old, next }: Keys): Promise<void> {
  const row = await change
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEK_SETTING)
    .forUpdate()
    .executeTakeFirst();
  const inForce = row?.value.toString('ascii') ?? '';
  if (inForce !== old.id) throw outdated(inForce, old.id);
  await change
    .updateTable('settings')
    .set(({ eb }) => ({ value: Buffer.from(next.id, 'ascii'), revision: eb('revision', '+', '1') }))
    .where('name', '=', KEK_SETTING)
    .execute();
}

async function rekeySettings(change: Change, keys: Keys, refused: string[]): Promise<number> {
  const rows = await change
    .selectFrom('settings')
    .select(['name', 'value', 'revision', 'row_mac'])
    .where('name', '<>', KEK_SETTING)
    .orderBy('name')
    .forUpdate()
    .execute();
  let count = 0;
  for (const { name, value, revision, row_mac } of rows) {
    if (name === SEALED_AUDIT_KEY) {
      const context = await auditKeyOf({ kysely: change });
      const sealed = rewrapSecret(keys.old, keys.next, value, context);
      await change.updateTable('settings').set({ value: sealed }).where('name', '=', name).execute();
      count++;
    } else if (name === MODE_SETTING) {
      const mac = macAnew(keys, 'settings', modeFields(value, revision), row_mac, name, refused);
      if (mac === null) continue;
      await change.updateTable('settings').set({ row_mac: mac }).where('name', '=', name).execute();
      count++;
    } else if (row_mac !== null || isSealedUnder(value, keys.old)) {
      // A rekey that left something under the old key would lose it.
      throw new HoldfastError(
        'VAULT_REKEY_ABSENT',
        `The setting "${name}" is under the vault’s key, and this version can’t put it under another. Nothing was changed.`,
        { setting: name },
      );
    }
  }
  return count;
}

async function rekeyOperators(change: Change, keys: Keys, refused: string[]): Promise<number> {
  const rows = await change
    .selectFrom('operators')
    .select(['name', 'verifier', 'state', 'revision', 'row_mac'])
    .orderBy('name')
    .forUpdate()
    .execute();
  let count = 0;
  for (const { row_mac, ...row } of rows) {
    const label = `operator ${row.name}`;
    if (!isSound(keys, 'operators', operatorFields(row), row_mac, label, refused)) continue;
    const verifier = rewrapSecret(keys.old, keys.next, row.verifier, operatorContext(row.name));
    const wrapped: OperatorRow = { ...row, verifier };
    await change
      .updateTable('operators')
      .set({ verifier, row_mac: rowMac(keys.next, 'operators', operatorFields(wrapped)) })
      .where('name', '=', row.name)
      .execute();
    count++;
  }
  return count;
}

async function rekeyExchangeKeys(change: Change, keys: Keys, refused: string[]): Promise<number> {
  const found = await change
    .selectFrom('exchange_key_versions as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .selectAll('v')
    .select(['k.name', 'k.exchange', 'k.target'])
    .execute();
  let count = 0;
  for (const row of found as (ExchangeKeyRow & { row_mac: Buffer; fingerprint: Buffer })[]) {
    const label = `exchange key ${row.name}, version ${row.version}`;
    if (!isSound(keys, 'exchange_key_versions', exchangeKeyFields(row), row.row_mac, label, refused))
      continue;
    const contexts = exchangeKeyContexts(row);
    const wrapped: ExchangeKeyRow = {
      ...row,
      sealed_key_id: rewrapSecret(keys.old, keys.next, row.sealed_key_id, contexts.keyId),
      sealed_secret: rewrapSecret(keys.old, keys.next, row.sealed_secret, contexts.secret),
      sealed_passphrase: rewrap(keys, row.sealed_passphrase, contexts.passphrase),
    };
    await change
      .updateTable('exchange_key_versions')
      .set({
        sealed_key_id: wrapped.sealed_key_id,
        sealed_secret: wrapped.sealed_secret,
        sealed_passphrase: wrapped.sealed_passphrase,
        fingerprint: fingerprintAnew(keys, row, contexts.secret),
        row_mac: rowMac(keys.next, 'exchange_key_versions', exchangeKeyFields(wrapped)),
      })
      .where('exchange_key', '=', row.exchange_key)
      .where('version', '=', row.version)
      .execute();
    count++;
  }
  return count;
}

/** There may be tens of thousands, so they are written in one statement. */
async function rekeyVirtualKeys(change: Change, keys: Keys, refused: string[]): Promise<number> {
  const found = await change.selectFrom('virtual_keys').selectAll().select(ADDRESSES_AS_TEXT).execute();
  const ids: string[] = [];
  const verifiers: Buffer[] = [];
  const passphrases: (Buffer | null)[] = [];
  const macs: Buffer[] = [];
  for (const row of found as unknown as (VirtualKeyRow & { row_mac: Buffer })[]) {
    // Without the vault a revoked row gets no MAC that fits it. It gets one now: nothing can be done with it anyway.
    const sound =
      row.state === 'revoked' ||
      isSound(keys, 'virtual_keys', virtualKeyFields(row), row.row_mac, `virtual key ${row.name}`, refused);
    if (!sound) continue;
    const contexts = virtualKeyContexts(row);
    const wrapped: VirtualKeyRow = {
      ...row,
      sealed_verifier: rewrapSecret(keys.old, keys.next, row.sealed_verifier, contexts.verifier),
      sealed_passphrase: rewrap(keys, row.sealed_passphrase, contexts.passphrase),
    };
    ids.push(row.id);
    verifiers.push(wrapped.sealed_verifier);
    passphrases.push(wrapped.sealed_passphrase);
    macs.push(rowMac(keys.next, 'virtual_keys', virtualKeyFields(wrapped)));
  }
  await sql`
    UPDATE virtual_keys k SET sealed_verifier = n.verifier, sealed_passphrase = n.passphrase, row_mac = n.mac
    FROM unnest(${ids}::text[], ${verifiers}::bytea[], ${passphrases}::bytea[], ${macs}::bytea[])
      AS n (id, verifier, passphrase, mac)
    WHERE k.id = n.id`.execute(change);
  return ids.length;
}

function rewrap({ old, next }: Keys, sealed: Buffer | null, context: SecretContext): Buffer | null {
  return sealed === null ? null : rewrapSecret(old, next, sealed, context);
}

/** A retired key's secret is gone, and its fingerprint stays what it was. */
function fingerprintAnew(
  { old, next }: Keys,
  row: ExchangeKeyRow & { fingerprint: Buffer },
  context: SecretContext,
): Buffer {
  const secret = openSecret(old, row.sealed_secret, context);
  try {
    if (secret.length === 0) return row.fingerprint;
    return createHmac('sha256', deriveSubkey(next, 'secret fingerprint')).update(secret).digest();
  } finally {
    secret.fill(0);
  }
}

/** Only what the vault itself wrote is ever given a new MAC. */
function isSound(
  { old }: Keys,
  table: string,
  fields: readonly Field[],
  mac: Buffer | null,
  label: string,
  refused: string[],
): boolean {
  if (mac !== null && verifyRowMac(old, table, fields, mac)) return true;
  refused.push(label);
  return false;
}

function macAnew(
  keys: Keys,
  table: string,
  fields: readonly Field[],
  mac: Buffer | null,
  label: string,
  refused: string[],
): Buffer | null {
  return isSound(keys, table, fields, mac, label, refused) ? rowMac(keys.next, table, fields) : null;
}

function isSealedUnder(value: Buffer, { id }: Kek): boolean {
  try {
    return kekIdOf(value) === id;
  } catch {
    return false;
  }
}
