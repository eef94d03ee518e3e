import { createHash } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { type Risk, readCanonicalPolicy } from '@holdfast/gateway';
import type { OpenDatabase } from '../gateway/open-database.ts';
import type { ExchangeKeyFacts, VersionFacts } from './assess-exchange-key.ts';
import type { GenerationFacts, VirtualKeyFacts } from './assess-virtual-key.ts';
import { type Use, useSince } from './use.ts';

/** All keys as the database has them. */
export interface KeyFacts {
  /** The database's clock, which its times are by. Milliseconds since 1970. */
  readonly now: number;
  readonly exchangeKeys: readonly ExchangeKeyFacts[];
  /** Without those that are revoked in all generations. */
  readonly virtualKeys: readonly VirtualKeyFacts[];
}

/**
 * Reads what is known of all keys, as the operator's role. Nothing that is sealed is selected.
 *
 * @param unusedAfter how far back use is looked for, in milliseconds
 * @throws HoldfastError KEY_ROW_CHANGED for a policy that is not the one its hash names
 */
export async function readKeyFacts({ operator }: OpenDatabase, unusedAfter: number): Promise<KeyFacts> {
  const { kysely, pool } = operator;
  const clock = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const now = clock.rows[0].now.getTime();
  const [keys, versions, virtual, freezes, usage, use] = await Promise.all([
    kysely.selectFrom('exchange_keys').selectAll().orderBy('name').execute(),
    kysely
      .selectFrom('exchange_key_versions')
      .select(['exchange_key', 'version', 'state', 'may_read', 'may_trade', 'may_withdraw', 'ip_restricted'])
      .select(['checked_at', 'accepted_risks', 'risk_reason', 'fingerprint', 'created_at'])
      .select(['rotate_after_days', 'purge_after'])
      .orderBy('version')
      .execute(),
    kysely
      .selectFrom('virtual_keys as v')
      .innerJoin('policies as p', 'p.hash', 'v.policy')
      .select(['v.number', 'v.name', 'v.generation', 'v.exchange', 'v.exchange_key', 'v.state'])
      .select(['v.expires_at', 'v.issued_at', 'v.rotate_after_days', 'p.hash', 'p.canonical'])
      .orderBy('v.name')
      .orderBy('v.generation')
      .execute(),
    kysely.selectFrom('freezes').selectAll().where('frozen', '=', true).execute(),
    kysely.selectFrom('daily_usage').select(['virtual_key', 'latest']).execute(),
    useSince(pool, now - unusedAfter),
  ]);
  const traded = new Map(usage.map(({ virtual_key, latest: at }) => [virtual_key, at.getTime()]));
  const names = new Map(keys.map(({ number, name }) => [number, name]));
  const bound = Map.groupBy(virtual, ({ name }) => name)
    .values()
    .map((rows) => boundKey(rows, freezes, use, traded, now))
    .toArray();
  return {
    now,
    exchangeKeys: keys.map((key) => ({
      ...deletionOf(versions.filter(({ exchange_key }) => exchange_key === key.number)),
      name: key.name,
      exchange: key.exchange,
      target: key.target,
      addedAt: key.created_at.getTime(),
      frozen: freezeOf(freezes, ({ exchange_key }) => exchange_key === key.number),
      versions: versions.filter(({ exchange_key }) => exchange_key === key.number).map(versionFacts),
      ...usersOf(
        bound.filter(({ exchangeKey }) => exchangeKey === key.number),
        now,
      ),
    })),
    virtualKeys: bound
      .filter(({ facts }) => facts.generations.length > 0)
      .map(({ facts, exchangeKey }) => ({ ...facts, key: names.get(exchangeKey) ?? '?' })),
  };
}

/** A row of `virtual_keys` with its policy. */
interface VirtualRow {
  readonly number: number;
  readonly name: string;
  readonly generation: number;
  readonly exchange: string;
  readonly exchange_key: number;
  readonly state: 'active' | 'frozen' | 'revoked';
  readonly expires_at: Date | null;
  readonly issued_at: Date;
  readonly rotate_after_days: number | null;
  readonly hash: Buffer;
  readonly canonical: Buffer;
}

/** A row of `freezes`. */
interface FreezeRow {
  readonly exchange_key: number | null;
  readonly virtual_key: number | null;
  readonly changed_by: string;
  readonly reason: string;
}

/** What is read of a row of `exchange_key_versions`. */
interface VersionRow {
  readonly version: number;
  readonly state: 'active' | 'retiring' | 'deleting' | 'retired';
  readonly rotate_after_days: number | null;
  readonly may_read: boolean | null;
  readonly may_trade: boolean | null;
  readonly may_withdraw: boolean | null;
  readonly ip_restricted: boolean | null;
  readonly checked_at: Date | null;
  readonly accepted_risks: string[];
  readonly risk_reason: string | null;
  readonly fingerprint: Buffer;
  readonly created_at: Date;
}

interface BoundKey {
  readonly exchangeKey: number;
  readonly facts: Omit<VirtualKeyFacts, 'key'>;
}

/** A virtual key by all of its generations, the oldest first. */
function boundKey(
  rows: readonly VirtualRow[],
  freezes: readonly FreezeRow[],
  use: ReadonlyMap<number, Use>,
  traded: ReadonlyMap<number, number>,
  now: number,
): BoundKey {
  const [first] = rows;
  const newest = rows[rows.length - 1];
  const uses = rows.map(({ number }) => use.get(number)).filter((one) => one !== undefined);
  // Sums of 24 hours are the first generation's, and their time outlives the 24 hours.
  const tradedAt = latest([traded.get(first.number) ?? null, ...uses.map((one) => one.tradedAt)]);
  return {
    exchangeKey: newest.exchange_key,
    facts: {
      name: first.name,
      exchange: first.exchange,
      generations: rows
        .filter(({ state }) => state !== 'revoked')
        .map((row) => generationFacts(row, freezes, use)),
      firstIssuedAt: first.issued_at.getTime(),
      lastUsedAt: latest([tradedAt, ...uses.map(({ usedAt }) => usedAt)].map((at) => notAfter(at, now))),
      lastTradedAt: notAfter(tradedAt, now),
    },
  };
}

/** A key that was used at a time which the clock has not reached (again) was used now at the latest. */
function notAfter(at: number | null, now: number): number | null {
  return at === null ? null : Math.min(at, now);
}

function generationFacts(
  row: VirtualRow,
  freezes: readonly FreezeRow[],
  use: ReadonlyMap<number, Use>,
): GenerationFacts {
  const { name, hash, canonical } = row;
  if (!createHash('sha256').update(canonical).digest().equals(hash)) {
    throw new HoldfastError('KEY_ROW_CHANGED', `The policy of "${name}" was changed in the database.`, {
      key: name,
    });
  }
  const policy = readCanonicalPolicy(canonical);
  const ends = [row.expires_at?.getTime() ?? null, policy.expires].filter((end) => end !== null);
  return {
    generation: row.generation,
    issuedAt: row.issued_at.getTime(),
    expiresAt: ends.length === 0 ? null : Math.min(...ends),
    frozen: freezeOf(freezes, ({ virtual_key }) => virtual_key === row.number),
    lastUsedAt: use.get(row.number)?.usedAt ?? null,
    mayTrade: policy.trade !== null,
    rotateAfterDays: row.rotate_after_days,
  };
}

/** Who signs with an exchange key, and when any virtual key that is bound to it was last used. */
function usersOf(
  bound: readonly BoundKey[],
  now: number,
): Pick<ExchangeKeyFacts, 'signers' | 'lastUsedAt' | 'lastTradedAt'> {
  return {
    signers: bound.flatMap(({ facts }) => {
      const working = facts.generations.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
      return working.length === 0
        ? []
        : [{ name: facts.name, mayTrade: working.some(({ mayTrade }) => mayTrade) }];
    }),
    lastUsedAt: latest(bound.map(({ facts }) => facts.lastUsedAt)),
    lastTradedAt: latest(bound.map(({ facts }) => facts.lastTradedAt)),
  };
}

/** A key that was marked and has no version with a secret left is deleted. */
function deletionOf(
  versions: readonly { readonly state: VersionRow['state']; readonly purge_after: Date | null }[],
): Pick<ExchangeKeyFacts, 'deleteAfter' | 'deleted'> {
  const marked = versions.find(({ state }) => state === 'deleting');
  const gone = versions.every(({ state }) => state === 'retired');
  return {
    deleteAfter: marked?.purge_after?.getTime() ?? null,
    deleted: gone && versions.some(({ purge_after }) => purge_after !== null),
  };
}

function versionFacts(row: VersionRow): VersionFacts {
  return {
    version: row.version,
    state: row.state,
    addedAt: row.created_at.getTime(),
    rotateAfterDays: row.rotate_after_days,
    permissions: {
      read: row.may_read,
      trade: row.may_trade,
      withdraw: row.may_withdraw,
      ipRestricted: row.ip_restricted,
    },
    checkedAt: row.checked_at?.getTime() ?? null,
    acceptedRisks: row.accepted_risks as Risk[],
    riskReason: row.risk_reason,
    fingerprint: row.fingerprint.toString('hex'),
  };
}

function freezeOf(
  freezes: readonly FreezeRow[],
  meant: (row: FreezeRow) => boolean,
): { readonly by: string; readonly reason: string } | null {
  const row = freezes.find(meant);
  return row === undefined ? null : { by: row.changed_by, reason: row.reason };
}

/** The latest of some moments; null when there is none. */
function latest(moments: readonly (number | null)[]): number | null {
  return moments.reduce<number | null>(
    (last, moment) => (moment !== null && (last === null || moment > last) ? moment : last),
    null,
  );
}
