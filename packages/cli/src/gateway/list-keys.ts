import type { Terminal } from '../terminal.ts';
import { type ReadingOptions, reading } from './reading.ts';

/** Runs `holdfast key list`. */
export async function listExchangeKeys(options: ReadingOptions, terminal: Terminal): Promise<void> {
  const keys = await reading(options, terminal, async ({ operator }) => {
    const rows = await operator.kysely
      .selectFrom('exchange_keys as k')
      .innerJoin('exchange_key_versions as v', 'v.exchange_key', 'k.number')
      .select(['k.name', 'k.exchange', 'k.target', 'v.version', 'v.state'])
      .select(['v.may_read', 'v.may_trade', 'v.may_withdraw', 'v.ip_restricted', 'v.accepted_risks'])
      .where('v.state', '<>', 'retired')
      .orderBy('k.name')
      .orderBy('v.version')
      .execute();
    return rows
      .filter(({ state }) => state === 'active')
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
      }));
  });
  if (options.json) terminal.stdout.write(`${JSON.stringify({ keys })}\n`);
  else {
    for (const { name, exchange, target, acceptedRisks, retiring } of keys) {
      const risks = acceptedRisks.length === 0 ? '' : `  accepted risks: ${acceptedRisks.join(', ')}`;
      const old =
        retiring.length === 0 ? '' : `  to be deleted at the exchange: version ${retiring.join(', ')}`;
      terminal.stdout.write(`${name}  ${exchange}  ${target}${risks}${old}\n`);
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
