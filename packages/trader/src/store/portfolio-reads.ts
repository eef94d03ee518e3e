import type { Kysely, Selectable } from 'kysely';
import { trimmed } from '../decimal-text.ts';
import type { Mark } from '../portfolio/mark-portfolio.ts';
import type { TraderTables } from './tables.ts';

/** A portfolio as it was last written down. */
export interface PortfolioState {
  readonly mark: Mark | null;
  /** Units by asset over all accounts, decimal strings. */
  readonly holdings: Readonly<Record<string, string>>;
  /** USD put in, less what was taken out. */
  readonly deposited: number;
}

/** What a portfolio holds, the newest mark of it, and what was put in. */
export async function portfolioState(db: Kysely<TraderTables>, portfolio: number): Promise<PortfolioState> {
  const mark = await db
    .selectFrom('portfolio_marks')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const held = await db
    .selectFrom('portfolio_holdings')
    .select(({ fn }) => ['asset', fn.sum<string>('amount').as('amount')])
    .where('portfolio', '=', portfolio)
    .groupBy('asset')
    .execute();
  const flows = await db
    .selectFrom('portfolio_flows')
    .select(({ fn }) => fn.sum<string | null>('usd').as('usd'))
    .where('portfolio', '=', portfolio)
    .executeTakeFirst();
  const holdings = held
    .filter(({ amount }) => Number(amount) !== 0)
    .map(({ asset, amount }) => [asset, trimmed(amount)] as const);
  return { mark: mark ?? null, holdings: Object.fromEntries(holdings), deposited: Number(flows?.usd ?? 0) };
}

/** What happened to a portfolio, the newest first. */
export function portfolioEvents(
  db: Kysely<TraderTables>,
  portfolio: number,
  most: number,
): Promise<Selectable<TraderTables['portfolio_events']>[]> {
  return db
    .selectFrom('portfolio_events')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
}

/** Deposits and withdrawals, the oldest first. */
export function portfolioFlows(
  db: Kysely<TraderTables>,
  portfolio: number,
): Promise<Selectable<TraderTables['portfolio_flows']>[]> {
  return db
    .selectFrom('portfolio_flows')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('id')
    .execute();
}

/** Marks, the oldest first. */
export function portfolioMarks(db: Kysely<TraderTables>, portfolio: number): Promise<Mark[]> {
  return db
    .selectFrom('portfolio_marks')
    .selectAll()
    .where('portfolio', '=', portfolio)
    .orderBy('at')
    .execute();
}

/** Every trade of a portfolio with its order, the oldest first. */
export function portfolioFills(db: Kysely<TraderTables>, portfolio: number) {
  return db
    .selectFrom('fills')
    .innerJoin('rebalance_orders', 'rebalance_orders.client_order_id', 'fills.client_order_id')
    .innerJoin('rebalances', 'rebalances.id', 'rebalance_orders.rebalance')
    .innerJoin('trading_accounts', 'trading_accounts.number', 'fills.account')
    .select([
      'fills.at',
      'fills.symbol',
      'fills.amount',
      'fills.price',
      'fills.fee',
      'fills.fee_asset',
      'fills.fee_usd',
      'fills.trade_id',
      'fills.client_order_id',
      'rebalance_orders.side',
      'rebalance_orders.step',
      'rebalance_orders.mid',
      'rebalance_orders.rebalance',
      'trading_accounts.name as account',
    ])
    .where('rebalances.portfolio', '=', portfolio)
    .orderBy('fills.at')
    .orderBy('fills.trade_id')
    .execute();
}

/** An order of a plan with what it was filled at. */
export interface OrderSummary {
  readonly clientOrderId: string;
  readonly step: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly amount: string;
  readonly price: string;
  readonly state: string;
  readonly filled: string;
  /** Average price of its fills; empty without any. */
  readonly average: string;
  readonly feeUsd: number;
  readonly refusal: string | null;
  readonly at: Date;
}

/** The orders that were sent for a plan, in their sequence. */
export async function ordersOf(db: Kysely<TraderTables>, rebalance: string): Promise<OrderSummary[]> {
  const orders = await db
    .selectFrom('rebalance_orders')
    .selectAll()
    .where('rebalance', '=', rebalance)
    .orderBy('step')
    .orderBy('attempt')
    .execute();
  const fills = await db
    .selectFrom('fills')
    .innerJoin('rebalance_orders', 'rebalance_orders.client_order_id', 'fills.client_order_id')
    .select(['fills.client_order_id', 'fills.amount', 'fills.price', 'fills.fee_usd'])
    .where('rebalance_orders.rebalance', '=', rebalance)
    .execute();
  const byOrder = Map.groupBy(fills, ({ client_order_id }) => client_order_id);
  return orders.map((order) => {
    const mine = byOrder.get(order.client_order_id) ?? [];
    const size = mine.reduce((sum, { amount }) => sum + Number(amount), 0);
    const worth = mine.reduce((sum, { amount, price }) => sum + Number(amount) * Number(price), 0);
    return {
      clientOrderId: order.client_order_id,
      step: order.step,
      symbol: order.symbol,
      side: order.side,
      amount: trimmed(order.amount),
      price: trimmed(order.price),
      state: order.state,
      filled: trimmed(order.filled),
      average: size === 0 ? '' : String(Number((worth / size).toPrecision(10))),
      feeUsd: mine.reduce((sum, { fee_usd }) => sum + fee_usd, 0),
      refusal: order.refusal,
      at: order.placed_at,
    };
  });
}
