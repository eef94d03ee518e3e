import { createHash } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { explainPolicy, policyYaml, readCanonicalPolicy } from '@holdfast/gateway';
import { printable } from '../output/printable.ts';
import { explanationText } from '../policy/check-policy.ts';
import type { Terminal } from '../terminal.ts';
import type { OpenDatabase } from './open-database.ts';
import { LOOKED_THROUGH, lastUsed, type ReadingOptions, reading } from './reading.ts';
import { scheduleText } from './rotate-every.ts';

/** Runs `holdfast vkey show`. */
export async function showVirtualKeyCommand(
  name: string,
  options: ReadingOptions,
  terminal: Terminal,
): Promise<void> {
  const shown = await reading(options, terminal, (database) => readVirtualKey(database, name));
  terminal.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : textOf(shown));
}

type ShownVirtualKey = Awaited<ReturnType<typeof readVirtualKey>>;

async function readVirtualKey(database: OpenDatabase, name: string) {
  const { kysely } = database.operator;
  const rows = await kysely
    .selectFrom('virtual_keys as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .innerJoin('policies as p', 'p.hash', 'v.policy')
    .leftJoin('freezes as f', 'f.virtual_key', 'v.number')
    .select(['v.number', 'v.id', 'v.generation', 'v.exchange', 'k.name as key', 'v.state', 'f.frozen'])
    .select(['f.reason', 'f.changed_by', 'v.expires_at', 'v.issued_at', 'v.issued_by'])
    .select(['p.hash', 'p.canonical', 'v.exchange_key', 'v.rotate_after_days'])
    .where('v.name', '=', name)
    .orderBy('v.generation')
    .execute();
  const [first] = rows;
  const newest = rows.at(-1);
  if (first === undefined || newest === undefined) {
    throw new HoldfastError('KEY_UNKNOWN', `There is no virtual key named "${name}".`, { key: name });
  }
  if (!createHash('sha256').update(newest.canonical).digest().equals(newest.hash)) {
    throw new HoldfastError('KEY_ROW_CHANGED', `The policy of "${name}" was changed in the database.`, {
      key: name,
    });
  }
  const policy = readCanonicalPolicy(newest.canonical);
  const frozenAbove = await kysely
    .selectFrom('freezes')
    .select('exchange_key')
    .where('frozen', '=', true)
    .where('virtual_key', 'is', null)
    .where((or) => or.or([or('exchange_key', 'is', null), or('exchange_key', '=', newest.exchange_key)]))
    .execute();
  return {
    name,
    exchange: newest.exchange,
    key: newest.key,
    rotateAfterDays: newest.rotate_after_days,
    // Whoever holds the key is refused by any of these.
    frozenBy: frozenAbove.map(({ exchange_key }) => (exchange_key === null ? 'everything' : newest.key)),
    lastUsed: await lastUsed(
      database,
      rows.map(({ number }) => number),
    ),
    today: await usageOf(database, first.number),
    limits: policy.trade === null ? null : limitsOf(newest.canonical),
    policy: policyYaml(policy),
    policyHash: newest.hash.toString('hex'),
    means: explainPolicy(policy),
    generations: await Promise.all(
      rows.map(async (row) => ({
        generation: row.generation,
        apiKey: row.id,
        state: row.state,
        frozen: row.frozen === true,
        freezeReason: row.frozen === true ? row.reason : null,
        issued: row.issued_at.toISOString(),
        issuedBy: row.issued_by,
        expires: row.expires_at?.toISOString() ?? null,
        ended: row.expires_at !== null && row.expires_at.getTime() <= Date.now(),
        policyHash: row.hash.toString('hex'),
        lastUsed: await lastUsed(database, [row.number]),
      })),
    ),
  };
}

/** What all generations have sent in the last 24 hours; decisions count by the first one's number. */
async function usageOf({ operator }: OpenDatabase, number: number) {
  const { rows } = await operator.pool.query<Record<'usd' | 'slippage' | 'open' | 'open_usd', string>>(
    `SELECT coalesce(sum(s.notional), 0)::text AS usd, coalesce(sum(s.slippage), 0)::text AS slippage,
       count(*) FILTER (WHERE s.settled_at IS NULL) AS open,
       coalesce(sum(s.notional) FILTER (WHERE s.settled_at IS NULL), 0)::text AS open_usd
     FROM holdfast.sends s LEFT JOIN holdfast.daily_usage u ON u.virtual_key = s.virtual_key
     WHERE s.virtual_key = $1 AND CASE
       WHEN s.simulated_at IS NULL
       THEN s.sent_at > greatest(coalesce(u.latest, clock_timestamp()), clock_timestamp()) - interval '24 hours'
       ELSE s.simulated_at > u.simulated_latest - interval '24 hours' END`,
    [number],
  );
  const [{ usd, slippage, open, open_usd }] = rows;
  return {
    usd: plain(usd),
    slippageUsd: plain(slippage),
    openReservations: Number(open),
    openReservationsUsd: plain(open_usd),
  };
}

/** PostgreSQL writes all decimals of a column. */
function plain(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}

function limitsOf(canonical: Buffer): { dailyUsd: string; dailySlippageUsd: string } {
  const keys: Record<string, string> = JSON.parse(canonical.toString('utf8'));
  return { dailyUsd: keys.max_daily_usd, dailySlippageUsd: keys.max_daily_slippage_usd };
}

function textOf(key: ShownVirtualKey): string {
  const { name, exchange, today, limits, frozenBy, lastUsed: used } = key;
  const lines = [
    `${name}  ${exchange}, signs with "${key.key}"`,
    ...(key.rotateAfterDays === null ? [] : [`to be renewed: ${scheduleText(key.rotateAfterDays)}`]),
    ...(frozenBy.length === 0 ? [] : [`FROZEN: ${frozenBy.join(' and ')}`]),
    used === null
      ? `last used: in none of the newest ${LOOKED_THROUGH} entries of the audit log`
      : `last used: ${used}`,
    ...(limits === null
      ? []
      : [
          `last 24 hours: ${today.usd} of ${limits.dailyUsd} USD sent, ${today.slippageUsd} of ${limits.dailySlippageUsd} USD given away at most`,
          `under way: ${today.openReservations} requests, ${today.openReservationsUsd} USD`,
        ]),
    '',
    ...key.generations.map(
      ({ generation, state, frozen, freezeReason, expires, ended, issued, issuedBy }) =>
        `generation ${generation}  ${ended && state !== 'revoked' ? 'ended' : state}${frozen ? `, FROZEN${freezeReason ? `: ${freezeReason}` : ''}` : ''}, issued ${issued} by ${issuedBy}${expires === null ? '' : `, ${ended ? 'ended' : 'until'} ${expires}`}`,
    ),
    '',
  ];
  return `${lines.map((line) => `${printable(line)}\n`).join('')}${explanationText(key.means)}\n${key.policy}`;
}
