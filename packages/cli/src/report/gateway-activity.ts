import type { Database } from '@holdfast/database';
import { formatDecimal } from '@holdfast/decimal';
import { parseRecord } from '@holdfast/gateway';
import type { AuditLine, GatewayActivity } from '@holdfast/report';

type AuditRecord = ReturnType<typeof parseRecord>;
type Outcome = 'accepted' | 'rejected' | 'partly' | 'unknown';

interface EntryRow {
  readonly id: string;
  readonly canonical: Buffer;
  readonly virtual_key: number | null;
  readonly leaf_index: string | null;
}

/** Entries that are read at once. */
const BATCH = 5000;

/**
 * What the gateway did: how many orders it allowed and refused, and the newest entries of its audit log. Reads only what is new
 * since the last time. Any role that may read the log will do.
 */
export class GatewayActivityReader {
  readonly #pool: Database['pool'];
  readonly #most: number;
  #after = '0';
  #allowed = 0;
  #refused = 0;
  /** The newest entries, the oldest first. */
  #latest: { readonly row: EntryRow; readonly record: AuditRecord }[] = [];
  readonly #outcomes = new Map<bigint, Outcome>();

  /** @param most entries that are shown */
  constructor(pool: Database['pool'], most: number) {
    this.#pool = pool;
    this.#most = most;
  }

  async read(): Promise<GatewayActivity> {
    for (;;) {
      const { rows } = await this.#pool.query<EntryRow>(
        `SELECT e.id, e.canonical, e.virtual_key, l.leaf_index
         FROM holdfast.audit_entries e LEFT JOIN holdfast.audit_leaves l ON l.entry = e.id
         WHERE e.id > $1 ORDER BY e.id LIMIT ${BATCH}`,
        [this.#after],
      );
      for (const row of rows) this.#take(row);
      if (rows.length < BATCH) break;
    }
    const names = await this.#names();
    const positions = await this.#positions();
    const { rows } = await this.#pool.query<{ size: string; at: Date }>(
      'SELECT tree_size AS size, created_at AS at FROM holdfast.audit_checkpoints ORDER BY tree_size DESC LIMIT 1',
    );
    const [checkpoint] = rows;
    const counted = await this.#pool.query<{ entries: string }>(
      'SELECT coalesce(max(leaf_index) + 1, 0) AS entries FROM holdfast.audit_leaves',
    );
    return {
      ordersAllowed: this.#allowed,
      ordersRefused: this.#refused,
      entries: Number(counted.rows[0]?.entries ?? 0),
      checkpoint:
        checkpoint === undefined
          ? null
          : { size: Number(checkpoint.size), time: checkpoint.at.toISOString() },
      lastEntries: this.#latest
        .slice(-this.#most)
        .toReversed()
        .flatMap(({ row, record }) => this.#line(row, record, names, positions)),
    };
  }

  #take(row: EntryRow): void {
    this.#after = row.id;
    const record = parseRecord(row.canonical);
    const { content, verdict } = record;
    if (verdict !== null && 'of' in verdict) this.#outcomes.set(verdict.of, verdict.outcome);
    if (content.kind === 'request' && verdict !== null && 'key' in verdict) {
      const orders = content.orders.filter(({ action }) => action === 'create').length;
      if (verdict.accepted) this.#allowed += orders;
      else this.#refused += orders;
      // Balances and prices that are looked at all the time say little.
      if (content.class !== 'trade' && verdict.accepted) return;
    } else if (content.kind === 'outcome') return;
    this.#latest.push({ row, record });
    if (this.#latest.length <= 2 * this.#most) return;
    this.#latest = this.#latest.slice(-this.#most);
    const oldest = this.#latest[0].record.id;
    for (const id of this.#outcomes.keys()) if (id < oldest) this.#outcomes.delete(id);
  }

  #line(
    { virtual_key }: EntryRow,
    { id, time, content, verdict }: AuditRecord,
    names: ReadonlyMap<number, string>,
    positions: ReadonlyMap<string, number>,
  ): AuditLine[] {
    const position = positions.get(id.toString()) ?? null;
    if (content.kind === 'request' && verdict !== null && 'key' in verdict) {
      const text = (value: Parameters<typeof formatDecimal>[0] | null) =>
        value === null ? null : formatDecimal(value);
      return [
        {
          time,
          position,
          content: {
            kind: 'request',
            virtualKey: names.get(virtual_key ?? -1) ?? verdict.key,
            method: content.method,
            path: content.path,
            orders: content.orders.map(({ action, side, symbol, type, quantity, quoteQuantity, price }) => ({
              action,
              side,
              symbol,
              type,
              quantity: text(quantity),
              quoteQuantity: text(quoteQuantity),
              price: text(price),
            })),
            cancels: content.cancels.map(({ symbol }) => symbol),
            notionalUsd: formatDecimal(content.notionalUsd),
            accepted: verdict.accepted,
            rule: verdict.rule ?? content.refused?.rule ?? null,
            outcome: this.#outcomes.get(id) ?? null,
          },
        },
      ];
    }
    const operator = 'operator' in content ? content.operator : null;
    return [{ time, position, content: { kind: 'event', text: eventText(content), operator } }];
  }

  async #names(): Promise<ReadonlyMap<number, string>> {
    const { rows } = await this.#pool.query<{ number: number; name: string }>(
      'SELECT number, name FROM holdfast.virtual_keys',
    );
    return new Map(rows.map(({ number, name }) => [number, name]));
  }

  /** Places in the log, which entries get a moment after they are written. */
  async #positions(): Promise<ReadonlyMap<string, number>> {
    const ids = this.#latest.slice(-this.#most).map(({ row }) => row.id);
    const { rows } = await this.#pool.query<{ entry: string; leaf_index: string }>(
      'SELECT entry, leaf_index FROM holdfast.audit_leaves WHERE entry = ANY ($1::bigint[])',
      [ids],
    );
    return new Map(rows.map(({ entry, leaf_index }) => [entry, Number(leaf_index)]));
  }
}

/** An entry that is no request, in a few words. */
function eventText(content: AuditRecord['content']): string {
  switch (content.kind) {
    case 'administration':
      return `${content.action}${content.subject === null ? '' : ` ${content.subject}`}`;
    case 'virtual-key':
      return `virtual key ${content.virtualKey}: ${content.state}`;
    case 'exchange-key':
      return `exchange key ${content.key}: ${content.change}`;
    case 'operator':
      return `operator ${content.name}: ${content.state}`;
    case 'freeze':
      return `${content.change} ${content.scope}${content.subject === null ? '' : ` ${content.subject}`}`;
    case 'unauthenticated':
      return `${content.reasons.reduce((sum, { count }) => sum + count, 0)} requests without a valid key`;
    default:
      return content.kind.replaceAll('-', ' ');
  }
}
