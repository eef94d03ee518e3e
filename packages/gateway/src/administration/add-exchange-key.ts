import type { Dialect, KeyPermissions } from '../dialect/dialect.ts';
import type { GivenKey } from './ask-permissions.ts';
import { changeAndRecord, type Operation } from './change.ts';
import { insertVersion, versionContent } from './exchange-key-version.ts';
import { checkRisks, type Risk } from './key-risks.ts';
import { insertKeySource, type KeySource } from './key-source.ts';

/** An exchange key on its way into the vault. The buffers are zeroed. */
export interface NewExchangeKey extends GivenKey {
  readonly name: string;
  readonly dialect: Dialect;
  readonly target: 'real' | 'redirected';
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
  /** Nonces are above it; 0 when left out, for a key that was used nowhere else. */
  readonly nonceFloor?: bigint;
  /** Age in days at which it is to be renewed; null or left out: as the configuration says; 0: never. */
  readonly rotateAfterDays?: number | null;
  /** Where it was imported from. */
  readonly source?: KeySource;
}

/**
 * Seals an exchange key and stores it.
 *
 * @throws HoldfastError KEY_RISK_NOT_ACCEPTED, KEY_SECRET_INVALID, KEY_NAME_TAKEN, NONCE_FLOOR_INVALID
 */
export async function addExchangeKey(operation: Operation, key: NewExchangeKey): Promise<{ number: number }> {
  const { name, dialect, target, permissions, acceptedRisks, nonceFloor = 0n, rotateAfterDays = null } = key;
  try {
    checkRisks(operation.reason, key);
    return await changeAndRecord(operation, async (change) => {
      const { number } = await change
        .insertInto('exchange_keys')
        .values({ name, exchange: dialect.exchange, target, created_by: operation.operator })
        .returning('number')
        .executeTakeFirstOrThrow();
      const row = await insertVersion(change, operation, dialect, {
        number,
        name,
        version: 1,
        target,
        given: key,
        permissions,
        acceptedRisks,
        nonceFloor,
        rotateAfterDays,
      });
      if (key.source !== undefined) await insertKeySource(change, operation, number, name, key.source);
      const from = key.source === undefined ? '' : ` from ${key.source.source}`;
      const detail = `${target} ${acceptedRisks.join(' ')}`.trim() + from;
      return { result: { number }, content: versionContent(operation, row, 'add', detail) };
    });
  } finally {
    wipe(key);
  }
}

/** Zeroes what was given. */
export function wipe({ apiKey, secret, passphrase }: GivenKey): void {
  for (const bytes of [apiKey, secret, passphrase]) bytes?.fill(0);
}
