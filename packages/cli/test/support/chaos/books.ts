import { createHmac } from 'node:crypto';
import { connect, type Database } from '@holdfast/database';
import { attachEmbedded } from '@holdfast/database/embedded';
import type { Rebalance } from '@holdfast/trader';

/** An order as the exchange tells of it. */
interface ExchangeOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly status: string;
  readonly executedQty: string;
}

/** What the exchange has, asked with its own key and past the gateway. */
export interface ExchangeBooks {
  readonly orders: readonly ExchangeOrder[];
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[];
  /** Smallest step of an amount, by symbol. */
  readonly lots: ReadonlyMap<string, string>;
}

export async function exchangeBooks(
  account: { readonly address: string; readonly apiKey: string; readonly secret: string },
  symbols: readonly string[],
): Promise<ExchangeBooks> {
  const read = async <T>(path: string, given: Record<string, string> | null): Promise<T> => {
    const query =
      given === null ? '' : new URLSearchParams({ ...given, timestamp: `${Date.now()}` }).toString();
    const signature = createHmac('sha256', account.secret).update(query).digest('hex');
    const answer = await fetch(
      `${account.address}${path}?${query}${given === null ? '' : `&signature=${signature}`}`,
      {
        headers: { 'x-mbx-apikey': account.apiKey },
      },
    );
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const info = await read<{
    symbols: { symbol: string; filters: { filterType: string; stepSize?: string }[] }[];
  }>('/api/v3/exchangeInfo', null);
  const orders: ExchangeOrder[] = [];
  for (const symbol of symbols) {
    const all = await read<ExchangeOrder[]>('/api/v3/allOrders', { symbol, limit: '1000' });
    if (all.length === 1000) throw new Error(`there may be more orders of ${symbol}`);
    orders.push(...all);
  }
  const { balances } = await read<ExchangeBooks>('/api/v3/account', {});
  return {
    orders,
    balances,
    lots: new Map(
      info.symbols.map(({ symbol, filters }) => [
        symbol,
        filters.find(({ filterType }) => filterType === 'LOT_SIZE')?.stepSize ?? '0',
      ]),
    ),
  };
}

/** A request for an order, as the audit log has it. */
interface AuditedOrder {
  readonly clientOrderId: string;
  readonly accepted: boolean;
  /** Null: killed before it was recorded. */
  readonly outcome: 'accepted' | 'partly' | 'rejected' | 'unknown' | null;
}

/** An order as the trader remembers it. */
interface RememberedOrder {
  readonly client_order_id: string;
  readonly rebalance: string;
  readonly step: number;
  readonly symbol: string;
  readonly state: 'written' | 'open' | 'closed' | 'refused' | 'lost';
  readonly filled: string;
}

/** What the trader and the gateway have written down. */
export interface OwnBooks {
  readonly orders: readonly RememberedOrder[];
  readonly plans: readonly Rebalance[];
  readonly flows: readonly { readonly asset: string; readonly amount: string }[];
  /** Of all portfolios together. */
  readonly holdings: readonly { readonly asset: string; readonly amount: string }[];
  /** Holdings that are not what flows and fills make them. */
  readonly unexplained: readonly object[];
  readonly audited: readonly AuditedOrder[];
}

export async function ownBooks(home: string): Promise<OwnBooks> {
  return withDatabase(home, async ({ pool }) => {
    const rows = async <T extends object>(text: string) => (await pool.query<T>(text)).rows;
    const requests = await rows<{ id: string; text: string; accepted: boolean }>(`
      SELECT id::text, convert_from(canonical, 'UTF8') AS text, accepted FROM audit_entries WHERE kind = 'request' ORDER BY id`);
    const outcomes = new Map(
      (
        await rows<{ of: string; outcome: AuditedOrder['outcome'] }>(`
          SELECT outcome_of::text AS of, convert_from(canonical, 'UTF8')::jsonb -> 'verdict' ->> 'outcome' AS outcome
          FROM audit_entries WHERE kind = 'outcome'`)
      ).map(({ of, outcome }) => [of, outcome]),
    );
    return {
      orders: await rows<RememberedOrder>(`SELECT * FROM rebalance_orders ORDER BY rebalance, step, attempt`),
      plans: await rows<Rebalance>(`SELECT * FROM rebalances ORDER BY id`),
      flows: await rows<OwnBooks['flows'][number]>(`SELECT * FROM portfolio_flows ORDER BY id`),
      holdings: await rows<OwnBooks['holdings'][number]>(`
        SELECT asset, sum(amount)::text AS amount FROM portfolio_holdings GROUP BY asset ORDER BY asset`),
      unexplained: await rows<object>(`
        WITH parts AS (
          SELECT portfolio, asset, amount FROM portfolio_flows
          UNION ALL SELECT portfolio, asset, part FROM (
            SELECT r.portfolio, o.side, f.*, split_part(f.symbol, '/', 1) AS base, split_part(f.symbol, '/', 2) AS quote
            FROM fills f JOIN rebalance_orders o USING (client_order_id) JOIN rebalances r ON r.id = o.rebalance
          ) f CROSS JOIN LATERAL (VALUES
            (f.base, CASE f.side WHEN 'buy' THEN f.amount ELSE -f.amount END),
            (f.quote, CASE f.side WHEN 'buy' THEN -f.amount * f.price ELSE f.amount * f.price END),
            (f.fee_asset, -f.fee)
          ) AS p (asset, part)
        ), sums AS (SELECT portfolio, asset, sum(amount) AS amount FROM parts GROUP BY portfolio, asset)
        SELECT portfolio, asset, s.amount AS explained, h.amount AS held
        FROM sums s FULL JOIN portfolio_holdings h USING (portfolio, asset)
        WHERE coalesce(s.amount, 0) <> coalesce(h.amount, 0)`),
      audited: requests.flatMap(({ id, text, accepted }) => {
        const { content } = JSON.parse(text) as {
          content: { method: string; orders: { clientOrderId: string | null }[] };
        };
        return content.orders.map(({ clientOrderId }) => ({
          clientOrderId: clientOrderId ?? '',
          accepted,
          outcome: outcomes.get(id) ?? null,
        }));
      }),
    };
  });
}

/** Client ids of the orders in the paper exchange's log, one for each time that it accepted one. */
export async function loggedOrders(paperHome: string): Promise<string[]> {
  return withDatabase(paperHome, async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT command::jsonb -> 'order' ->> 'clientOrderId' AS id FROM paper.commands
       WHERE command::jsonb ->> 'kind' = 'place' ORDER BY sequence`,
    );
    return rows.map(({ id }) => id);
  });
}

async function withDatabase<T>(home: string, read: (database: Database) => Promise<T>): Promise<T> {
  const running = attachEmbedded({ home });
  if (running === null) throw new Error(`no database runs in ${home}`);
  const { address, passwords } = running;
  const database = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin });
  try {
    return await read(database);
  } finally {
    await database.close();
  }
}
