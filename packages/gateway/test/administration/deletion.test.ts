import { rowMac } from '@holdfast/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addExchangeKey } from '../../src/administration/add-exchange-key.ts';
import { purgeExchangeKey, undeleteExchangeKey } from '../../src/administration/delete-exchange-key.ts';
import { rekeyDatabase } from '../../src/administration/rekey.ts';
import { dialects } from '../../src/dialects/index.ts';
import { exchangeKeyFields } from '../../src/keys/row-fields.ts';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DAY_MS, deletionDesk } from '../keys/deletion-desk.ts';
import { ADA, type Desk, newKek, openDesk } from './desk.ts';

let desk: Desk;
let rows: ReturnType<typeof deletionDesk>;
beforeAll(async () => {
  desk = await openDesk();
  rows = deletionDesk(desk);
  await add('main');
});
afterAll(() => desk.stop());

const operation = (kek = desk.kek) => ({
  db: desk.database.as('holdfast_operator'),
  kek,
  operator: 'ada',
  replica: 'desk',
  reason: null,
});

async function add(name: string): Promise<void> {
  const dialect = dialects.get('kraken');
  if (dialect === undefined) throw new Error('no dialect');
  await addExchangeKey(operation(), {
    name,
    dialect,
    target: 'redirected',
    apiKey: Buffer.from(`${name}-id`),
    secret: Buffer.from(Buffer.from(`${name} is a secret of 64 bytes`.padEnd(64, '.')).toString('base64')),
    passphrase: null,
    permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
    acceptedRisks: [],
  });
}
const stateOf = async (name: string) => (await rows.versions(name)).map(({ state }) => state);

describe('who may', () => {
  test.each([
    ['key delete', { name: 'main' }],
    ['key undelete', { name: 'main' }],
    ['key purge', { name: 'main' }],
    ['key schedule', { name: 'main', rotateAfterDays: 0 }],
    ['vkey schedule', { name: 'main', rotateAfterDays: 0 }],
  ])('%s asks for an operator’s proof', async (command, given) => {
    for (const passphrase of [null, 'not the passphrase of anybody']) {
      await expect(desk.ask(command, given, { passphrase })).rejects.toMatchObject({
        code: expect.stringMatching(/^OPERATOR_(REFUSED|REQUIRED|THROTTLED)$|^ADMIN_/),
      });
    }
    // So that the next of these is looked at, too.
    await desk.ask('operator list', {}, { passphrase: ADA }).catch(() => undefined);
    await rows.admin('UPDATE holdfast.authentication_attempts SET failures = 0, locked_until = NULL');
    expect(await stateOf('main')).toEqual(['active']);
  });

  test.each([
    ['key delete', { name: 'main', days: 1 }],
    ['key delete', { name: 'main', delayDays: 0 }],
    ['key purge', { name: 'main', force: true }],
    ['key schedule', { name: 'main', rotateAfterDays: -1 }],
    ['key schedule', { name: 'main', rotateAfterDays: 3651 }],
    ['key schedule', { name: 'main', rotateAfterDays: 1.5 }],
    ['key schedule', { name: 'main' }],
  ])('%s takes nothing else: %j', async (command, given) => {
    await expect(desk.ask(command, given)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
  });
});

describe('delete, undelete and schedule', () => {
  test('tell the date, take the configured delay, and tell who did it', async () => {
    const { result } = await desk.ask('key delete', { name: 'main' });
    const days = (Date.parse(String(result.purgeAfter)) - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThan(7.01);
    await expect(desk.ask('key purge', { name: 'main' })).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
    });
    await desk.ask('key undelete', { name: 'main' });
    await desk.ask('key schedule', { name: 'main', rotateAfterDays: 30 });
    await desk.ask('key schedule', { name: 'main', rotateAfterDays: null });
    expect(await rows.changesOf('main')).toEqual([
      'add 1',
      'delete 1',
      'undelete 1',
      'schedule 1',
      'schedule 1',
    ]);
    const told = (await rows.entries()).filter((one) => one.kind === 'exchange-key').slice(1);
    expect(told.map(({ operator, detail }) => [String(operator), detail && String(detail)])).toEqual([
      ['ada', expect.stringMatching(/^not before 20/)],
      ['ada', null],
      ['ada', 'every 30 days'],
      ['ada', 'as configured'],
    ]);
  });
});

describe('a hand-over', () => {
  test('of a virtual key whose exchange key was deleted gives nothing any more', async () => {
    await add('handed');
    const policy = canonicalPolicy(parsePolicy('allow: [read]\nips: [127.0.0.1]\n', 'p.yaml')).toString();
    const { secrets } = await desk.ask('vkey issue', {
      name: 'handed-bot',
      key: 'handed',
      policy,
      expiresAt: null,
      wrapMs: 600_000,
    });
    const code = Buffer.from(secrets.get('code') ?? Buffer.alloc(0));
    await desk.ask('key delete', { name: 'handed' });
    await rows.markedEarlier('handed', 7 * DAY_MS);
    await rows.seen('handed', 7 * DAY_MS);
    expect((await desk.ask('key purge', { name: 'handed' })).result).toEqual({
      name: 'handed',
      revoked: ['handed-bot'],
    });
    await expect(desk.ask('vkey unwrap', {}, { passphrase: null, secrets: { code } })).rejects.toMatchObject({
      code: 'KEY_STOPPED',
    });
  });
});

// Last: the vault has another key afterwards.
describe('a rekey', () => {
  test('takes marks, deleted keys and what was seen of delays along', async () => {
    await add('gone');
    for (const name of ['main', 'gone']) {
      await desk.ask('key delete', { name });
      await rows.markedEarlier(name, 7 * DAY_MS);
      await rows.seen(name, 7 * DAY_MS);
    }
    await purgeExchangeKey(operation(), 'gone', { clock: Date.now });
    await add('changed');
    await desk.ask('key delete', { name: 'changed' });
    await rows.seen('changed', 1);
    await rows.asSuperuser('UPDATE holdfast.deletion_delays SET seen_ms = 99999999999 WHERE seen_ms = 1');
    const next = newKek();
    const { refused } = await rekeyDatabase(operation(), next);
    expect(refused).toEqual([expect.stringMatching(/^delay of the deletion of exchange key number/)]);
    const [row] = await rows.versions('main');
    expect(row.row_mac).toEqual(rowMac(next, 'exchange_key_versions', exchangeKeyFields(row)));
    await expect(purgeExchangeKey(operation(next), 'changed', { clock: Date.now })).rejects.toMatchObject({
      code: 'KEY_DELETION_EARLY',
      facts: { seenHours: 0 },
    });
    await expect(undeleteExchangeKey(operation(next), 'gone')).rejects.toMatchObject({ code: 'KEY_DELETED' });
    await purgeExchangeKey(operation(next), 'main', { clock: Date.now });
    expect(await stateOf('main')).toEqual(['retired']);
  });
});
