import { startTestDatabase, type TestDatabase } from '@holdfast/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PortfolioQueue } from '../../src/queue/portfolio-queue.ts';
import { traderDatabase, withAccounts } from '../../src/store/trader-database.ts';

let test: TestDatabase;
const open: PortfolioQueue[] = [];
beforeAll(async () => {
  test = await startTestDatabase();
}, 30_000);
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.stop();
});
afterAll(() => test?.stop());

async function queueOf(): Promise<PortfolioQueue> {
  const queue = new PortfolioQueue(test.as('holdfast_server', 4).pool);
  await queue.start();
  open.push(queue);
  return queue;
}

describe('portfolios in line', () => {
  it('are each run once by one of several workers, although they were put there twice', async () => {
    const ran: string[] = [];
    const [a, b] = [await queueOf(), await queueOf()];
    const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
    await a.enqueue(names);
    await b.enqueue(names);
    for (const queue of [a, b]) await queue.workOff({ run: async (name) => void ran.push(name) });
    await expect.poll(() => ran.length, { timeout: 10_000 }).toBe(12);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(ran.toSorted()).toEqual(names.toSorted());
  }, 20_000);

  it('are tried again after a failure, and the others are not held up by it', async () => {
    const ran: string[] = [];
    const queue = await queueOf();
    await queue.enqueue(['bad', 'good']);
    let failed = false;
    await queue.workOff({
      run: async (name) => {
        ran.push(name);
        if (name === 'bad' && !failed) {
          failed = true;
          throw new Error('the exchange does not answer');
        }
      },
    });
    await expect.poll(() => ran.filter((name) => name === 'bad').length, { timeout: 20_000 }).toBe(2);
    expect(ran.filter((name) => name === 'good')).toHaveLength(1);
  }, 30_000);

  it('wait while one of them runs, and are put in line again meanwhile', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const [a, b] = [await queueOf(), await queueOf()];
    const run = async () => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 900));
      running--;
      runs++;
    };
    await a.enqueue(['slow']);
    await a.workOff({ run });
    await b.workOff({ run });
    await expect.poll(() => running, { timeout: 5000 }).toBe(1);
    await b.enqueue(['slow']);
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(2);
    expect(most).toBe(1);
  }, 20_000);
});

describe('accounts', () => {
  it('are one worker’s at a time, and free when its connection is gone', async () => {
    const db = traderDatabase(test.as('holdfast_server', 4).pool);
    const other = traderDatabase(test.as('holdfast_server', 4).pool);
    let release = () => {};
    let taken = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const locked = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const first = withAccounts(db, [2, 1], () => {
      taken();
      return held;
    });
    await locked;
    await expect(withAccounts(other, [1], async () => 'mine')).rejects.toMatchObject({
      code: 'ACCOUNT_BUSY',
    });
    expect(await withAccounts(other, [3], async () => 'mine')).toBe('mine');
    const { rows } = await test.admin.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 720576",
    );
    expect(rows.length).toBeGreaterThan(0);
    await expect
      .poll(() => withAccounts(other, [1, 2], async () => 'mine').catch(({ code }: { code: string }) => code))
      .toBe('mine');
    release();
    await first.catch(() => undefined);
  });
});
