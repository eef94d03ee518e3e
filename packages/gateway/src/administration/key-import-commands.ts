import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import { askPermissions } from './ask-permissions.ts';
import { type Change, changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';
import { command, type Secrets, type Surroundings } from './command.ts';
import {
  activeRow,
  add,
  dialectOf,
  givenKey,
  newKey,
  SECRETS,
  withUpstream,
} from './exchange-key-commands.ts';
import { isActiveSecret } from './exchange-key-version.ts';
import type { Risk } from './key-risks.ts';
import {
  demandNoSource,
  insertKeySource,
  type KeySource,
  keySourceSchema,
  noteUnchanged,
  replaceMarker,
  sourceOf,
} from './key-source.ts';
import { checkTarget, targetOf } from './key-target.ts';
import { label } from './label.ts';
import { REIMPORT } from './operator-verifier.ts';
import { rotateExchangeKey } from './rotate-exchange-key.ts';

/**
 * `holdfast key import`: as `key add`, and keeps where it came from. An existing key gets the secret of its new source as by `key
 * rotate`; virtual keys stay bound to it.
 */
export const keyImport = command({
  name: 'key import',
  vault: 'open',
  authentication: 'fresh',
  arguments: newKey.extend({ source: keySourceSchema, existing: z.boolean() }),
  secrets: SECRETS,
  run: async (operation, { source, existing, ...given }, secrets, around) => {
    if (!existing) return add(operation, given, secrets, around, source);
    const active = await activeRow(operation, given.name);
    if (active.exchange !== given.exchange) {
      throw new HoldfastError(
        'KEY_NAME_TAKEN',
        `"${given.name}" is a key of ${active.exchange}. Name that exchange, or choose another name.`,
        { key: given.name },
      );
    }
    await demandNoSource(operation, active);
    const attach = (change: Change) =>
      insertKeySource(change, operation, active.exchange_key, given.name, source);
    const { acceptedRisks, nonceFloor } = given;
    const how = { acceptedRisks, nonceFloor, alongside: attach };
    const replaced = await replaceSecret(operation, active, secrets, around, how);
    if (!replaced.changed) await noteAttached(operation, given.name, source, attach);
    return { result: { name: given.name, exchange: active.exchange, target: active.target, ...replaced } };
  },
});

/**
 * `holdfast key reimport`: gives the key the secret that its source has now. It accepts no risk that was not accepted before, so
 * that a narrow operator may do it.
 */
export const keyReimport = command({
  name: REIMPORT,
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, source: keySourceSchema, dryRun: z.boolean() }),
  secrets: SECRETS,
  run: async (operation, { name, source, dryRun }, secrets, around) => {
    const { active, before } = await sourceOf(operation, name, source);
    if (dryRun) {
      const same = await isActiveSecret(operation, active, dialectOf(active.exchange), givenKey(secrets));
      return { result: { name, changed: !same, version: active.version, retiring: [] } };
    }
    const reason = operation.reason ?? `imported again from ${source.source}`;
    const replaced = await replaceSecret({ ...operation, reason }, active, secrets, around, {
      acceptedRisks: active.accepted_risks as Risk[],
      nonceFloor: 0n,
      alongside: (change) => replaceMarker(change, operation.kek, before, source.marker),
    });
    if (!replaced.changed) await noteUnchanged(operation, before, source);
    return { result: { name, ...replaced } };
  },
});

/** Makes a secret the one that signs, as `key rotate` does, unless it is already. */
async function replaceSecret(
  operation: Operation,
  active: ExchangeKeyRow,
  secrets: Secrets,
  { settings, clock }: Surroundings,
  how: {
    readonly acceptedRisks: readonly Risk[];
    readonly nonceFloor: bigint;
    readonly alongside: (change: Change) => Promise<void>;
  },
) {
  const dialect = dialectOf(active.exchange);
  const given = givenKey(secrets);
  if (await isActiveSecret(operation, active, dialect, given))
    return { changed: false, version: active.version, retiring: [] };
  const permissions = await withUpstream(settings, async (upstream) => {
    checkTarget(active, targetOf(dialect, upstream));
    return askPermissions(dialect, given, upstream, clock());
  });
  const rotated = await rotateExchangeKey(operation, {
    name: active.name,
    dialect,
    ...given,
    permissions,
    ...how,
  });
  return { changed: true, ...rotated, permissions };
}

/** The key had its source's secret before. */
async function noteAttached(
  operation: Operation,
  name: string,
  { source }: KeySource,
  attach: (change: Change) => Promise<void>,
): Promise<void> {
  await changeAndRecord(operation, async (change) => {
    await attach(change);
    return {
      result: undefined,
      content: {
        kind: 'administration',
        operator: operatorText(operation),
        action: 'key.import',
        subject: safeText(name, TEXT_LIMITS.word),
        reason: reasonText(operation),
        detail: safeText(`same secret as ${source}`, TEXT_LIMITS.reason),
      },
    };
  });
}
