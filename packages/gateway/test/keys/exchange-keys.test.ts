import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkExchangeKey, raiseNonceFloor } from '../../src/administration/check-exchange-key.ts';
import { retireVersion, rotateExchangeKey } from '../../src/administration/rotate-exchange-key.ts';
import { parseRecord } from '../../src/audit/record.ts';
import type { KeyPermissions } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';

let trial: Trial;
let gateway: RunningGateway;
let bot: Credentials;
beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
  bot = await trial.issue(
    'bot',
    TRADER.replace('1500', '1000000').replace('slippage_usd: 50', 'slippage_usd: 9999'),
  );
  await gateway.refresh();
});
afterAll(() => trial.stop());

const GOOD: KeyPermissions = { read: true, trade: true, withdraw: false, ipRestricted: true };

async function rotation(permissions = GOOD, secret?: string) {
  const credential = trial.exchange.venue.makeCredential('hmac');
  const mine = secret === undefined ? credential : { ...credential, secret };
  trial.exchange.credentials.push(mine);
  const dialect = dialects.get('binance');
  if (dialect === undefined) throw new Error('there is no dialect of binance');
  const parts = {
    name: 'main',
    dialect,
    apiKey: Buffer.from(mine.keyId),
    secret: Buffer.from(mine.secret),
    passphrase: null,
    permissions,
    acceptedRisks: [],
    nonceFloor: 0n,
  };
  return { parts, credential: mine };
}

async function rotate() {
  const { parts, credential } = await rotation();
  const { version } = await rotateExchangeKey(trial.operation, parts);
  await gateway.refresh();
  return { version, credential };
}

async function versions() {
  const { rows } = await trial.database.admin.pool.query(
    `SELECT v.* FROM holdfast.exchange_key_versions v JOIN holdfast.exchange_keys k ON k.number = v.exchange_key
     WHERE k.name = 'main' ORDER BY version`,
  );
  return rows;
}

async function entries() {
  const { rows } = await trial.database.admin.pool.query<{ canonical: Buffer }>(
    'SELECT canonical FROM holdfast.audit_entries ORDER BY id',
  );
  return rows.map(({ canonical }) => parseRecord(canonical).content);
}

async function asSuperuser(statement: string, values: unknown[] = []) {
  const client = await trial.database.admin.pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(statement, values);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

const order = (port = gateway.port) =>
  sendRaw(port, rawRequest(bot, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0001' })));
const signer = () => trial.exchange.orders.at(-1)?.headers['x-mbx-apikey'];

describe('key rotate', () => {
  test('makes the next version the one that signs, and is written down for both versions', async () => {
    const before = (await entries()).length;
    const { version, credential } = await rotate();
    expect(version).toBe(2);
    expect((await order()).status).toBe(200);
    expect(signer()).toBe(credential.keyId);
    expect((await versions()).map(({ state, revision }) => [state, revision])).toEqual([
      ['retiring', '2'],
      ['active', '1'],
    ]);
    const told = (await entries()).slice(before).filter(({ kind }) => kind === 'exchange-key');
    expect(told).toMatchObject([
      { key: 'main', version: 1, revision: 2, state: 'retiring', change: 'rotate', operator: 'ada' },
      { key: 'main', version: 2, revision: 1, state: 'active', change: 'rotate' },
    ]);
  });

  test('zeroes what it was given, also when it refuses', async () => {
    const { parts } = await rotation({ ...GOOD, withdraw: true });
    await expect(rotateExchangeKey(trial.operation, parts)).rejects.toMatchObject({
      code: 'KEY_RISK_NOT_ACCEPTED',
      facts: { risks: ['withdraw'] },
    });
    expect([...parts.secret, ...parts.apiKey].every((byte) => byte === 0)).toBe(true);
  });

  test.each([
    ['can withdraw', { ...GOOD, withdraw: true }],
    ['works from everywhere', { ...GOOD, ipRestricted: false }],
    ['could not be asked', { read: null, trade: null, withdraw: null, ipRestricted: null }],
  ])('refuses a key that %s, and the old one goes on', async (_, permissions) => {
    const { parts } = await rotation(permissions);
    await expect(rotateExchangeKey(trial.operation, parts)).rejects.toMatchObject({
      code: 'KEY_RISK_NOT_ACCEPTED',
    });
    expect((await order()).status).toBe(200);
  });

  test('refuses a secret that was ever added, the active one and a retired one alike', async () => {
    for (const { secret } of [trial.exchange.credentials[0], (await rotate()).credential]) {
      const { parts } = await rotation(GOOD, secret);
      await expect(rotateExchangeKey(trial.operation, parts)).rejects.toMatchObject({
        code: 'KEY_NAME_TAKEN',
      });
    }
    expect((await order()).status).toBe(200);
  });

  test('however two at once end, one key signs', async () => {
    const both = await Promise.allSettled(
      [await rotation(), await rotation()].map(({ parts }) => rotateExchangeKey(trial.operation, parts)),
    );
    expect(both.map(({ status }) => status)).toContain('fulfilled');
    for (const one of both) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'KEY_CHANGED_MEANWHILE' });
    }
    expect((await versions()).filter(({ state }) => state === 'active')).toHaveLength(1);
    await gateway.refresh();
    expect((await order()).status).toBe(200);
  });

  test('refuses a name that is no key', async () => {
    const { parts } = await rotation();
    await expect(rotateExchangeKey(trial.operation, { ...parts, name: 'nobody' })).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
  });
});

describe('key retire', () => {
  test('writes the old secret over, for good', async () => {
    const [before] = await versions();
    await retireVersion(trial.operation, 'main', 1);
    const [after] = await versions();
    expect(after.state).toBe('retired');
    expect(after.sealed_secret.length).toBeLessThan(before.sealed_secret.length);
    expect(after.sealed_secret.length).toBe(108);
    expect((await entries()).findLast(({ kind }) => kind === 'exchange-key')).toMatchObject({
      change: 'retire',
      version: 1,
      state: 'retired',
    });
    await expect(retireVersion(trial.operation, 'main', 1)).rejects.toMatchObject({ code: 'KEY_STOPPED' });
  });

  test('refuses the version that signs, and one that there never was', async () => {
    const active = (await versions()).at(-1).version;
    await expect(retireVersion(trial.operation, 'main', active)).rejects.toMatchObject({
      code: 'KEY_VERSION_IN_USE',
    });
    await expect(retireVersion(trial.operation, 'main', 99)).rejects.toMatchObject({
      code: 'KEY_VERSION_UNKNOWN',
    });
    expect((await order()).status).toBe(200);
  });
});

describe('key check and nonce-floor', () => {
  const says = (permissions: KeyPermissions) => async () => ({ permissions, nonce: null });

  test('an unchanged key is recorded as asked, with a row that still fits', async () => {
    const check = await checkExchangeKey(trial.operation, 'main', says(GOOD));
    expect(check).toMatchObject({ answered: true, permissions: GOOD, exceeds: [] });
    expect((await entries()).findLast(({ kind }) => kind === 'exchange-key')).toMatchObject({
      kind: 'exchange-key',
      change: 'check',
      detail: null,
    });
    await gateway.refresh();
    expect((await order()).status).toBe(200);
  });

  test.each([
    ['withdraw', { ...GOOD, withdraw: true }],
    ['no-ip', { ...GOOD, ipRestricted: false }],
    ['unverified', { ...GOOD, withdraw: null }],
  ] as const)(
    'a key that became able to more (%s) is recorded so, and goes on signing',
    async (risk, said) => {
      const check = await checkExchangeKey(trial.operation, 'main', says(said));
      expect(check).toMatchObject({ answered: true, permissions: said, exceeds: [risk] });
      const row = (await versions()).at(-1);
      expect([row.may_withdraw, row.ip_restricted, row.accepted_risks]).toEqual([
        said.withdraw,
        said.ipRestricted,
        [],
      ]);
      expect((await entries()).findLast(({ kind }) => kind === 'exchange-key')).toMatchObject({
        change: 'check',
        detail: `exceeds: ${risk}`,
      });
      await gateway.refresh();
      expect((await order()).status).toBe(200);
      expect((await checkExchangeKey(trial.operation, 'main', says(GOOD))).exceeds).toEqual([]);
    },
  );

  test('what a key exceeds is accepted by name, with a reason, and then is quiet', async () => {
    const open = says({ ...GOOD, ipRestricted: false });
    const hurried = { ...trial.operation, reason: null };
    await expect(checkExchangeKey(hurried, 'main', open, ['no-ip'])).rejects.toMatchObject({
      code: 'KEY_RISK_NOT_ACCEPTED',
    });
    expect((await checkExchangeKey(trial.operation, 'main', open, ['no-ip'])).exceeds).toEqual([]);
    expect((await entries()).findLast(({ kind }) => kind === 'exchange-key')).toMatchObject({
      change: 'accept',
      detail: 'no-ip',
      reason: 'trial',
    });
    expect((await versions()).at(-1)).toMatchObject({ accepted_risks: ['no-ip'], risk_reason: 'trial' });
    expect((await checkExchangeKey(trial.operation, 'main', open)).exceeds).toEqual([]);
  });

  test('an exchange that doesn’t answer changes nothing, but is recorded', async () => {
    const before = await versions();
    const silence = { read: null, trade: null, withdraw: null, ipRestricted: null };
    const check = await checkExchangeKey(trial.operation, 'main', says(silence));
    expect(check).toMatchObject({ answered: false, permissions: { ...GOOD, ipRestricted: false } });
    expect(await versions()).toEqual(before);
    expect((await entries()).findLast(({ kind }) => kind === 'administration')).toMatchObject({
      action: 'key.check',
      subject: 'main',
      detail: 'the exchange did not answer',
    });
  });

  test('a key that was rotated while it was asked about is not written over', async () => {
    const asking = checkExchangeKey(trial.operation, 'main', async () => {
      await rotate();
      return { permissions: GOOD, nonce: null };
    });
    await expect(asking).rejects.toMatchObject({ code: 'KEY_CHANGED_MEANWHILE' });
  });

  test('the running gateway asks with the key that signs', async () => {
    expect(await gateway.askPermissions('main')).toEqual(GOOD);
    expect(trial.exchange.seen.at(-1)?.path).toBe('/sapi/v1/account/apiRestrictions');
    expect(await gateway.askPermissions('nobody')).toBeNull();
    trial.exchange.respond = () => 'reset';
    expect(await gateway.askPermissions('main')).toMatchObject({ withdraw: null });
    trial.exchange.respond = () => undefined;
  });

  test('a nonce floor only rises, and stays below 2^64', async () => {
    await raiseNonceFloor(trial.operation, 'main', 2n ** 53n + 1n);
    expect((await versions()).at(-1).nonce_floor).toBe('9007199254740993');
    for (const floor of [0n, 2n ** 53n + 1n, 2n ** 64n, -1n]) {
      await expect(raiseNonceFloor(trial.operation, 'main', floor)).rejects.toMatchObject({
        code: 'NONCE_FLOOR_INVALID',
      });
    }
    expect((await entries()).findLast(({ kind }) => kind === 'exchange-key')).toMatchObject({
      change: 'nonce-floor',
      detail: '9007199254740993',
    });
    await gateway.refresh();
    expect((await order()).status).toBe(200);
  });
});

describe('as superuser of the database, past triggers', () => {
  /** By the gateway that runs, by one that starts afterwards, and by whoever would make something of the row. */
  async function refusedEverywhere(replica: string) {
    await gateway.refresh();
    const fresh = await trial.start(replica);
    for (const port of [gateway.port, fresh.port]) {
      const seen = trial.exchange.seen.length;
      expect((await order(port)).status).toBeGreaterThanOrEqual(400);
      expect(trial.exchange.seen.length).toBe(seen);
    }
    const { parts } = await rotation();
    await expect(rotateExchangeKey(trial.operation, parts)).rejects.toMatchObject({
      code: 'KEY_ROW_CHANGED',
    });
  }

  test('a retired version is put back with its good MAC in the place of the one that signs', async () => {
    const { version } = await rotate();
    const signing = (await versions()).at(-1);
    await rotate();
    const active = (await versions()).at(-1);
    await retireVersion(trial.operation, 'main', version);
    const put = (row: Record<string, unknown>) =>
      asSuperuser(
        `UPDATE holdfast.exchange_key_versions SET state = $1, sealed_secret = $2, revision = $3, row_mac = $4
         WHERE exchange_key = $5 AND version = $6`,
        [row.state, row.sealed_secret, row.revision, row.row_mac, row.exchange_key, row.version],
      );
    const retired = (await versions()).at(-2);
    await asSuperuser('DELETE FROM holdfast.exchange_key_versions WHERE exchange_key = $1 AND version = $2', [
      active.exchange_key,
      active.version,
    ]);
    await put(signing);
    await refusedEverywhere('fresh-1');
    await put(retired);
    await asSuperuser(
      `INSERT INTO holdfast.exchange_key_versions SELECT * FROM jsonb_populate_record(NULL::holdfast.exchange_key_versions, $1)`,
      [JSON.stringify(asJson(active))],
    );
    await gateway.refresh();
    expect((await order()).status).toBe(200);
  });

  test('the row before the newest check is put back', async () => {
    const before = (await versions()).at(-1);
    await checkExchangeKey(trial.operation, 'main', async () => ({ permissions: GOOD, nonce: null }));
    await asSuperuser(
      'UPDATE holdfast.exchange_key_versions SET revision = $1, row_mac = $2 WHERE exchange_key = $3 AND version = $4',
      [before.revision, before.row_mac, before.exchange_key, before.version],
    );
    await refusedEverywhere('fresh-2');
  });
});

function asJson(row: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
    ]),
  );
}
