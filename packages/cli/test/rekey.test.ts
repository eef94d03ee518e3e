import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome } from './support/data-home.ts';

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
    for (let i = 0; i < 3; i++) {
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
