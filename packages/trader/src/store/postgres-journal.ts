import { add, type Decimal, formatDecimal, multiply, subtract } from '@holdfast/decimal';
import { type Kysely, sql, type Updateable } from 'kysely';
import { decimal } from '../decimal-text.ts';
import type { ClosedOrder, Journal, OrderRecord } from '../executor/journal.ts';
import type { VenueFill } from '../venue/venue.ts';
import type { TraderTables } from './tables.ts';
import type { TraderDb } from './trader-database.ts';

/** What the journal of one plan knows around it. */
export interface JournalOf {
  readonly rebalance: string;
  readonly portfolio: number;
  /** Numbers of accounts by name. */
  readonly accounts: ReadonlyMap<string, number>;
  /** Base and quote of a market. */
  assetsOf(account: string, symbol: string): { readonly base: string; readonly quote: string };
  /** USD of one unit, for what a fee was worth. */
  usdOf(asset: string): number;
}

/** The memory of one plan's execution in PostgreSQL. */
export class PostgresJournal implements Journal {
  readonly #db: Kysely<TraderTables>;
  readonly #of: JournalOf;
  readonly #names: ReadonlyMap<number, string>;

  constructor(db: Kysely<TraderTables>, of: JournalOf) {
    this.#db = db;
    this.#of = of;
    this.#names = new Map([...of.accounts].map(([name, number]) => [number, name]));
  }

  async orders(): Promise<OrderRecord[]> {
    const rows = await this.#db
      .selectFrom('rebalance_orders')
      .selectAll()
      .where('rebalance', '=', this.#of.rebalance)
      .orderBy('step')
      .orderBy('attempt')
      .execute();
    return rows.map((row) => ({
      clientOrderId: row.client_order_id,
      step: row.step,
      attempt: row.attempt,
      account: this.#names.get(row.account) ?? '',
      symbol: row.symbol,
      side: row.side,
      amount: row.amount,
      price: row.price,
      timeInForce: row.time_in_force,
      mid: row.mid,
      state: row.state,
      filled: row.filled,
      exchangeId: row.exchange_order_id,
      refusal: row.refusal,
      placedAt: row.placed_at.getTime(),
      sentAt: row.sent_at.getTime(),
      deadAt: row.dead_at.getTime(),
    }));
  }

  async write(order: OrderRecord): Promise<void> {
    await this.#db
      .insertInto('rebalance_orders')
      .values({
        client_order_id: order.clientOrderId,
        rebalance: this.#of.rebalance,
        step: order.step,
        attempt: order.attempt,
        account: this.#number(order.account),
        symbol: order.symbol,
        side: order.side,
        amount: order.amount,
        price: order.price,
        time_in_force: order.timeInForce,
        mid: order.mid,
        state: order.state,
        filled: order.filled,
        exchange_order_id: order.exchangeId,
        refusal: order.refusal,
        placed_at: new Date(order.placedAt),
        sent_at: new Date(order.sentAt),
        dead_at: new Date(order.deadAt),
      })
      .execute();
  }

  async opened(clientOrderId: string, exchangeId: string, filled: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'open', exchange_order_id: exchangeId, filled });
  }

  async refused(clientOrderId: string, refusal: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'refused', refusal });
  }

  async lost(clientOrderId: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'lost' });
  }

  async closed(order: OrderRecord, { exchangeId, filled, fills }: ClosedOrder): Promise<void> {
    const account = this.#number(order.account);
    await this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('rebalance_orders')
        .set({ state: 'closed', exchange_order_id: exchangeId, filled })
        .where('client_order_id', '=', order.clientOrderId)
        .where('state', '<>', 'closed')
        .executeTakeFirstOrThrow();
      // It was closed before: its fills are counted.
      if (numUpdatedRows === 0n || fills.length === 0) return;
      await transaction
        .insertInto('fills')
        .values(
          fills.map((fill) => ({
            account,
            symbol: order.symbol,
            trade_id: fill.tradeId,
            client_order_id: order.clientOrderId,
            amount: fill.amount,
            price: fill.price,
            fee: fill.fee,
            fee_asset: fill.feeAsset,
            fee_usd: fill.feeAsset === null ? 0 : Number(fill.fee) * this.#of.usdOf(fill.feeAsset),
            at: new Date(fill.time),
          })),
        )
        .execute();
      for (const [asset, change] of this.#changes(order, fills)) {
        await changeHolding(transaction, this.#of.portfolio, account, asset, change);
      }
    });
  }

  async holdings(account: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db
      .selectFrom('portfolio_holdings')
      .select(['asset', 'amount'])
      .where('portfolio', '=', this.#of.portfolio)
      .where('account', '=', this.#number(account))
      .where('amount', '>', '0')
      .execute();
    return new Map(rows.map(({ asset, amount }) => [asset, amount]));
  }

  #changes({ account, symbol, side }: OrderRecord, fills: readonly VenueFill[]): Map<string, Decimal> {
    const { base, quote } = this.#of.assetsOf(account, symbol);
    const changes = new Map<string, Decimal>();
    const change = (asset: string, by: Decimal, sign: 1 | -1) => {
      const now = changes.get(asset) ?? { units: 0n, scale: 0 };
      changes.set(asset, sign > 0 ? add(now, by) : subtract(now, by));
    };
    for (const { amount, price, fee, feeAsset } of fills) {
      const [size, at] = [decimal(amount), decimal(price)];
      change(base, size, side === 'buy' ? 1 : -1);
      change(quote, multiply(size, at), side === 'buy' ? -1 : 1);
      if (feeAsset !== null) change(feeAsset, decimal(fee), -1);
    }
    return changes;
  }

  async #update(clientOrderId: string, set: Updateable<TraderTables['rebalance_orders']>): Promise<void> {
    await this.#db
      .updateTable('rebalance_orders')
      .set(set)
      .where('client_order_id', '=', clientOrderId)
      // What is settled stays so, whatever a worker says that was held up.
      .where('state', 'in', ['written', 'open'])
      .execute();
  }

  #number(account: string): number {
    const number = this.#of.accounts.get(account);
    if (number === undefined) throw new RangeError(`${account} is no account of this portfolio`);
    return number;
  }
}

/** Adds to what a portfolio holds of an asset on an account; below zero takes away. */
export async function changeHolding(
  db: TraderDb,
  portfolio: number,
  account: number,
  asset: string,
  by: Decimal,
): Promise<void> {
  const amount = formatDecimal(by);
  await db
    .insertInto('portfolio_holdings')
    .values({ portfolio, account, asset, amount })
    .onConflict((conflict) =>
      conflict
        .columns(['portfolio', 'account', 'asset'])
        .doUpdateSet({ amount: sql<string>`portfolio_holdings.amount + excluded.amount` }),
    )
    .execute();
}
