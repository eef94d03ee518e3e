import { rowMac } from '@holdfast/vault';
import { delayFields } from '../../src/administration/deletion-delay.ts';
import { parseRecord } from '../../src/audit/record.ts';
import { type ExchangeKeyRow, exchangeKeyFields } from '../../src/keys/row-fields.ts';
import type { Trial } from '../process/trial.ts';

export const DAY_MS = 86_400_000;

/** What tests of deletions do to the database that nobody can do in a day, or should be able to do. */
export function deletionDesk(trial: Pick<Trial, 'database' | 'kek'>) {
  const admin = async (text: string, values: unknown[] = []) =>
    (await trial.database.admin.pool.query(text, values)).rows;

  /** Past every trigger, as only the owner of the server could. */
  async function asSuperuser(statement: string, values: unknown[] = []) {
    const client = await trial.database.admin.pool.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(statement, values);
    } finally {
      await client.query('RESET session_replication_role');
      client.release();
    }
  }

  const versions = (name: string): Promise<(ExchangeKeyRow & { row_mac: Buffer; fingerprint: Buffer })[]> =>
    admin(
      `SELECT v.*, k.name, k.exchange, k.target FROM holdfast.exchange_key_versions v
       JOIN holdfast.exchange_keys k ON k.number = v.exchange_key WHERE k.name = $1 ORDER BY v.version`,
      [name],
    );

  /** As if the key had been marked so much earlier, as the vault would have written it. */
  async function markedEarlier(name: string, ms: number): Promise<void> {
    for (const row of await versions(name)) {
      if (row.marked_at === null || row.purge_after === null) continue;
      const moved: ExchangeKeyRow = {
        ...row,
        marked_at: new Date(row.marked_at.getTime() - ms),
        purge_after: new Date(row.purge_after.getTime() - ms),
      };
      await asSuperuser(
        `UPDATE holdfast.exchange_key_versions SET marked_at = $1, purge_after = $2, row_mac = $3
         WHERE exchange_key = $4 AND version = $5`,
        [
          moved.marked_at,
          moved.purge_after,
          rowMac(trial.kek, 'exchange_key_versions', exchangeKeyFields(moved)),
          row.exchange_key,
          row.version,
        ],
      );
    }
  }

  /** As if running gateways had seen so much of the delay pass. */
  async function seen(name: string, ms: number): Promise<void> {
    const newest = (await versions(name)).at(-1);
    if (newest === undefined) throw new Error('no version');
    const row = {
      exchange_key: newest.exchange_key,
      mark: newest.revision,
      seen_ms: String(ms),
      seen_at: new Date(),
    };
    await asSuperuser('DELETE FROM holdfast.deletion_delays WHERE exchange_key = $1', [row.exchange_key]);
    await asSuperuser(
      'INSERT INTO holdfast.deletion_delays (exchange_key, mark, seen_ms, seen_at, row_mac) VALUES ($1, $2, $3, $4, $5)',
      [
        row.exchange_key,
        row.mark,
        row.seen_ms,
        row.seen_at,
        rowMac(trial.kek, 'deletion_delays', delayFields(row)),
      ],
    );
  }

  async function entries() {
    const rows = await admin('SELECT canonical FROM holdfast.audit_entries ORDER BY id');
    return rows.map(({ canonical }) => parseRecord(canonical as Buffer).content);
  }
  const changesOf = async (name: string) =>
    (await entries()).flatMap((one) =>
      one.kind === 'exchange-key' && one.key === name ? [`${one.change} ${one.version}`] : [],
    );

  return { admin, asSuperuser, versions, markedEarlier, seen, entries, changesOf };
}
