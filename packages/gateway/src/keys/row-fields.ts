import type { Field } from '@holdfast/vault';
import type { KeyAlgorithm } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';

/** A virtual key's row as the database gives it. */
export interface VirtualKeyRow {
  readonly id: string;
  readonly name: string;
  readonly generation: number;
  readonly exchange: ExchangeId;
  /** Number of the exchange key it is bound to. */
  readonly exchange_key: number;
  readonly algorithm: KeyAlgorithm;
  readonly sealed_verifier: Buffer;
  readonly sealed_passphrase: Buffer | null;
  /** SHA-256 of the policy's canonical bytes. */
  readonly policy: Buffer;
  /** PostgreSQL's text of a `cidr[]`. */
  readonly addresses: string;
  readonly expires_at: Date | null;
  readonly state: 'active' | 'frozen' | 'revoked';
  /** Age in days at which the next generation is to be issued; null: as the configuration says; 0: never. */
  readonly rotate_after_days: number | null;
  readonly revision: string;
}

/** A version of an exchange key with what its key says, as the database gives both. */
export interface ExchangeKeyRow {
  readonly exchange_key: number;
  readonly name: string;
  readonly exchange: ExchangeId;
  readonly target: 'real' | 'redirected';
  readonly version: number;
  readonly algorithm: KeyAlgorithm;
  readonly sealed_key_id: Buffer;
  readonly sealed_secret: Buffer;
  readonly sealed_passphrase: Buffer | null;
  readonly state: 'active' | 'retiring' | 'deleting' | 'retired';
  readonly may_read: boolean | null;
  readonly may_trade: boolean | null;
  readonly may_withdraw: boolean | null;
  readonly ip_restricted: boolean | null;
  readonly accepted_risks: readonly string[];
  readonly nonce_floor: string;
  /** Age in days at which the secret is to be renewed; null: as the configuration says; 0: never. */
  readonly rotate_after_days: number | null;
  /** What an undelete brings back; null, with the two after it: it was never marked to be deleted. */
  readonly state_before: 'active' | 'retiring' | null;
  readonly marked_at: Date | null;
  /** Until then the secret is kept. */
  readonly purge_after: Date | null;
  readonly revision: string;
}

/**
 * What a virtual key's MAC covers: everything that says who may do what, and the revision, so that an older row with
 * its own good MAC is told from the newest.
 */
export function virtualKeyFields(row: VirtualKeyRow): Field[] {
  return [
    ['id', row.id],
    ['name', row.name],
    ['generation', BigInt(row.generation)],
    ['exchange', row.exchange],
    ['exchange key', BigInt(row.exchange_key)],
    ['algorithm', row.algorithm],
    ['verifier', row.sealed_verifier],
    ['passphrase', row.sealed_passphrase],
    ['policy', row.policy],
    ['addresses', row.addresses],
    // 'infinity' is no Date; as text it is covered too, and fits no MAC that was ever made.
    ['expires', moment(row.expires_at)],
    ['state', row.state],
    ['revision', BigInt(row.revision)],
    ...schedule(row.rotate_after_days),
  ];
}

/** What an exchange key's MAC covers. */
export function exchangeKeyFields(row: ExchangeKeyRow): Field[] {
  const answer = (value: boolean | null) => (value === null ? null : String(value));
  return [
    ['exchange key', BigInt(row.exchange_key)],
    ['name', row.name],
    ['exchange', row.exchange],
    ['target', row.target],
    ['version', BigInt(row.version)],
    ['algorithm', row.algorithm],
    ['key id', row.sealed_key_id],
    ['secret', row.sealed_secret],
    ['passphrase', row.sealed_passphrase],
    ['state', row.state],
    ['may read', answer(row.may_read)],
    ['may trade', answer(row.may_trade)],
    ['may withdraw', answer(row.may_withdraw)],
    ['ip restricted', answer(row.ip_restricted)],
    ['accepted risks', row.accepted_risks.join(',')],
    ['nonce floor', BigInt(row.nonce_floor)],
    ['revision', BigInt(row.revision)],
    ...schedule(row.rotate_after_days),
    ...mark(row),
  ];
}

/** Rows that were written before there were schedules have none, and their MACs go on to fit. */
function schedule(days: number | null): Field[] {
  return days === null ? [] : [['rotate after days', BigInt(days)]];
}

/** Left out of rows that were never marked, whose MACs may be older. */
function mark({ state_before, marked_at, purge_after }: ExchangeKeyRow): Field[] {
  if (state_before === null && marked_at === null && purge_after === null) return [];
  return [
    ['state before', state_before],
    ['marked', moment(marked_at)],
    ['purge after', moment(purge_after)],
  ];
}

function moment(value: unknown): bigint | string | null {
  if (value instanceof Date) return BigInt(value.getTime());
  return value === null ? null : String(value);
}
