import { HoldfastError } from '@holdfast/errors';
import { type Field, type Kek, rowMac, verifyRowMac } from '@holdfast/vault';
import { z } from 'zod';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import { type Change, changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';
import { changedMeanwhile, vouchedVersions } from './exchange-key-version.ts';
import { activeOf } from './rotate-exchange-key.ts';

/*
 * Where an exchange key was imported from. The launcher reads the store, not the gateway; the gateway keeps an eye on what it
 * says that it read: the source that an operator once agreed to, under the row's MAC, and no other.
 */

const field = z.string().min(1).max(100);

/** A source as commands name it. */
export const keySourceSchema = z.strictObject({
  source: z.string().regex(/^(vault|aws-sm):[!-~]{1,600}$/),
  fields: z.strictObject({ apiKey: field, secret: field, passphrase: field.nullable() }),
  /** The version there; null where the store has none. */
  marker: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .nullable(),
});

export type KeySource = z.output<typeof keySourceSchema>;

/** A source's row, with the name of its key. */
interface KeySourceRow {
  readonly exchange_key: number;
  readonly name: string;
  readonly source: string;
  readonly api_key_field: string;
  readonly secret_field: string;
  readonly passphrase_field: string | null;
  readonly marker: string | null;
  readonly revision: string;
}

/** What the MAC of a source covers. */
function keySourceFields(row: KeySourceRow): Field[] {
  return [
    ['exchange key', BigInt(row.exchange_key)],
    ['name', row.name],
    ['source', row.source],
    ['api key field', row.api_key_field],
    ['secret field', row.secret_field],
    ['passphrase field', row.passphrase_field],
    ['marker', row.marker],
    ['revision', BigInt(row.revision)],
  ];
}

/** Writes where a new key comes from. */
export async function insertKeySource(
  change: Change,
  { kek, operator }: Operation,
  number: number,
  name: string,
  { source, fields, marker }: KeySource,
): Promise<void> {
  const columns = {
    exchange_key: number,
    source,
    api_key_field: fields.apiKey,
    secret_field: fields.secret,
    passphrase_field: fields.passphrase,
    marker,
    revision: '1',
  };
  const mac = rowMac(kek, 'exchange_key_sources', keySourceFields({ ...columns, name }));
  await change
    .insertInto('exchange_key_sources')
    .values({ ...columns, created_by: operator, row_mac: mac })
    .execute();
}

/** A key has one source for good; another one needs another key. @throws HoldfastError KEY_SOURCE_CHANGED */
export async function demandNoSource(
  { db }: Operation,
  { exchange_key, name }: ExchangeKeyRow,
): Promise<void> {
  const found = await db.kysely
    .selectFrom('exchange_key_sources')
    .select('source')
    .where('exchange_key', '=', exchange_key)
    .executeTakeFirst();
  if (found === undefined) return;
  throw new HoldfastError(
    'KEY_SOURCE_CHANGED',
    `The exchange key "${name}" comes from ${found.source} already, and stays with it.`,
    { key: name },
  );
}

/**
 * The version of a key that signs and the row of its source, when the source that was read is the one that was agreed to.
 *
 * @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED, KEY_SOURCE_UNKNOWN, KEY_SOURCE_CHANGED
 */
export async function sourceOf(
  operation: Operation,
  name: string,
  read: KeySource,
): Promise<{ readonly active: ExchangeKeyRow; readonly before: KeySourceRow }> {
  return operation.db.kysely.transaction().execute(async (change) => {
    const active = activeOf(await vouchedVersions(change, operation, name));
    const found = await change
      .selectFrom('exchange_key_sources')
      .selectAll()
      .where('exchange_key', '=', active.exchange_key)
      .executeTakeFirst();
    if (found === undefined) {
      throw new HoldfastError(
        'KEY_SOURCE_UNKNOWN',
        `The exchange key "${name}" was not imported from a key store. Give it a new secret with "holdfast key rotate ${name}".`,
        { key: name },
      );
    }
    const before: KeySourceRow = { ...found, name };
    const vouched = verifyRowMac(
      operation.kek,
      'exchange_key_sources',
      keySourceFields(before),
      found.row_mac,
    );
    const same =
      read.source === before.source &&
      read.fields.apiKey === before.api_key_field &&
      read.fields.secret === before.secret_field &&
      read.fields.passphrase === before.passphrase_field;
    if (vouched && same) return { active, before };
    throw new HoldfastError(
      'KEY_SOURCE_CHANGED',
      vouched
        ? `The exchange key "${name}" was imported from another source than the one that was read. Nothing was changed.`
        : `Where the exchange key "${name}" comes from is not what was written when it was imported: the database was changed. Import it under another name.`,
      { key: name },
    );
  });
}

/** Notes the version that was imported now. The caller records it. @throws HoldfastError KEY_CHANGED_MEANWHILE */
export async function replaceMarker(
  change: Change,
  kek: Kek,
  before: KeySourceRow,
  marker: string | null,
): Promise<void> {
  const after: KeySourceRow = {
    ...before,
    marker,
    revision: (BigInt(before.revision) + 1n).toString(),
  };
  const { numUpdatedRows } = await change
    .updateTable('exchange_key_sources')
    .set({
      marker,
      imported_at: new Date(),
      revision: after.revision,
      row_mac: rowMac(kek, 'exchange_key_sources', keySourceFields(after)),
    })
    .where('exchange_key', '=', before.exchange_key)
    .where('revision', '=', before.revision)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw changedMeanwhile(before.name);
}

/** Notes that a new version there has the same secret. Without a version there is nothing to note. */
export async function noteUnchanged(
  operation: Operation,
  before: KeySourceRow,
  { source, marker }: KeySource,
): Promise<void> {
  if (marker === before.marker) return;
  await changeAndRecord(operation, async (change) => {
    await replaceMarker(change, operation.kek, before, marker);
    return {
      result: undefined,
      content: {
        kind: 'administration',
        operator: operatorText(operation),
        action: 'key.reimport',
        subject: safeText(before.name, TEXT_LIMITS.word),
        reason: reasonText(operation),
        detail: safeText(`same secret in version ${marker} of ${source}`, TEXT_LIMITS.reason),
      },
    };
  });
}

/**
 * Puts sources under another key of the vault.
 *
 * @returns how many; what the vault had not written is left as it is, and named in `refused`
 */
export async function rekeyKeySources(
  change: Change,
  { old, next }: { readonly old: Kek; readonly next: Kek },
  refused: string[],
): Promise<number> {
  const rows = await change
    .selectFrom('exchange_key_sources as s')
    .innerJoin('exchange_keys as k', 'k.number', 's.exchange_key')
    .selectAll('s')
    .select('k.name')
    .orderBy('s.exchange_key')
    .forUpdate('s')
    .execute();
  let count = 0;
  for (const row of rows) {
    const fields = keySourceFields(row);
    if (!verifyRowMac(old, 'exchange_key_sources', fields, row.row_mac)) {
      refused.push(`source of exchange key ${row.name}`);
      continue;
    }
    await change
      .updateTable('exchange_key_sources')
      .set({ row_mac: rowMac(next, 'exchange_key_sources', fields) })
      .where('exchange_key', '=', row.exchange_key)
      .execute();
    count++;
  }
  return count;
}
