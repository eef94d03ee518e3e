import { HoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { addEvent, type Portfolio } from '../store/portfolio-store.ts';
import { endRebalance, openRebalance } from '../store/rebalance-store.ts';
import type { TraderTables } from '../store/tables.ts';

/**
 * Ends a portfolio for good: it does nothing any more, and what it held belongs to the account and to whichever portfolio has
 * everything there. Nothing is sold, and its history stays.
 *
 * The caller holds the locks of its accounts.
 *
 * @throws HoldfastError PORTFOLIO_BUSY while it is not known what became of one of its orders
 */
export async function closePortfolio(
  db: Kysely<TraderTables>,
  portfolio: Portfolio,
  at: Date,
): Promise<void> {
  const { number, name } = portfolio;
  await db.transaction().execute(async (transaction) => {
    const unsettled = await transaction
      .selectFrom('rebalance_orders')
      .innerJoin('rebalances', 'rebalances.id', 'rebalance_orders.rebalance')
      .select('client_order_id')
      .where('rebalances.portfolio', '=', number)
      .where('rebalance_orders.state', 'in', ['written', 'open'])
      .executeTakeFirst();
    if (unsettled !== undefined) {
      throw new HoldfastError(
        'PORTFOLIO_BUSY',
        `It is not known yet what became of an order of "${name}". Let its plan end first: "holdfast portfolio rebalance ${name}".`,
        { portfolio: name },
      );
    }
    const open = await openRebalance(transaction, number);
    if (open !== null) {
      await endRebalance(transaction, open.id, 'stopped', at, {
        reason: 'the portfolio was closed',
        shortfalls: [],
      });
    }
    await transaction
      .updateTable('portfolio_holdings')
      .set({ amount: '0' })
      .where('portfolio', '=', number)
      .execute();
    await transaction
      .updateTable('portfolios')
      .set({ mode: 'off', closed_at: at })
      .where('number', '=', number)
      .execute();
    const message = 'It was closed. What it held belongs to its accounts.';
    await addEvent(transaction, number, { at, kind: 'closed', message });
  });
}

/** @throws HoldfastError PORTFOLIO_CLOSED */
export function demandOpen({ name, closedAt }: Portfolio): void {
  if (closedAt === null) return;
  throw new HoldfastError(
    'PORTFOLIO_CLOSED',
    `Portfolio "${name}" was closed on ${closedAt.toISOString().slice(0, 10)}. Create another one.`,
    { portfolio: name },
  );
}
