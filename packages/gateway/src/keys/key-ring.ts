import { createHash } from 'node:crypto';
import type { Tables } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { type Kek, verifyRowMac } from '@holdfast/vault';
import { type Kysely, sql } from 'kysely';
import type { RealKey, VirtualSecret } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import type { IpRange } from '../policy/ip-rules.ts';
import type { Policy } from '../policy/policy.ts';
import { parseCidrArray } from './cidr-array.ts';
import { openRealKey, openVirtualSecret } from './open-keys.ts';
import {
  type ExchangeKeyRow,
  exchangeKeyFields,
  type VirtualKeyRow,
  virtualKeyFields,
} from './row-fields.ts';

/** The database's own text of a `cidr[]`, which is what the MAC covers. Comes after `selectAll`, and replaces it. */
export const ADDRESSES_AS_TEXT = sql<string>`addresses::text`.as('addresses');

/** A virtual key with everything it is judged by. */
export interface LoadedVirtualKey {
  readonly id: string;
  readonly name: string;
  readonly exchange: ExchangeId;
  readonly secret: VirtualSecret;
  readonly policy: Policy;
  readonly policyHash: Buffer;
  /** Where requests may come from; empty: wherever the policy says. */
  readonly addresses: readonly IpRange[];
  readonly expiresAt: number | null;
  readonly revision: bigint;
  /** Epoch of the newest freeze or thaw that concerns it. */
  readonly epoch: bigint;
  readonly exchangeKey: LoadedExchangeKey;
}

/** The active version of an exchange key. */
export interface LoadedExchangeKey {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly target: 'real' | 'redirected';
  readonly key: RealKey;
  /** Nonces are above it. */
  readonly nonceFloor: bigint;
}

/** What changes with every change of a virtual key, or of what it is bound to. */
export interface KeyStanding {
  readonly revision: bigint;
  readonly epoch: bigint;
  readonly policyHash: Buffer;
  readonly exchangeKey: { readonly number: number; readonly version: number };
}

/** A stored key that can't be used, for the log and the operator. */
export interface KeyProblem {
  readonly kind: 'virtual key' | 'exchange key' | 'policy';
  readonly name: string;
  readonly problem: string;
}

/** The newest revisions that the audit log knows; rows must have them. */
export interface KnownRevisions {
  /** By id. */
  readonly virtualKeys: ReadonlyMap<string, bigint>;
  /** By `versionName`. */
  readonly exchangeKeys: ReadonlyMap<string, bigint>;
}

/** What a version of an exchange key is called where one name is needed. No name has a slash in it. */
export function versionName(name: string, version: number): string {
  return `${name}/${version}`;
}

/**
 * The keys of the database, opened when they are first asked for. A row whose MAC is wrong, or whose revision is older
 * than the audit log's, is not there: whoever uses it is refused as if it didn't exist.
 */
export class KeyRing {
  readonly #kek: Kek;
  readonly #rows = new Map<string, VirtualKeyRow>();
  readonly #exchangeKeys = new Map<number, ExchangeKeyRow>();
  /** Versions that may sign: the active ones, and retiring ones for what was decided with them. */
  readonly #signing = new Set<string>();
  readonly #policies = new Map<string, Policy>();
  readonly #epochs: {
    everything: bigint;
    exchangeKeys: Map<number, bigint>;
    virtualKeys: Map<string, bigint>;
  };
  readonly #opened = new Map<string, LoadedVirtualKey | null>();
  readonly #openedExchangeKeys = new Map<number, LoadedExchangeKey | null>();
  readonly problems: KeyProblem[] = [];

  private constructor(kek: Kek) {
    this.#kek = kek;
    this.#epochs = { everything: 0n, exchangeKeys: new Map(), virtualKeys: new Map() };
  }

  /**
   * Reads all keys. Cheap rows and MACs only: secrets are opened one by one, by `find`.
   *
   * @throws HoldfastError DATABASE_UNAVAILABLE, DATABASE_FAILED
   */
  static async load(db: Kysely<Tables>, kek: Kek, known: KnownRevisions): Promise<KeyRing> {
    const ring = new KeyRing(kek);
    const [versions, virtualKeys, policies, freezes] = await Promise.all([
      db
        .selectFrom('exchange_key_versions as v')
        .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
        .selectAll('v')
        .select(['k.name', 'k.exchange', 'k.target'])
        .where('v.state', '<>', 'retired')
        .execute(),
      db
        .selectFrom('virtual_keys')
        .selectAll()
        .select(ADDRESSES_AS_TEXT)
        .where('state', '<>', 'revoked')
        .execute(),
      db.selectFrom('policies').select(['hash', 'canonical']).execute(),
      db
        .selectFrom('freezes as f')
        .leftJoin('virtual_keys as k', 'k.number', 'f.virtual_key')
        .select(['f.exchange_key', 'f.virtual_key', 'f.epoch', 'k.id'])
        .execute(),
    ]);
    for (const { exchange_key, id, epoch } of freezes) {
      if (exchange_key !== null) ring.#epochs.exchangeKeys.set(exchange_key, BigInt(epoch));
      else if (id !== null) ring.#epochs.virtualKeys.set(id, BigInt(epoch));
      else ring.#epochs.everything = BigInt(epoch);
    }
    for (const { hash, canonical } of policies) ring.#addPolicy(hash.toString('hex'), canonical);
    for (const version of versions) ring.#addExchangeKey(version as typeof version & ExchangeKeyRow, known);
    for (const key of virtualKeys) ring.#addVirtualKey(key as typeof key & VirtualKeyRow, known);
    return ring;
  }

  /** The virtual key with an id, for an exchange; null when there is none that may be used. */
  find(exchange: ExchangeId, id: string): LoadedVirtualKey | null {
    const row = this.#rows.get(id);
    if (row === undefined || row.exchange !== exchange) return null;
    let loaded = this.#opened.get(id);
    if (loaded === undefined) {
      loaded = this.#open(row);
      this.#opened.set(id, loaded);
    }
    return loaded;
  }

  /** How a virtual key stands, without opening anything; null when there is none that may be used. */
  standing(exchange: ExchangeId, id: string): KeyStanding | null {
    const row = this.#rows.get(id);
    const exchangeKey = row === undefined ? undefined : this.#exchangeKeys.get(row.exchange_key);
    if (row === undefined || row.exchange !== exchange || exchangeKey === undefined) return null;
    if (!this.#policies.has(row.policy.toString('hex'))) return null;
    return {
      revision: BigInt(row.revision),
      epoch: this.#epochOf(row),
      policyHash: row.policy,
      exchangeKey: { number: row.exchange_key, version: exchangeKey.version },
    };
  }

  /** The exchange key of a name, with the version that signs; null when there is none that may be used. */
  exchangeKey(name: string): { readonly exchange: ExchangeId; readonly key: LoadedExchangeKey } | null {
    const row = this.#exchangeKeys.values().find((one) => one.name === name);
    const key = row === undefined ? null : this.#exchangeKey(row.exchange_key);
    return row === undefined || key === null ? null : { exchange: row.exchange, key };
  }

  /** Whether a version of an exchange key may sign what was decided with it: it is not retired. */
  maySign({ name, version }: Pick<LoadedExchangeKey, 'name' | 'version'>): boolean {
    return this.#signing.has(versionName(name, version));
  }

  /** The markets that the policies of all keys name. */
  *markets(): Generator<{ exchange: ExchangeId; symbol: string; volume: boolean }> {
    for (const { exchange, policy } of this.#rows.values()) {
      const rules = this.#policies.get(policy.toString('hex'))?.trade ?? null;
      const volume = (rules?.maxShareOfVolumePct ?? null) !== null;
      for (const symbol of rules?.symbols ?? []) yield { exchange, symbol, volume };
    }
  }

  /** Keys name their policy by its hash, which their MAC covers: other bytes under that hash are not theirs. */
  #addPolicy(hash: string, canonical: Buffer): void {
    if (createHash('sha256').update(canonical).digest('hex') !== hash) {
      this.#report('policy', hash, 'its text was changed behind the gateway’s back');
      return;
    }
    try {
      this.#policies.set(hash, readCanonicalPolicy(canonical));
    } catch (error) {
      this.#report('policy', hash, problemOf(error));
    }
  }

  #addExchangeKey(row: ExchangeKeyRow & { row_mac: Buffer }, known: KnownRevisions): void {
    const version = versionName(row.name, row.version);
    if (!verifyRowMac(this.#kek, 'exchange_key_versions', exchangeKeyFields(row), row.row_mac)) {
      this.#report('exchange key', version, 'its row was changed behind the gateway’s back');
    } else if (BigInt(row.revision) !== known.exchangeKeys.get(version)) {
      this.#report('exchange key', version, 'its row is not the newest that the audit log knows');
    } else if (row.state !== 'deleting') {
      this.#signing.add(version);
      if (row.state === 'active') this.#exchangeKeys.set(row.exchange_key, row);
    }
  }

  #addVirtualKey(row: VirtualKeyRow & { row_mac: Buffer }, known: KnownRevisions): void {
    if (!verifyRowMac(this.#kek, 'virtual_keys', virtualKeyFields(row), row.row_mac)) {
      this.#report('virtual key', row.name, 'its row was changed behind the gateway’s back');
    } else if (BigInt(row.revision) !== known.virtualKeys.get(row.id)) {
      this.#report('virtual key', row.name, 'its row is not the newest that the audit log knows');
    } else this.#rows.set(row.id, row);
  }

  #open(row: VirtualKeyRow): LoadedVirtualKey | null {
    const policy = this.#policies.get(row.policy.toString('hex'));
    const exchangeKey = this.#exchangeKey(row.exchange_key);
    if (policy === undefined || exchangeKey === null) return null;
    try {
      return {
        id: row.id,
        name: row.name,
        exchange: row.exchange,
        secret: openVirtualSecret(this.#kek, row),
        policy,
        policyHash: row.policy,
        addresses: parseCidrArray(row.addresses),
        expiresAt: row.expires_at?.getTime() ?? null,
        revision: BigInt(row.revision),
        epoch: this.#epochOf(row),
        exchangeKey,
      };
    } catch (error) {
      this.#report('virtual key', row.name, problemOf(error));
      return null;
    }
  }

  #exchangeKey(number: number): LoadedExchangeKey | null {
    let loaded = this.#openedExchangeKeys.get(number);
    if (loaded !== undefined) return loaded;
    const row = this.#exchangeKeys.get(number);
    loaded = null;
    if (row !== undefined) {
      try {
        const { name, version, target } = row;
        const nonceFloor = BigInt(row.nonce_floor);
        loaded = { number, name, version, target, key: openRealKey(this.#kek, row), nonceFloor };
      } catch (error) {
        this.#report('exchange key', row.name, problemOf(error));
      }
    }
    this.#openedExchangeKeys.set(number, loaded);
    return loaded;
  }

  #epochOf(row: VirtualKeyRow): bigint {
    const { everything, exchangeKeys, virtualKeys } = this.#epochs;
    const epochs = [everything, exchangeKeys.get(row.exchange_key) ?? 0n, virtualKeys.get(row.id) ?? 0n];
    return epochs.reduce((a, b) => (a > b ? a : b));
  }

  #report(kind: KeyProblem['kind'], name: string, problem: string): void {
    this.problems.push({ kind, name, problem });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof HoldfastError) return error.code;
  throw error;
}
