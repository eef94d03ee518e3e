import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/index.ts';
import { addExchangeKey, addKey, sha256, version } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let operator: Database;
beforeAll(async () => {
  test = await startTestDatabase();
  operator = test.as('holdfast_operator');
});
afterAll(() => test?.stop());

describe('an exchange key', () => {
  const add = async (more: object) => {
    const { number } = await operator.kysely
      .insertInto('exchange_keys')
      .values({
        name: `k${randomBytes(4).toString('hex')}`,
        exchange: 'okx',
        target: 'real',
        created_by: 'ada',
      })
      .returning('number')
      .executeTakeFirstOrThrow();
    await operator.kysely
      .insertInto('exchange_key_versions')
      .values({ ...version(number, 1), ...more })
      .execute();
    return number;
  };

  it.each([
    [{ may_withdraw: true }, 'withdrawing_is_accepted'],
    [{ may_withdraw: null }, 'unverified_is_accepted'],
    [{ ip_restricted: false }, 'open_to_all_addresses_is_accepted'],
    [{ accepted_risks: ['withdraw'] }, 'risks_have_a_reason'],
    [{ risk_reason: 'why' }, 'risks_have_a_reason'],
    [{ accepted_risks: ['no-ip'], risk_reason: 'why', may_withdraw: true }, 'withdrawing_is_accepted'],
    [{ accepted_risks: ['everything'], risk_reason: 'why' }, 'exchange_key_versions_accepted_risks_check'],
    [{ state: 'lost' }, 'exchange_key_versions_state_check'],
    [{ sealed_secret: Buffer.from('plain') }, 'sealed_check'],
    [{ fingerprint: Buffer.alloc(31) }, 'sha256_hash_check'],
    [{ row_mac: Buffer.alloc(0) }, 'sha256_hash_check'],
    [{ version: 0 }, 'exchange_key_versions_version_check'],
  ])('can’t be stored with %j', async (more, constraint) => {
    await expect(add(more)).rejects.toMatchObject({ constraint });
  });

  it('is stored with risks that were accepted with a reason', async () => {
    await add({
      may_withdraw: null,
      ip_restricted: false,
      accepted_risks: ['unverified', 'no-ip'],
      risk_reason: 'why',
    });
  });

  it('may turn out to be able to more later, and comes back so from a backup', async () => {
    const number = await add({});
    const change = { may_withdraw: true, ip_restricted: false, revision: '2' };
    await operator.kysely
      .updateTable('exchange_key_versions')
      .set(change)
      .where('exchange_key', '=', number)
      .execute();
    await add(change);
  });

  it('can’t be added twice, nor have two active versions', async () => {
    const fingerprint = randomBytes(32);
    const number = await add({ fingerprint });
    await expect(add({ fingerprint })).rejects.toMatchObject({
      constraint: 'exchange_key_versions_fingerprint_key',
    });
    await expect(
      operator.kysely.insertInto('exchange_key_versions').values(version(number, 2)).execute(),
    ).rejects.toMatchObject({ constraint: 'one_active_version' });
  });

  it.each(['', '-a', 'a b', 'ä', 'a'.repeat(65), 'a\nb', '../x'])('can’t be named %j', async (name) => {
    await expect(
      operator.kysely
        .insertInto('exchange_keys')
        .values({ name, exchange: 'okx', target: 'real', created_by: 'ada' })
        .execute(),
    ).rejects.toMatchObject({ constraint: 'label_check' });
  });
});

describe('a virtual key', () => {
  it('is bound to a key of its own exchange', async () => {
    const key = await addKey(test.admin);
    await expect(
      test.admin.pool.query(`UPDATE virtual_keys SET exchange = 'okx', revision = 2 WHERE number = $1`, [
        key.number,
      ]),
    ).rejects.toMatchObject({ code: '23503' });
  });

  it('counts its revisions without a gap', async () => {
    const key = await addKey(test.admin);
    const to = (revision: number) =>
      operator.pool.query('UPDATE virtual_keys SET revision = $2 WHERE number = $1', [key.number, revision]);
    for (const revision of [0, 3]) await expect(to(revision)).rejects.toThrow('revision must be 2');
    await to(2);
  });

  it('keeps its revision when only its wrapping is renewed, and never when it says something else', async () => {
    const key = await addKey(test.admin);
    const set = (change: string) =>
      operator.pool.query(`UPDATE virtual_keys SET ${change} WHERE number = $1`, [key.number]);
    await set(`row_mac = sha256('next'), sealed_verifier = sha256('next')`);
    for (const change of [`addresses = '{0.0.0.0/0}'`, 'expires_at = now()', `state = 'revoked'`]) {
      await expect(set(change)).rejects.toThrow('revision must be 2');
      await expect(set(`${change}, row_mac = sha256('other')`)).rejects.toThrow('revision must be 2');
    }
  });

  it('holds IPv4 and IPv6 networks and no host bits', async () => {
    const key = await addKey(test.admin);
    const to = (addresses: string) =>
      operator.pool.query(
        'UPDATE virtual_keys SET addresses = $2, revision = revision + 1 WHERE number = $1',
        [key.number, addresses],
      );
    await to('{10.0.0.0/8,2001:db8::/32}');
    await expect(to('{10.0.0.1/8}')).rejects.toMatchObject({ code: '22P02' });
    await expect(to('{NULL}')).rejects.toMatchObject({ code: '23514' });
  });
});

it('a policy is named by its content', async () => {
  await expect(
    operator.kysely
      .insertInto('policies')
      .values({ hash: sha256('{}'), canonical: Buffer.from('{ }'), created_by: 'ada' })
      .execute(),
  ).rejects.toMatchObject({ constraint: 'named_by_content' });
});

it('a freeze is about one thing', async () => {
  const key = await addKey(test.admin);
  const account = await addExchangeKey(test.admin);
  const add = (exchangeKey: number | null, virtualKey: number | null) =>
    test.admin.pool.query(
      `INSERT INTO freezes (exchange_key, virtual_key, frozen, epoch, reason, changed_by) VALUES ($1, $2, true, 1, '', 'ada')`,
      [exchangeKey, virtualKey],
    );
  await expect(add(account.number, key.number)).rejects.toMatchObject({ code: '23514' });
  await expect(add(null, null)).rejects.toMatchObject({ code: '23505' });
});
