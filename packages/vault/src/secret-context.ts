import { HoldfastError } from '@holdfast/errors';
import { encodeFields, type Field } from './encoding.ts';

/**
 * What a secret belongs to. It is not stored in the sealed secret but must be given again to open it, so that a
 * secret that was moved to another row doesn't open there.
 */
export type SecretContext = ExchangeSecretContext | OwnSecretContext;

interface Named {
  /** The exchange's id; empty where the secret belongs to none. */
  readonly exchange: string;
  /** The name of the key that the secret is part of. */
  readonly keyName: string;
  /** From 1; a rotation counts on. */
  readonly version: number;
}

/** A secret that the exchange gave out. */
export interface ExchangeSecretContext extends Named {
  readonly purpose: 'exchange-secret' | 'exchange-passphrase';
  /**
   * Whether the key signs for the exchange's own hosts, or for one that is redirected to loopback. A real key must
   * never sign for a redirected host: who listens there would receive a valid live order.
   */
  readonly target: 'real' | 'redirected';
}

/** A secret that Holdfast itself made. */
export interface OwnSecretContext extends Named {
  readonly purpose:
    | 'virtual-secret'
    | 'virtual-passphrase'
    | 'virtual-handover'
    | 'audit-key'
    | 'operator-verifier';
  readonly target: 'none';
}

const EXCHANGE_PURPOSES: readonly string[] = ['exchange-secret', 'exchange-passphrase'];
const OWN_PURPOSES: readonly string[] = [
  'virtual-secret',
  'virtual-passphrase',
  'virtual-handover',
  'audit-key',
  'operator-verifier',
];
const MAX_NAME = 200;

/**
 * The associated data of a context; `role` keeps the data's box and the data key's box apart, and `more` are fields
 * of one role only.
 *
 * @throws HoldfastError SECRET_INVALID when the context is not one of the kinds above (the types say so; this also
 *   holds when they were bypassed), ENCODING_INVALID for names with lone surrogates
 */
export function encodeContext(
  role: 'data' | 'data key',
  context: SecretContext,
  more: readonly Field[] = [],
): Buffer {
  const { purpose, exchange, keyName, version, target } = context;
  const known = EXCHANGE_PURPOSES.includes(purpose)
    ? target === 'real' || target === 'redirected'
    : OWN_PURPOSES.includes(purpose) && target === 'none';
  if (!known) throw invalid('its purpose and its target don’t go together');
  if (!isName(exchange, 0)) throw invalid('its exchange is no text of up to 200 characters');
  if (!isName(keyName, 1)) throw invalid('its key name is no text of 1 to 200 characters');
  if (!Number.isSafeInteger(version) || version < 1) throw invalid('its version is no whole number from 1');
  return encodeFields(`holdfast secret v1 ${role}`, [
    ['purpose', purpose],
    ['exchange', exchange],
    ['key name', keyName],
    ['version', BigInt(version)],
    ['target', target],
    ...more,
  ]);
}

function isName(value: unknown, shortest: number): boolean {
  return typeof value === 'string' && value.length >= shortest && value.length <= MAX_NAME;
}

function invalid(why: string): HoldfastError {
  return new HoldfastError('SECRET_INVALID', `A secret can't be sealed or opened: ${why}.`);
}
