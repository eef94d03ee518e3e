import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  markExchangeKey,
  purgeExchangeKey,
  undeleteExchangeKey,
} from '../../src/administration/delete-exchange-key.ts';
import { setFrozen } from '../../src/administration/virtual-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { binance } from '../process/exchanges/binance.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { DAY_MS, deletionDesk } from './deletion-desk.ts';

/*
 * Somebody with the database's rights, up to its superuser's, but without the vault's key, wants a deleted key back, its
 * delay shorter, or a key deleted that nobody marked.
 */

let trial: Trial;
let gateway: RunningGateway;
let desk: ReturnType<typeof deletionDesk>;
let name = '';
let bot: Credentials;
let made = 0;

beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
  desk = deletionDesk(trial);
});
afterAll(() => trial.stop());
beforeEach(async () => {
  name = `key-${++made}`;
  await trial.join(name, binance, 'hmac');
  bot = await trial.issue(`bot-${made}`, TRADER, name);
});

const mark = () => markExchangeKey(trial.operation, name, 7);
const purge = () => purgeExchangeKey(trial.operation, name, { clock: Date.now });
const status = async () => {
  await gateway.refresh();
  const request = rawRequest(bot, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0001' }));
  return (await sendRaw(gateway.port, request)).status;
};
const SET = 'UPDATE holdfast.exchange_key_versions v SET';
const OF = 'FROM holdfast.exchange_keys k WHERE k.number = v.exchange_key AND k.name = $1';

describe('a marked key', () => {
  test('does not come back with the row that it had before, MAC and all', async () => {
    const [before] = await desk.versions(name);
    await mark();
    await desk.asSuperuser(
      `${SET} state = 'active', state_before = NULL, marked_at = NULL, purge_after = NULL, revision = 1, row_mac = $2 ${OF}`,
      [name, before.row_mac],
    );
    expect(await status()).toBeGreaterThanOrEqual(400);
    for (const change of [purge, () => undeleteExchangeKey(trial.operation, name), mark])
      await expect(change()).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
  });

  test('does not come back by its state alone', async () => {
    await mark();
    await desk.asSuperuser(
      `${SET} state = 'active', state_before = NULL, marked_at = NULL, purge_after = NULL ${OF}`,
      [name],
    );
    expect(await status()).toBeGreaterThanOrEqual(400);
    await expect(undeleteExchangeKey(trial.operation, name)).rejects.toMatchObject({
      code: 'KEY_ROW_CHANGED',
    });
  });

  test('does not come back by a thaw', async () => {
    await mark();
    await setFrozen(trial.operation, true, { kind: 'exchange-key', name });
    await setFrozen(trial.operation, false, { kind: 'exchange-key', name });
    expect(await status()).toBeGreaterThanOrEqual(400);
  });

  test.each([
    ['purge_after', `purge_after = v.marked_at + interval '24 hours'`],
    [
      'marked_at',
      `marked_at = v.marked_at - interval '30 days', purge_after = v.purge_after - interval '30 days'`,
    ],
    ['state_before', `state_before = 'retiring'`],
  ])('whose %s was changed is neither purged nor brought back', async (_, set) => {
    await mark();
    await desk.seen(name, 30 * DAY_MS);
    await desk.asSuperuser(`${SET} ${set} ${OF}`, [name]);
    for (const change of [purge, () => undeleteExchangeKey(trial.operation, name)])
      await expect(change()).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    expect(await status()).toBeGreaterThanOrEqual(400);
  });
});

describe('a deleted key', () => {
  test('does not come back with the sealed secret of an old copy', async () => {
    const [before] = await desk.versions(name);
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    await desk.seen(name, 7 * DAY_MS);
    await purge();
    await desk.asSuperuser(
      `${SET} state = 'active', state_before = NULL, marked_at = NULL, purge_after = NULL, revision = 1,
       sealed_secret = $2, row_mac = $3 ${OF}`,
      [name, before.sealed_secret, before.row_mac],
    );
    await desk.asSuperuser(`UPDATE holdfast.virtual_keys SET state = 'active' WHERE name = $1`, [
      `bot-${made}`,
    ]);
    expect(await status()).toBeGreaterThanOrEqual(400);
    await expect(undeleteExchangeKey(trial.operation, name)).rejects.toMatchObject({
      code: 'KEY_ROW_CHANGED',
    });
  });
});

describe('a key that nobody marked', () => {
  test('is not destroyed because its row says that it is marked', async () => {
    await desk.asSuperuser(
      `${SET} state = 'deleting', state_before = 'active', marked_at = now() - interval '9 days', purge_after = now() - interval '2 days' ${OF}`,
      [name],
    );
    await desk.seen(name, 30 * DAY_MS);
    const [before] = await desk.versions(name);
    await expect(purge()).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    expect((await desk.versions(name))[0].sealed_secret).toEqual(before.sealed_secret);
  });
});

describe('the database itself, for whoever may write there', () => {
  const asOperator = (statement: string) =>
    trial.operation.db.pool.query(statement.replaceAll('$1', `'${name}'`));
  const NEXT = 'revision = v.revision + 1';

  test.each([
    ['shorten a delay', `purge_after = v.purge_after - interval '1 day'`],
    ['lengthen it', `purge_after = v.purge_after + interval '1 day'`],
    ['date a mark back', `marked_at = v.marked_at - interval '7 days'`],
    ['end it early', `state = 'retired'`],
    [
      'bring it back as something else',
      `state = 'retiring', state_before = NULL, marked_at = NULL, purge_after = NULL`,
    ],
    ['keep the mark of what signs', `state = 'active'`],
    ['forget the mark', `state_before = NULL, marked_at = NULL, purge_after = NULL`],
  ])('does not let anybody %s', async (_, set) => {
    await mark();
    await expect(asOperator(`${SET} ${set}, ${NEXT} ${OF}`)).rejects.toMatchObject({ code: '23514' });
    expect((await desk.versions(name))[0].state).toBe('deleting');
  });

  test.each([
    ['dated back', `marked_at = now() - interval '30 days', purge_after = now() - interval '23 days'`],
    ['for an hour', `marked_at = now(), purge_after = now() + interval '1 hour'`],
    ['without an end', `marked_at = now(), purge_after = 'infinity'`],
  ])('takes no mark that is %s', async (_, dates) => {
    const set = `state = 'deleting', state_before = 'active', ${dates}`;
    await expect(asOperator(`${SET} ${set}, ${NEXT} ${OF}`)).rejects.toMatchObject({ code: '23514' });
  });

  test.each([
    `UPDATE holdfast.exchange_key_versions SET marked_at = now()`,
    `UPDATE holdfast.exchange_key_versions SET state = 'retired'`,
    `UPDATE holdfast.virtual_keys SET rotate_after_days = 0`,
    `INSERT INTO holdfast.deletion_delays VALUES (1, 1, 1, now(), sha256(''))`,
    `UPDATE holdfast.deletion_delays SET seen_ms = 1`,
    `SELECT * FROM holdfast.deletion_delays`,
    `INSERT INTO holdfast.key_reminders DEFAULT VALUES`,
    `UPDATE holdfast.key_reminders SET posted_at = now()`,
  ])('denies the gateway’s and the server’s roles: %s', async (statement) => {
    for (const role of ['holdfast_gateway', 'holdfast_server'] as const) {
      await expect(trial.database.as(role).pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});
