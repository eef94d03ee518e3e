import { statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentialsFile, keepCredentials, readCredentials } from '../src/paper/credentials.ts';
import { type TestTerminal, testTerminal } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;
let terminal: TestTerminal;
let issued = 0;
const issueKey = () => ({ apiKey: `key ${++issued}`, secret: `secret ${issued}` });
const keep = (dialect: string, address = 'http://127.0.0.1:1') =>
  keepCredentials(terminal, dialect, issueKey, address);

beforeEach(async () => {
  home = await testHome();
  terminal = testTerminal(home);
  issued = 0;
});
afterEach(() => home.remove());

it('gives each dialect a key of its own, and finds it again', async () => {
  const binance = await keep('binance');
  const kraken = await keep('kraken', 'http://127.0.0.1:2');
  expect(kraken).toMatchObject({ dialect: 'kraken', apiKey: 'key 2', address: 'http://127.0.0.1:2' });
  expect(kraken.token).toBe(binance.token);
  expect(await readCredentials(terminal)).toMatchObject({
    dialect: 'kraken',
    apiKey: 'key 2',
    secret: 'secret 2',
  });
  expect(await keep('binance')).toMatchObject({ dialect: 'binance', apiKey: 'key 1', secret: 'secret 1' });
  expect(await keep('kraken')).toMatchObject({ apiKey: 'key 2', secret: 'secret 2' });
  expect(issued).toBe(2);
  expect(statSync(credentialsFile(terminal)).mode & 0o777).toBe(0o600);
});

it('takes a file that names no dialect for Binance’s, and keeps its key', async () => {
  await keep('binance');
  const old = { address: 'http://127.0.0.1:9', apiKey: 'old', secret: 'older', token: 'oldest' };
  writeFileSync(credentialsFile(terminal), JSON.stringify(old));
  expect(await readCredentials(terminal)).toMatchObject({ ...old, dialect: 'binance' });
  expect((await keep('kraken')).apiKey).toBe('key 2');
  expect(await keep('binance')).toMatchObject({ apiKey: 'old', secret: 'older', token: 'oldest' });
});

it.each(['', '{', '[]', '{"address": "http://127.0.0.1:1", "apiKey": 5}'])(
  'knows no credentials in %j',
  async (text) => {
    await keep('binance');
    writeFileSync(credentialsFile(terminal), text);
    await expect(readCredentials(terminal)).rejects.toMatchObject({ code: 'PAPER_NOT_STARTED' });
  },
);
