import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeUpstream, type Database, endNonceLease, leaseNonce, takeBudget } from '../src/index.ts';
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

describe('the weight budget', () => {
  const scope = (name: string) => ({
    host: `${name}.example`,
    sourceAddress: '192.0.2.1',
    exchangeKey: null,
  });

  it('is never overdrawn by three replicas at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        takeBudget(replicas[i % 3], scope('a'), { weight: 7, limit: 100, windowMs: 60_000 }),
      ),
    );
    expect(answers.filter((answer) => answer.granted)).toHaveLength(14);
    expect(await takeBudget(replicas[0], scope('a'), { weight: 2, limit: 100, windowMs: 60_000 })).toEqual({
      granted: true,
      used: 100,
    });
  });

  it('is apart for each host, address and real key', async () => {
    const take = { weight: 1, limit: 1, windowMs: 60_000 };
    const { number } = await addExchangeKey(test.admin);
    const scopes = [
      scope('b'),
      { ...scope('b'), exchangeKey: number },
      { ...scope('b'), sourceAddress: '192.0.2.2' },
      scope('c'),
    ];
    for (const each of scopes) {
      expect((await takeBudget(replicas[0], each, take)).granted).toBe(true);
      expect((await takeBudget(replicas[1], each, take)).granted).toBe(false);
    }
  });

  it('is full again after its window', async () => {
    const take = { weight: 5, limit: 5, windowMs: 100 };
    expect((await takeBudget(replicas[0], scope('d'), take)).granted).toBe(true);
    expect((await takeBudget(replicas[0], scope('d'), take)).granted).toBe(false);
    await sleep(110);
    expect((await takeBudget(replicas[0], scope('d'), take)).granted).toBe(true);
  });

  it('is closed for all while the exchange says wait, and a shorter wait does not open it', async () => {
    const until = await closeUpstream(replicas[0], scope('e'), 60_000);
    expect(await closeUpstream(replicas[1], scope('e'), 10)).toEqual(until);
    expect(await takeBudget(replicas[2], scope('e'), { weight: 0, limit: 100, windowMs: 1000 })).toEqual({
      granted: false,
      used: 0,
      retryAt: until,
    });
  });

  it('bounds what an exchange may ask for', async () => {
    const until = await closeUpstream(replicas[0], scope('f'), Number.MAX_SAFE_INTEGER);
    expect(until.getTime() - Date.now()).toBeLessThan(8 * 86_400_000);
    expect((await closeUpstream(replicas[0], scope('g'), -5)).getTime()).toBeLessThan(Date.now() + 1000);
  });

  it('refuses senseless numbers', async () => {
    for (const take of [
      { weight: -1, limit: 1, windowMs: 1 },
      { weight: 1, limit: -1, windowMs: 1 },
      { weight: 1, limit: 1, windowMs: 0 },
    ]) {
      await expect(takeBudget(replicas[0], scope('h'), take)).rejects.toMatchObject({
        code: 'DATABASE_FAILED',
      });
    }
  });
});
