import { HoldfastError } from '@holdfast/errors';
import { type KeyPermissions, type Risk, requiredRisks, riskText } from '@holdfast/gateway';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import type { OpenDatabase } from './open-database.ts';
import { LOOKED_THROUGH, lastUsed, type ReadingOptions, reading } from './reading.ts';
import { scheduleText } from './rotate-every.ts';

/** Runs `holdfast key show`. */
export async function showKeyCommand(
  name: string,
  options: ReadingOptions,
  terminal: Terminal,
): Promise<void> {
  const shown = await reading(options, terminal, (database) => readKey(database, name));
  terminal.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : textOf(shown));
}

type ShownKey = Awaited<ReturnType<typeof readKey>>;

async function readKey(database: OpenDatabase, name: string) {
  const { kysely } = database.operator;
  const key = await kysely
    .selectFrom('exchange_keys')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (key === undefined) {
    throw new HoldfastError('KEY_UNKNOWN', `There is no exchange key named "${name}".`, { key: name });
  }
  const [versions, nonces, virtualKeys, freeze, source] = await Promise.all([
    kysely
      .selectFrom('exchange_key_versions')
      .select(['version', 'state', 'algorithm', 'may_read', 'may_trade', 'may_withdraw', 'ip_restricted'])
      .select(['checked_at', 'accepted_risks', 'risk_reason', 'nonce_floor', 'created_at', 'created_by'])
      .select(['rotate_after_days', 'state_before', 'marked_at', 'purge_after'])
      .where('exchange_key', '=', key.number)
      .orderBy('version', 'desc')
      .execute(),
    kysely.selectFrom('nonces').select(['version', 'last']).where('exchange_key', '=', key.number).execute(),
    kysely
      .selectFrom('virtual_keys')
      .select(['number', 'name', 'generation', 'state', 'expires_at'])
      .where('exchange_key', '=', key.number)
      .orderBy('name')
      .orderBy('generation')
      .execute(),
    kysely
      .selectFrom('freezes')
      .select(['frozen', 'reason', 'changed_by', 'changed_at'])
      .where('exchange_key', '=', key.number)
      .executeTakeFirst(),
    kysely
      .selectFrom('exchange_key_sources')
      .select(['source', 'marker', 'imported_at'])
      .where('exchange_key', '=', key.number)
      .executeTakeFirst(),
  ]);
  const seen = await kysely
    .selectFrom('deletion_delays')
    .select('seen_ms')
    .where('exchange_key', '=', key.number)
    .executeTakeFirst();
  const marked = versions.find(({ state }) => state === 'deleting');
  return {
    name,
    exchange: key.exchange,
    target: key.target,
    added: key.created_at.toISOString(),
    addedBy: key.created_by,
    source:
      source === undefined
        ? null
        : { from: source.source, marker: source.marker, imported: source.imported_at.toISOString() },
    deletion: deletionOf(marked, seen?.seen_ms),
    deleted:
      versions.every(({ state }) => state === 'retired') &&
      versions.some(({ marked_at }) => marked_at !== null),
    frozen: freeze?.frozen === true,
    frozenBy: freeze?.frozen === true ? { operator: freeze.changed_by, reason: freeze.reason } : null,
    lastUsed: await lastUsed(
      database,
      virtualKeys.map(({ number }) => number),
    ),
    versions: versions.map((row) => {
      const permissions: KeyPermissions = {
        read: row.may_read,
        trade: row.may_trade,
        withdraw: row.may_withdraw,
        ipRestricted: row.ip_restricted,
      };
      const accepted = row.accepted_risks as Risk[];
      return {
        version: row.version,
        state: row.state,
        algorithm: row.algorithm,
        added: row.created_at.toISOString(),
        addedBy: row.created_by,
        permissions,
        asked: row.checked_at?.toISOString() ?? null,
        acceptedRisks: accepted,
        riskReason: row.risk_reason,
        exceeds:
          row.state === 'active' ? requiredRisks(permissions).filter((risk) => !accepted.includes(risk)) : [],
        rotateAfterDays: row.rotate_after_days,
        nonceFloor: row.nonce_floor,
        lastNonce: nonces.find(({ version }) => version === row.version)?.last ?? null,
      };
    }),
    virtualKeys: virtualKeys.map(({ name: virtual, generation, state, expires_at }) => ({
      name: virtual,
      generation,
      state,
      expires: expires_at?.toISOString() ?? null,
    })),
  };
}

/** What is to become of a marked key; null when it is not marked. */
function deletionOf(
  marked: { readonly marked_at: Date | null; readonly purge_after: Date | null } | undefined,
  seenMs: string | undefined,
) {
  if (marked?.marked_at == null || marked.purge_after === null) return null;
  const hours = (ms: number) => Math.floor(ms / 3_600_000);
  return {
    markedAt: marked.marked_at.toISOString(),
    after: marked.purge_after.toISOString(),
    seenHours: hours(Number(seenMs ?? 0)),
    ofHours: hours(marked.purge_after.getTime() - marked.marked_at.getTime()),
  };
}

function deletionLines({ name, deletion, deleted }: ShownKey): string[] {
  if (deleted) return ['DELETED: no secret of it is left'];
  if (deletion === null) return [];
  const { markedAt, after, seenHours, ofHours } = deletion;
  return [
    `TO BE DELETED after ${after}; marked ${markedAt}; running gateways have seen ${seenHours} of ${ofHours} hours pass`,
    `  bring it back: holdfast key undelete ${name}`,
  ];
}

function textOf(key: ShownKey): string {
  const { name, exchange, target, added, addedBy, source, frozen, frozenBy, lastUsed: used } = key;
  const lines = [
    `${name}  ${exchange}, ${target} host, added ${added} by ${addedBy}`,
    ...(source === null
      ? []
      : [
          `from ${source.from}${source.marker === null ? '' : `, version ${source.marker}`}, imported ${source.imported}`,
        ]),
    ...deletionLines(key),
    frozen
      ? `FROZEN by ${frozenBy?.operator}${frozenBy?.reason ? `: ${frozenBy.reason}` : ''}`
      : 'not frozen by itself',
    used === null
      ? `last used: in none of the newest ${LOOKED_THROUGH} entries of the audit log`
      : `last used: ${used}`,
    '',
    ...key.versions.flatMap((version) => versionLines(name, version)),
    '',
    key.virtualKeys.length === 0
      ? 'No virtual key signs with it.'
      : `Virtual keys that sign with it: ${key.virtualKeys
          .map(({ name: virtual, generation, state }) => `${virtual} (generation ${generation}, ${state})`)
          .join(', ')}`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function versionLines(name: string, version: ShownKey['versions'][number]): string[] {
  const { permissions, acceptedRisks, riskReason, exceeds, nonceFloor, lastNonce } = version;
  return [
    `version ${version.version}  ${version.state}, ${version.algorithm}, added ${version.added} by ${version.addedBy}`,
    ...(version.state === 'active' && version.rotateAfterDays !== null
      ? [`  to be renewed: ${scheduleText(version.rotateAfterDays)}`]
      : []),
    ...(version.state === 'retired'
      ? []
      : [`  may: ${permissionsText(permissions)} (asked ${version.asked ?? 'never'})`]),
    ...(acceptedRisks.length === 0
      ? []
      : [`  accepted: ${acceptedRisks.join(', ')}, because: ${riskReason ?? ''}`]),
    ...(exceeds.length === 0 ? [] : [`  NOT ACCEPTED: the key ${riskText(exceeds)}`]),
    ...(version.state === 'retiring'
      ? [`  delete it at the exchange, then: holdfast key retire ${name} --version ${version.version}`]
      : []),
    ...(nonceFloor === '0' && lastNonce === null
      ? []
      : [`  nonces: above ${nonceFloor}, last handed out ${lastNonce ?? 'none'}`]),
  ];
}

/** What a key may do, for a person. */
export function permissionsText({ read, trade, withdraw, ipRestricted }: KeyPermissions): string {
  const word = (value: boolean | null, yes: string, no: string) =>
    value === null ? `${yes}?` : value ? yes : no;
  return [
    word(read, 'read', 'not read'),
    word(trade, 'trade', 'not trade'),
    word(withdraw, 'WITHDRAW', 'not withdraw'),
    word(ipRestricted, 'from certain addresses', 'from EVERY address'),
  ].join(', ');
}
