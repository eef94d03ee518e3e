import { HoldfastError } from '@holdfast/errors';
import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type PortfolioSettings,
  type PortfolioSettingsInput,
  portfolioSettings,
} from '../portfolio/portfolio-settings.ts';
import type { PortfolioMode, StoredDefinition, StoredVirtualKey, TraderTables } from './tables.ts';

/** An exchange account as it was added. */
export type Account = Selectable<TraderTables['trading_accounts']>;

/** A portfolio with its accounts. */
export interface Portfolio {
  readonly number: number;
  readonly name: string;
  readonly definition: StoredDefinition;
  readonly settings: PortfolioSettings;
  readonly mode: PortfolioMode;
  /** USD that it began with; null: everything on its accounts that no other portfolio holds. */
  readonly amountUsd: string | null;
  readonly pausedReason: string | null;
  readonly pausedAt: Date | null;
  /** When it was closed: it holds nothing and does nothing any more. */
  readonly closedAt: Date | null;
  readonly createdAt: Date;
  readonly beganAt: Date | null;
  readonly accounts: readonly Account[];
}

/** @throws HoldfastError ACCOUNT_EXISTS */
export async function addAccount(
  db: Kysely<TraderTables>,
  account: {
    readonly name: string;
    readonly exchange: string;
    readonly gateway: string;
    readonly virtual_key: StoredVirtualKey;
    readonly live: boolean;
  },
): Promise<void> {
  const { virtual_key, ...given } = account;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('trading_accounts')
    .values({ ...given, virtual_key: json(virtual_key) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new HoldfastError('ACCOUNT_EXISTS', `There is an account "${account.name}" already.`, {
      name: account.name,
    });
  }
}

export function listAccounts(db: Kysely<TraderTables>): Promise<Account[]> {
  return db.selectFrom('trading_accounts').selectAll().orderBy('name').execute();
}

/** @throws HoldfastError ACCOUNT_UNKNOWN */
export async function findAccount(db: Kysely<TraderTables>, name: string): Promise<Account> {
  const found = await db
    .selectFrom('trading_accounts')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (found !== undefined) return found;
  const names = (await listAccounts(db)).map((account) => account.name);
  throw new HoldfastError(
    'ACCOUNT_UNKNOWN',
    `There is no account "${name}". ${names.length === 0 ? 'Add one with "holdfast account add".' : `There are: ${names.join(', ')}.`}`,
    { name, names },
  );
}

/** Says where the gateway of an account is now. */
export async function setGateway(db: Kysely<TraderTables>, account: Account, gateway: string): Promise<void> {
  await db.updateTable('trading_accounts').set({ gateway }).where('number', '=', account.number).execute();
}

/** Gives an account another virtual key, of the same exchange. */
export async function setVirtualKey(
  db: Kysely<TraderTables>,
  account: Account,
  { gateway, virtual_key }: { readonly gateway: string; readonly virtual_key: StoredVirtualKey },
): Promise<void> {
  await db
    .updateTable('trading_accounts')
    .set({ gateway, virtual_key: json(virtual_key) })
    .where('number', '=', account.number)
    .execute();
}

/** Says that orders of an account may go to a real exchange. */
export async function setLive(db: Kysely<TraderTables>, account: Account, live: boolean): Promise<void> {
  await db.updateTable('trading_accounts').set({ live }).where('number', '=', account.number).execute();
}

export interface NewPortfolio {
  readonly name: string;
  readonly definition: StoredDefinition;
  readonly settings: PortfolioSettingsInput;
  readonly mode: PortfolioMode;
  readonly amountUsd: string | null;
  readonly accounts: readonly Account[];
  readonly createdAt: Date;
}

/**
 * Only one portfolio of an account may have everything that the others leave.
 *
 * @throws HoldfastError PORTFOLIO_EXISTS, ACCOUNT_TAKEN
 */
export async function createPortfolio(db: Kysely<TraderTables>, given: NewPortfolio): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const numbers = given.accounts.map(({ number }) => number);
    // Two that are created at once must see each other.
    await transaction
      .selectFrom('trading_accounts')
      .select('number')
      .where('number', 'in', numbers)
      .forUpdate()
      .execute();
    if (given.amountUsd === null) {
      const other = await transaction
        .selectFrom('portfolio_accounts')
        .innerJoin('portfolios', 'portfolios.number', 'portfolio_accounts.portfolio')
        .select('portfolios.name')
        .where('portfolio_accounts.account', 'in', numbers)
        .where('portfolios.amount_usd', 'is', null)
        .where('portfolios.closed_at', 'is', null)
        .executeTakeFirst();
      if (other !== undefined) {
        throw new HoldfastError(
          'ACCOUNT_TAKEN',
          `Portfolio "${other.name}" already has everything on this account. Say with --amount how much the new one gets.`,
          { portfolio: other.name },
        );
      }
    }
    const created = await transaction
      .insertInto('portfolios')
      .values({
        name: given.name,
        definition: json(given.definition),
        settings: json(given.settings),
        mode: given.mode,
        amount_usd: given.amountUsd,
        created_at: given.createdAt,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('number')
      .executeTakeFirst();
    if (created === undefined) {
      throw new HoldfastError('PORTFOLIO_EXISTS', `There is a portfolio "${given.name}" already.`, {
        name: given.name,
      });
    }
    await transaction
      .insertInto('portfolio_accounts')
      .values(numbers.map((account) => ({ portfolio: created.number, account })))
      .execute();
  });
}

/** All portfolios, the oldest first. */
export async function listPortfolios(db: Kysely<TraderTables>): Promise<Portfolio[]> {
  const rows = await db.selectFrom('portfolios').selectAll().orderBy('number').execute();
  const accounts = await db
    .selectFrom('portfolio_accounts')
    .innerJoin('trading_accounts', 'trading_accounts.number', 'portfolio_accounts.account')
    .selectAll('trading_accounts')
    .select('portfolio_accounts.portfolio')
    .orderBy('trading_accounts.name')
    .execute();
  return rows.map((row) => ({
    number: row.number,
    name: row.name,
    definition: row.definition,
    settings: portfolioSettings(row.settings),
    mode: row.mode,
    amountUsd: row.amount_usd,
    pausedReason: row.paused_reason,
    pausedAt: row.paused_at,
    closedAt: row.closed_at,
    createdAt: row.created_at,
    beganAt: row.began_at,
    accounts: accounts.filter(({ portfolio }) => portfolio === row.number),
  }));
}

/** @throws HoldfastError PORTFOLIO_UNKNOWN */
export async function findPortfolio(db: Kysely<TraderTables>, name: string): Promise<Portfolio> {
  const all = await listPortfolios(db);
  const found = all.find((portfolio) => portfolio.name === name);
  if (found !== undefined) return found;
  const names = all.map((portfolio) => portfolio.name);
  throw new HoldfastError(
    'PORTFOLIO_UNKNOWN',
    `There is no portfolio "${name}". ${names.length === 0 ? 'Create one with "holdfast portfolio create".' : `There are: ${names.join(', ')}.`}`,
    { name, names },
  );
}

export async function setMode(
  db: Kysely<TraderTables>,
  portfolio: number,
  mode: PortfolioMode,
): Promise<void> {
  await db.updateTable('portfolios').set({ mode }).where('number', '=', portfolio).execute();
}

/** Replaces the settings of a portfolio, as a person wrote them. The run under way ends with those that it began with. */
export async function setSettings(
  db: Kysely<TraderTables>,
  portfolio: number,
  settings: PortfolioSettingsInput,
): Promise<void> {
  await db
    .updateTable('portfolios')
    .set({ settings: json(settings) })
    .where('number', '=', portfolio)
    .execute();
}

/** Pauses a portfolio; without a reason it goes on. */
export async function setPaused(
  db: Kysely<TraderTables>,
  portfolio: number,
  reason: string | null,
  at: Date,
): Promise<void> {
  await db
    .updateTable('portfolios')
    .set({ paused_reason: reason, paused_at: reason === null ? null : at })
    .where('number', '=', portfolio)
    .execute();
}

/** Whether it was paused meanwhile. */
export async function isPaused(db: Kysely<TraderTables>, portfolio: number): Promise<boolean> {
  const found = await db
    .selectFrom('portfolios')
    .select('paused_reason')
    .where('number', '=', portfolio)
    .executeTakeFirst();
  return found?.paused_reason != null;
}

export async function setBegan(db: Kysely<TraderTables>, portfolio: number, at: Date): Promise<void> {
  await db
    .updateTable('portfolios')
    .set({ began_at: at })
    .where('number', '=', portfolio)
    .where('began_at', 'is', null)
    .execute();
}

/** Writes down what happened to a portfolio, for its history. */
export async function addEvent(
  db: Kysely<TraderTables>,
  portfolio: number,
  event: { readonly at: Date; readonly kind: string; readonly message: string },
): Promise<void> {
  await db
    .insertInto('portfolio_events')
    .values({ portfolio, ...event })
    .execute();
}

/** `pg` would make an array of PostgreSQL out of a JavaScript array, so JSON is written as text. */
export function json<T>(value: T): ReturnType<typeof sql<T>> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}
