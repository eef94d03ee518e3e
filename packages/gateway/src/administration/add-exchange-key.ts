import { createHmac } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { deriveSubkey, rowMac, sealSecret } from '@holdfast/vault';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { Dialect, KeyAlgorithm, KeyPermissions } from '../dialect/dialect.ts';
import { exchangeKeyContexts, signingKey } from '../keys/open-keys.ts';
import { type ExchangeKeyRow, exchangeKeyFields } from '../keys/row-fields.ts';
import { changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';

/** What a person accepts with open eyes; see `requiredRisks`. */
export type Risk = 'withdraw' | 'no-ip' | 'unverified';

/** An exchange key on its way into the vault. The buffers are zeroed. */
export interface NewExchangeKey {
  readonly name: string;
  readonly dialect: Dialect;
  readonly target: 'real' | 'redirected';
  readonly apiKey: Buffer;
  /** As the exchange hands it out. */
  readonly secret: Buffer;
  readonly passphrase: Buffer | null;
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
}

/** The risks of a key with these permissions; each must be accepted by name, with a reason. */
export function requiredRisks({ withdraw, ipRestricted }: KeyPermissions): Risk[] {
  const risks: Risk[] = [];
  if (withdraw === true) risks.push('withdraw');
  // Where the exchange doesn't tell, the key may work from everywhere.
  if (ipRestricted !== true) risks.push('no-ip');
  if (withdraw === null) risks.push('unverified');
  return risks;
}

/**
 * Seals an exchange key and stores it.
 *
 * @throws HoldfastError KEY_RISK_NOT_ACCEPTED, KEY_SECRET_INVALID, KEY_NAME_TAKEN
 */
export async function addExchangeKey(operation: Operation, key: NewExchangeKey): Promise<{ number: number }> {
  try {
    return await add(operation, key);
  } finally {
    key.apiKey.fill(0);
    key.secret.fill(0);
    key.passphrase?.fill(0);
  }
}

async function add(operation: Operation, key: NewExchangeKey): Promise<{ number: number }> {
  const { kek } = operation;
  const { name, dialect, target, permissions } = key;
  const open = requiredRisks(permissions).filter((risk) => !key.acceptedRisks.includes(risk));
  if (open.length > 0 || (key.acceptedRisks.length > 0 && operation.reason === null)) {
    throw new HoldfastError(
      'KEY_RISK_NOT_ACCEPTED',
      `The key ${open.map((risk) => RISK_TEXT[risk]).join(', ') || 'has accepted risks without a reason'}. Make a key with fewer permissions, or accept it: --accept-risk ${open.join(',')} --reason TEXT.`,
      { key: name, risks: open },
    );
  }
  const { algorithm, bytes } = decodeSecret(dialect, key.secret);
  const contexts = exchangeKeyContexts({ exchange: dialect.exchange, name, version: 1, target });
  const fingerprint = createHmac('sha256', deriveSubkey(kek, 'secret fingerprint')).update(bytes).digest();
  const row = {
    version: 1,
    algorithm,
    sealed_key_id: sealSecret(kek, Buffer.from(key.apiKey), contexts.keyId),
    sealed_secret: sealSecret(kek, bytes, contexts.secret),
    sealed_passphrase:
      key.passphrase === null ? null : sealSecret(kek, Buffer.from(key.passphrase), contexts.passphrase),
    state: 'active' as const,
    may_read: permissions.read,
    may_trade: permissions.trade,
    may_withdraw: permissions.withdraw,
    ip_restricted: permissions.ipRestricted,
    accepted_risks: [...key.acceptedRisks],
    nonce_floor: '0',
    revision: '1',
  };
  return changeAndRecord(operation, async (change) => {
    const { number } = await change
      .insertInto('exchange_keys')
      .values({ name, exchange: dialect.exchange, target, created_by: operation.operator })
      .returning('number')
      .executeTakeFirstOrThrow();
    const full: ExchangeKeyRow = { ...row, exchange_key: number, name, exchange: dialect.exchange, target };
    await change
      .insertInto('exchange_key_versions')
      .values({
        ...row,
        exchange_key: number,
        fingerprint,
        checked_at: new Date(),
        risk_reason: key.acceptedRisks.length > 0 ? operation.reason : null,
        created_by: operation.operator,
        row_mac: rowMac(kek, 'exchange_key_versions', exchangeKeyFields(full)),
      })
      .execute();
    return {
      result: { number },
      content: {
        kind: 'administration',
        operator: operatorText(operation),
        action: 'key.add',
        subject: safeText(name, TEXT_LIMITS.word),
        reason: reasonText(operation),
        detail: safeText(
          `${dialect.exchange} ${target} ${key.acceptedRisks.join(' ')}`.trim(),
          TEXT_LIMITS.reason,
        ),
      },
    };
  });
}

const RISK_TEXT: Readonly<Record<Risk, string>> = {
  withdraw: 'can withdraw',
  'no-ip': 'works from every address, as far as is known',
  unverified: 'could not be asked what it may do',
};

/**
 * The bytes that sign, and how, from a secret as the exchange hands it out.
 *
 * @throws HoldfastError KEY_SECRET_INVALID
 */
export function decodeSecret(dialect: Dialect, text: Buffer): { algorithm: KeyAlgorithm; bytes: Buffer } {
  const bytes = dialect.decodeSecret === undefined ? Buffer.from(text) : dialect.decodeSecret(text);
  const algorithm = bytes === null ? null : algorithmOf(bytes);
  if (bytes === null || bytes.length === 0 || algorithm === null || !dialect.algorithms.includes(algorithm)) {
    throw new HoldfastError(
      'KEY_SECRET_INVALID',
      `That is no secret of ${dialect.exchange}. Paste it as the exchange shows it.`,
      {
        exchange: dialect.exchange,
      },
    );
  }
  return { algorithm, bytes };
}

const PEM = Buffer.from('-----BEGIN ', 'latin1');

function algorithmOf(bytes: Buffer): KeyAlgorithm | null {
  if (!bytes.subarray(0, PEM.length).equals(PEM)) return 'hmac';
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = signingKey('rsa')(bytes);
    if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'es256' : null;
    return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ed25519' ? asymmetricKeyType : null;
  } catch {
    return null;
  }
}
