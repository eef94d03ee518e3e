import { HoldfastError } from '@holdfast/errors';
import { type Kek, sealSecret } from '@holdfast/vault';
import type { Dialect, KeyPermissions } from '../dialect/dialect.ts';
import { exchangeKeyContexts } from '../keys/open-keys.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import { wipe } from './add-exchange-key.ts';
import type { GivenKey } from './ask-permissions.ts';
import { type Change, changeAndRecord, type Operation } from './change.ts';
import { insertVersion, replaceVersion, versionContent, vouchedVersions } from './exchange-key-version.ts';
import { checkRisks, type Risk } from './key-risks.ts';
import { checkNotDeleted } from './marked.ts';

/** A new secret of an exchange key. The buffers are zeroed. */
export interface ExchangeKeyRotation extends GivenKey {
  readonly name: string;
  readonly dialect: Dialect;
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
  /** Nonces of the new key are above it. */
  readonly nonceFloor: bigint;
  /** Left out: as before; null: as the configuration says; 0: never. */
  readonly rotateAfterDays?: number | null;
  /** Done in the same transaction. */
  readonly alongside?: (change: Change) => Promise<void>;
}

/**
 * Makes a new secret the one that signs. Between two requests: what was decided before is still sent with the old one,
 * which is `retiring` from now on; everything decided afterwards with the new one.
 *
 * @returns the new version, and those that wait for being retired
 * @throws HoldfastError KEY_UNKNOWN, KEY_RISK_NOT_ACCEPTED, KEY_SECRET_INVALID, KEY_NAME_TAKEN for a secret that was added
 *   before, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE, NONCE_FLOOR_INVALID
 */
export async function rotateExchangeKey(
  operation: Operation,
  rotation: ExchangeKeyRotation,
): Promise<{ version: number; retiring: readonly number[] }> {
  const { name, dialect, permissions, acceptedRisks, nonceFloor } = rotation;
  try {
    checkRisks(operation.reason, rotation);
    return await changeAndRecord(operation, async (change) => {
      const versions = await vouchedVersions(change, operation, name);
      const active = activeOf(versions);
      const { exchange_key: number, target } = active;
      const { rotateAfterDays = active.rotate_after_days } = rotation;
      // First, because one version at most is active.
      const old = await replaceVersion(change, operation.kek, active, { state: 'retiring' });
      const version = Math.max(...versions.map((row) => row.version)) + 1;
      const row = await insertVersion(change, operation, dialect, {
        number,
        name,
        version,
        target,
        given: rotation,
        permissions,
        acceptedRisks,
        nonceFloor,
        rotateAfterDays,
      });
      const retiring = versions.filter(({ state }) => state !== 'retired').map((one) => one.version);
      await rotation.alongside?.(change);
      const detail = `${target} ${acceptedRisks.join(' ')}`.trim();
      return {
        result: { version, retiring },
        content: [versionContent(operation, old, 'rotate'), versionContent(operation, row, 'rotate', detail)],
      };
    });
  } finally {
    wipe(rotation);
  }
}

/**
 * Ends an old version for good: its secret is written over, and what was decided with it but not sent is refused.
 *
 * @throws HoldfastError KEY_UNKNOWN, KEY_VERSION_UNKNOWN, KEY_VERSION_IN_USE, KEY_STOPPED, KEY_ROW_CHANGED
 */
export async function retireVersion(operation: Operation, name: string, version: number): Promise<void> {
  await changeAndRecord(operation, async (change) => {
    const versions = await vouchedVersions(change, operation, name);
    checkNotDeleted(versions);
    const before = versions.find((row) => row.version === version);
    const facts = { key: name, version };
    if (before === undefined) {
      throw new HoldfastError(
        'KEY_VERSION_UNKNOWN',
        `The exchange key "${name}" has no version ${version}.`,
        facts,
      );
    }
    if (before.state === 'active') {
      throw new HoldfastError(
        'KEY_VERSION_IN_USE',
        `Version ${version} of "${name}" is the one that signs. Rotate the key first: "holdfast key rotate ${name}".`,
        facts,
      );
    }
    if (before.state === 'retired') {
      throw new HoldfastError('KEY_STOPPED', `Version ${version} of "${name}" is retired already.`, facts);
    }
    const row = await replaceVersion(change, operation.kek, before, writtenOver(operation.kek, before));
    return { result: undefined, content: versionContent(operation, row, 'retire') };
  });
}

/** A version without its secret: nothing is in what is sealed any more. */
export function writtenOver(
  kek: Kek,
  before: ExchangeKeyRow,
): Pick<ExchangeKeyRow, 'state' | 'sealed_secret' | 'sealed_passphrase'> {
  const contexts = exchangeKeyContexts(before);
  const nothing = () => Buffer.alloc(0);
  return {
    state: 'retired',
    // Sealed like any secret, so that the vault's next key can be wrapped around it too.
    sealed_secret: sealSecret(kek, nothing(), contexts.secret),
    sealed_passphrase:
      before.sealed_passphrase === null ? null : sealSecret(kek, nothing(), contexts.passphrase),
  };
}

/**
 * The version that signs. There always is one, unless the whole key is deleted: it is only replaced by another.
 *
 * @throws HoldfastError KEY_DELETING, KEY_DELETED, KEY_ROW_CHANGED
 */
export function activeOf(versions: readonly ExchangeKeyRow[]): ExchangeKeyRow {
  checkNotDeleted(versions);
  const active = versions.find(({ state }) => state === 'active');
  if (active !== undefined) return active;
  throw new HoldfastError(
    'KEY_ROW_CHANGED',
    'No version of the exchange key signs: the database was changed.',
  );
}
