import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { decimal } from '../decimal-text.ts';
import { addEvent, type Portfolio, setBegan } from '../store/portfolio-store.ts';
import { latestRebalances } from '../store/rebalance-store.ts';
import type { TraderTables } from '../store/tables.ts';
import { purchaseDue } from './causes.ts';
import { type Flow, reconcile, recordFlows, takeCash, unsettledOther } from './fund-portfolio.ts';
import { markPortfolio, nextMarkAt } from './mark-portfolio.ts';
import type { Observation, ObservedAccount } from './observe.ts';
import type { RunParts } from './run-parts.ts';

const DAY_MS = 86_400_000;
/** An exchange may show balances of a moment before; wall milliseconds. */
const SEEN_AGAIN_MS = 500;

/**
 * Notices deposits and withdrawals, and takes what a portfolio with an amount is to have: at its beginning, and at its rhythm.
 *
 * @returns USD put in since the last plan
 * @throws HoldfastError ACCOUNT_SHORT when the cash to begin with is not there; ACCOUNT_BUSY when it can't be known yet what is
 * there to begin with
 */
export async function noticeFlows(
  portfolio: Portfolio,
  { db, index, sleep }: Pick<RunParts, 'db' | 'index' | 'sleep'>,
  seen: Observation,
  now: number,
): Promise<number> {
  const other = await unsettledOther(db, portfolio);
  if (other !== null) {
    // What is not in its books would be taken for ours.
    if (portfolio.beganAt !== null) return depositedSincePlan(db, portfolio.number);
    throw new HoldfastError(
      'ACCOUNT_BUSY',
      `Portfolio "${other}" has orders on this account whose end is not known yet. Let it run first, or resume it.`,
      { portfolio: other },
    );
  }
  const at = await nextMarkAt(db, portfolio.number, now);
  const flows: Flow[] = [];
  for (const account of seen.accounts) {
    const usdOf = (asset: string) => seen.prices.get(asset) ?? Number.NaN;
    const again = async () => {
      await sleep(SEEN_AGAIN_MS);
      return account.venue.balances();
    };
    const found = await reconcile(db, portfolio, account.number, account.balances, usdOf, again);
    flows.push(...found.flows);
    for (const { asset, amount, usd } of found.missing) {
      const message = `The account has ${-usd >= 1 ? `${(-usd).toFixed(0)} USD` : 'a little'} less ${asset} than its portfolios hold (${Number(amount.units) / 10 ** amount.scale}). Somebody withdrew it, or traded beside the portfolios.`;
      await tellDaily(db, portfolio.number, { at, kind: 'missing', message });
    }
  }
  flows.push(...(await wantedCash(portfolio, db, seen.accounts[0], at)));
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
  return depositedSincePlan(db, portfolio.number);
}

async function depositedSincePlan(db: Kysely<TraderTables>, portfolio: number): Promise<number> {
  const [newest] = await latestRebalances(db, portfolio, 1);
  const rows = await db
    .selectFrom('portfolio_flows')
    .select('usd')
    .where('portfolio', '=', portfolio)
    .where('at', '>', newest?.planned_at ?? new Date(0))
    .where('usd', '>', '0')
    .execute();
  return rows.reduce((sum, { usd }) => sum + Number(usd), 0);
}

/** Cash that a portfolio with an amount takes from its account now. */
async function wantedCash(
  portfolio: Portfolio,
  db: Kysely<TraderTables>,
  account: ObservedAccount,
  at: Date,
): Promise<readonly Flow[]> {
  const { number, amountUsd, settings } = portfolio;
  if (amountUsd === null) return [];
  const last = await db
    .selectFrom('portfolio_flows')
    .select(({ fn }) => fn.max('at').as('at'))
    .where('portfolio', '=', number)
    .executeTakeFirst();
  const latest = last?.at ?? null;
  if (latest === null) return takeCash(db, portfolio, account.number, account, decimal(amountUsd));
  const { dca } = settings;
  if (dca === null || !purchaseDue(dca.every, new Date(latest).getTime(), at.getTime())) return [];
  try {
    return await takeCash(db, portfolio, account.number, account, decimal(dca.usd.toFixed(2)));
  } catch (error) {
    if (!isHoldfastError(error) || error.code !== 'ACCOUNT_SHORT') throw error;
    // What runs goes on without it; the purchase is made when the cash is there.
    await tellDaily(db, number, { at, kind: 'missing', message: error.message });
    return [];
  }
}

/** An event that would be told again at every look is told once a day. */
async function tellDaily(
  db: Kysely<TraderTables>,
  portfolio: number,
  event: { readonly at: Date; readonly kind: string; readonly message: string },
): Promise<void> {
  const told = await db
    .selectFrom('portfolio_events')
    .select('id')
    .where('portfolio', '=', portfolio)
    .where('kind', '=', event.kind)
    .where('at', '>', new Date(event.at.getTime() - DAY_MS))
    .executeTakeFirst();
  if (told === undefined) await addEvent(db, portfolio, event);
}
