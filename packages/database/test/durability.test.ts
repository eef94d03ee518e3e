import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkDurability, type Database } from '../src/index.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test?.stop());

/** Fresh connections, which alone see changed settings of roles and databases. */
async function check(as: 'holdfast_gateway' | 'holdfast_server' = 'holdfast_gateway'): Promise<void> {
  const db: Database = test.as(as);
  await checkDurability(db);
}

it('takes a server that keeps what it confirms', async () => {
  await check();
  await check('holdfast_server');
});

it.each([
  [
    'ALTER ROLE holdfast_gateway SET synchronous_commit = off',
    'ALTER ROLE holdfast_gateway RESET synchronous_commit',
  ],
  [
    'ALTER ROLE holdfast_operator SET synchronous_commit = off',
    'ALTER ROLE holdfast_operator RESET synchronous_commit',
  ],
  ['ALTER ROLE ALL SET synchronous_commit = off', 'ALTER ROLE ALL RESET synchronous_commit'],
  [
    'ALTER DATABASE holdfast SET synchronous_commit = off',
    'ALTER DATABASE holdfast RESET synchronous_commit',
  ],
  [
    'ALTER ROLE holdfast_gateway IN DATABASE holdfast SET synchronous_commit = false',
    'ALTER ROLE holdfast_gateway IN DATABASE holdfast RESET synchronous_commit',
  ],
  ['ALTER TABLE holdfast.sends SET UNLOGGED', 'ALTER TABLE holdfast.sends SET LOGGED'],
])('refuses after %s', async (spoil, mend) => {
  await test.admin.pool.query(spoil);
  await expect(check()).rejects.toMatchObject({ code: 'DATABASE_NOT_DURABLE' });
  await test.admin.pool.query(mend);
  await check();
});

it('does not mind settings that are as safe, or of other databases', async () => {
  await test.admin.pool.query('ALTER ROLE holdfast_gateway SET synchronous_commit = local');
  await test.admin.pool.query('ALTER DATABASE postgres SET synchronous_commit = off');
  await check();
  await test.admin.pool.query('ALTER ROLE holdfast_gateway RESET synchronous_commit');
});

it('refuses a session in which it is off', async () => {
  const db = test.as('holdfast_gateway', 1);
  await db.pool.query('SET synchronous_commit = off');
  await expect(checkDurability(db)).rejects.toMatchObject({
    code: 'DATABASE_NOT_DURABLE',
    message: expect.stringContaining('synchronous_commit is off'),
  });
});

it('names what is wrong on a server started without fsync', async () => {
  // The embedded server's command line outranks its files, so the answer is made up here as such a server gives it.
  const rows = [{ problem: 'fsync is off' }, { problem: 'full_page_writes is off' }];
  const pool = { query: async () => ({ rows }) } as unknown as Database['pool'];
  await expect(checkDurability({ ...test.admin, pool })).rejects.toMatchObject({
    code: 'DATABASE_NOT_DURABLE',
    message: expect.stringContaining('fsync is off; full_page_writes is off'),
  });
});
