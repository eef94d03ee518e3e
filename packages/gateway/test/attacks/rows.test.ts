import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeVirtualKey } from '../../src/administration/virtual-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

/** Ten times what `TRADER` allows. */
const RICH = TRADER.replace('max_order_usd: 1000', 'max_order_usd: 10000').replace(
  'max_daily_usd: 1500',
  'max_daily_usd: 15000',
);

let trial: Trial;
let gateway: RunningGateway;

beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());

/** As superuser whom no trigger and no foreign key holds back. */
async function asSuperuser(statement: string, values: unknown[] = []) {
  const client = await trial.database.admin.pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    return await client.query(statement, values);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

async function holder(name: string, policy = TRADER) {
  const credentials = await trial.issue(name, policy);
  await gateway.refresh();
  return credentials;
}

const order = (credentials: { apiKey: string; secret: string }, port = gateway.port) =>
  sendRaw(port, rawRequest(credentials, 'POST', '/api/v3/order', limitOrder()));

async function refusedUnsent(credentials: { apiKey: string; secret: string }, port = gateway.port) {
  const seen = trial.exchange.seen.length;
  expect((await order(credentials, port)).status).toBeGreaterThanOrEqual(400);
  expect(trial.exchange.seen.length).toBe(seen);
}

/** Refused by the gateway that runs, and by one that starts afterwards and remembers nothing. */
async function refusedEverywhere(credentials: { apiKey: string; secret: string }, replica: string) {
  await gateway.refresh();
  await refusedUnsent(credentials);
  const fresh = await trial.start(replica);
  await refusedUnsent(credentials, fresh.port);
}

describe('as superuser of the database, past triggers and foreign keys', () => {
  test('another key’s policy is put on a row', async () => {
    const poor = await holder('poor');
    await holder('rich', RICH);
    expect((await order(poor)).status).toBe(200);
    await asSuperuser(
      `UPDATE holdfast.virtual_keys SET policy = (SELECT policy FROM holdfast.virtual_keys WHERE name = 'rich') WHERE name = 'poor'`,
    );
    await refusedEverywhere(poor, 'fresh-1');
  });

  test('another key’s policy and MAC are put on a row', async () => {
    const poor = await holder('poor-2');
    await holder('rich-2', RICH);
    await asSuperuser(
      `UPDATE holdfast.virtual_keys k SET policy = r.policy, row_mac = r.row_mac FROM holdfast.virtual_keys r WHERE r.name = 'rich-2' AND k.name = 'poor-2'`,
    );
    await refusedEverywhere(poor, 'fresh-2');
  });

  test('a rich key’s row gets the poor key’s verifier, so that the poor secret signs for it', async () => {
    const poor = await holder('poor-3');
    const rich = await holder('rich-3', RICH);
    await asSuperuser(
      `UPDATE holdfast.virtual_keys r SET sealed_verifier = k.sealed_verifier FROM holdfast.virtual_keys k WHERE r.name = 'rich-3' AND k.name = 'poor-3'`,
    );
    await refusedEverywhere({ apiKey: rich.apiKey, secret: poor.secret }, 'fresh-3');
  });

  test('the text of a policy is changed under its hash, after its constraint is dropped', async () => {
    const policy = TRADER.replace('max_order_usd: 1000', 'max_order_usd: 101');
    const poor = await holder('reworded', policy);
    await asSuperuser('ALTER TABLE holdfast.policies DROP CONSTRAINT named_by_content');
    const { rows } = await asSuperuser(
      `UPDATE holdfast.policies p SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '"max_order_usd":"101"', '"max_order_usd":"1000"'), 'UTF8')
       FROM holdfast.virtual_keys k WHERE k.policy = p.hash AND k.name = 'reworded' RETURNING convert_from(p.canonical, 'UTF8') AS text`,
    );
    expect(rows[0].text).toContain('"max_order_usd":"1000"');
    await refusedEverywhere(poor, 'fresh-4');
    expect(trial.log.join('\n')).toContain('policy');
  });

  test('a policy that is no policy: its keys are refused, the others served', async () => {
    const broken = await holder('broken', TRADER.replace('max_order_usd: 1000', 'max_order_usd: 999'));
    const whole = await holder('whole');
    await asSuperuser(
      `UPDATE holdfast.policies p SET canonical = '\\x7b7d' FROM holdfast.virtual_keys k WHERE k.policy = p.hash AND k.name = 'broken'`,
    );
    await refusedEverywhere(broken, 'fresh-5');
    expect((await order(whole)).status).toBe(200);
  });

  test('a revoked key is un-revoked', async () => {
    const key = await holder('revoked');
    await revokeVirtualKey(trial.operation, 'revoked');
    await asSuperuser(`UPDATE holdfast.virtual_keys SET state = 'active' WHERE name = 'revoked'`);
    await refusedEverywhere(key, 'fresh-6');
  });

  test('the row of before the revocation is put back, with the MAC that it had', async () => {
    const key = await holder('rolled-back');
    await asSuperuser(
      `CREATE TABLE public.kept AS SELECT * FROM holdfast.virtual_keys WHERE name = 'rolled-back'`,
    );
    await revokeVirtualKey(trial.operation, 'rolled-back');
    await asSuperuser(
      `UPDATE holdfast.virtual_keys k SET state = o.state, revision = o.revision, row_mac = o.row_mac FROM public.kept o WHERE k.id = o.id`,
    );
    await refusedEverywhere(key, 'fresh-7');
  });

  test('an exchange key is bound to another target', async () => {
    const key = await holder('retargeted');
    await asSuperuser(`UPDATE holdfast.exchange_keys SET target = 'real' WHERE name = 'main'`);
    try {
      await refusedEverywhere(key, 'fresh-8');
    } finally {
      await asSuperuser(`UPDATE holdfast.exchange_keys SET target = 'redirected' WHERE name = 'main'`);
      await gateway.refresh();
    }
    expect((await order(key)).status).toBe(200);
  });

  test('a revocation is written out of the audit log: the old row, and the entry’s text under its old hash', async () => {
    const credentials = await holder('reborn');
    const { rows } = await asSuperuser('SELECT * FROM holdfast.virtual_keys WHERE name = $1', ['reborn']);
    await revokeVirtualKey(trial.operation, 'reborn');
    await asSuperuser('ALTER TABLE holdfast.audit_entries ALTER COLUMN leaf_hash DROP EXPRESSION');
    const forged = await asSuperuser(
      `UPDATE holdfast.audit_entries SET canonical = convert_to(replace(replace(convert_from(canonical, 'UTF8'),
         '"revision":"2"', '"revision":"1"'), '"state":"revoked"', '"state":"active"'), 'UTF8')
       WHERE kind = 'administration' AND convert_from(canonical, 'UTF8') LIKE '%' || $1 || '%"state":"revoked"%'`,
      [credentials.apiKey],
    );
    expect(forged.rowCount).toBe(1);
    await asSuperuser(
      `UPDATE holdfast.virtual_keys SET state = 'active', revision = $1, row_mac = $2 WHERE name = 'reborn'`,
      [rows[0].revision, rows[0].row_mac],
    );
    await expect(trial.start('gateway-after')).rejects.toMatchObject({ code: 'AUDIT_ENTRY_INVALID' });
  });
});
