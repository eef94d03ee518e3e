import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

const PASSPHRASE = 'five random words for this';

describe('a vault with a passphrase', () => {
  let data: DataHome;
  let gateway: Launched;
  let key: { apiKey: string; secret: string };
  const issue = (name: string) =>
    ['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')] as const;

  beforeAll(async () => {
    data = await dataHome();
    data.configure('{provider: passphrase}');
    await data.json(['vault', 'init', '--no-operator', '--stdin'], `${PASSPHRASE}\n`);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      `${PASSPHRASE}\n${JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' })}`,
    );
    key = await data.json(issue('bot'), PASSPHRASE);
  });
  afterAll(() => data?.close());

  test('is not opened by another one, and nothing is changed', async () => {
    expect(await data.error(issue('other'), 'five other words for this\n')).toBe('KEK_WRONG');
    expect(await data.error(issue('other'), '')).toBe('PASSPHRASE_INVALID');
    expect((await data.json(['vkey', 'list'])).keys).toHaveLength(1);
  });

  test('stays sealed where a gateway starts without a terminal, and every request is refused', async () => {
    gateway = await data.launch();
    expect(gateway.stderr()).toContain('starts sealed');
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
    const refused = await balances(gateway.address, key);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('sealed');
    const open = await fetch(`${gateway.address}/binance/api.binance.com/api/v3/time`);
    expect(open.status).toBe(503);
    expect(data.seen.some((request) => request.includes('/api/v3'))).toBe(false);
  });

  test('is opened by its passphrase only, while the gateway runs', async () => {
    expect(await data.error(['vault', 'unseal'], 'five other words for this\n')).toBe('KEK_WRONG');
    expect((await balances(gateway.address, key)).status).toBe(503);
    expect(await data.json(['vault', 'unseal', '--stdin'], `${PASSPHRASE}\n`)).toEqual({ done: true });
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'open' });
    expect(await data.json(['vault', 'unseal'])).toEqual({ done: false });
  });

  test('needs no passphrase again for commands while it is open', async () => {
    expect(await data.json(issue('second'))).toMatchObject({ exchange: 'binance' });
  });

  test('is sealed without a passphrase, for the very next request', async () => {
    expect(await data.json(['vault', 'seal', '--reason', 'going home'])).toEqual({ done: true });
    expect((await balances(gateway.address, key)).text).toContain('sealed');
    expect(await data.json(['vault', 'seal'])).toEqual({ done: false });
  });

  test('commands that need it open it for themselves while the gateway is sealed', async () => {
    expect(await data.error(issue('third'), '')).toBe('PASSPHRASE_INVALID');
    expect(await data.json(issue('third'), PASSPHRASE)).toMatchObject({ exchange: 'binance' });
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
  });

  test('panic, freeze and revoke need no passphrase: sealed, open, or with nothing running', async () => {
    await data.json(['vkey', 'revoke', 'third']);
    await data.json(['vkey', 'freeze', 'second']);
    await data.json(['panic']);
    await data.json(['vault', 'unseal'], PASSPHRASE);
    expect((await balances(gateway.address, key)).status).toBeGreaterThanOrEqual(400);
    await data.json(['panic', '--thaw']);
    await expect.poll(async () => (await balances(gateway.address, key)).status).toBe(200);
    expect(await gateway.stop()).toBe(0);
    expect(existsSync(join(data.home, 'run', 'admin.sock'))).toBe(false);
    await data.json(['panic']);
    expect(await data.error(['panic', '--thaw'], '')).toBe('PASSPHRASE_INVALID');
    gateway = await data.launch(['--stdin'], PASSPHRASE);
    expect((await balances(gateway.address, key)).status).toBeGreaterThanOrEqual(400);
    await data.json(['panic', '--thaw']);
    await expect.poll(async () => (await balances(gateway.address, key)).status).toBe(200);
  });

  test('the socket is its owner’s alone, and what a killed gateway left is replaced', async () => {
    const socket = join(data.home, 'run', 'admin.sock');
    expect(lstatSync(join(data.home, 'run')).mode & 0o777).toBe(0o700);
    expect(lstatSync(socket).mode & 0o777).toBe(0o600);
    gateway.process.kill('SIGKILL');
    await expect.poll(() => data.json(['vault', 'status'])).toMatchObject({ gateway: 'none' });
    gateway = await data.launch(['--sealed']);
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
  });
});
