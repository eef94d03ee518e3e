import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
    key = await data.json<typeof key>(issue('bot'), PASSPHRASE);
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

describe('a vault with operators', () => {
  let data: DataHome;
  const ADA = 'ada has five random words';
  const BEN = 'ben has five other words';
  const issue = (name: string, ...more: string[]) => [
    ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
    ...more,
  ];

  beforeAll(async () => {
    data = await dataHome();
    await data.json(['vault', 'init', '--operator', 'ada', '--stdin'], `${ADA}\n`);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      `${ADA}\n${JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' })}`,
    );
  });
  afterAll(() => data?.close());

  test('takes nobody’s word: neither without a passphrase, nor with another one, nor under another name', async () => {
    expect(await data.error(issue('x'), '')).toBe('OPERATOR_REFUSED');
    expect(await data.error(issue('x'), 'ada has five random word\n')).toBe('OPERATOR_REFUSED');
    expect(await data.error(issue('x', '--operator', 'nobody'), `${ADA}\n`)).toBe('OPERATOR_REFUSED');
    expect((await data.json(['vkey', 'list'])).keys).toEqual([]);
    expect(await data.json(issue('bot'), ADA)).toMatchObject({ exchange: 'binance' });
  });

  test('lets the log say who did what', async () => {
    await data.json(['vkey', 'freeze', 'bot']);
    const { stdout } = await data.run(['audit', 'show', '--json']);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).content);
    expect(entries.find(({ kind }) => kind === 'virtual-key')).toMatchObject({ operator: 'ada' });
    expect(entries.find(({ kind }) => kind === 'freeze').operator).toMatch(/^account:/);
    expect(entries.filter(({ action }) => action === 'operator.refused')).toHaveLength(3);
  });

  test('has more operators, with a key of their own, and any of them may remove another', async () => {
    const key = join(data.keys, 'carl.pem');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    writeFileSync(`${key}.pub`, publicKey.export({ format: 'pem', type: 'spki' }));
    await data.json(['operator', 'add', 'ben', '--stdin'], `${ADA}\n${BEN}\n`);
    await data.json(
      ['operator', 'add', 'carl', '--public-key', `${key}.pub`, '--operator', 'ben'],
      `${BEN}\n`,
    );
    expect(await data.error(issue('y'), ADA)).toBe('OPERATOR_REQUIRED');
    const asCarl = { HOLDFAST_OPERATOR_FILE: key };
    expect(await data.json(issue('y', '--operator', 'carl'), '', asCarl)).toMatchObject({
      exchange: 'binance',
    });
    expect(await data.error(issue('z', '--operator', 'ben'), '', asCarl)).toBe('OPERATOR_REFUSED');
    await data.json(['operator', 'remove', 'ada', '--operator', 'carl', '--operator-key-file', key]);
    expect(await data.error(issue('z', '--operator', 'ada'), ADA)).toBe('OPERATOR_REFUSED');
    expect(await data.error(['operator', 'add', 'ada', '--operator', 'ben'], `${BEN}\n${ADA}\n`)).toBe(
      'OPERATOR_EXISTS',
    );
    await data.json(['operator', 'remove', 'ben', '--operator', 'carl'], '', asCarl);
    expect(await data.error(['operator', 'remove', 'carl'], '', asCarl)).toBe('OPERATOR_LAST');
    chmodSync(key, 0o644);
    expect(await data.error(issue('z'), '', asCarl)).toBe('OPERATOR_KEY_UNUSABLE');
    chmodSync(key, 0o600);
    expect((await data.json(['operator', 'list'])).operators).toMatchObject([
      { name: 'ada', state: 'removed' },
      { name: 'ben', state: 'removed' },
      { name: 'carl', state: 'active' },
    ]);
  });

  test('throttles attempts, over restarts of the database too; stopping things needs none', async () => {
    const wrong = () => data.error(issue('z', '--operator', 'carl'), 'five random words but no key\n');
    const codes: string[] = [];
    for (let i = 0; i < 5; i++) codes.push(await wrong());
    expect(codes).toContain('OPERATOR_THROTTLED');
    await data.json(['vkey', 'revoke', 'bot']);
    await data.json(['panic']);
  });
});

describe('another key for the vault', () => {
  let data: DataHome;
  let key: { apiKey: string; secret: string };

  beforeAll(async () => {
    data = await dataHome();
    await data.json(['vault', 'init', '--no-operator']);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
    );
    const issue = (name: string) => [
      ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
    ];
    key = await data.json<typeof key>(issue('bot'));
    await data.json(issue('gone'));
    await data.json(['vkey', 'revoke', 'gone']);
  });
  afterAll(() => data?.close());

  test('is taken on while the gateway serves, and the old one opens nothing any more', async () => {
    const gateway = await data.launch();
    expect((await balances(gateway.address, key)).status).toBe(200);
    const next = join(data.keys, 'kek-2');
    const told = await data.json(['vault', 'rekey', '--to-file', next]);
    expect(told).toMatchObject({ refused: [], rows: 5 });
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'open', kekId: told.kekId });
    await gateway.stop();
    expect(await data.error(['panic', '--thaw'])).toBe('KEK_WRONG');
    data.configure(`{provider: file, file: ${next}}`);
    await data.json(['panic', '--thaw']);
    expect(
      await data.error(
        ['key', 'add', 'twice', '--exchange', 'binance', '--stdin'],
        JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
      ),
    ).toBe('KEY_NAME_TAKEN');
  });

  test('can come from elsewhere', async () => {
    await data.json(
      ['vault', 'rekey', '--to-provider', 'passphrase', '--stdin'],
      'a passphrase instead of a file\n',
    );
    data.configure('{provider: passphrase}');
    const gateway = await data.launch(['--stdin'], 'a passphrase instead of a file\n');
    expect((await balances(gateway.address, key)).status).toBe(200);
    await gateway.stop();
  });

  test('killed at any moment, the vault opens, and it can be given another key again', async () => {
    const passphrases = ['a passphrase instead of a file'];
    for (let i = 0; i < 4; i++) {
      const next = `the passphrase number ${i} of this test`;
      const child = data.start(['vault', 'rekey', '--stdin'], `${passphrases.at(-1)}\n${next}\n`);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      passphrases.push(next);
      await setTimeout(400 + Math.floor(Math.random() * 1200));
      child.kill('SIGKILL');
      await ended;
      const found: string[] = [];
      for (const passphrase of passphrases.slice(-2)) {
        const { status } = await data.run(['panic', '--thaw'], `${passphrase}\n`);
        if (status === 0) found.push(passphrase);
      }
      expect(found).toHaveLength(1);
      passphrases.push(found[0]);
    }
    const last = 'the very last passphrase of all\n';
    await data.run(['vault', 'rekey', '--stdin'], `${passphrases.at(-1)}\n${last}`);
    if ((await data.run(['panic', '--thaw'], last)).status !== 0)
      await data.json(['vault', 'rekey', '--stdin'], `${passphrases.at(-1)}\n${last}`);
    const gateway = await data.launch(['--stdin'], last);
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(gateway.stderr()).not.toContain('refused');
  });
});
