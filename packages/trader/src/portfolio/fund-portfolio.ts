import { add, compare, type Decimal, formatDecimal, smaller, subtract } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import type { Kysely } from 'kysely';
import { decimal } from '../decimal-text.ts';
import type { Portfolio } from '../store/portfolio-store.ts';
import { changeHolding } from '../store/postgres-journal.ts';
import type { TraderTables } from '../store/tables.ts';
import type { Balances } from '../venue/venue.ts';
import type { ObservedAccount } from './observe.ts';

/** A deposit (above zero) or a withdrawal that was noticed. */
export interface Flow {
  readonly account: number;
  readonly asset: string;
  readonly amount: Decimal;
  readonly usd: number;
}

const ZERO: Decimal = { units: 0n, scale: 0 };
/** USD below which a difference is rounding or a fee in points, and nobody's deposit. */
const LEAST_FLOW_USD = 0.01;

/** What is not this portfolio's on an account, by asset. */
async function heldByOthers(
  db: Kysely<TraderTables>,
  portfolio: number,
  account: number,
): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('account', '=', account)
    .where('portfolio', '<>', portfolio)
    .where('amount', '>', '0')
    .execute();
  const sums = new Map<string, Decimal>();
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, decimal(amount)));
  return sums;
}

async function ownHoldings(
  db: Kysely<TraderTables>,
  portfolio: number,
  account: number,
): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('portfolio', '=', portfolio)
    .where('account', '=', account)
    .execute();
  return new Map(rows.map(({ asset, amount }) => [asset, signed(amount)]));
}

/**
 * Name of another portfolio with an order on the same accounts that is not settled; null: there is none. What such an order
 * traded is in the account, and in nobody's books yet.
 */
export async function unsettledOther(
  db: Kysely<TraderTables>,
  { number, accounts }: Pick<Portfolio, 'number' | 'accounts'>,
): Promise<string | null> {
  const found = await db
    .selectFrom('rebalance_orders')
    .innerJoin('rebalances', 'rebalances.id', 'rebalance_orders.rebalance')
    .innerJoin('portfolios', 'portfolios.number', 'rebalances.portfolio')
    .select('portfolios.name')
    .where(
      'rebalance_orders.account',
      'in',
      accounts.map((account) => account.number),
    )
    .where('rebalance_orders.state', 'in', ['written', 'open'])
    .where('rebalances.portfolio', '<>', number)
    .executeTakeFirst();
  return found?.name ?? null;
}

/**
 * Makes the books agree with the account. A portfolio that has everything nobody else holds takes differences as deposits
 * and withdrawals. One with an amount can't tell whose they are: what the account lacks is reported, and nothing else changes.
 *
 * Only while no order on the account is unsettled.
 *
 * @param usdOf USD of one unit, NaN when unknown
 * @param again the balances once more: an exchange may show old ones for a moment, and what is seen once is not believed
 */
export async function reconcile(
  db: Kysely<TraderTables>,
  portfolio: Portfolio,
  account: number,
  balances: Balances,
  usdOf: (asset: string) => number,
  again: () => Promise<Balances>,
): Promise<{ readonly flows: readonly Flow[]; readonly missing: readonly Flow[] }> {
  const [others, own] = await Promise.all([
    heldByOthers(db, portfolio.number, account),
    ownHoldings(db, portfolio.number, account),
  ]);
  const differencesIn = (seen: Balances) => {
    const assets = new Set([...seen.keys(), ...own.keys(), ...others.keys()]);
    const found = [...assets].map((asset): [string, Decimal] => {
      const balance = seen.get(asset);
      const total = balance === undefined ? ZERO : add(decimal(balance.free), decimal(balance.locked));
      const rest = subtract(total, others.get(asset) ?? ZERO);
      return [asset, subtract(rest, own.get(asset) ?? ZERO)];
    });
    return new Map(found.filter(([, difference]) => difference.units !== 0n));
  };
  const flows: Flow[] = [];
  const missing: Flow[] = [];
  const first = differencesIn(balances);
  const second = first.size === 0 ? first : differencesIn(await again());
  for (const [asset, difference] of second) {
    if (compare(first.get(asset) ?? ZERO, difference) !== 0) continue;
    const usd = Number(formatDecimal(difference)) * usdOf(asset);
    const flow = { account, asset, amount: difference, usd: Number.isFinite(usd) ? usd : 0 };
    if (portfolio.amountUsd === null) {
      await changeHolding(db, portfolio.number, account, asset, difference);
      if (Math.abs(flow.usd) >= LEAST_FLOW_USD || !Number.isFinite(usd)) flows.push(flow);
    } else if (difference.units < 0n && Math.abs(flow.usd) >= LEAST_FLOW_USD) missing.push(flow);
  }
  return { flows, missing };
}

/**
 * Takes cash of the account that nobody holds into a portfolio with an amount.
 *
 * @param usd how much, USD
 * @throws HoldfastError ACCOUNT_SHORT, and nothing is taken
 */
export async function takeCash(
  db: Kysely<TraderTables>,
  portfolio: Portfolio,
  account: number,
  { venue, balances }: Pick<ObservedAccount, 'venue' | 'balances'>,
  usd: Decimal,
): Promise<readonly Flow[]> {
  const others = await heldByOthers(db, portfolio.number, account);
  const own = await ownHoldings(db, portfolio.number, account);
  let left = usd;
  const flows: Flow[] = [];
  for (const asset of venue.cash) {
    const free = decimal(balances.get(asset)?.free ?? '0');
    const held = add(others.get(asset) ?? ZERO, own.get(asset) ?? ZERO);
    const unheld = subtract(free, held);
    if (unheld.units <= 0n || left.units <= 0n) continue;
    const taken = smaller(unheld, left);
    left = subtract(left, taken);
    flows.push({ account, asset, amount: taken, usd: Number(formatDecimal(taken)) });
  }
  if (compare(left, ZERO) > 0) {
    const wanted = formatDecimal(usd);
    throw new HoldfastError(
      'ACCOUNT_SHORT',
      `Portfolio "${portfolio.name}" is to get ${wanted} USD, but ${formatDecimal(left)} of it are not there: the account's other cash belongs to other portfolios, or there is none.`,
      { portfolio: portfolio.name, wanted, missing: formatDecimal(left) },
    );
  }
  for (const { asset, amount } of flows) await changeHolding(db, portfolio.number, account, asset, amount);
  return flows;
}

/** Writes down deposits and withdrawals. */
export async function recordFlows(
  db: Kysely<TraderTables>,
  portfolio: number,
  flows: readonly Flow[],
  at: Date,
): Promise<void> {
  if (flows.length === 0) return;
  await db
    .insertInto('portfolio_flows')
    .values(
      flows.map(({ account, asset, amount, usd }) => ({
        portfolio,
        account,
        asset,
        amount: formatDecimal(amount),
        usd: usd.toFixed(8),
        at,
      })),
    )
    .execute();
}

function signed(text: string): Decimal {
  if (!text.startsWith('-')) return decimal(text);
  const { units, scale } = decimal(text.slice(1));
  return { units: -units, scale };
}
