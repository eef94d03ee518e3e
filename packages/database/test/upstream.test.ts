import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BudgetLease,
  closeUpstream,
  type Database,
  endNonceLease,
  leaseBudget,
  leaseNonce,
} from '../src/index.ts';
import { addExchangeKey } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let replicas: Database[];
beforeAll(async () => {
  test = await startTestDatabase();
  replicas = [1, 2, 3].map(() => test.as('holdfast_gateway', 3));
});
afterAll(() => test?.stop());

describe('nonces', () => {
  const lease = { count: 1, leaseMs: 200 };
  const newKey = async () => ({ exchangeKey: (await addExchangeKey(test.admin)).number, version: 1 });

  it('follow the clock, never stand still and never go back with it', async () => {
    const key = await newKey();
    const first = async (clock: bigint, count = 1) =>
      (await leaseNonce(replicas[0], key, 'a', { ...lease, clock, count })).first;
    expect(await first(1000n)).toBe(1000n);
    expect(await first(1000n)).toBe(1001n);
    expect(await first(5n, 10)).toBe(1002n);
    expect(await first(0n)).toBe(1012n);
    expect(await first(5000n)).toBe(5000n);
  });

  it('begin above the floor of a key that was used elsewhere, exact beyond 2^53', async () => {
    const key = await newKey();
    const floor = 2n ** 63n + 1n;
    await test.admin.pool.query(
      'UPDATE exchange_key_versions SET nonce_floor = $2, revision = 2 WHERE exchange_key = $1',
      [key.exchangeKey, floor.toString()],
    );
    expect((await leaseNonce(replicas[0], key, 'a', { ...lease, clock: 1000n })).first).toBe(floor + 1n);
  });

  it('end at the greatest unsigned 64-bit number instead of beginning again', async () => {
    const key = await newKey();
    await leaseNonce(replicas[0], key, 'a', { ...lease, clock: 2n ** 64n - 1n });
    await expect(leaseNonce(replicas[0], key, 'a', { ...lease, clock: 1n })).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
    });
  });

  it('belong to one replica until its lease ends, even when the clocks of others run ahead', async () => {
    const key = await newKey();
    await leaseNonce(replicas[0], key, 'a', { ...lease, clock: 10n });
    await expect(leaseNonce(replicas[1], key, 'b', { ...lease, clock: 999n })).rejects.toMatchObject({
      code: 'NONCE_LEASED',
      facts: { holder: 'a' },
    });
    await endNonceLease(replicas[1], key, 'b');
    await expect(leaseNonce(replicas[1], key, 'b', { ...lease, clock: 999n })).rejects.toMatchObject({
      code: 'NONCE_LEASED',
    });
    await sleep(220);
    expect((await leaseNonce(replicas[1], key, 'b', { ...lease, clock: 1n })).first).toBe(11n);
    await endNonceLease(replicas[1], key, 'b');
    expect((await leaseNonce(replicas[0], key, 'a', { ...lease, clock: 1n })).first).toBe(12n);
  });

  it('a short lease never cuts a longer one of the same replica', async () => {
    const key = await newKey();
    await leaseNonce(replicas[0], key, 'a', { clock: 1n, count: 1, leaseMs: 60_000 });
    await leaseNonce(replicas[0], key, 'a', { clock: 1n, count: 1, leaseMs: 100 });
    await sleep(120);
    await expect(leaseNonce(replicas[1], key, 'b', { ...lease, clock: 1n })).rejects.toMatchObject({
      code: 'NONCE_LEASED',
    });
  });

  it('are refused for an unknown or retired key, and for a senseless count', async () => {
    const key = await newKey();
    const clock = 1n;
    await expect(
      leaseNonce(replicas[0], { ...key, version: 2 }, 'a', { ...lease, clock }),
    ).rejects.toMatchObject({
      code: 'DATABASE_KEY_UNKNOWN',
    });
    for (const count of [0, -1, 10_001]) {
      await expect(leaseNonce(replicas[0], key, 'a', { ...lease, clock, count })).rejects.toMatchObject({
        code: 'DATABASE_FAILED',
      });
    }
    await test.admin.pool.query(
      `UPDATE exchange_key_versions SET state = 'retired', revision = 2 WHERE exchange_key = $1`,
      [key.exchangeKey],
    );
    await expect(leaseNonce(replicas[0], key, 'a', { ...lease, clock })).rejects.toMatchObject({
      code: 'DATABASE_KEY_UNKNOWN',
    });
  });

  it('reach the exchange in order from 64 clients on 3 replicas whose clocks disagree', async () => {
    const key = await newKey();
    const received: bigint[] = [];
    const names = ['a', 'b', 'c'];
    const skew = [0n, -5_000n, 5_000n];
    // Each replica sends one request at a time, and gives the lease on when nothing of it is under way.
    const turns = names.map(() => Promise.resolve());
    const send = async (replica: number): Promise<void> => {
      for (;;) {
        try {
          const clock = BigInt(Date.now()) + skew[replica];
          const { first } = await leaseNonce(replicas[replica], key, names[replica], {
            clock,
            count: 1,
            leaseMs: 5000,
          });
          await sleep(Math.random() * 2);
          received.push(first);
          await endNonceLease(replicas[replica], key, names[replica]);
          return;
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'NONCE_LEASED')) throw error;
          await sleep(1 + Math.random() * 3);
        }
      }
    };
    await Promise.all(
      Array.from({ length: 64 }, (_, client) => {
        const replica = client % 3;
        const turn = turns[replica].then(() => send(replica));
        turns[replica] = turn;
        return turn;
      }),
    );
    expect(received).toHaveLength(64);
    for (let i = 1; i < received.length; i++) expect(received[i]).toBeGreaterThan(received[i - 1]);
  });
});

describe('a budget', () => {
  const lease = (name: string, more: Partial<BudgetLease> = {}): BudgetLease => ({
    exchange: 'binance',
    sourceAddress: '',
    exchangeKey: null,
    name,
    holder: 'bot',
    need: 1,
    want: more.need ?? 1,
    limit: 100,
    windowMs: 60_000,
    decays: false,
    cancels: false,
    seen: null,
    ...more,
  });
  const take = async (name: string, more: Partial<BudgetLease> = {}, replica = 0) =>
    (await leaseBudget(replicas[replica], lease(name, more))).granted;

  it('is never overdrawn by three replicas at once, and a tenth of it is for cancellations', async () => {
    const granted = await Promise.all(
      Array.from({ length: 60 }, (_, i) => take('a', { need: 7, want: 9, holder: `bot-${i % 4}` }, i % 3)),
    );
    const open = granted.reduce((sum, one) => sum + one, 0);
    expect(open).toBeGreaterThan(60);
    expect(open).toBeLessThanOrEqual(90);
    const cancels = await Promise.all(
      Array.from({ length: 60 }, (_, i) => take('a', { holder: `bot-${i % 4}`, cancels: true }, i % 3)),
    );
    expect(open + cancels.reduce((sum, one) => sum + one, 0)).toBe(100);
  });

  it('is apart for each exchange, address, real key and name', async () => {
    const { number } = await addExchangeKey(test.admin);
    const all = { need: 90 };
    for (const more of [
      all,
      { ...all, exchangeKey: number },
      { ...all, sourceAddress: '192.0.2.2' },
      { ...all, exchange: 'okx' },
    ]) {
      expect(await take('b', more)).toBe(90);
      expect(await take('b', { ...more, need: 1 }, 1)).toBe(0);
    }
  });

  it('keeps the share of who was active, lends the rest, and gives a newcomer what is left', async () => {
    expect(await take('c', { need: 10, holder: 'quiet' })).toBe(10);
    // 90 for two: 45 each, of which 35 are the quiet one's; so 45 are the greedy one's.
    expect(await take('c', { need: 1, want: 90, holder: 'greedy' })).toBe(45);
    expect(await take('c', { need: 1, holder: 'greedy' })).toBe(0);
    expect(await take('c', { need: 1, want: 90, holder: 'quiet' })).toBe(35);
    expect(await take('c', { need: 1, holder: 'new' })).toBe(0);
  });

  it('lets somebody cancel who has borrowed all there was, out of the part that is kept', async () => {
    expect(await take('c3', { need: 1, want: 80, holder: 'greedy' })).toBe(80);
    expect(await take('c3', { need: 5, holder: 'late' })).toBe(5);
    expect(await take('c3', { need: 1, holder: 'greedy' })).toBe(0);
    for (let nth = 0; nth < 10; nth++)
      expect(await take('c3', { need: 1, holder: 'greedy', cancels: true })).toBe(1);
    expect(await take('c3', { need: 1, holder: 'greedy', cancels: true })).toBe(0);
    // What the late one may have is not less for it.
    expect(await take('c3', { need: 1, want: 5, holder: 'late' })).toBe(5);
    expect(await take('c3', { need: 1, holder: 'late' })).toBe(0);
  });

  it('never lets somebody who only cancels have the share of another', async () => {
    await take('c2', { need: 1, holder: 'quiet' });
    // 90 for two, and the ten that are kept: all but the 44 that are left of the quiet one's share.
    expect(await take('c2', { need: 1, want: 100, holder: 'spammer', cancels: true })).toBe(55);
    expect(await take('c2', { need: 1, want: 100, holder: 'quiet', cancels: true })).toBe(44);
  });

  it('rolls: never more than the limit in any window, wherever it begins', async () => {
    const limit = { limit: 20, windowMs: 300 };
    const taken: { asked: number; answered: number; granted: number }[] = [];
    const end = performance.now() + 1200;
    const worker = async (replica: number) => {
      while (performance.now() < end) {
        const asked = performance.now();
        const granted = await take('d', { ...limit, want: 2 }, replica);
        taken.push({ asked, answered: performance.now(), granted });
        await sleep(3);
      }
    };
    await Promise.all([0, 1, 2].map(worker));
    const sum = (from: number) =>
      taken
        .filter(({ asked, answered }) => asked >= from && answered <= from + 300)
        .reduce((total, { granted }) => total + granted, 0);
    for (const { asked } of taken) expect(sum(asked)).toBeLessThanOrEqual(18);
    expect(taken.reduce((total, { granted }) => total + granted, 0)).toBeGreaterThan(40);
  });

  it('says when to ask again, and then there is something', async () => {
    const limit = { limit: 10, windowMs: 200 };
    expect(await take('e', { ...limit, need: 9 })).toBe(9);
    const { granted, retryMs } = await leaseBudget(replicas[0], lease('e', { ...limit, need: 9 }));
    expect(granted).toBe(0);
    expect(retryMs).toBeLessThanOrEqual(221);
    await sleep(retryMs);
    expect(await take('e', { ...limit, need: 9 })).toBe(9);
  });

  it('that decays sinks steadily', async () => {
    // A unit each 300 ms: a machine that is busy for a moment doesn't see a whole one go.
    const limit = { limit: 10, windowMs: 3000, decays: true };
    expect(await take('f', { ...limit, need: 9 })).toBe(9);
    const { retryMs } = await leaseBudget(replicas[0], lease('f', { ...limit, need: 2 }));
    expect(retryMs).toBeLessThanOrEqual(600);
    await sleep(retryMs);
    expect(await take('f', { ...limit, need: 2 })).toBe(2);
    expect(await take('f', { ...limit, need: 5 })).toBe(0);
  });

  it('counts what the exchange counted besides, but never less than what was leased', async () => {
    await take('g', { need: 30 });
    const seen = (count: number) =>
      leaseBudget(replicas[1], lease('g', { need: 0, want: 0, seen: count })).then(({ total }) => total);
    expect(await seen(10)).toBe(30);
    expect(await seen(70)).toBe(70);
    expect(await seen(70)).toBe(70);
    expect(await take('g', { need: 21 })).toBe(0);
    expect(await take('g', { need: 20 })).toBe(20);
  });

  it('loses nothing when the database’s clock goes back', async () => {
    await take('h', { need: 60 });
    await test.admin.pool.query(
      `UPDATE holdfast.budget_uses SET slot = slot + 500
       WHERE budget = (SELECT number FROM holdfast.budgets WHERE name = 'h')`,
    );
    expect(await take('h', { need: 31 })).toBe(0);
    expect(await take('h', { need: 30 })).toBe(30);
    const { retryMs } = await leaseBudget(replicas[0], lease('h', { need: 1 }));
    expect(retryMs).toBeLessThanOrEqual(66_000);
  });

  it('refuses senseless numbers', async () => {
    for (const more of [
      { need: -1 },
      { need: 2, want: 1 },
      { limit: 0 },
      { windowMs: 0 },
      { holder: '' },
      { seen: -1 },
    ]) {
      await expect(leaseBudget(replicas[0], lease('i', more))).rejects.toMatchObject({
        code: 'DATABASE_FAILED',
      });
    }
  });
});

describe('the gate of a host', () => {
  const scope = (name: string) => ({ host: `${name}.example`, sourceAddress: '', exchangeKey: null });

  it('stays closed for all while the exchange says wait, and a shorter wait does not open it', async () => {
    const until = await closeUpstream(replicas[0], scope('e'), 60_000);
    expect(await closeUpstream(replicas[1], scope('e'), 10)).toEqual(until);
  });

  it('bounds what an exchange may ask for', async () => {
    const until = await closeUpstream(replicas[0], scope('f'), Number.MAX_SAFE_INTEGER);
    expect(until.getTime() - Date.now()).toBeLessThan(8 * 86_400_000);
    expect((await closeUpstream(replicas[0], scope('g'), -5)).getTime()).toBeLessThan(Date.now() + 1000);
  });
});
