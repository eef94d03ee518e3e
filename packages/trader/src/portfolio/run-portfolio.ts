import { HoldfastError } from '@holdfast/errors';
import { addEvent, type Portfolio, setPaused } from '../store/portfolio-store.ts';
import { endRebalance, latestRebalances, openRebalance } from '../store/rebalance-store.ts';
import type { RebalanceCause } from '../store/tables.ts';
import { carryOut } from './carry-out.ts';
import { rebalanceCause } from './causes.ts';
import { demandOpen } from './close-portfolio.ts';
import type { Tripped } from './guards.ts';
import type { IndexView } from './index-view.ts';
import { makeRebalance } from './make-rebalance.ts';
import { markDaily, markPortfolio } from './mark-portfolio.ts';
import { noticeFlows } from './notice-flows.ts';
import { nowOf, observe } from './observe.ts';
import { type PortfolioPlan, planPortfolio } from './plan-portfolio.ts';
import type { RunParts, RunResult } from './run-parts.ts';

/** Plans that are made anew in one run because the market moved. */
const MOST_PLANS = 5;
const PLANS_LOOKED_AT = 200;

/**
 * Brings a portfolio on by what there is to do at this moment: goes on with a plan that was interrupted, notices deposits,
 * and makes and carries out a plan when its index was rebalanced. Doing it again changes nothing.
 *
 * The caller holds the locks of the portfolio's accounts.
 *
 * @param force plan now, whether anything is due or not
 * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, VENUE_INCONSISTENT, INDEX_NOT_READY, ACCOUNT_SHORT, ACCOUNT_NOT_LIVE
 */
export async function runPortfolio(portfolio: Portfolio, parts: RunParts, force = false): Promise<RunResult> {
  const { db } = parts;
  demandOpen(portfolio);
  if (portfolio.pausedReason !== null) return { kind: 'paused', reason: portfolio.pausedReason };
  if (portfolio.mode === 'off' && !force) return { kind: 'idle' };
  let cause: RebalanceCause | null = force ? 'manual' : null;
  for (let plans = 0; plans < MOST_PLANS; plans++) {
    const open = await openRebalance(db, portfolio.number);
    let seen = await observe(portfolio, parts.venueOf);
    const now = nowOf(seen);
    if (open?.state === 'waiting') {
      const expired = open.expires_at !== null && open.expires_at.getTime() <= now;
      if (!expired && !force) return { kind: 'waiting', rebalance: open.id };
      const [state, reason] = expired
        ? (['expired', 'nobody approved it in time'] as const)
        : (['superseded', 'a person wanted another plan'] as const);
      await endRebalance(db, open.id, state, new Date(now), { reason, shortfalls: [] });
    }
    let rebalance = open?.state === 'running' ? open : null;
    if (rebalance === null) {
      const view = indexAt(portfolio, parts, now);
      // Together: what was taken and not written down would be taken again.
      const deposited = await db
        .transaction()
        .execute((transaction) => noticeFlows(portfolio, { ...parts, db: transaction }, seen, now));
      cause ??= await dueCause(portfolio, parts, view, deposited, now);
      if (cause === null) {
        await markDaily(portfolio, parts, seen);
        return { kind: 'idle' };
      }
      // Markets may have opened, closed or changed their rules since they were read.
      for (const { venue } of seen.accounts) venue.forgetMarkets();
      seen = await observe(portfolio, parts.venueOf);
      const made = await makeRebalance(portfolio, parts, seen, view, cause, force, now);
      if ('guard' in made) {
        await pause(portfolio, parts, made, now);
        return { kind: 'paused', reason: made.message };
      }
      if (made.state === 'waiting') return { kind: 'waiting', rebalance: made.id };
      if (made.state === 'done') {
        await markPortfolio(portfolio, parts, seen, made);
        return { kind: 'rebalanced', rebalance: made.id, orders: 0, shortfalls: [] };
      }
      rebalance = made;
    }
    const ended = await carryOut(portfolio, parts, seen, rebalance);
    if (ended !== 'replan') return ended;
    cause = 'replan';
  }
  const [last] = await latestRebalances(db, portfolio.number, 1);
  const at = last.finished_at ?? last.planned_at;
  const reason = `The market moved too far ${MOST_PLANS} times while orders were placed. It is tried again tomorrow.`;
  await endRebalance(db, last.id, 'stopped', at, { reason, shortfalls: [] });
  await addEvent(db, portfolio.number, { at, kind: 'stopped', message: reason });
  return { kind: 'stopped', rebalance: last.id, reason };
}

/**
 * The plan that a run would make now. Nothing is kept of it: not even the deposits that were noticed for it.
 *
 * @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, INDEX_NOT_READY, ACCOUNT_SHORT, ACCOUNT_NOT_LIVE
 */
export async function previewPlan(
  portfolio: Portfolio,
  parts: Pick<RunParts, 'db' | 'index' | 'venueOf'>,
): Promise<PortfolioPlan> {
  demandOpen(portfolio);
  const seen = await observe(portfolio, parts.venueOf);
  const now = nowOf(seen);
  const view = indexAt(portfolio, parts, now);
  let made: PortfolioPlan | null = null;
  const undone = new Error('a preview is undone');
  await parts.db
    .transaction()
    .execute(async (db) => {
      await noticeFlows(portfolio, { db, index: parts.index, sleep: async () => undefined }, seen, now);
      made = await planPortfolio(db, portfolio, seen, view);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (made === null) throw new RangeError('the preview made no plan');
  return made;
}

/** @throws HoldfastError INDEX_NOT_READY */
function indexAt({ name }: Portfolio, { index }: Pick<RunParts, 'index'>, now: number): IndexView {
  const view = index.at(now);
  if (view !== null) return view;
  throw new HoldfastError(
    'INDEX_NOT_READY',
    `The market data has nothing that the index of "${name}" could be computed with on ${day(now)}.`,
  );
}

async function dueCause(
  portfolio: Portfolio,
  { db }: RunParts,
  view: IndexView,
  deposited: number,
  now: number,
): Promise<RebalanceCause | null> {
  const latest = await latestRebalances(db, portfolio.number, PLANS_LOOKED_AT);
  return rebalanceCause({ latest, view, deposited, minDeposit: portfolio.settings.min_deposit_usd, now });
}

async function pause(portfolio: Portfolio, { db }: RunParts, tripped: Tripped, now: number): Promise<void> {
  const at = new Date(now);
  await setPaused(db, portfolio.number, tripped.message, at);
  await addEvent(db, portfolio.number, { at, kind: `guard ${tripped.guard}`, message: tripped.message });
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
