import { setTimeout as sleep } from 'node:timers/promises';
import { type BudgetAnswer, type BudgetLease, leaseBudget } from '@holdfast/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import type { UpstreamLimit } from '../../src/dialect/upstream-limit.ts';
import { type Spender, UpstreamBudget } from '../../src/upstream/upstream-budget.ts';

const WEIGHT: UpstreamLimit = {
  name: 'weight',
  scope: 'address',
  limit: 6000,
  windowMs: 60_000,
  usedHeader: 'x-used',
};
const by = (holder: string, cancels = false): Spender => ({
  exchange: 'binance',
  exchangeKey: 1,
  holder,
  cancels,
});

describe('on one PostgreSQL', () => {
  let database: TestDatabase;
  let asked = 0;
  let replicas: UpstreamBudget[];

  beforeAll(async () => {
    database = await startTestDatabase();
    replicas = [1, 2, 3].map(() => {
      const db = database.as('holdfast_gateway', 3);
      return new UpstreamBudget(
        (lease) => {
          asked++;
          return leaseBudget(db, lease);
        },
        () => performance.now(),
      );
    });
  });
  afterAll(() => database.stop());

  /** Weight that got through, of 64 senders on three replicas who never stop. */
  const press = async (limit: UpstreamLimit, holders: readonly string[], weight: number, each: number) => {
    const got = new Map(holders.map((holder) => [holder, 0]));
    await Promise.all(
      Array.from({ length: 64 }, async (_, i) => {
        const holder = holders[i % holders.length];
        for (let n = 0; n < each; n++) {
          try {
            await replicas[i % 3].take(by(holder), [{ limit, weight }]);
            got.set(holder, (got.get(holder) ?? 0) + weight);
          } catch (error) {
            expect(error).toMatchObject({ reason: 'rate', rule: 'upstream budget' });
          }
        }
      }),
    );
    return got;
  };

  test('three replicas never exceed a limit together, and seldom ask', async () => {
    const limit = { ...WEIGHT, name: 'shared' };
    const got = await press(limit, ['a'], 1, 150);
    const total = got.get('a') ?? 0;
    expect(total).toBeGreaterThan(5000);
    expect(total).toBeLessThanOrEqual(5400);
    expect(asked).toBeLessThan(500);
    let cancels = 0;
    for (let n = 0; n < 600; n++)
      await replicas[n % 3].take(by('a', true), [{ limit, weight: 1 }]).then(
        () => cancels++,
        () => undefined,
      );
    expect(cancels).toBeGreaterThanOrEqual(600);
    expect(total + cancels).toBeLessThanOrEqual(6000);
  });

  test('everyone who was there gets a share, however greedy the others are', async () => {
    const limit = { ...WEIGHT, name: 'fair', limit: 600 };
    for (const holder of ['a', 'b', 'c', 'd']) await replicas[0].take(by(holder), [{ limit, weight: 1 }]);
    const greedy = await press(limit, ['a'], 1, 20);
    expect(greedy.get('a')).toBeLessThanOrEqual(135);
    const others = await press(limit, ['b', 'c', 'd'], 1, 10);
    for (const holder of ['b', 'c', 'd']) expect(others.get(holder)).toBeGreaterThan(120);
  });

  test('a request with several costs takes all or none', async () => {
    const [wide, narrow] = [
      { ...WEIGHT, name: 'wide', limit: 100 },
      { ...WEIGHT, name: 'narrow', limit: 10 },
    ];
    const costs = [
      { limit: wide, weight: 5 },
      { limit: narrow, weight: 9 },
    ];
    await replicas[0].take(by('a'), costs);
    for (let n = 0; n < 30; n++) await expect(replicas[0].take(by('a'), costs)).rejects.toThrow('narrow');
    await replicas[0].take(by('a'), [{ limit: wide, weight: 76 }]);
  });

  test('what the exchange counted besides is no longer there', async () => {
    const limit = { ...WEIGHT, name: 'seen', limit: 100 };
    const taken = await replicas[0].take(by('a'), [{ limit, weight: 1 }]);
    await taken.notice([['X-Used', '80']]);
    await expect(replicas[1].take(by('a'), [{ limit, weight: 11 }])).rejects.toThrow('used up');
    await replicas[1].take(by('a'), [{ limit, weight: 10 }]);
    for (const nonsense of ['-5', '1e9', '99999999999', 'NaN', ''])
      await taken.notice([['X-Used', nonsense]]);
    await taken.notice([
      ['X-Used', '1000'],
      ['X-Used', '1000'],
    ]);
    await replicas[1].take(by('a', true), [{ limit, weight: 9 }]);
  });

  test('a refusal ends with its window', async () => {
    const limit = { ...WEIGHT, name: 'short', limit: 10, windowMs: 300 };
    await replicas[0].take(by('a'), [{ limit, weight: 9 }]);
    await expect(replicas[0].take(by('a'), [{ limit, weight: 1 }])).rejects.toThrow('try again');
    await sleep(340);
    await replicas[0].take(by('a'), [{ limit, weight: 9 }]);
  });
});

describe('leases', () => {
  const setUp = (answer: (lease: BudgetLease) => Partial<BudgetAnswer>) => {
    let now = 0;
    const asked: BudgetLease[] = [];
    const budget = new UpstreamBudget(
      async (lease) => {
        asked.push(lease);
        await new Promise<void>((resolve) => setImmediate(resolve));
        return { granted: lease.want, total: 0, validMs: 1000, retryMs: 0, ...answer(lease) };
      },
      () => now,
      new Map([['binance weight', { limit: 12_000 }]]),
    );
    return { budget, asked, pass: (ms: number) => (now += ms) };
  };
  const cost = [{ limit: WEIGHT, weight: 1 }];

  test('grow while they are used, and are worth nothing when they are over', async () => {
    const { budget, asked, pass } = setUp(() => ({}));
    for (let n = 0; n < 64; n++) await budget.take(by('a'), cost);
    expect(asked.map(({ want }) => want)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    pass(1000);
    await budget.take(by('a'), cost);
    expect(asked.at(-1)?.want, 'begins where it was').toBe(65);
    pass(7000);
    await budget.take(by('a'), cost);
    expect(asked.at(-1)?.want, 'begins anew after a rest').toBe(1);
  });

  test('of many who wait at once are two', async () => {
    const { budget, asked } = setUp(() => ({}));
    await Promise.all(Array.from({ length: 100 }, () => budget.take(by('a'), cost)));
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(asked.reduce((sum, { want }) => sum + want, 0)).toBeLessThan(210);
  });

  test('are used again when nothing was sent, but not after they ended', async () => {
    const { budget, asked, pass } = setUp(() => ({}));
    const first = await budget.take(by('a'), cost);
    first.giveBack();
    first.giveBack();
    await budget.take(by('a'), cost);
    expect(asked).toHaveLength(1);
    await budget.take(by('a'), cost);
    expect(asked).toHaveLength(2);
    const late = await budget.take(by('a'), cost);
    pass(7000);
    await budget.take(by('a'), cost);
    late.giveBack();
    await budget.take(by('a'), cost);
    expect(asked).toHaveLength(4);
  });

  test('refused are not asked for again at once, but smaller ones are', async () => {
    const { budget, asked, pass } = setUp(({ need }) => (need > 1 ? { granted: 0, retryMs: 5000 } : {}));
    const two = [{ limit: WEIGHT, weight: 2 }];
    for (let n = 0; n < 20; n++) await expect(budget.take(by('a'), two)).rejects.toThrow('try again');
    expect(asked).toHaveLength(1);
    await budget.take(by('a'), cost);
    pass(251);
    await expect(budget.take(by('a'), two)).rejects.toThrow('try again');
    expect(asked).toHaveLength(3);
  });

  test('follow the configuration', async () => {
    const { budget, asked } = setUp(() => ({}));
    await budget.take(by('a'), cost);
    expect(asked[0]).toMatchObject({ limit: 12_000, windowMs: 60_000, exchangeKey: null, cancels: false });
  });

  test('that can’t be had send nothing', async () => {
    const budget = new UpstreamBudget(
      () => Promise.reject(new Error('database')),
      () => 0,
    );
    await expect(Promise.all([1, 2, 3].map(() => budget.take(by('a'), cost)))).rejects.toThrow('database');
  });
});
