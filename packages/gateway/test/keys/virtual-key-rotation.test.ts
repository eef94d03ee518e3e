import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rotateVirtualKey } from '../../src/administration/rotate-virtual-key.ts';
import { revokeVirtualKey, setFrozen } from '../../src/administration/virtual-keys.ts';
import { parseRecord } from '../../src/audit/record.ts';
import { dialects } from '../../src/dialects/index.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';

const DAY_MS = 86_400_000;

let trial: Trial;
let gateway: RunningGateway;
beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function issue(name: string, policy = TRADER): Promise<Credentials> {
  const credentials = await trial.issue(name, policy);
  await gateway.refresh();
  return credentials;
}

async function rotate(
  name: string,
  parts: { overlapMs?: number; policy?: string; expiresAt?: number | null } = {},
) {
  const { overlapMs = DAY_MS, policy, expiresAt = null } = parts;
  const rotated = await rotateVirtualKey(
    trial.operation,
    { name, overlapMs, expiresAt, policy: policy === undefined ? null : parsePolicy(policy, 'new.yaml') },
    dialects,
  );
  await gateway.refresh();
  return { ...rotated, credentials: { apiKey: rotated.apiKey, secret: rotated.secret.toString('latin1') } };
}

/** 0.01 BTC, 500 USD, unless something is said otherwise. */
const order = (credentials: Credentials, parts: Record<string, string> = {}, port = gateway.port) =>
  sendRaw(port, rawRequest(credentials, 'POST', '/api/v3/order', limitOrder({ quantity: '0.01', ...parts })));
const read = async (credentials: Credentials) =>
  (await sendRaw(gateway.port, rawRequest(credentials, 'GET', '/api/v3/account', ''))).status;

async function rows(name: string) {
  const { rows: found } = await trial.database.admin.pool.query(
    'SELECT * FROM holdfast.virtual_keys WHERE name = $1 ORDER BY generation',
    [name],
  );
  return found;
}

describe('vkey rotate', () => {
  test('gives a new id and secret; both work until the overlap ends, each is written down', async () => {
    const old = await issue('both');
    const rotated = await rotate('both');
    expect(rotated.generation).toBe(2);
    expect(rotated.apiKey).not.toBe(old.apiKey);
    expect(await read(old)).toBe(200);
    expect(await read(rotated.credentials)).toBe(200);
    const [first, second] = await rows('both');
    expect(first.expires_at.getTime()).toBe(rotated.overlapUntil?.getTime());
    expect(first.expires_at.getTime()).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    expect([first.revision, second.revision, second.expires_at]).toEqual(['2', '1', null]);
    const { rows: entries } = await trial.database.admin.pool.query<{ canonical: Buffer }>(
      'SELECT canonical FROM holdfast.audit_entries ORDER BY id DESC LIMIT 10',
    );
    const told = entries.map(({ canonical }) => parseRecord(canonical).content);
    expect(told).toContainEqual(expect.objectContaining({ virtualKey: old.apiKey, revision: 2 }));
    expect(told).toContainEqual(expect.objectContaining({ virtualKey: rotated.apiKey, revision: 1 }));
  });

  test('without an overlap ends the old one at once', async () => {
    const old = await issue('at-once');
    const { credentials, overlapUntil } = await rotate('at-once', { overlapMs: 0 });
    expect(overlapUntil).toBeNull();
    expect(await read(old)).toBeGreaterThanOrEqual(400);
    expect(await read(credentials)).toBe(200);
  });

  test('ends the overlap on the database’s clock', async () => {
    const old = await issue('brief');
    await rotate('brief', { overlapMs: 400 });
    await expect.poll(() => read(old), { timeout: 3000 }).toBeGreaterThanOrEqual(400);
  });

  test('gives no more than the old key in all: the day’s sum and what may be given away are both generations’', async () => {
    const old = await issue('sum');
    expect((await order(old)).status).toBe(200);
    expect((await order(old)).status).toBe(200);
    const { credentials } = await rotate('sum');
    // 1500 USD a day, of which 1000 are used.
    expect((await order(credentials)).status).toBe(200);
    for (const key of [credentials, old]) {
      const refused = await order(key, { quantity: '0.0002' });
      expect(refused.status).toBe(400);
      expect(refused.body).toContain('max_daily_usd');
    }
    const slippage = await issue('slip', TRADER.replace('slippage_usd: 50', 'slippage_usd: 9'));
    // 1 % of 500 USD.
    expect((await order(slippage, { price: '50500' })).status).toBe(200);
    const next = await rotate('slip');
    expect((await order(next.credentials, { price: '50500' })).body).toContain('max_daily_slippage_usd');
  });

  test('gives back to the shared sum what the exchange rejected', async () => {
    const old = await issue('reject');
    const { credentials } = await rotate('reject');
    trial.exchange.respond = () => ({ status: 400, body: { code: -2010, msg: 'no' } });
    for (const key of [old, credentials, old, credentials]) await order(key);
    trial.exchange.respond = () => undefined;
    expect((await order(old)).status).toBe(200);
    expect((await order(credentials)).status).toBe(200);
    expect((await order(old)).status).toBe(200);
    expect((await order(credentials, { quantity: '0.0002' })).status).toBe(400);
  });

  test('concurrently on two replicas, the sum holds to the last order', async () => {
    const other = await trial.start('gateway-2');
    const old = await issue('race', TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 1000'));
    const { credentials } = await rotate('race');
    await other.refresh();
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        order(
          i % 2 === 0 ? old : credentials,
          { quantity: '0.002', newClientOrderId: `race-${i}` },
          [gateway.port, other.port][(i >> 1) % 2],
        ),
      ),
    );
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  test('makes the orders of all generations own', async () => {
    const mine = TRADER.replace('own_orders_only: false', 'own_orders_only: true');
    const old = await issue('owner', mine);
    const placed = JSON.parse((await order(old, { newClientOrderId: 'first' })).body);
    const { credentials } = await rotate('owner');
    const cancel = (key: Credentials, id: string) =>
      sendRaw(gateway.port, rawRequest(key, 'DELETE', '/api/v3/order', `symbol=BTCUSDT&orderId=${id}`));
    expect((await cancel(credentials, placed.orderId)).status).toBe(200);
    const later = JSON.parse((await order(credentials, { newClientOrderId: 'second' })).body);
    expect((await cancel(old, later.orderId)).status).toBe(200);
    const stranger = await issue('stranger', mine);
    const theirs = JSON.parse((await order(stranger, { newClientOrderId: 'third' })).body);
    expect((await cancel(credentials, theirs.orderId)).body).toContain('own_orders_only');
  });

  test('takes one rate for all generations', async () => {
    const old = await issue(
      'rate',
      TRADER.replace('{per_second: 100, burst: 200}', '{per_second: 0.001, burst: 3}'),
    );
    const { credentials } = await rotate('rate');
    const statuses = [];
    for (const key of [old, credentials, old, credentials, old]) statuses.push(await read(key));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  test('may change the policy; the old generation keeps its own until it ends', async () => {
    const old = await issue('policy');
    const { credentials } = await rotate('policy', { policy: TRADER.replace('[BTCUSDT]', '[ETHUSDT]') });
    expect((await order(old)).status).toBe(200);
    expect((await order(credentials)).body).toContain('symbols');
  });

  test('keeps the end of the key unless another is said, and never lengthens a generation', async () => {
    await issue('end');
    const soon = Date.now() + 3_600_000;
    await rotate('end', { expiresAt: soon });
    const third = await rotate('end');
    const [, second, last] = await rows('end');
    expect([second.expires_at.getTime(), last.expires_at.getTime()]).toEqual([soon, soon]);
    expect(third.overlapUntil?.getTime()).toBeGreaterThan(soon);
    await expect(rotate('end', { expiresAt: Date.now() - 1 })).rejects.toMatchObject({ code: 'KEY_STOPPED' });
  });

  test('does not lead out of a freeze, nor back from a revocation', async () => {
    await issue('cold');
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'cold' });
    await expect(rotate('cold')).rejects.toMatchObject({ code: 'KEY_STOPPED' });
    await setFrozen(trial.operation, false, { kind: 'virtual-key', name: 'cold' });
    await rotate('cold');
    // Of two generations the older one.
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'cold', generation: 1 });
    await expect(rotate('cold')).rejects.toMatchObject({ code: 'KEY_STOPPED' });
    await revokeVirtualKey(trial.operation, 'cold');
    await expect(rotate('cold')).rejects.toMatchObject({ code: 'KEY_STOPPED' });
    await expect(rotate('nobody')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  test('makes nothing of a row that was changed in the database', async () => {
    await issue('forged');
    await trial.database.admin.pool.query(
      `UPDATE holdfast.virtual_keys SET revision = revision + 1, expires_at = now() + interval '9 years' WHERE name = 'forged'`,
    );
    await expect(rotate('forged')).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    expect(await rows('forged')).toHaveLength(1);
  });

  test('a generation that ended is not brought back by its old row', async () => {
    const old = await issue('ended');
    const [before] = await rows('ended');
    await rotate('ended', { overlapMs: 0 });
    const client = await trial.database.admin.pool.connect();
    await client.query('SET session_replication_role = replica');
    await client.query(
      'UPDATE holdfast.virtual_keys SET expires_at = NULL, revision = $1, row_mac = $2 WHERE id = $3',
      [before.revision, before.row_mac, before.id],
    );
    await client.query('RESET session_replication_role');
    client.release();
    await gateway.refresh();
    expect(await read(old)).toBeGreaterThanOrEqual(400);
  });
});

describe('revoke, freeze and thaw', () => {
  test('act on all generations', async () => {
    const old = await issue('all');
    const { credentials } = await rotate('all');
    const both = async () => [await read(old), await read(credentials)].map((status) => status === 200);
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'all' });
    expect(await both()).toEqual([false, false]);
    await setFrozen(trial.operation, false, { kind: 'virtual-key', name: 'all' });
    await gateway.refresh();
    expect(await both()).toEqual([true, true]);
    await revokeVirtualKey(trial.operation, 'all');
    expect(await both()).toEqual([false, false]);
    expect((await rows('all')).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  });

  test('act on one generation when it is named', async () => {
    const old = await issue('one');
    const { credentials } = await rotate('one');
    await revokeVirtualKey(trial.operation, 'one', 1);
    expect(await read(old)).toBeGreaterThanOrEqual(400);
    expect(await read(credentials)).toBe(200);
    await expect(revokeVirtualKey(trial.operation, 'one', 3)).rejects.toMatchObject({
      code: 'KEY_GENERATION_UNKNOWN',
    });
    const third = await rotate('one');
    expect(third.generation).toBe(3);
  });

  test('without the vault too', async () => {
    const old = await issue('sealed');
    const { credentials } = await rotate('sealed');
    await revokeVirtualKey({ ...trial.operation, kek: null }, 'sealed');
    await gateway.refresh();
    for (const key of [old, credentials]) expect(await read(key)).toBeGreaterThanOrEqual(400);
  });
});
