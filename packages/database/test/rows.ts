import { createHash, randomBytes } from 'node:crypto';
import type { Database, DecisionRequest } from '../src/index.ts';

export const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();
export const content = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const POLICY = Buffer.from('{"allow":["read","trade"]}');

let count = 0;

export interface TestKey {
  readonly exchangeKey: number;
  readonly exchangeKeyName: string;
  readonly id: string;
  readonly number: number;
}

/** An exchange key with one active version. */
export async function addExchangeKey(db: Database): Promise<{ number: number; name: string }> {
  const name = `account-${count++}`;
  const { number } = await db.kysely
    .insertInto('exchange_keys')
    .values({ name, exchange: 'binance', target: 'redirected', created_by: 'test' })
    .returning('number')
    .executeTakeFirstOrThrow();
  await db.kysely.insertInto('exchange_key_versions').values(version(number, 1)).execute();
  return { number, name };
}

export function version(exchangeKey: number, number: number) {
  return {
    exchange_key: exchangeKey,
    version: number,
    algorithm: 'hmac' as const,
    sealed_key_id: randomBytes(40),
    sealed_secret: randomBytes(60),
    sealed_passphrase: null,
    fingerprint: randomBytes(32),
    state: 'active' as 'active' | 'retiring' | 'retired',
    may_read: true,
    may_trade: true,
    may_withdraw: false as boolean | null,
    ip_restricted: true as boolean | null,
    checked_at: new Date(),
    risk_reason: null,
    created_by: 'test',
    row_mac: randomBytes(32),
  };
}

/** A virtual key, with an exchange key of its own unless one is named. */
export async function addKey(
  db: Database,
  more: { exchangeKey?: { number: number; name: string }; expires?: Date } = {},
): Promise<TestKey> {
  const exchangeKey = more.exchangeKey ?? (await addExchangeKey(db));
  await db.kysely
    .insertInto('policies')
    .values({ hash: sha256(POLICY), canonical: POLICY, created_by: 'test' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const id = randomBytes(16).toString('hex');
  const { number } = await db.kysely
    .insertInto('virtual_keys')
    .values({
      id,
      name: `bot-${count++}`,
      exchange: 'binance',
      exchange_key: exchangeKey.number,
      algorithm: 'hmac',
      sealed_verifier: randomBytes(60),
      sealed_passphrase: null,
      policy: sha256(POLICY),
      addresses: '{}',
      expires_at: more.expires ?? null,
      issued_by: 'test',
      row_mac: randomBytes(32),
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return { exchangeKey: exchangeKey.number, exchangeKeyName: exchangeKey.name, id, number };
}

/** An order of 10 dollars that everything allows, with a fresh replay key. */
export function order(key: { id: string }, more: Partial<DecisionRequest> = {}): DecisionRequest {
  return {
    virtualKey: key.id,
    revision: 1n,
    policy: sha256(POLICY),
    exchangeKeyVersion: 1,
    epoch: 0n,
    refusedBy: null,
    replay: { digest: randomBytes(32), keepSeconds: 60 },
    notionalUsd: '10',
    slippageUsd: '0',
    maxDailyUsd: null,
    maxDailySlippageUsd: null,
    orders: 1,
    openOrders: null,
    entry: content({ path: '/api/v3/order' }),
    ...more,
  };
}

export const read = (key: { id: string }, more: Partial<DecisionRequest> = {}): DecisionRequest =>
  order(key, { replay: null, notionalUsd: '0', orders: 0, ...more });
