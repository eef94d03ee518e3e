import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../src/index.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let operator: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  operator = test.as('holdfast_operator');
  await test.admin.pool.query(
    `INSERT INTO operators (name, verifier) VALUES ('ada', sha256('a')), ('ben', sha256('b'))`,
  );
});
afterAll(() => test?.stop());
beforeEach(async () => {
  await test.admin.pool.query(
    'UPDATE authentication_attempts SET failures = 0, latest = NULL, locked_until = NULL',
  );
  await test.admin.pool.query('UPDATE operators SET failures = 0');
});

async function begin(name: string): Promise<number> {
  const { rows } = await operator.pool.query('SELECT holdfast.begin_attempt($1) AS wait', [name]);
  return rows[0].wait;
}

const end = (name: string) => operator.pool.query('SELECT holdfast.end_attempt($1)', [name]);

/** As if so much time had passed since the last attempt. */
const pass = (interval: string) =>
  test.admin.pool.query(
    `UPDATE authentication_attempts SET latest = latest - $1::interval, locked_until = locked_until - $1::interval`,
    [interval],
  );

describe('attempts to authenticate', () => {
  it('are free four times, then wait twice as long each time, to a quarter of an hour', async () => {
    for (let i = 0; i < 5; i++) expect(await begin('ada')).toBe(0);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      waits.push(Math.ceil(await begin('ada')));
      await pass('15 minutes');
      expect(await begin('ada')).toBe(0);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('under a name that nobody has count like those under one that somebody has', async () => {
    for (let i = 0; i < 5; i++) expect(await begin('nobody')).toBe(0);
    expect(await begin('ada')).toBeGreaterThan(0);
    expect(await begin('nobody')).toBeGreaterThan(0);
  });

  it('that all come at once get no more looks than one after the other', async () => {
    const waits = await Promise.all(Array.from({ length: 40 }, () => begin('ada')));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it('that are refused for being too early don’t make the wait longer', async () => {
    for (let i = 0; i < 5; i++) await begin('ada');
    for (let i = 0; i < 20; i++) await begin('ada');
    expect(await begin('ada')).toBeLessThanOrEqual(2);
  });

  it('that succeed take back what was counted under their own name only', async () => {
    for (let i = 0; i < 4; i++) await begin('ada');
    await begin('ben');
    await pass('2 seconds');
    await end('ben');
    expect(await begin('ada')).toBe(0);
    expect(await begin('ada')).toBeGreaterThan(0);
    await pass('15 minutes');
    await begin('ada');
    await end('ada');
    for (let i = 0; i < 5; i++) expect(await begin('ada')).toBe(0);
  });

  it('are forgotten after an hour without one', async () => {
    for (let i = 0; i < 5; i++) await begin('ada');
    await pass('61 minutes');
    for (let i = 0; i < 5; i++) expect(await begin('ada')).toBe(0);
    const { rows } = await operator.pool.query(`SELECT failures FROM operators WHERE name = 'ada'`);
    expect(rows[0].failures).toBe(5);
  });

  it('wait no longer than a quarter of an hour after the clock was set back', async () => {
    for (let i = 0; i < 5; i++) await begin('ada');
    await pass('-3 days');
    expect(await begin('ada')).toBeLessThanOrEqual(900);
    await pass('15 minutes');
    expect(await begin('ada')).toBe(0);
  });
});

it('an operator who was removed stays removed, and no row is deleted', async () => {
  const change = (set: string) =>
    operator.pool.query(`UPDATE operators SET ${set}, revision = revision + 1 WHERE name = 'ben'`);
  await change(`state = 'removed'`);
  await expect(change(`state = 'active'`)).rejects.toThrow('a removed operator stays removed');
  await expect(test.admin.pool.query('DELETE FROM operators')).rejects.toThrow('never done');
});
