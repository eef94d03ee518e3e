import { startTestDatabase, type TestDatabase } from '@holdfast/database/testing';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePortfolio } from '../../src/portfolio/close-portfolio.ts';
import type { IndexView } from '../../src/portfolio/index-view.ts';
import type { PortfolioSettingsInput } from '../../src/portfolio/portfolio-settings.ts';
import type { RunResult } from '../../src/portfolio/run-parts.ts';
import { previewPlan, runPortfolio } from '../../src/portfolio/run-portfolio.ts';
import { portfolioEvents, portfolioState } from '../../src/store/portfolio-reads.ts';
import { addAccount, createPortfolio, findAccount, findPortfolio } from '../../src/store/portfolio-store.ts';
import { approveRebalance, latestRebalances } from '../../src/store/rebalance-store.ts';
import type { PortfolioMode, TraderTables } from '../../src/store/tables.ts';
import { traderDatabase } from '../../src/store/trader-database.ts';
import { MemoryExchange } from '../support/memory-exchange.ts';
import { MemoryVenue } from '../support/memory-venue.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { TestClock } from '../support/test-clock.ts';

const DAY = 86_400_000;
const PRICES: Readonly<Record<string, number>> = { BTC: 50_000, ETH: 4000, SOL: 100 };

let test: TestDatabase;
let db: Kysely<TraderTables>;
beforeAll(async () => {
  test = await startTestDatabase();
  db = traderDatabase(test.as('holdfast_server', 4).pool);
}, 30_000);
afterAll(() => test?.stop());

let count = 0;

/** A portfolio on memory exchanges, one for each account, and what moves it. */
class World {
  readonly name = `world-${count++}`;
  readonly clock = new TestClock();
  readonly exchanges: MemoryExchange[] = [];
  readonly venues = new Map<string, MemoryVenue>();
  view: IndexView;

  constructor() {
    this.view = {
      date: '2020-09-12',
      closedAt: this.now,
      rebalanceDate: '2020-09-01',
      level: 1000,
      weights: { BTC: 0.5, ETH: 0.3, SOL: 0.2 },
      weightsBefore: null,
      closes: PRICES,
    };
  }

  get now(): number {
    return this.clock.trading.now();
  }

  /** @param premium how much dearer this exchange is, as a fraction */
  async addAccount(usdt: string, premium = 0): Promise<string> {
    const exchange = new MemoryExchange('base');
    const name = `${this.name}-${this.exchanges.length}`;
    for (const [base, price] of Object.entries(PRICES)) {
      const symbol = `${base}/USDT`;
      const at = price * (1 + premium);
      exchange.markets.set(symbol, {
        exchange: name,
        symbol,
        base,
        quote: 'USDT',
        amount_step: '0.00001',
        price_tick: '0.01',
        min_amount: '0.00001',
        min_notional: '5',
        taker_fee: '0.001',
        maker_fee: '0.001',
        active: true,
      });
      const book = (factor: number): [string, string][] => [[(at * factor).toFixed(2), '1000000']];
      exchange.setBook(symbol, book(0.9999), book(1.0001));
    }
    exchange.deposit('USDT', usdt);
    const venue = Object.assign(new MemoryVenue(exchange, this.clock, new SeededRandom(1)), {
      exchange: name,
    });
    this.exchanges.push(exchange);
    this.venues.set(name, venue);
    const virtual_key = { apiKey: 'a', secret: 's' };
    await addAccount(db, {
      name,
      exchange: 'binance',
      gateway: 'http://127.0.0.1:1',
      virtual_key,
      live: false,
    });
    return name;
  }

  async create(
    mode: PortfolioMode,
    amountUsd: string | null,
    settings: PortfolioSettingsInput = {},
  ): Promise<void> {
    await createPortfolio(db, {
      name: this.name,
      definition: { id: 'index', text: '', library: {}, snapshot: '' },
      settings: { execution: { patience_s: 0 }, ...settings },
      mode,
      amountUsd,
      accounts: await Promise.all([...this.venues.keys()].map((name) => findAccount(db, name))),
      createdAt: new Date(this.now),
    });
  }

  async run(force = false): Promise<RunResult> {
    return runPortfolio(await findPortfolio(db, this.name), this.parts, force);
  }

  /** Lets days pass; the market data grows with them. */
  pass(days: number): void {
    this.clock.trading.wait(days * DAY);
    this.view = { ...this.view, closedAt: this.now };
  }

  rebalanceIndex(weights: Record<string, number>, date: string): void {
    const { weights: weightsBefore } = this.view;
    this.view = { ...this.view, weights, weightsBefore, rebalanceDate: date };
  }

  async state() {
    return portfolioState(db, (await findPortfolio(db, this.name)).number);
  }

  async plans() {
    return latestRebalances(db, (await findPortfolio(db, this.name)).number, 100);
  }

  async events() {
    return portfolioEvents(db, (await findPortfolio(db, this.name)).number, 100);
  }

  get parts() {
    return {
      db,
      index: { at: () => this.view },
      venueOf: (name: string) => this.venues.get(name) as MemoryVenue,
      wall: this.clock.wall,
      sleep: this.clock.sleep,
    };
  }

  get placed(): number {
    return [...this.venues.values()].reduce((sum, { placed }) => sum + placed.length, 0);
  }
}

describe('a portfolio by itself', () => {
  it('invests, follows its index once, and does nothing in between', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('auto', null);
    expect(await world.run()).toMatchObject({ kind: 'rebalanced', orders: 3, shortfalls: [] });
    expect(await world.run()).toEqual({ kind: 'idle' });
    world.pass(1);
    expect(await world.run()).toEqual({ kind: 'idle' });
    world.rebalanceIndex({ BTC: 0.4, ETH: 0.6 }, '2020-10-01');
    expect(await world.run()).toMatchObject({ kind: 'rebalanced', shortfalls: [] });
    const { placed } = world;
    expect(await world.run()).toEqual({ kind: 'idle' });
    expect(world.placed).toBe(placed);
    const { mark, holdings, deposited } = await world.state();
    expect(deposited).toBe(1000);
    // What is left is below a step of the market.
    expect(Number(holdings.SOL)).toBeLessThan(0.00001);
    expect(mark?.value_usd).toBeGreaterThan(998);
    expect((Number(holdings.ETH) * 4000) / 1000).toBeGreaterThan(0.58);
    expect((await world.plans()).map(({ cause, state }) => `${cause} ${state}`)).toEqual([
      'schedule done',
      'start done',
    ]);
  });

  it('makes up for rebalances that were missed while nothing ran by one', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('auto', null);
    await world.run();
    world.rebalanceIndex({ BTC: 1 }, '2020-10-01');
    world.rebalanceIndex({ BTC: 0.3, ETH: 0.7 }, '2020-11-01');
    world.pass(60);
    await world.run();
    expect(await world.run()).toEqual({ kind: 'idle' });
    expect(await world.plans()).toHaveLength(2);
    const { holdings } = await world.state();
    expect((Number(holdings.ETH) * 4000) / 1000).toBeCloseTo(0.7, 1);
  });

  it('buys on the cheaper of two exchanges, within each one’s cash, and never moves money between them', async () => {
    const world = new World();
    const dear = await world.addAccount('600', 0.01);
    const cheap = await world.addAccount('400');
    await world.create('auto', null);
    expect(await world.run()).toMatchObject({ kind: 'rebalanced', shortfalls: [] });
    const spent = (name: string) =>
      world.venues
        .get(name)
        ?.placed.reduce((sum, { amount, price }) => sum + Number(amount) * Number(price), 0) ?? 0;
    expect(spent(cheap)).toBeGreaterThan(390);
    expect(spent(cheap)).toBeLessThanOrEqual(400);
    expect(spent(dear)).toBeLessThanOrEqual(600);
    for (const { problems } of world.exchanges) expect(problems).toEqual([]);
  });

  it('takes cash at its rhythm, invests it, and waits where there is none without stopping', async () => {
    const world = new World();
    await world.addAccount('250');
    await world.create('auto', '100', { dca: { usd: 75, every: 'weekly' } });
    await world.run();
    expect((await world.state()).deposited).toBe(100);
    world.pass(6);
    expect(await world.run()).toEqual({ kind: 'idle' });
    world.pass(1);
    expect(await world.run()).toMatchObject({ kind: 'rebalanced' });
    world.pass(7);
    await world.run();
    expect((await world.state()).deposited).toBe(250);
    world.pass(7);
    expect(await world.run()).toEqual({ kind: 'idle' });
    await world.run();
    // Told once a day, not at every look.
    expect((await world.events()).filter(({ kind }) => kind === 'missing')).toHaveLength(1);
    const { holdings } = await world.state();
    expect(Number(holdings.USDT)).toBeLessThan(10);
  });
});

describe('a portfolio that asks first', () => {
  it('sends nothing before a yes, and lets an old plan expire', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('approve', null);
    const first = await world.run();
    expect(first.kind).toBe('waiting');
    expect(await world.run()).toEqual(first);
    expect(world.placed).toBe(0);
    world.pass(2);
    const second = await world.run();
    expect(second.kind).toBe('waiting');
    expect(second).not.toEqual(first);
    const portfolio = await findPortfolio(db, world.name);
    if (first.kind !== 'waiting' || second.kind !== 'waiting') throw new Error('nothing waits');
    await expect(
      approveRebalance(db, portfolio, first.rebalance, 'me', new Date(world.now)),
    ).rejects.toMatchObject({ code: 'PLAN_NOT_WAITING' });
    await approveRebalance(db, portfolio, second.rebalance, 'me', new Date(world.now));
    expect(await world.run()).toMatchObject({ kind: 'rebalanced', shortfalls: [] });
    expect(await world.run()).toEqual({ kind: 'idle' });
  });

  it('asks again when the market moved after the yes', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('approve', null);
    const first = await world.run();
    if (first.kind !== 'waiting') throw new Error('nothing waits');
    await approveRebalance(db, await findPortfolio(db, world.name), null, 'me', new Date(world.now));
    world.exchanges[0].setBook('BTC/USDT', [['55000', '1000']], [['55005', '1000']]);
    const second = await world.run();
    expect(second.kind).toBe('waiting');
    expect(world.placed).toBe(0);
    expect((await world.plans()).map(({ state }) => state)).toEqual(['waiting', 'superseded']);
  });

  it('makes another plan when a person wants one', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('approve', null);
    await world.run();
    expect((await world.run(true)).kind).toBe('waiting');
    expect((await world.plans()).map(({ state }) => state)).toEqual(['waiting', 'superseded']);
  });
});

describe('a portfolio that is off or looked at', () => {
  it('does nothing', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('off', null);
    expect(await world.run()).toEqual({ kind: 'idle' });
    const plan = await previewPlan(await findPortfolio(db, world.name), world.parts);
    expect(plan.plan.orders).toHaveLength(3);
    expect(world.placed).toBe(0);
    expect(await world.plans()).toEqual([]);
    expect((await world.state()).deposited).toBe(0);
  });
});

describe('a portfolio that is closed', () => {
  it('gives what it held back to its account, and does nothing any more', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('auto', null);
    await world.run();
    const [first] = world.venues.keys();
    const account = await findAccount(db, first);
    await closePortfolio(db, await findPortfolio(db, world.name), new Date(world.now));
    await expect(world.run(true)).rejects.toMatchObject({ code: 'PORTFOLIO_CLOSED' });
    expect((await world.state()).holdings).toEqual({});
    // Another one may have everything now, coins included.
    const heir = `${world.name}-heir`;
    await createPortfolio(db, {
      name: heir,
      definition: { id: 'index', text: '', library: {}, snapshot: '' },
      settings: { execution: { patience_s: 0 } },
      mode: 'auto',
      amountUsd: null,
      accounts: [account],
      createdAt: new Date(world.now),
    });
    const before = world.placed;
    await runPortfolio(await findPortfolio(db, heir), world.parts);
    // It holds what the index wants already.
    expect(world.placed - before).toBeLessThanOrEqual(1);
    const { holdings } = await portfolioState(db, (await findPortfolio(db, heir)).number);
    expect(Object.keys(holdings)).toEqual(expect.arrayContaining(['BTC', 'ETH', 'SOL']));
  });
});

describe('guards', () => {
  it('pause at a loss against the index that no market explains', async () => {
    const world = new World();
    await world.addAccount('1000');
    await world.create('auto', null);
    await world.run();
    // Half of the bitcoin is gone, and nobody says why; the exchange has it as a withdrawal.
    const { number } = await findPortfolio(db, world.name);
    await db
      .updateTable('portfolio_holdings')
      .set({ amount: '0.001' })
      .where('portfolio', '=', number)
      .where('asset', '=', 'BTC')
      .execute();
    world.exchanges[0].free.set('BTC', { units: 1n, scale: 3 });
    world.rebalanceIndex({ BTC: 0.5, ETH: 0.5 }, '2020-10-01');
    const result = await world.run();
    expect(result.kind).toBe('paused');
    expect(await world.run()).toEqual(result);
    expect((await findPortfolio(db, world.name)).pausedReason).toMatch(/fall behind/);
  });

  it('leave alone a coin whose price is that of another coin, and say so', async () => {
    const world = new World();
    await world.addAccount('1000');
    world.view = { ...world.view, closes: { ...PRICES, SOL: 9 } };
    await world.create('auto', null);
    expect(await world.run()).toMatchObject({ kind: 'rebalanced' });
    const [plan] = await world.plans();
    expect(plan.plan.orders.map(({ symbol }) => symbol).toSorted()).toEqual(['BTC/USDT', 'ETH/USDT']);
    expect(plan.plan.unreachable).toEqual([
      { asset: 'SOL', reason: expect.stringMatching(/different coins/) },
    ]);
  });
});
