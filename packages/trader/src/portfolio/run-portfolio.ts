import { parseDecimal } from '@holdfast/decimal';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { type ExecutionShortfall, executePlan } from '../executor/execute-plan.ts';
import { addEvent, isPaused, type Portfolio, setBegan, setPaused } from '../store/portfolio-store.ts';
import { PostgresJournal } from '../store/postgres-journal.ts';
import {
  addRebalance,
  endRebalance,
  latestRebalances,
  openRebalance,
  type Rebalance,
  tradedSince,
} from '../store/rebalance-store.ts';
import type { RebalanceCause, TraderTables } from '../store/tables.ts';
import type { Venue } from '../venue/venue.ts';
import { purchaseDue, rebalanceCause } from './causes.ts';
import { type Flow, reconcile, recordFlows, takeCash } from './fund-portfolio.ts';
import { checkDataAge, checkLoss, checkTargetMove, checkTurnover, type Tripped } from './guards.ts';
import type { IndexSource, IndexView } from './index-view.ts';
import { latestMarkAfterRebalance, markDaily, markPortfolio, nextMarkAt } from './mark-portfolio.ts';
import { nowOf, type Observation, observe } from './observe.ts';
import { type PortfolioPlan, planPortfolio } from './plan-portfolio.ts';

/** What running a portfolio needs from outside. */
export interface RunParts {
  /** The one connection that holds the accounts' locks. */
  readonly db: Kysely<TraderTables>;
  readonly index: IndexSource;
  venueOf(account: string): Venue;
  /** Milliseconds since 1970 of the wall's clock. */
  wall(): number;
  sleep(milliseconds: number): Promise<void>;
  readonly signal?: AbortSignal;
  onProgress?(done: number, of: number): void;
}

/** What a run came to. */
export type RunResult =
  /** Nothing is to be done; or the mode is off. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'paused'; readonly reason: string }
  /** A plan waits for a person's yes. */
  | { readonly kind: 'waiting'; readonly rebalance: string }
  | {
      readonly kind: 'rebalanced';
      readonly rebalance: string;
      readonly orders: number;
      readonly shortfalls: readonly ExecutionShortfall[];
    }
  | { readonly kind: 'stopped'; readonly rebalance: string; readonly reason: string }
  /** Told to end; it goes on where it was the next time. */
  | { readonly kind: 'interrupted' };

/** Plans that are made anew in one run because the market moved. */
const MOST_PLANS = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
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
  if (portfolio.pausedReason !== null) return { kind: 'paused', reason: portfolio.pausedReason };
  if (portfolio.mode === 'off' && !force) return { kind: 'idle' };
  let cause: RebalanceCause | null = force ? 'manual' : null;
  for (let plans = 0; plans < MOST_PLANS; plans++) {
    const open = await openRebalance(db, portfolio.number);
    let seen = await observe(portfolio, parts.venueOf);
    const now = nowOf(seen);
    if (open?.state === 'waiting') {
      if (open.expires_at === null || open.expires_at.getTime() > now) {
        return { kind: 'waiting', rebalance: open.id };
      }
      const reason = 'nobody approved it in time';
      await endRebalance(db, open.id, 'expired', new Date(now), { reason, shortfalls: [] });
    }
    let rebalance = open?.state === 'running' ? open : null;
    if (rebalance === null) {
      const view = indexAt(portfolio, parts, now);
      // Together: what was taken and not written down would be taken again.
      const deposited = await db
        .transaction()
        .execute((transaction) => fund(portfolio, { db: transaction, index: parts.index }, seen, now));
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
  const reason = `The market moved too far ${MOST_PLANS} times while orders were placed. It is tried again tomorrow.`;
  await addEvent(db, portfolio.number, { at: new Date(), kind: 'stopped', message: reason });
  return { kind: 'stopped', rebalance: last?.id ?? '', reason };
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
  const seen = await observe(portfolio, parts.venueOf);
  const now = nowOf(seen);
  const view = indexAt(portfolio, parts, now);
  let made: PortfolioPlan | null = null;
  const undone = new Error('a preview is undone');
  await parts.db
    .transaction()
    .execute(async (db) => {
      await fund(portfolio, { db, index: parts.index }, seen, now);
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

/** Notices deposits and withdrawals, and takes what a portfolio with an amount is to have. @returns USD put in since the last plan */
async function fund(
  portfolio: Portfolio,
  { db, index }: Pick<RunParts, 'db' | 'index'>,
  seen: Observation,
  now: number,
): Promise<number> {
  const at = await nextMarkAt(db, portfolio.number, now);
  const flows: Flow[] = [];
  for (const account of seen.accounts) {
    const usdOf = (asset: string) => seen.prices.get(asset) ?? Number.NaN;
    const found = await reconcile(db, portfolio, account.number, account.balances, usdOf);
    flows.push(...found.flows);
    for (const { asset, amount, usd } of found.missing) {
      const message = `The account has ${-usd >= 1 ? `${(-usd).toFixed(0)} USD` : 'a little'} less ${asset} than its portfolios hold (${Number(amount.units) / 10 ** amount.scale}). Somebody withdrew it, or traded beside the portfolios.`;
      await addEvent(db, portfolio.number, { at, kind: 'missing', message });
    }
  }
  const wanted = await wantedCash(portfolio, db, now);
  if (wanted !== null) {
    const [first] = seen.accounts;
    const amount = parseDecimal(wanted);
    if (amount !== null) {
      flows.push(...(await takeCash(db, portfolio, first.number, first, amount)));
    }
  }
  await recordFlows(db, portfolio.number, flows, at);
  if (flows.length > 0) {
    await setBegan(db, portfolio.number, at);
    // What comes or goes is no gain and no loss: a mark belongs to it, before it is invested.
    await markPortfolio(portfolio, { db, index }, seen);
  }
  for (const { asset, amount, usd } of flows) {
    const verb = amount.units > 0n ? 'Deposit' : 'Withdrawal';
    const size = Math.abs(Number(amount.units) / 10 ** amount.scale);
    const message = `${verb} of ${size} ${asset}, worth ${Math.abs(usd).toFixed(2)} USD.`;
    await addEvent(db, portfolio.number, { at, kind: 'flow', message });
  }
  const [newest] = await latestRebalances(db, portfolio.number, 1);
  const rows = await db
    .selectFrom('portfolio_flows')
    .select('usd')
    .where('portfolio', '=', portfolio.number)
    .where('at', '>', newest?.planned_at ?? new Date(0))
    .where('usd', '>', '0')
    .execute();
  return rows.reduce((sum, { usd }) => sum + Number(usd), 0);
}

/** USD that a portfolio with an amount takes from its account now: at the beginning, and at its rhythm. */
async function wantedCash(
  { number, amountUsd, settings }: Portfolio,
  db: Kysely<TraderTables>,
  now: number,
): Promise<string | null> {
  if (amountUsd === null) return null;
  const last = await db
    .selectFrom('portfolio_flows')
    .select(({ fn }) => fn.max('at').as('at'))
    .where('portfolio', '=', number)
    .executeTakeFirst();
  const latest = last?.at ?? null;
  if (latest === null) return amountUsd;
  const { dca } = settings;
  if (dca === null || !purchaseDue(dca.every, new Date(latest).getTime(), now)) return null;
  return dca.usd.toFixed(2);
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

/** Makes and stores a plan, unless a guard trips. */
async function makeRebalance(
  portfolio: Portfolio,
  { db }: RunParts,
  seen: Observation,
  view: IndexView,
  cause: RebalanceCause,
  forced: boolean,
  now: number,
): Promise<Rebalance | Tripped> {
  const { settings } = portfolio;
  const { guards } = settings;
  const early =
    checkDataAge(view, now, guards) ??
    (cause === 'schedule' ? checkTargetMove(view, guards) : null) ??
    checkLoss(await sinceRebalance(portfolio, db, seen, view), guards);
  if (early !== null) return early;
  const { plan, targets, mids, value } = await planPortfolio(db, portfolio, seen, view);
  const quoteUsd = (account: string, symbol: string) => {
    const there = seen.accounts.find(({ name }) => name === account);
    const quote = there?.markets.find((market) => market.symbol === symbol)?.quote;
    return quote === undefined ? 1 : (seen.prices.get(quote) ?? 1);
  };
  const nameOf = new Map(seen.accounts.map(({ number, name }) => [number, name]));
  const planned = plan.orders.reduce(
    (sum, { account, symbol, amount, price }) =>
      sum + Number(amount) * Number(price) * quoteUsd(account, symbol),
    0,
  );
  const since = new Date(now - DAY_MS);
  const traded = await tradedSince(db, portfolio.number, since, (account, symbol) =>
    quoteUsd(nameOf.get(account) ?? '', symbol),
  );
  const late = checkTurnover({ planned, traded, value }, guards);
  if (late !== null) return late;
  const waits = portfolio.mode !== 'auto' && plan.orders.length > 0 && !(forced && portfolio.mode === 'off');
  const state = plan.orders.length === 0 ? 'done' : waits ? 'waiting' : 'running';
  const at = new Date(now);
  const expiresAt = waits ? new Date(now + settings.approval_hours * HOUR_MS) : null;
  const indexDate = view.rebalanceDate;
  const { number } = portfolio;
  return addRebalance(db, {
    portfolio: number,
    cause,
    indexDate,
    state,
    targets,
    plan,
    mids,
    value,
    plannedAt: at,
    expiresAt,
  });
}

/** Returns of portfolio and index since the last rebalance, without deposits. */
async function sinceRebalance(
  portfolio: Portfolio,
  db: Kysely<TraderTables>,
  seen: Observation,
  view: IndexView,
): Promise<{ portfolio: number; index: number } | null> {
  const mark = await latestMarkAfterRebalance(db, portfolio.number);
  if (mark === null || mark.index_level === null || mark.value_usd <= 0) return null;
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('portfolio', '=', portfolio.number)
    .execute();
  const flows = await db
    .selectFrom('portfolio_flows')
    .select('usd')
    .where('portfolio', '=', portfolio.number)
    .where('at', '>', mark.at)
    .execute();
  const value = rows.reduce(
    (sum, { asset, amount }) => sum + Number(amount) * (seen.prices.get(asset) ?? 0),
    0,
  );
  const put = flows.reduce((sum, { usd }) => sum + Number(usd), 0);
  return { portfolio: (value - put) / mark.value_usd - 1, index: view.level / mark.index_level - 1 };
}

async function pause(portfolio: Portfolio, { db }: RunParts, tripped: Tripped, now: number): Promise<void> {
  const at = new Date(now);
  await setPaused(db, portfolio.number, tripped.message, at);
  await addEvent(db, portfolio.number, { at, kind: `guard ${tripped.guard}`, message: tripped.message });
}

async function carryOut(
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

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
