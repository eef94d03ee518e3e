import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportKek, importKek } from '@holdfast/vault';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Administration } from '../../src/administration/administration.ts';
import { NO_GATEWAY, type VaultControl } from '../../src/administration/command.ts';
import { administrationCommands } from '../../src/administration/commands.ts';
import { KEK_SETTING } from '../../src/administration/kek-in-force.ts';
import { mendRevoked } from '../../src/administration/mend-revoked.ts';
import { rekeyDatabase } from '../../src/administration/rekey.ts';
import { revokeVirtualKey, setFrozen } from '../../src/administration/virtual-keys.ts';
import { defaultConfig, fromPlain, settingsOf } from '../../src/config/read-config.ts';
import { dialects } from '../../src/dialects/index.ts';
import { GatewayVault } from '../../src/process/gateway-vault.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { newKek } from './desk.ts';

let trial: Trial;
let gateway: RunningGateway;
beforeAll(async () => {
  trial = await startTrial();
  await trial.operation.db.kysely
    .insertInto('settings')
    .values({ name: KEK_SETTING, value: Buffer.from(trial.kek.id, 'ascii'), row_mac: null })
    .execute();
  gateway = await trial.start();
});
afterAll(() => trial?.stop());
afterEach(async () => {
  await gateway.open(trial.kek).catch(() => undefined);
});

/** A request for balances with a virtual key. */
async function balances({ port }: RunningGateway, { apiKey, secret }: { apiKey: string; secret: string }) {
  const query = `timestamp=${Date.now()}&recvWindow=5000`;
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  const response = await fetch(
    `http://127.0.0.1:${port}/binance/api.binance.com/api/v3/account?${query}&signature=${signature}`,
    { headers: { 'X-MBX-APIKEY': apiKey } },
  );
  return { status: response.status, text: await response.text() };
}

const admin = (text: string, values: unknown[] = []) => trial.database.admin.pool.query(text, values);
const rowOf = async (name: string) =>
  (await admin('SELECT * FROM holdfast.virtual_keys WHERE name = $1', [name])).rows[0];

describe('a sealed gateway', () => {
  it.each([
    ['binance', 'api.binance.com', '/api/v3/time', 503],
    ['bybit', 'api.bybit.com', '/v5/market/time', 503],
    ['coinbase', 'api.coinbase.com', '/api/v3/brokerage/time', 503],
    ['kraken', 'api.kraken.com', '/0/public/Time', 200],
    ['okx', 'www.okx.com', '/api/v5/public/time', 503],
  ] as const)(
    'says so in the words of %s, for public and for signed requests',
    async (exchange, host, path, status) => {
      expect([...dialects.keys()]).toContain(exchange);
      gateway.seal();
      for (const headers of [{}, { 'X-MBX-APIKEY': 'x', 'API-Key': 'x', 'OK-ACCESS-KEY': 'x' }]) {
        const response = await fetch(`http://127.0.0.1:${gateway.port}/${exchange}/${host}${path}`, {
          headers,
        });
        expect(response.status).toBe(status);
        expect(await response.text()).toContain('sealed');
      }
    },
  );

  it('sealed and opened under load sends nothing between the two, and loses no answer', async () => {
    const key = await trial.issue('load', TRADER);
    await gateway.refresh();
    const answers: { status: number; at: number }[] = [];
    let running = true;
    const workers = Array.from({ length: 4 }, async () => {
      while (running) {
        const at = performance.now();
        answers.push({ status: (await balances(gateway, key)).status, at });
        // Below the policy's rate.
        await setTimeout(15);
      }
    });
    const sealed: [number, number][] = [];
    for (let i = 0; i < 5; i++) {
      await setTimeout(60);
      gateway.seal();
      const from = performance.now();
      await setTimeout(60);
      sealed.push([from, performance.now()]);
      await gateway.open(trial.kek);
    }
    running = false;
    await Promise.all(workers);
    const seen = new Set(answers.map(({ status }) => status));
    expect(seen).toContain(200);
    expect(seen).toContain(503);
    // 401: decided before the seal, and stopped by it before its first byte left.
    for (const status of seen) expect([200, 401, 503]).toContain(status);
    for (const { status, at } of answers) {
      if (sealed.some(([from, to]) => at > from && at < to - 1)) expect(status).toBe(503);
    }
  });
});

it('a sealed gateway lets go of the vault’s key', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const key = await trial.issue('collected', TRADER);
  const opened = async () => {
    const own = importKek(exportKek(trial.kek));
    await gateway.open(own);
    expect((await balances(gateway, key)).status).toBe(200);
    return new WeakRef(own);
  };
  const reference = await opened();
  collect();
  expect(reference.deref() !== undefined).toBe(true);
  gateway.seal();
  await expect
    .poll(() => {
      collect();
      return reference.deref() === undefined;
    })
    .toBe(true);
});

describe('the vault of a gateway', () => {
  const vault = (log: string[] = []) => {
    const made = new GatewayVault(async () => {
      log.push('audit opened');
      return async () => {
        log.push('audit ended');
      };
    });
    made.attach(gateway);
    return made;
  };

  it('is opened once, sealed at any time, and its audit log ends with it', async () => {
    const log: string[] = [];
    const control = vault(log);
    await control.unseal(trial.kek);
    await expect(control.unseal(trial.kek)).rejects.toMatchObject({ code: 'VAULT_OPEN' });
    await control.seal();
    await control.seal();
    expect(control.state).toBe('sealed');
    expect(log).toEqual(['audit opened', 'audit ended']);
  });

  it('stays sealed when a seal comes while it is being opened', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const log: string[] = [];
    const control = new GatewayVault(async () => {
      await promise;
      return async () => {
        log.push('audit ended');
      };
    });
    control.attach(gateway);
    const opening = control.unseal(trial.kek);
    await control.seal();
    resolve();
    await expect(opening).rejects.toMatchObject({ code: 'VAULT_SEALED' });
    expect(control.state).toBe('sealed');
    expect(log).toEqual(['audit ended']);
  });

  it('never opens the keys, not for a moment, when the seal came before they were', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const control = new GatewayVault(async () => {
      await promise;
      return async () => undefined;
    });
    const told: string[] = [];
    control.attach({
      open: async () => {
        told.push('open');
      },
      seal: () => {
        told.push('seal');
      },
      expect: () => undefined,
    });
    const opening = control.unseal(trial.kek);
    await control.seal();
    resolve();
    await expect(opening).rejects.toMatchObject({ code: 'VAULT_SEALED' });
    expect(told).not.toContain('open');
  });
});

describe('without the vault', () => {
  it('a key is revoked for good: no superuser brings it back, before or after it was mended', async () => {
    const key = await trial.issue('stolen', TRADER);
    await gateway.refresh();
    expect((await balances(gateway, key)).status).toBe(200);
    const before = await rowOf('stolen');
    await revokeVirtualKey({ ...trial.operation, kek: null }, 'stolen');
    const revoked = await rowOf('stolen');
    expect(revoked).toMatchObject({ state: 'revoked', revision: '2' });
    expect(revoked.row_mac).toEqual(before.row_mac);
    await admin('ALTER TABLE holdfast.virtual_keys DISABLE TRIGGER USER');
    const put = async (state: string, revision: number, mac: Buffer) => {
      await admin('UPDATE holdfast.virtual_keys SET state = $2, revision = $3, row_mac = $4 WHERE id = $1', [
        key.apiKey,
        state,
        revision,
        mac,
      ]);
      await gateway.refresh();
      return (await balances(gateway, key)).status;
    };
    expect(await put('active', 1, before.row_mac)).toBe(401);
    expect(await put('active', 2, before.row_mac)).toBe(401);
    await put('revoked', 2, before.row_mac);
    await admin('ALTER TABLE holdfast.virtual_keys ENABLE TRIGGER USER');
    expect(await mendRevoked(trial.operation)).toBe(1);
    expect(await mendRevoked(trial.operation)).toBe(0);
    await admin('ALTER TABLE holdfast.virtual_keys DISABLE TRIGGER USER');
    expect(await put('active', 1, before.row_mac)).toBe(401);
    await admin('ALTER TABLE holdfast.virtual_keys ENABLE TRIGGER USER');
  });

  it('everything is frozen, and thawing needs the vault', async () => {
    const key = await trial.issue('panic', TRADER);
    await gateway.refresh();
    await setFrozen({ ...trial.operation, kek: null }, true, { kind: 'everything' });
    expect((await balances(gateway, key)).status).toBe(401);
    await setFrozen(trial.operation, false, { kind: 'everything' });
    await gateway.refresh();
    expect((await balances(gateway, key)).status).toBe(200);
  });
});

describe('another key for the vault', () => {
  it('leaves everything usable, nothing under the old key, and no forged row gets a good MAC', async () => {
    const good = await trial.issue('good', TRADER);
    const forged = await trial.issue('forged', TRADER);
    await trial.issue('gone', TRADER);
    await revokeVirtualKey({ ...trial.operation, kek: null }, 'gone');
    await admin('ALTER TABLE holdfast.virtual_keys DISABLE TRIGGER USER');
    await admin(`UPDATE holdfast.virtual_keys SET addresses = '{0.0.0.0/0}' WHERE name = 'forged'`);
    await admin('ALTER TABLE holdfast.virtual_keys ENABLE TRIGGER USER');
    const next = newKek();
    const { refused } = await rekeyDatabase(trial.operation, next);
    expect(refused).toEqual(['virtual key forged']);
    await gateway.open(next);
    expect((await balances(gateway, good)).status).toBe(200);
    expect((await balances(gateway, forged)).status).toBe(401);
    const left = await admin(
      `SELECT name FROM holdfast.virtual_keys WHERE position($1::bytea IN sealed_verifier) > 0`,
      [Buffer.from(trial.kek.id, 'hex')],
    );
    expect(left.rows).toEqual([{ name: 'forged' }]);
    // Who still has the old key changes nothing any more.
    await expect(rekeyDatabase(trial.operation, newKek())).rejects.toMatchObject({ code: 'KEK_OUTDATED' });
    await expect(trial.issue('late', TRADER)).rejects.toMatchObject({ code: 'KEK_OUTDATED' });
    await rekeyDatabase({ ...trial.operation, kek: next }, trial.kek);
    await gateway.open(trial.kek);
    expect((await balances(gateway, good)).status).toBe(200);
  });

  it('that fails half way changes nothing', async () => {
    const before = await admin('SELECT id, row_mac, sealed_verifier FROM holdfast.virtual_keys ORDER BY id');
    await trial.operation.db.kysely
      .insertInto('settings')
      .values({ name: 'unknown-to-rekey', value: randomBytes(40), row_mac: randomBytes(32) })
      .execute();
    await expect(rekeyDatabase(trial.operation, newKek())).rejects.toMatchObject({
      code: 'VAULT_REKEY_ABSENT',
    });
    await admin('ALTER TABLE holdfast.settings DISABLE TRIGGER USER');
    await admin(`DELETE FROM holdfast.settings WHERE name = 'unknown-to-rekey'`);
    const after = await admin('SELECT id, row_mac, sealed_verifier FROM holdfast.virtual_keys ORDER BY id');
    expect(after.rows).toEqual(before.rows);
    await admin('ALTER TABLE holdfast.settings ENABLE TRIGGER USER');
  });

  it('by another replica seals this one, in words; its own is gone on with', async () => {
    const key = await trial.issue('replicas', TRADER);
    await gateway.refresh();
    const next = newKek();
    await rekeyDatabase(trial.operation, next);
    await expect.poll(async () => (await balances(gateway, key)).text).toContain('sealed');
    expect(trial.log.join('\n')).toContain('was given a new key');
    const control: VaultControl = (() => {
      const made = new GatewayVault(async () => async () => undefined);
      made.attach(gateway);
      return made;
    })();
    await control.unseal(next);
    expect((await balances(gateway, key)).status).toBe(200);
    const statuses: number[] = [];
    let running = true;
    const load = (async () => {
      while (running) statuses.push((await balances(gateway, key)).status);
    })();
    await control.rekey(trial.kek, () => rekeyDatabase({ ...trial.operation, kek: next }, trial.kek));
    await setTimeout(50);
    running = false;
    await load;
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(control.kek).toBe(trial.kek);
  });
});

it('commands that an operator must prove are refused where the vault is sealed', async () => {
  const control: VaultControl = { ...NO_GATEWAY, state: 'sealed' };
  const administration = new Administration({
    db: trial.operation.db,
    replica: 'sealed',
    commands: administrationCommands,
    settings: fromPlain(
      settingsOf(defaultConfig(), {
        replica: 'sealed',
        version: '0.1.0',
        readFile: () => '',
        resolvePath: (path) => path,
      }),
    ),
    auditFolder: '',
    clock: Date.now,
    vault: control,
  });
  for (const command of administrationCommands.values()) {
    if (command.authentication !== 'fresh') continue;
    const call = { command: command.name, arguments: {}, reason: null, account: 'x' };
    const request = { text: JSON.stringify(call), call, operator: null, parts: new Map() };
    await expect(administration.execute(request, '00'.repeat(32))).rejects.toMatchObject({
      code: 'VAULT_SEALED',
    });
  }
});
