import { openSecret } from '@holdfast/vault';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkExchangeKey, raiseNonceFloor } from '../../src/administration/check-exchange-key.ts';
import {
  markExchangeKey,
  purgeExchangeKey,
  undeleteExchangeKey,
} from '../../src/administration/delete-exchange-key.ts';
import { retireVersion, rotateExchangeKey } from '../../src/administration/rotate-exchange-key.ts';
import { rotateVirtualKey } from '../../src/administration/rotate-virtual-key.ts';
import { scheduleExchangeKey } from '../../src/administration/schedule-key.ts';
import { setFrozen } from '../../src/administration/virtual-keys.ts';
import { dialects } from '../../src/dialects/index.ts';
import { exchangeKeyContexts } from '../../src/keys/open-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { binance } from '../process/exchanges/binance.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { DAY_MS, deletionDesk } from './deletion-desk.ts';

let trial: Trial;
let gateway: RunningGateway;
let desk: ReturnType<typeof deletionDesk>;
/** The key of this test, a virtual key of it, and how often it was made. */
let name = '';
let bot: Credentials;
let made = 0;
const POLICY = TRADER.replace('1500', '1000000').replace('slippage_usd: 50', 'slippage_usd: 9999');
const TIME = { clock: Date.now };

beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
  desk = deletionDesk(trial);
});
afterAll(() => trial.stop());
beforeEach(async () => {
  name = `key-${++made}`;
  await trial.join(name, binance, 'hmac');
  bot = await trial.issue(`bot-${made}`, POLICY, name);
  await gateway.refresh();
});

const order = async (credentials = bot) =>
  (
    await sendRaw(
      gateway.port,
      rawRequest(credentials, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0001' })),
    )
  ).status;
const refused = async () => {
  await gateway.refresh();
  return (await order()) >= 400;
};
const mark = (days = 7) => markExchangeKey(trial.operation, name, days);
/** Marked, and all of the delay over by every clock. */
async function markedAndOver() {
  await mark();
  await desk.markedEarlier(name, 7 * DAY_MS);
  await desk.seen(name, 7 * DAY_MS);
}
const states = async () => (await desk.versions(name)).map(({ state }) => state);
async function rotate() {
  const credential = trial.exchange.venue.makeCredential('hmac');
  trial.exchange.credentials.push(credential);
  const dialect = dialects.get('binance');
  if (dialect === undefined) throw new Error('there is no dialect of binance');
  return rotateExchangeKey(trial.operation, {
    name,
    dialect,
    apiKey: Buffer.from(credential.keyId),
    secret: Buffer.from(credential.secret),
    passphrase: null,
    permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
    acceptedRisks: [],
    nonceFloor: 0n,
  });
}

describe('marking', () => {
  test('stops signing at once, is written down, and keeps the secret until the date', async () => {
    expect(await order()).toBe(200);
    const { purgeAfter } = await mark();
    // Not even told to read the keys anew: the database refuses what the gateway still believes.
    const sent = trial.exchange.orders.length;
    expect(await order()).toBeGreaterThanOrEqual(400);
    expect(trial.exchange.orders.length).toBe(sent);
    expect(await refused()).toBe(true);
    expect(Math.abs(purgeAfter.getTime() - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000);
    expect(await desk.changesOf(name)).toEqual(['add 1', 'delete 1']);
    expect((await desk.entries()).at(-1)).not.toHaveProperty('row', null);
    const [row] = await desk.versions(name);
    expect([row.state, row.state_before, row.purge_after]).toEqual(['deleting', 'active', purgeAfter]);
    const secret = openSecret(trial.kek, row.sealed_secret, exchangeKeyContexts(row).secret);
    expect(secret.length).toBeGreaterThan(0);
  });

  test('takes old versions along, and not what is retired', async () => {
    await rotate();
    await rotate();
    await retireVersion(trial.operation, name, 1);
    await mark();
    expect(await states()).toEqual(['retired', 'deleting', 'deleting']);
    await undeleteExchangeKey(trial.operation, name);
    expect(await states()).toEqual(['retired', 'retiring', 'active']);
    await gateway.refresh();
    expect(await order()).toBe(200);
  });

  test('lets nothing of the key be changed, and no virtual key be bound to it', async () => {
    await mark();
    const ask = () => Promise.reject(new Error('was asked'));
    for (const change of [
      () => mark(),
      () => mark(1),
      () => rotate(),
      () => retireVersion(trial.operation, name, 1),
      () => checkExchangeKey(trial.operation, name, ask),
      () => raiseNonceFloor(trial.operation, name, 9n),
      () => scheduleExchangeKey(trial.operation, name, 30),
      () => trial.issue(`late-${made}`, POLICY, name),
      () =>
        rotateVirtualKey(
          trial.operation,
          { name: `bot-${made}`, overlapMs: 0, policy: null, expiresAt: null },
          dialects,
        ),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'KEY_DELETING' });
    }
    expect(await desk.changesOf(name)).toEqual(['add 1', 'delete 1']);
  });

  test('of two at once marks once', async () => {
    const both = await Promise.allSettled([mark(), mark(1)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await desk.changesOf(name)).toEqual(['add 1', 'delete 1']);
  });

  test('and a virtual key that is issued at the same time: one of the two comes first', async () => {
    const [marked, issued] = await Promise.allSettled([mark(), trial.issue(`same-${made}`, POLICY, name)]);
    expect(marked.status).toBe('fulfilled');
    if (issued.status === 'rejected') expect(issued.reason).toMatchObject({ code: 'KEY_DELETING' });
    expect(await refused()).toBe(true);
  });

  test('a key that does not exist is said to be unknown', async () => {
    await expect(markExchangeKey(trial.operation, 'nobody', 7)).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
    await expect(undeleteExchangeKey(trial.operation, 'nobody')).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
  });
});

describe('undelete', () => {
  test('brings the key back; what was frozen stays frozen', async () => {
    await setFrozen(trial.operation, true, { kind: 'exchange-key', name });
    await mark();
    await undeleteExchangeKey(trial.operation, name);
    expect(await refused()).toBe(true);
    await setFrozen(trial.operation, false, { kind: 'exchange-key', name });
    await gateway.refresh();
    expect(await order()).toBe(200);
    expect(await desk.changesOf(name)).toEqual(['add 1', 'delete 1', 'undelete 1']);
    const [row] = await desk.versions(name);
    expect([row.state_before, row.marked_at, row.purge_after]).toEqual([null, null, null]);
  });

  test('of a key that is not marked is refused', async () => {
    await expect(undeleteExchangeKey(trial.operation, name)).rejects.toMatchObject({
      code: 'KEY_NOT_MARKED',
    });
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_NOT_MARKED',
    });
  });

  test('and a mark anew wait for the whole delay again', async () => {
    await markedAndOver();
    await undeleteExchangeKey(trial.operation, name);
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    // What gateways saw was of the mark before.
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
      facts: { seenHours: 0, ofHours: 168 },
    });
  });
});

describe('the delay', () => {
  test('is not over before its date', async () => {
    await mark();
    await desk.seen(name, 30 * DAY_MS);
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
  });

  test('is not over by a clock of one of the two machines alone', async () => {
    await mark();
    await desk.seen(name, 7 * DAY_MS);
    const ahead = { clock: () => Date.now() + 365 * DAY_MS };
    await expect(purgeExchangeKey(trial.operation, name, ahead)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
    await desk.markedEarlier(name, 7 * DAY_MS);
    const behind = { clock: () => Date.now() - 8 * DAY_MS };
    await expect(purgeExchangeKey(trial.operation, name, behind)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
  });

  test('is not over when every clock was set forward, and no gateway saw it pass', async () => {
    await mark();
    await desk.markedEarlier(name, 365 * DAY_MS);
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
      facts: { seenHours: 0 },
    });
    await desk.seen(name, 7 * DAY_MS - 1);
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
    expect(await states()).toEqual(['deleting']);
  });

  test.each([
    ['a MAC that does not fit', `seen_ms = 9999999999`],
    ['another mark', `mark = mark + 1`],
  ])('seen with %s counts for nothing', async (_, set) => {
    await markedAndOver();
    await desk.asSuperuser(
      `UPDATE holdfast.deletion_delays SET ${set} WHERE exchange_key = (SELECT number FROM holdfast.exchange_keys WHERE name = $1)`,
      [name],
    );
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      facts: { seenHours: 0 },
    });
  });

  test('of another key can’t be put in its place', async () => {
    await markedAndOver();
    const [{ exchange_key: from }] = await desk.versions(name);
    const other = name;
    name = `key-${++made}`;
    await trial.join(name, binance, 'hmac');
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    const [{ exchange_key: to }] = await desk.versions(name);
    await desk.asSuperuser('DELETE FROM holdfast.deletion_delays WHERE exchange_key = $1', [to]);
    await desk.asSuperuser('UPDATE holdfast.deletion_delays SET exchange_key = $1 WHERE exchange_key = $2', [
      to,
      from,
    ]);
    await expect(purgeExchangeKey(trial.operation, name, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
    await expect(purgeExchangeKey(trial.operation, other, TIME)).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
  });
});

describe('purge', () => {
  test('destroys every secret, revokes the virtual keys, and leaves name, fingerprint and history', async () => {
    await rotate();
    const before = await desk.versions(name);
    await markedAndOver();
    expect(await purgeExchangeKey(trial.operation, name, TIME)).toEqual({ revoked: [`bot-${made}`] });
    const after = await desk.versions(name);
    expect(after.map(({ state }) => state)).toEqual(['retired', 'retired']);
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(before.map(({ fingerprint }) => fingerprint));
    for (const [at, row] of after.entries()) {
      expect(row.sealed_secret.equals(before[at].sealed_secret)).toBe(false);
      expect(openSecret(trial.kek, row.sealed_secret, exchangeKeyContexts(row).secret)).toHaveLength(0);
    }
    const [key] = await desk.admin('SELECT state FROM holdfast.virtual_keys WHERE name = $1', [
      `bot-${made}`,
    ]);
    expect(key.state).toBe('revoked');
    expect((await desk.changesOf(name)).slice(-2)).toEqual(['purge 1', 'purge 2']);
    expect(await refused()).toBe(true);
    expect(gateway.metrics.registry.text()).toContain('holdfast_refused_keys 0');
  });

  test('can’t be undone, and its name not be used again', async () => {
    await markedAndOver();
    await purgeExchangeKey(trial.operation, name, TIME);
    for (const change of [
      () => undeleteExchangeKey(trial.operation, name),
      () => purgeExchangeKey(trial.operation, name, TIME),
      () => mark(),
      () => rotate(),
      () => trial.issue(`after-${made}`, POLICY, name),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'KEY_DELETED' });
    }
    await expect(trial.join(name, binance, 'hmac')).rejects.toMatchObject({ code: 'KEY_NAME_TAKEN' });
  });

  test('of two at once happens once, and is written down once', async () => {
    await markedAndOver();
    const both = await Promise.allSettled([
      purgeExchangeKey(trial.operation, name, TIME),
      purgeExchangeKey({ ...trial.operation, replica: 'other' }, name, TIME),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const one of both) {
      if (one.status === 'rejected')
        expect(['KEY_CHANGED_MEANWHILE', 'KEY_DELETED']).toContain(one.reason.code);
    }
    expect((await desk.changesOf(name)).filter((one) => one.startsWith('purge'))).toEqual(['purge 1']);
  });

  test('and an undelete at once: one of them happens', async () => {
    await markedAndOver();
    await Promise.allSettled([
      purgeExchangeKey(trial.operation, name, TIME),
      undeleteExchangeKey(trial.operation, name),
    ]);
    const changes = (await desk.changesOf(name)).slice(2);
    expect(changes).toHaveLength(1);
    expect(await states()).toEqual([changes[0] === 'purge 1' ? 'retired' : 'active']);
  });

  test('that is killed before its commit has changed nothing, and is done by the next', async () => {
    await markedAndOver();
    const { pool } = trial.database.admin;
    const blocker = await pool.connect();
    try {
      // Holds back the audit entry, after the rows were written over.
      await blocker.query('BEGIN');
      await blocker.query('LOCK TABLE holdfast.audit_entries IN SHARE MODE');
      const purged = purgeExchangeKey(trial.operation, name, TIME).then(
        () => 'done',
        () => 'killed',
      );
      const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%record_entry%'`;
      let pid: number | undefined;
      while (pid === undefined) pid = (await pool.query<{ pid: number }>(waiting)).rows[0]?.pid;
      await pool.query('SELECT pg_terminate_backend($1)', [pid]);
      expect(await purged).toBe('killed');
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
    }
    expect(await states()).toEqual(['deleting']);
    const [row] = await desk.versions(name);
    expect(openSecret(trial.kek, row.sealed_secret, exchangeKeyContexts(row).secret).length).toBeGreaterThan(
      0,
    );
    expect(await purgeExchangeKey(trial.operation, name, TIME)).toEqual({ revoked: [`bot-${made}`] });
  });
});
