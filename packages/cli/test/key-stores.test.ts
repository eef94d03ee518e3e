import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_ID, type LocalAws, localAws, REGION, SECRET_KEY } from '../../vault/test/stores/local-aws.ts';
import { type LocalVault, localVault } from '../../vault/test/stores/local-vault.ts';
import { balances, type DataHome, dataHome } from './support/data-home.ts';

let data: DataHome;
let vault: LocalVault;
let aws: LocalAws;
let key: { apiKey: string; secret: string };
let stores: string;

const KEYS = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY };

beforeAll(async () => {
  [data, vault, aws] = await Promise.all([dataHome(), localVault(), localAws()]);
  vault.transit.make('holdfast');
  aws.makeKey('alias/holdfast');
  vault.roles.set('role-1', { secretIds: new Set(['secret-id-1']), ttl: 600, renewable: true, policy: null });
  const secretId = join(data.keys, 'secret-id');
  writeFileSync(secretId, 'secret-id-1\n', { mode: 0o600 });
  stores = `stores:
  vault: {address: "${vault.server.url}", login: {method: approle, role_id: role-1, secret_id_file: ${secretId}}}
  aws: {region: ${REGION}, endpoints: {kms: "${aws.server.url}", secretsmanager: "${aws.server.url}"}}
`;
  data.configure('{provider: vault-transit, transit: {key: holdfast}, kms: {key: alias/holdfast}}', stores);
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(
    ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
  );
  key = await data.json([
    'vkey',
    'issue',
    'bot',
    '--key',
    'main',
    '--policy',
    join(data.home, 'policy.yaml'),
  ]);
}, 60_000);
afterAll(async () => {
  await data?.close();
  await Promise.all([vault, aws].map(({ server }) => server.stop().catch(() => undefined)));
});

describe('a vault whose key a store wraps', () => {
  test('says by what', async () => {
    expect(await data.json(['vault', 'status'])).toMatchObject({
      provider: 'vault-transit',
      wrappedBy: 'transit/holdfast version 1',
    });
  });

  test('leaves no token behind', () => {
    expect([...vault.tokens]).toEqual([]);
  });

  test('is open for as long as the gateway runs, whatever becomes of the store', async () => {
    const gateway = await data.launch();
    await vault.server.stop();
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(await gateway.stop()).toBe(0);
    await vault.server.start();
  });

  test('is waited for at a start, until the store is there', async () => {
    vault.sealed = true;
    const launching = data.launch();
    // The third request is a second attempt.
    const before = vault.server.log.length;
    while (vault.server.log.length < before + 2) await new Promise((resolve) => setTimeout(resolve, 20));
    vault.sealed = false;
    const gateway = await launching;
    expect(gateway.stderr()).toMatch(
      new RegExp(
        `The key store ${vault.server.url} is sealed itself.*waits; \\d+ s so far, next try in [\\d.]+ s`,
      ),
    );
    expect((await balances(gateway.address, key)).status).toBe(200);
    await gateway.stop();
  });

  test('that is waited for in vain ends with Ctrl-C', async () => {
    await vault.server.stop();
    const child = data.start(['gateway'], '');
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    while (!said.includes('next try')) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(130);
    expect(said).toContain('refuses connections');
    await vault.server.start();
  });

  test('is not waited for when the store says no', async () => {
    vault.roles.get('role-1')?.secretIds.clear();
    expect(await data.error(['gateway'])).toBe('KEY_STORE_REFUSED');
    vault.roles.get('role-1')?.secretIds.add('secret-id-1');
  });

  test('is wrapped anew under a running gateway', async () => {
    const gateway = await data.launch();
    vault.transit.rotate('holdfast');
    expect(await data.json(['vault', 'rewrap'])).toMatchObject({
      before: 'transit/holdfast version 1',
      after: 'transit/holdfast version 2',
    });
    expect((await balances(gateway.address, key)).status).toBe(200);
    vault.transit.keys.get('holdfast')!.minDecryptionVersion = 2;
    await data.json(['vault', 'seal']);
    await data.json(['vault', 'unseal']);
    expect((await balances(gateway.address, key)).status).toBe(200);
    await gateway.stop();
  });

  test('is changed by one command at a time', async () => {
    const gateway = await data.launch();
    // Held until the store lets go of the first command.
    let release: (() => void) | null = null;
    vault.server.fault = (got, response) => {
      if (!got.path.includes('/encrypt/')) return false;
      release = () => response.destroy();
      return true;
    };
    const before = vault.server.log.length;
    const first = data.error(['vault', 'rewrap']);
    while (!vault.server.log.slice(before).some(({ path }) => path.includes('/encrypt/')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await data.error(['vault', 'rekey', '--to-provider', 'vault-transit'])).toBe(
      'VAULT_REKEY_PENDING',
    );
    expect(await data.error(['vault', 'rewrap'])).toBe('VAULT_REKEY_PENDING');
    (release as (() => void) | null)?.();
    expect(await first).toBe('KEY_STORE_UNREACHABLE');
    vault.server.fault = null;
    await data.json(['vault', 'rewrap']);
    await gateway.stop();
  }, 30_000);

  test('moves to KMS and to a file, and back to Transit', async () => {
    await data.json(['vault', 'rekey', '--to-provider', 'aws-kms'], '', KEYS);
    expect(await data.error(['panic', '--thaw'], '', KEYS)).toBe('VAULT_PROVIDER_OTHER');
    data.configure('{provider: aws-kms, transit: {key: holdfast}, kms: {key: alias/holdfast}}', stores);
    await data.json(['panic', '--thaw'], '', KEYS);
    expect(await data.error(['panic', '--thaw'])).toBe('KEY_STORE_CREDENTIALS');
    const file = join(data.keys, 'kek-from-kms');
    await data.json(['vault', 'rekey', '--to-provider', 'file', '--to-file', file], '', KEYS);
    data.configure(`{provider: file, file: ${file}, transit: {key: holdfast}}`, stores);
    expect(await data.error(['vault', 'rewrap'])).toBe('VAULT_NOT_WRAPPED');
    await data.json(['vault', 'rekey', '--to-provider', 'vault-transit']);
    data.configure('{provider: vault-transit, transit: {key: holdfast}}', stores);
    const gateway = await data.launch();
    expect((await balances(gateway.address, key)).status).toBe(200);
    await gateway.stop();
  }, 30_000);

  test('asks for what the configuration lacks', async () => {
    data.configure('{provider: vault-transit}', stores);
    expect(await data.error(['panic', '--thaw'])).toBe('CONFIG_INVALID');
    data.configure('{provider: vault-transit, transit: {key: holdfast}}');
    expect(await data.error(['panic', '--thaw'])).toBe('CONFIG_INVALID');
    data.configure(
      '{provider: vault-transit, transit: {key: holdfast}}',
      stores.replace('http://', 'http://evil@'),
    );
    expect(await data.error(['panic', '--thaw'])).toBe('CONFIG_INVALID');
    data.configure('{provider: vault-transit, transit: {key: holdfast}}', stores);
  });

  test('keeps a given token valid while the gateway runs', async () => {
    const token = vault.issue({ ttl: 8 });
    const file = join(data.keys, 'token');
    writeFileSync(file, token.id, { mode: 0o600 });
    data.configure(
      '{provider: vault-transit, transit: {key: holdfast}}',
      `stores: {vault: {address: "${vault.server.url}", login: {method: token, file: ${file}}}}\n`,
    );
    const end = token.expiresAt ?? 0;
    const gateway = await data.launch();
    const renewed = () => vault.server.log.some(({ path }) => path.endsWith('/renew-self'));
    while (!renewed()) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(token.expiresAt).toBeGreaterThan(end);
    await gateway.stop();
    expect(vault.tokens.has(token.id)).toBe(true);
  }, 60_000);
});
