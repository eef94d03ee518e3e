import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

interface Issued {
  readonly apiKey: string;
  readonly secret: string;
}

let data: DataHome;
let gateway: Launched;
let bot: Issued;
const file = () => join(data.home, 'least.yaml');

beforeAll(async () => {
  data = await dataHome();
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(
    ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey: 'REAL-KEY', secret: 'REAL-SECRET-0123456789' }),
  );
  const issue = (name: string) =>
    data.json<Issued & Record<string, unknown>>([
      'vkey',
      'issue',
      name,
      '--key',
      'main',
      '--policy',
      join(data.home, 'policy.yaml'),
    ]);
  bot = await issue('bot');
  await issue('idle');
  gateway = await data.launch();
});
afterAll(() => data?.close());

/** One accepted request. A key that was issued this moment may not be known yet; then nothing is recorded of it. */
async function use(key: Issued): Promise<void> {
  await expect.poll(async () => (await balances(gateway.address, key)).status, { timeout: 10_000 }).toBe(200);
}

test('the running gateway’s log tells what a key needs, over all its generations', async () => {
  const next = await data.json<Issued & Record<string, unknown>>(['vkey', 'rotate', 'bot']);
  await use(bot);
  await use(next);
  const told = await data.json<{ requests: number; policy: string; replay: unknown }>([
    'policy',
    'suggest',
    '--vkey',
    'bot',
    '--out',
    file(),
  ]);
  expect(told).toMatchObject({ requests: 2, replay: { allowed: 2, unknown: 0, refused: {} } });
  expect(told.policy).toContain('\nallow: ["read"]\n');
  expect(told.policy).toContain('\nips: ["127.0.0.1"]\n');
  expect(readFileSync(file(), 'utf8')).toBe(told.policy);
});

test('the file issues the next generation, which is as strict as it says', async () => {
  const strict = await data.json<Issued & Record<string, unknown>>([
    'vkey',
    'rotate',
    'bot',
    '--overlap',
    '0',
    '--policy',
    file(),
  ]);
  await use(strict);
  const { policy } = await data.json<{ policy: string }>(['vkey', 'show', 'bot']);
  expect(policy).toContain('allow: ["read"]');
});

test('a key that nobody used is to be revoked, and one that isn’t there is named', async () => {
  expect(await data.error(['policy', 'suggest', '--vkey', 'idle'])).toBe('POLICY_NOT_USED');
  expect(await data.error(['policy', 'suggest', '--vkey', 'nobody'])).toBe('KEY_UNKNOWN');
});

test('an export of the log says the same, by the key’s name or its policy and ids', async () => {
  // Only what a checkpoint covers is exported; the last one is made at the end.
  await gateway.stop();
  const log = join(data.home, 'audit.export');
  await data.json(['audit', 'export', log]);
  const options = ['policy', 'suggest', '--requests', log];
  const named = await data.json<{ lines: unknown }>([...options, '--vkey', 'bot']);
  expect(named).toMatchObject({ requests: 3 });
  const policy = ['--policy', join(data.home, 'policy.yaml')];
  expect(await data.json([...options, ...policy, '--key', bot.apiKey])).toMatchObject({ requests: 1 });
  expect(await data.error([...options, ...policy])).toBe('COMMAND_INVALID');
});
