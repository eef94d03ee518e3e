import { startTestDatabase, type TestDatabase } from '@holdfast/database/testing';
import {
  addAccount,
  createPortfolio,
  findAccount,
  findPortfolio,
  type IndexView,
  runPortfolio,
  traderDatabase,
  type Venue,
  withAccounts,
} from '@holdfast/trader';
import { afterAll, beforeAll, expect, it } from 'vitest';

/* What belongs to whom, when an account shows what is not in the books: old balances, or what an interrupted order traded. */

const NOW = Date.UTC(2026, 0, 5);
const DEFINITION = { id: 'x', text: '', library: {}, snapshot: 'x' };
const VIEW: IndexView = {
  date: '2026-01-04',
  closedAt: NOW,
  rebalanceDate: '2026-01-01',
  level: 100,
  weights: { BTC: 1 },
  weightsBefore: null,
  closes: { BTC: 50_000 },
};

/** An account with one market, BTC at 50,000 USDT without fee or spread, where every order fills at once. */
class Account {
  readonly free = new Map([['USDT', 1000]]);
  readonly #orders = new Map<string, { amount: string; id: string }>();
  /** What the next question for balances is answered with. */
  stale: Map<string, number> | null = null;
  /** The next order is filled, and its sender dies before it hears of it. */
  kills = false;

  venue(): Venue {
    const told = (id: string) => {
      const order = this.#orders.get(id);
      if (order === undefined) return null;
      const { amount, id: exchangeId } = order;
      const fill = { tradeId: exchangeId, amount, price: '50000', fee: '0', feeAsset: null, time: NOW };
      return { exchangeId, state: 'closed' as const, filled: amount, fills: [fill] };
    };
    return {
      exchange: 'binance',
      clock: { now: () => NOW, wait: async () => undefined },
      acceptanceMs: 0,
      cash: ['USDT'],
      forgetMarkets: () => undefined,
      markets: async () => [
        {
          ...{ exchange: 'binance', symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', active: true },
          ...{ amount_step: '0.0001', price_tick: '0.1', min_amount: '0.0001', min_notional: '5' },
          ...{ taker_fee: '0', maker_fee: '0' },
        },
      ],
      quotes: async () =>
        new Map([['BTC/USDT', { bid: '50000', ask: '50000', bidAmount: '9', askAmount: '9' }]]),
      depth: async () => [{ price: '50000', amount: '9' }],
      balances: async () => {
        const shown = this.stale ?? this.free;
        this.stale = null;
        return new Map([...shown].map(([asset, free]) => [asset, { free: free.toFixed(4), locked: '0' }]));
      },
      place: async ({ clientOrderId, amount, side }) => {
        const sign = side === 'buy' ? 1 : -1;
        this.free.set('BTC', (this.free.get('BTC') ?? 0) + sign * Number(amount));
        this.free.set('USDT', (this.free.get('USDT') ?? 0) - sign * Number(amount) * 50_000);
        this.#orders.set(clientOrderId, { amount, id: `${this.#orders.size + 1}` });
        if (this.kills) throw new Error('killed');
        const order = told(clientOrderId);
        if (order === null) throw new Error('the order is there');
        return { kind: 'accepted', order };
      },
      find: async (_, id) => told(id),
      cancel: async () => undefined,
      fills: async () => [],
    };
  }
}

let database: TestDatabase;
let db: ReturnType<typeof traderDatabase>;
beforeAll(async () => {
  database = await startTestDatabase();
  db = traderDatabase(database.as('holdfast_server').pool);
});
afterAll(() => database?.stop());

async function setUp(name: string, amountUsd: string | null, account: string): Promise<void> {
  const accounts = [await findAccount(db, account)];
  const settings = { execution: { patience_s: 0 }, guards: { max_turnover_per_day: 10 } };
  await createPortfolio(db, {
    ...{ name, definition: DEFINITION, settings, mode: 'auto' as const, amountUsd, accounts },
    createdAt: new Date(NOW),
  });
}

async function addTo(name: string): Promise<Account> {
  const virtual_key = { apiKey: name, secret: 'x' };
  await addAccount(db, { name, exchange: 'binance', gateway: 'http://localhost', virtual_key, live: false });
  return new Account();
}

async function run(name: string, account: Account) {
  const portfolio = await findPortfolio(db, name);
  const numbers = portfolio.accounts.map(({ number }) => number);
  const venue = account.venue();
  return withAccounts(db, numbers, (session) =>
    runPortfolio(
      portfolio,
      {
        ...{ db: session, index: { at: () => VIEW }, venueOf: () => venue },
        ...{ wall: Date.now, sleep: async () => undefined },
      },
      true,
    ),
  );
}

async function booksOf(name: string) {
  const { number } = await findPortfolio(db, name);
  const flows = await db
    .selectFrom('portfolio_flows')
    .select(['asset', 'amount'])
    .where('portfolio', '=', number)
    .execute();
  const held = await db
    .selectFrom('portfolio_holdings')
    .select(['asset', 'amount'])
    .where('portfolio', '=', number)
    .where('amount', '<>', '0')
    .orderBy('asset')
    .execute();
  const plain = (rows: { asset: string; amount: string }[]) =>
    rows.map(({ asset, amount }) => [asset, Number(amount)]);
  return { flows: plain(flows), held: plain(held) };
}

it('does not take balances of a moment before for deposits and withdrawals', async () => {
  const account = await addTo('old');
  await setUp('old-all', null, 'old');
  await run('old-all', account);
  const before = {
    flows: [['USDT', 1000]],
    held: [
      ['BTC', 0.0199],
      ['USDT', 5],
    ],
  };
  expect(await booksOf('old-all')).toEqual(before);
  account.stale = new Map([['USDT', 1000]]);
  await run('old-all', account);
  expect(await booksOf('old-all')).toEqual(before);
  // What is still there when looked at again is a deposit.
  account.free.set('USDT', 105);
  await run('old-all', account);
  expect((await booksOf('old-all')).flows).toEqual([...before.flows, ['USDT', 100]]);
});

it('leaves what another portfolio’s interrupted order traded to that portfolio', async () => {
  const account = await addTo('shared');
  await setUp('part', '500', 'shared');
  await setUp('rest', null, 'shared');
  account.kills = true;
  await expect(run('part', account)).rejects.toThrow('killed');
  account.kills = false;
  await expect(run('rest', account)).rejects.toMatchObject({ code: 'ACCOUNT_BUSY' });
  await run('part', account);
  expect(await booksOf('part')).toEqual({
    flows: [['USDT', 500]],
    held: [
      ['BTC', 0.0099],
      ['USDT', 5],
    ],
  });
  await run('rest', account);
  const rest = {
    flows: [['USDT', 500]],
    held: [
      ['BTC', 0.0099],
      ['USDT', 5],
    ],
  };
  expect(await booksOf('rest')).toEqual(rest);

  // Once it has begun, it goes on with what is its own.
  await db
    .updateTable('portfolio_holdings')
    .set({ amount: '105' })
    .where('asset', '=', 'USDT')
    .where('portfolio', '=', (await findPortfolio(db, 'part')).number)
    .execute();
  account.free.set('USDT', 110);
  account.kills = true;
  await expect(run('part', account)).rejects.toThrow('killed');
  account.kills = false;
  expect(await run('rest', account)).toMatchObject({ kind: 'rebalanced', orders: 0 });
  expect(await booksOf('rest')).toEqual(rest);
  await run('part', account);
  expect(await booksOf('part')).toEqual({
    flows: [['USDT', 500]],
    held: [
      ['BTC', 0.0119],
      ['USDT', 5],
    ],
  });
  await run('rest', account);
  expect(await booksOf('rest')).toEqual(rest);
});
