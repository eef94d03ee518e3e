import { isHoldfastError } from '@holdfast/errors';
import { executePlan } from '../executor/execute-plan.ts';
import type { ExecutionShortfall } from '../executor/execution.ts';
import { addEvent, isPaused, type Portfolio, setPaused } from '../store/portfolio-store.ts';
import { PostgresJournal } from '../store/postgres-journal.ts';
import { endRebalance, type Rebalance } from '../store/rebalance-store.ts';
import { markPortfolio } from './mark-portfolio.ts';
import { nowOf, type Observation, observe } from './observe.ts';
import type { RunParts, RunResult } from './run-parts.ts';

/**
 * Carries out a plan and writes down what became of it. What an exchange or the gateway forbids pauses the portfolio.
 *
 * @returns 'replan' when the market is no longer what the plan was made for
 * @throws HoldfastError VENUE_UNREACHABLE and others that may pass: the plan goes on at the next run
 */
export async function carryOut(
  portfolio: Portfolio,
  parts: RunParts,
  seen: Observation,
  rebalance: Rebalance,
): Promise<Exclude<RunResult, { kind: 'idle' | 'paused' | 'waiting' }> | 'replan'> {
  const { db } = parts;
  const markets = new Map(
    seen.accounts.flatMap(({ name, markets: list }) =>
      list.map((market) => [`${name} ${market.symbol}`, market] as const),
    ),
  );
  const journal = new PostgresJournal(db, {
    rebalance: rebalance.id,
    portfolio: portfolio.number,
    accounts: new Map(seen.accounts.map(({ name, number }) => [name, number])),
    assetsOf: (account, symbol) => {
      const [base, quote] = symbol.split('/');
      return markets.get(`${account} ${symbol}`) ?? { base, quote };
    },
    usdOf: (asset) => seen.prices.get(asset) ?? 0,
  });
  const end = async (
    state: 'done' | 'partly' | 'superseded',
    reason: string | null,
    shortfalls: readonly ExecutionShortfall[],
  ) => {
    const after = await observe(portfolio, parts.venueOf);
    const outcome = { reason, shortfalls };
    // Together, so that the mark is the first that has all fills of the plan.
    await db.transaction().execute(async (transaction) => {
      const known = { ...rebalance, state, outcome };
      const at = await markPortfolio(portfolio, { db: transaction, index: parts.index }, after, known);
      await endRebalance(transaction, rebalance.id, state, at, outcome);
    });
  };
  try {
    const result = await executePlan(
      {
        portfolio: portfolio.name,
        plan: rebalance.id,
        steps: rebalance.plan.orders,
        mids: rebalance.prices,
        settings: portfolio.settings.execution,
      },
      {
        journal,
        venueOf: parts.venueOf,
        wall: parts.wall,
        sleep: parts.sleep,
        ...(parts.onProgress && { onProgress: parts.onProgress }),
        isStopping: async () => parts.signal?.aborted === true || (await isPaused(db, portfolio.number)),
      },
    );
    if (result.kind === 'interrupted') return { kind: 'interrupted' };
    if (result.kind === 'replan') {
      await end('superseded', result.reason, []);
      return 'replan';
    }
    const { shortfalls } = result;
    await end(shortfalls.length === 0 ? 'done' : 'partly', null, shortfalls);
    return { kind: 'rebalanced', rebalance: rebalance.id, orders: rebalance.plan.orders.length, shortfalls };
  } catch (error) {
    // What the exchange or the gateway forbids is for a person to look at; what can't be reached is tried again.
    if (!isHoldfastError(error) || !['VENUE_REFUSED', 'VENUE_INCONSISTENT'].includes(error.code)) throw error;
    const at = new Date(nowOf(seen));
    await setPaused(db, portfolio.number, error.message, at);
    await addEvent(db, portfolio.number, { at, kind: 'stopped', message: error.message });
    return { kind: 'stopped', rebalance: rebalance.id, reason: error.message };
  }
}
