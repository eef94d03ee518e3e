import { expect, it } from 'vitest';
import type { Dialect, UnsignedRequest } from '../../src/dialect/dialect.ts';
import { type JsonValue, parseStrictJson } from '../../src/http/strict-json.ts';
import type { LoadedExchangeKey } from '../../src/keys/key-ring.ts';
import { SpotAccounts } from '../../src/orders/spot-accounts.ts';

const key = (number = 1, version = 1) => ({ number, version }) as LoadedExchangeKey;
const dialect = {
  spotAccounts: {
    request: (): UnsignedRequest => ({
      method: 'GET',
      host: 'h',
      path: '/accounts',
      query: [],
      body: { kind: 'none' },
    }),
    read: (status: number, body: JsonValue) =>
      status === 200 && typeof body === 'string' ? new Set(body.split(' ')) : null,
  },
} as unknown as Dialect;

/** An answer of null: the exchange can't be reached. */
function setUp(answer: string | number | null) {
  const state = { now: 0, answer, asked: 0 };
  const accounts = new SpotAccounts(
    async () => {
      state.asked++;
      await Promise.resolve();
      if (state.answer === null) throw new RangeError('down');
      return { status: 200, body: parseStrictJson(Buffer.from(JSON.stringify(state.answer))) };
    },
    () => state.now,
  );
  const ids = async (...which: Parameters<typeof key>) => {
    const told = await accounts.of(key(...which), dialect);
    return told === null ? null : [...told];
  };
  return { state, ids };
}

it('are asked for once by all that wait, and again after ten minutes', async () => {
  const { state, ids } = setUp('1 2');
  expect(await Promise.all([ids(), ids(), ids()])).toEqual([
    ['1', '2'],
    ['1', '2'],
    ['1', '2'],
  ]);
  expect(state.asked).toBe(1);
  state.answer = '1 2 3';
  state.now = 600_000;
  expect(await ids()).toEqual(['1', '2']);
  state.now = 600_001;
  expect(await ids()).toEqual(['1', '2', '3']);
  expect(state.asked).toBe(2);
});

it.each([null, 7])(
  'are not known where the exchange says %j, which isn’t asked again at once',
  async (answer) => {
    const { state, ids } = setUp(answer);
    expect(await ids()).toBeNull();
    expect(await ids()).toBeNull();
    expect(state.asked).toBe(1);
    state.now = 5001;
    state.answer = '1';
    expect(await ids()).toEqual(['1']);
  },
);

it('stay known while the exchange doesn’t answer', async () => {
  const { state, ids } = setUp('1');
  await ids();
  state.now = 600_001;
  state.answer = null;
  expect(await ids()).toEqual(['1']);
  expect(await ids()).toEqual(['1']);
  expect(state.asked).toBe(2);
  state.now += 5001;
  state.answer = '1 2';
  expect(await ids()).toEqual(['1', '2']);
});

it('are those of one version of one key', async () => {
  const { state, ids } = setUp('1');
  await ids(1, 1);
  state.answer = null;
  expect(await ids(1, 2)).toBeNull();
  expect(await ids(2, 1)).toBeNull();
});

it('may be none, which is known', async () => {
  const none = {
    spotAccounts: { request: dialect.spotAccounts?.request, read: () => new Set() },
  } as unknown as Dialect;
  let asked = 0;
  const accounts = new SpotAccounts(
    async () => ({ status: asked++ * 0 + 200, body: null }),
    () => 0,
  );
  expect(await accounts.of(key(), none)).toEqual(new Set());
  expect(await accounts.of(key(), none)).toEqual(new Set());
  expect(asked).toBe(1);
});
