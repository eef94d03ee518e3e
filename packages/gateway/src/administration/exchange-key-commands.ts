import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import type { Dialect, KeyPermissions } from '../dialect/dialect.ts';
import { EXCHANGE_IDS } from '../dialect/exchange-id.ts';
import { dialects } from '../dialects/index.ts';
import { openRealKey } from '../keys/open-keys.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import { UpstreamClient } from '../upstream/upstream-client.ts';
import { addExchangeKey } from './add-exchange-key.ts';
import { askPermissions, askWithKey, type GivenKey } from './ask-permissions.ts';
import type { Operation } from './change.ts';
import { checkExchangeKey, raiseNonceFloor, type Said } from './check-exchange-key.ts';
import { command, type Secrets, type Surroundings } from './command.ts';
import { vouchedVersions } from './exchange-key-version.ts';
import { rotateAfterDays } from './key-hygiene-commands.ts';
import type { KeySource } from './key-source.ts';
import { checkTarget, targetOf } from './key-target.ts';
import { label } from './label.ts';
import { activeOf, retireVersion, rotateExchangeKey } from './rotate-exchange-key.ts';

const risks = z.array(z.enum(['withdraw', 'no-ip', 'unverified'])).max(3);
/** A text, because JSON's numbers end at 2^53. */
const nonceFloor = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .transform(BigInt);
/** The secrets of an exchange key, as commands take them. */
export const SECRETS = ['api-key', 'secret', 'passphrase?'] as const;

/** A new exchange key, as commands take it. */
export const newKey = z.strictObject({
  name: label,
  exchange: z.enum(EXCHANGE_IDS),
  acceptedRisks: risks,
  nonceFloor,
  rotateAfterDays: rotateAfterDays.default(null),
});

/** `holdfast key add`: asks the exchange what the key may do, seals it, and keeps it. */
export const keyAdd = command({
  name: 'key add',
  vault: 'open',
  authentication: 'fresh',
  arguments: newKey,
  secrets: SECRETS,
  run: (operation, given, secrets, around) => add(operation, given, secrets, around),
});

/** Asks about a new key, seals it and keeps it; with where it came from, when it was imported. */
export async function add(
  operation: Operation,
  { name, exchange, acceptedRisks, nonceFloor: floor, rotateAfterDays: days }: z.output<typeof newKey>,
  secrets: Secrets,
  { settings, clock }: Surroundings,
  source?: KeySource,
) {
  const dialect = dialectOf(exchange);
  const given = givenKey(secrets);
  const { target, permissions } = await withUpstream(settings, async (upstream) => ({
    target: targetOf(dialect, upstream),
    permissions: await askPermissions(dialect, given, upstream, clock()),
  }));
  await addExchangeKey(operation, {
    name,
    dialect,
    target,
    ...given,
    permissions,
    acceptedRisks,
    nonceFloor: floor,
    rotateAfterDays: days,
    ...(source === undefined ? {} : { source }),
  });
  return { result: { name, exchange, target, permissions } };
}

/** `holdfast key rotate`: the same checks as for a new key, then it signs. */
export const keyRotate = command({
  name: 'key rotate',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    acceptedRisks: risks,
    nonceFloor,
    rotateAfterDays: rotateAfterDays.optional(),
  }),
  secrets: SECRETS,
  run: async (
    operation,
    { name, acceptedRisks, nonceFloor: floor, rotateAfterDays: days },
    secrets,
    around,
  ) => {
    const { settings, clock } = around;
    const row = await activeRow(operation, name);
    const dialect = dialectOf(row.exchange);
    const given = givenKey(secrets);
    const permissions = await withUpstream(settings, async (upstream) => {
      checkTarget(row, targetOf(dialect, upstream));
      return askPermissions(dialect, given, upstream, clock());
    });
    const { version, retiring } = await rotateExchangeKey(operation, {
      name,
      dialect,
      ...given,
      permissions,
      acceptedRisks,
      nonceFloor: floor,
      ...(days === undefined ? {} : { rotateAfterDays: days }),
    });
    return { result: { name, exchange: dialect.exchange, version, retiring, permissions } };
  },
});

/** `holdfast key retire`. */
export const keyRetire = command({
  name: 'key retire',
  vault: 'open',
  authentication: 'none',
  arguments: z.strictObject({ name: label, version: z.int().min(1).max(1_000_000) }),
  secrets: [],
  run: async (operation, { name, version }) => {
    await retireVersion(operation, name, version);
    return { result: { name, version } };
  },
});

/** `holdfast key check`. It narrows nothing and widens nothing, so that it can run every night. */
export const keyCheck = command({
  name: 'key check',
  vault: 'open',
  authentication: 'none',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }, _, around) => {
    const check = await checkExchangeKey(operation, name, (row) => ask(operation, row, around));
    return { result: { name, ...check } };
  },
});

/** `holdfast key check --accept-risk`. */
export const keyAccept = command({
  name: 'key accept',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, acceptedRisks: risks }),
  secrets: [],
  run: async (operation, { name, acceptedRisks }, _, around) => {
    const asked = (row: ExchangeKeyRow) => ask(operation, row, around);
    const check = await checkExchangeKey(operation, name, asked, acceptedRisks);
    return { result: { name, ...check } };
  },
});

/** `holdfast key nonce-floor`. */
export const keyNonceFloor = command({
  name: 'key nonce-floor',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, floor: nonceFloor }),
  secrets: [],
  run: async (operation, { name, floor }) => {
    const version = await raiseNonceFloor(operation, name, floor);
    return { result: { name, version, nonceFloor: floor.toString() } };
  },
});

/** The version that signs. @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED */
export async function activeRow(operation: Operation, name: string): Promise<ExchangeKeyRow> {
  return operation.db.kysely
    .transaction()
    .execute(async (change) => activeOf(await vouchedVersions(change, operation, name)));
}

/**
 * Asks in the running gateway's own turn, so that no nonce overtakes another. Without one a nonce is taken above all that
 * are known to have been used, and kept in mind as the floor of later ones.
 */
async function ask({ db, kek }: Operation, row: ExchangeKeyRow, around: Surroundings): Promise<Said> {
  const { settings, clock, gateway } = around;
  const dialect = dialectOf(row.exchange);
  return withUpstream(settings, async (upstream) => {
    checkTarget(row, targetOf(dialect, upstream));
    const asked = await gateway?.askPermissions(row.name);
    if (asked !== undefined && asked !== null) return { permissions: asked, nonce: null };
    const now = clock();
    const used = await db.kysely
      .selectFrom('nonces')
      .select('last')
      .where('exchange_key', '=', row.exchange_key)
      .where('version', '=', row.version)
      .executeTakeFirst();
    const nonce = [BigInt(now), BigInt(used?.last ?? 0) + 1n, BigInt(row.nonce_floor) + 1n].reduce((a, b) =>
      a > b ? a : b,
    );
    const permissions: KeyPermissions = await askWithKey(dialect, openRealKey(kek, row), upstream, {
      now,
      nonce,
    });
    return { permissions, nonce: dialect.strictNonce ? nonce : null };
  });
}

/** Connections to exchanges, for one command. */
export async function withUpstream<T>(
  settings: Surroundings['settings'],
  work: (upstream: UpstreamClient) => Promise<T>,
): Promise<T> {
  const upstream = new UpstreamClient(settings.redirects, settings.upstreamLimits);
  try {
    return await work(upstream);
  } finally {
    upstream.close();
  }
}

/** @throws HoldfastError KEY_UNKNOWN */
export function dialectOf(exchange: string): Dialect {
  const dialect = dialects.get(exchange as Dialect['exchange']);
  if (dialect !== undefined) return dialect;
  throw new HoldfastError('KEY_UNKNOWN', `This version does not speak ${exchange}.`, { exchange });
}

export function givenKey(secrets: Secrets): GivenKey {
  const [apiKey, secret] = [secrets.get('api-key'), secrets.get('secret')];
  if (apiKey === undefined || secret === undefined) throw new RangeError('a secret is missing');
  return { apiKey, secret, passphrase: secrets.get('passphrase') ?? null };
}
