import { createHash } from 'node:crypto';
import type { Tables } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import type { KeySettings } from '../config/key-settings.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import type { KeyDates } from './key-date.ts';

const DAY_MS = 86_400_000;

/** Ends of policies by their hash in hex, so that each is read once; policies never change. */
export type PolicyEnds = Map<string, number | null>;

/**
 * The dates of every key that is neither deleted nor revoked. Reads nothing that is sealed, and works while the vault is
 * sealed: nothing vouches for what it says.
 *
 * @param ends kept from one call to the next
 * @throws HoldfastError DATABASE_UNAVAILABLE and others
 */
export async function readKeyDates(
  db: Kysely<Tables>,
  settings: Pick<KeySettings, 'rotateExchangeDays' | 'rotateVirtualDays'>,
  ends: PolicyEnds = new Map(),
): Promise<KeyDates[]> {
  const versions = await db
    .selectFrom('exchange_key_versions as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .select(['k.number', 'k.name', 'k.exchange', 'v.version', 'v.created_at', 'v.rotate_after_days'])
    .select(['v.state', 'v.purge_after'])
    .where((or) =>
      or.or([
        or('v.state', '=', 'active'),
        or.and([or('v.state', '=', 'deleting'), or('v.state_before', '=', 'active')]),
      ]),
    )
    .orderBy('k.name')
    .execute();
  const newest = await db
    .selectFrom('virtual_keys')
    .distinctOn('name')
    .select(['name', 'exchange', 'exchange_key', 'generation', 'issued_at', 'expires_at', 'policy'])
    .select('rotate_after_days')
    .where('state', '<>', 'revoked')
    .orderBy('name')
    .orderBy('generation', 'desc')
    .execute();
  await learnEnds(
    db,
    newest.map(({ policy }) => policy),
    ends,
  );
  const live = new Set(versions.filter(({ state }) => state === 'active').map(({ number }) => number));
  return [
    ...versions.map(
      (row): KeyDates => ({
        kind: 'exchange-key',
        name: row.name,
        exchange: row.exchange,
        version: row.version,
        since: row.created_at.getTime(),
        rotateAt: scheduled(row.created_at, row.rotate_after_days, settings.rotateExchangeDays),
        expiresAt: null,
        deleteAt: row.state === 'deleting' ? (row.purge_after?.getTime() ?? null) : null,
      }),
    ),
    ...newest
      .filter(({ exchange_key }) => live.has(exchange_key))
      .map(
        (row): KeyDates => ({
          kind: 'virtual-key',
          name: row.name,
          exchange: row.exchange,
          version: row.generation,
          since: row.issued_at.getTime(),
          rotateAt: scheduled(row.issued_at, row.rotate_after_days, settings.rotateVirtualDays),
          expiresAt: earliest(
            row.expires_at?.getTime() ?? null,
            ends.get(row.policy.toString('hex')) ?? null,
          ),
          deleteAt: null,
        }),
      ),
  ];
}

/** When something of an age is to be renewed. @param own its own schedule in days; null: `usual`; 0: never */
function scheduled(since: Date, own: number | null, usual: number): number | null {
  const days = own ?? usual;
  return days === 0 ? null : since.getTime() + days * DAY_MS;
}

/** A policy can end too. One that was changed, or can't be read, is refused by the gateway anyway, and has no end here. */
async function learnEnds(db: Kysely<Tables>, policies: readonly Buffer[], ends: PolicyEnds): Promise<void> {
  const unknown = new Map(policies.map((hash) => [hash.toString('hex'), hash]));
  for (const known of ends.keys()) unknown.delete(known);
  if (unknown.size === 0) return;
  const rows = await db
    .selectFrom('policies')
    .select(['hash', 'canonical'])
    .where('hash', 'in', [...unknown.values()])
    .execute();
  for (const { hash, canonical } of rows) {
    ends.set(hash.toString('hex'), endOf(hash, canonical));
  }
}

function endOf(hash: Buffer, canonical: Buffer): number | null {
  if (!createHash('sha256').update(canonical).digest().equals(hash)) return null;
  try {
    return readCanonicalPolicy(canonical).expires;
  } catch (error) {
    if (isHoldfastError(error)) return null;
    throw error;
  }
}

function earliest(...moments: readonly (number | null)[]): number | null {
  const known = moments.filter((one) => one !== null);
  return known.length === 0 ? null : Math.min(...known);
}
