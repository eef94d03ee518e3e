import { keySettings, readKeyDates } from '@holdfast/gateway';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { type ReadingOptions, reading } from './reading.ts';

/** Runs `holdfast key list`. */
export async function listExchangeKeys(options: ReadingOptions, terminal: Terminal): Promise<void> {
  const { config } = await loadConfig(options.config, terminal);
  const keys = await reading(options, terminal, async ({ operator }) => {
    const dates = await readKeyDates(operator.kysely, keySettings(config));
    const rows = await operator.kysely
      .selectFrom('exchange_keys as k')
      .innerJoin('exchange_key_versions as v', 'v.exchange_key', 'k.number')
      .select(['k.name', 'k.exchange', 'k.target', 'v.version', 'v.state'])
      .select([
        'v.state_before',
        'v.purge_after',
        'v.may_read',
        'v.may_trade',
        'v.may_withdraw',
        'v.ip_restricted',
        'v.accepted_risks',
      ])
      .where('v.state', '<>', 'retired')
      .orderBy('k.name')
      .orderBy('v.version')
      .execute();
    return rows
      .filter(({ state, state_before }) => state === 'active' || state_before === 'active')
      .map((row) => ({
        name: row.name,
        exchange: row.exchange,
        target: row.target,
        permissions: {
          read: row.may_read,
          trade: row.may_trade,
          withdraw: row.may_withdraw,
          ipRestricted: row.ip_restricted,
        },
        acceptedRisks: row.accepted_risks,
        retiring: rows
          .filter(({ name, state }) => name === row.name && state === 'retiring')
          .map(({ version }) => version),
        rotateBy:
          row.state === 'active'
            ? isoOf(dates.find(({ kind, name }) => kind === 'exchange-key' && name === row.name)?.rotateAt)
            : null,
        deleteAfter: row.purge_after?.toISOString() ?? null,
      }));
  });
  if (options.json) terminal.stdout.write(`${JSON.stringify({ keys })}\n`);
  else {
    for (const { name, exchange, target, acceptedRisks, retiring, rotateBy, deleteAfter } of keys) {
      const risks = acceptedRisks.length === 0 ? '' : `  accepted risks: ${acceptedRisks.join(', ')}`;
      const old =
        retiring.length === 0 ? '' : `  to be deleted at the exchange: version ${retiring.join(', ')}`;
      const due =
        deleteAfter !== null
          ? `  DELETED, its secret is destroyed after ${deleteAfter}`
          : rotateBy === null
            ? ''
            : `  ${Date.parse(rotateBy) <= Date.now() ? 'RENEW: was due' : 'renew by'} ${rotateBy}`;
      terminal.stdout.write(`${name}  ${exchange}  ${target}${risks}${old}${due}\n`);
    }
  }
}

/** Runs `holdfast vkey list`. */
export async function listVirtualKeys(options: ReadingOptions, terminal: Terminal): Promise<void> {
  const keys = await reading(options, terminal, async ({ operator }) => {
    const rows = await operator.kysely
      .selectFrom('virtual_keys as v')
      .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
      .leftJoin('freezes as f', 'f.virtual_key', 'v.number')
      .select([
        'v.name',
        'v.generation',
        'v.exchange',
        'k.name as key',
        'v.state',
        'f.frozen',
        'v.expires_at',
        'v.issued_at',
      ])
      .orderBy('v.name')
      .orderBy('v.generation')
      .execute();
    return rows.map((row) => ({
      name: row.name,
      generation: row.generation,
      exchange: row.exchange,
      key: row.key,
      state: row.state,
      frozen: row.frozen === true,
      expires: row.expires_at?.toISOString() ?? null,
      issued: row.issued_at.toISOString(),
    }));
  });
  if (options.json) terminal.stdout.write(`${JSON.stringify({ keys })}\n`);
  else {
    for (const { name, generation, exchange, key, state, frozen, expires } of keys) {
      const until = expires === null ? '' : `  until ${expires}`;
      terminal.stdout.write(
        `${name}${generation === 1 ? '' : ` (generation ${generation})`}  ${exchange}  key ${key}  ${frozen ? 'frozen' : state}${until}\n`,
      );
    }
  }
}

function isoOf(time: number | null | undefined): string | null {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}
