import { bumpEpoch, type Database, databaseTime, recordEntry } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import type { AdministrationContent } from '../audit/content.ts';
import { encodeContent } from '../audit/content-bytes.ts';
import { DEFAULT_KEY_SETTINGS, type KeySettings } from '../config/key-settings.ts';
import { dueDates, type ReminderStage } from '../key-dates/key-date.ts';
import { readKeyDates } from '../key-dates/read-key-dates.ts';
import { createAuditKey } from './audit-settings.ts';
import { changeAndRecord, operatorText, reasonText, type UnopenedOperation } from './change.ts';
import { command } from './command.ts';
import { KEK_SETTING, kekIdInForce } from './kek-in-force.ts';
import { label } from './label.ts';
import { mendRevoked } from './mend-revoked.ts';
import { NEW_OPERATOR_SECRETS, newVerifier } from './operator-commands.ts';
import { insertMode } from './operator-mode.ts';
import { insertOperator, operatorContent } from './operators.ts';

/** `holdfast vault init`: the database's part of it, with the key that was just made. */
export const vaultInit = command({
  name: 'vault init',
  vault: 'new',
  authentication: 'none',
  arguments: z.strictObject({
    /** The first operator; null: whoever owns the data folder is the operator. */
    operator: label.nullable(),
  }),
  secrets: NEW_OPERATOR_SECRETS,
  run: async (operation, { operator }, secrets) => {
    const { db, kek } = operation;
    if ((await kekIdInForce(db)) !== null) {
      throw new HoldfastError(
        'VAULT_EXISTS',
        'The database belongs to a vault already. It is left as it is.',
      );
    }
    const verifier = operator === null ? null : await newVerifier(secrets);
    await changeAndRecord(operation, async (change) => {
      await change
        .insertInto('settings')
        .values({ name: KEK_SETTING, value: Buffer.from(kek.id, 'ascii'), row_mac: null })
        .execute();
      await createAuditKey({ kysely: change }, kek);
      await insertMode(change, kek, operator === null ? 'none' : 'required');
      if (operator === null || verifier === null) {
        return { result: undefined, content: entryOf(operation, 'vault.init') };
      }
      const row = await insertOperator(change, kek, operator, verifier);
      return { result: undefined, content: operatorContent(operation, row) };
    });
    return { result: { kekId: kek.id } };
  },
});

/** `holdfast vault unseal`: a sealed gateway gets the vault's key and serves. */
export const vaultUnseal = command({
  name: 'vault unseal',
  vault: 'given',
  authentication: 'fresh',
  arguments: z.strictObject({}),
  secrets: [],
  run: async (operation, _given, _secrets, { vault }) => {
    if (vault.state === 'open') return { result: { done: false } };
    // What was judged before the seal is judged again.
    await bumpEpoch(operation.db, {
      operator: operation.operator,
      replica: operation.replica,
      entry: encodeContent(entryOf(operation, 'vault.unseal')),
    });
    await vault.unseal(operation.kek);
    await mendRevoked(operation);
    return { result: { done: true } };
  },
});

/** `holdfast vault seal`: the gateway drops the vault's key and every opened key. */
export const vaultSeal = command({
  name: 'vault seal',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({}),
  secrets: [],
  run: async (operation, _given, _secrets, { vault }) => {
    const done = vault.state === 'open';
    await vault.seal();
    await recordEntry(
      operation.db,
      operation.replica,
      'administration',
      encodeContent(entryOf(operation, 'vault.seal')),
    );
    return { result: { done } };
  },
});

/** `holdfast vault status`, as far as the database and the gateway know. */
export const vaultStatus = command({
  name: 'vault status',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({}),
  secrets: [],
  run: async ({ db }, _given, _secrets, { vault, settings }) => {
    const operators = await db.kysely
      .selectFrom('operators')
      .select('name')
      .where('state', '=', 'active')
      .orderBy('name')
      .execute();
    return {
      result: {
        gateway: vault.state,
        kekInForce: await kekIdInForce(db),
        operators: operators.map(({ name }) => name),
        keys: await keyCounts(db, settings.keys ?? DEFAULT_KEY_SETTINGS),
      },
    };
  },
});

/** How many keys want something done. */
async function keyCounts(db: Database, settings: KeySettings) {
  const keys = await readKeyDates(db.kysely, settings);
  const due = dueDates(keys, (await databaseTime(db)).getTime(), settings.remindDays);
  const count = (...stages: readonly ReminderStage[]) =>
    due.filter(({ stage }) => stages.includes(stage)).length;
  return {
    soon: count('rotation-soon'),
    overdue: count('rotation-overdue'),
    ending: count('expires-soon', 'expired'),
    deleting: keys.filter(({ deleteAt }) => deleteAt !== null).length,
  };
}

function entryOf(operation: UnopenedOperation, action: string): AdministrationContent {
  return {
    kind: 'administration',
    operator: operatorText(operation),
    action,
    subject: null,
    reason: reasonText(operation),
    detail: null,
  };
}
