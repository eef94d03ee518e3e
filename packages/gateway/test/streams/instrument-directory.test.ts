import { beforeEach, expect, test } from 'vitest';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import { InstrumentDirectory } from '../../src/streams/instrument-directory.ts';

const okx = dialects.get('okx') as Dialect;
const LIST =
  '{"code":"0","data":[{"instIdCode":1,"instId":"BTC-USDT"},{"instIdCode":2,"instId":"ETH-USDT"}]}';
const TOO_OFTEN = '{"code":"50011","msg":"Too Many Requests","data":[]}';

let now: number;
let asked: number;
let answer: { status: number; body: string };
let directory: InstrumentDirectory;
beforeEach(() => {
  [now, asked, answer] = [0, 0, { status: 200, body: LIST }];
  directory = new InstrumentDirectory(
    {
      send: async () => {
        asked++;
        return { ...answer, headers: [], body: Buffer.from(answer.body) } as never;
      },
    },
    () => now,
  );
});
const nameOf = async (code: string) => (await directory.names(okx, 'www.okx.com', [code])).get(code) ?? null;

test('names are asked for once, and again for a number that is in no list, but not more often', async () => {
  expect(await nameOf('1')).toBe('BTC-USDT');
  expect(await nameOf('2')).toBe('ETH-USDT');
  expect(asked).toBe(1);
  expect(await nameOf('9')).toBeNull();
  now = 10_000;
  expect(await nameOf('9')).toBeNull();
  expect(await nameOf('9')).toBeNull();
  expect(asked).toBe(2);
});

test.each([
  ['an error with status 200', { status: 200, body: TOO_OFTEN }],
  ['an error', { status: 429, body: TOO_OFTEN }],
  [
    'a list with an error’s status',
    { status: 500, body: '{"data":[{"instIdCode":3,"instId":"EVIL-USDT"}]}' },
  ],
  ['what is no JSON', { status: 200, body: '<html>' }],
])('%s instead of a list takes no name away, and adds none', async (_name, told) => {
  expect(await nameOf('1')).toBe('BTC-USDT');
  now = 20_000;
  answer = told;
  await expect(nameOf('3')).rejects.toMatchObject({ reason: 'unavailable' });
  expect(await nameOf('1')).toBe('BTC-USDT');
});

test('an exchange in trouble is not asked over and over, and not knowing is not said to be no such instrument', async () => {
  answer = { status: 503, body: '' };
  for (let i = 0; i < 20; i++) await expect(nameOf('1')).rejects.toMatchObject({ reason: 'unavailable' });
  expect(asked).toBe(1);
  now = 1000;
  answer = { status: 200, body: LIST };
  expect(await nameOf('1')).toBe('BTC-USDT');
});
