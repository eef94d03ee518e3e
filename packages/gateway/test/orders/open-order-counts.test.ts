import { describe, expect, it } from 'vitest';
import type { Dialect, UnsignedRequest } from '../../src/dialect/dialect.ts';
import { type JsonValue, parseStrictJson } from '../../src/http/strict-json.ts';
import type { LoadedExchangeKey } from '../../src/keys/key-ring.ts';
import { OpenOrderCounts } from '../../src/orders/open-order-counts.ts';

const key = (number = 1) => ({ number }) as LoadedExchangeKey;
const request = (path: string): UnsignedRequest => ({
  method: 'GET',
  host: 'h',
  path,
  query: [],
  body: { kind: 'none' },
});

/** Two lists; an answer is a number of orders, and with `more` there is another page. */
const dialect = {
  answers: {
    openOrders: ['/a', '/b'].map((path) => ({
      request: (cursor: string | null) => request(`${path}${cursor ?? ''}`),
      read: (_: number, body: JsonValue) => {
        const [count, more] = String(body).split('+');
        return /^\d+$/.test(count)
          ? { count: Number(count), next: more === undefined ? null : '?next' }
          : null;
      },
    })),
  },
} as unknown as Dialect;

function setUp(answers: Record<string, string>) {
  const asked: string[] = [];
  const state = { now: 0, answers };
  const counts = new OpenOrderCounts(
    async (_, __, { path }) => {
      asked.push(path);
      const answer = state.answers[path];
      if (answer === undefined) throw new RangeError('down');
      return { status: 200, body: parseStrictJson(Buffer.from(JSON.stringify(answer))) };
    },
    async () => new Date(1000 + state.now),
    () => state.now,
  );
  return { counts, asked, state };
}

describe('the count of open orders', () => {
  it('is the sum of all lists and pages, as of before the first was asked', async () => {
    const { counts, asked } = setUp({ '/a': '100+', '/a?next': '3', '/b': '4' });
    expect(await counts.of(key(), dialect)).toEqual({ count: 107, ageMs: 0, asOf: new Date(1000) });
    expect(asked).toEqual(['/a', '/a?next', '/b']);
  });

  it.each([
    ['a list fails', { '/a': '1' }],
    ['a list does not tell', { '/a': '1', '/b': 'busy' }],
    ['the pages have no end', { '/a': '100+', '/a?next': '100+', '/b': '1' }],
  ])('is not known when %s', async (_, answers) => {
    const { counts } = setUp(answers as Record<string, string>);
    expect(await counts.of(key(), dialect)).toBeNull();
  });

  it('is asked for once by all that wait, of each account', async () => {
    const { counts, asked } = setUp({ '/a': '1', '/b': '1' });
    await Promise.all([1, 1, 1, 2].map((number) => counts.of(key(number), dialect)));
    expect(asked).toHaveLength(4);
  });

  it('is used again for two seconds, and says how old it is', async () => {
    const { counts, asked, state } = setUp({ '/a': '1', '/b': '1' });
    await counts.of(key(), dialect);
    state.now = 2000;
    expect(await counts.of(key(), dialect)).toMatchObject({ count: 2, ageMs: 2000 });
    state.now = 2001;
    expect(await counts.of(key(), dialect)).toMatchObject({ count: 2, ageMs: 0 });
    expect(asked).toHaveLength(4);
  });

  it('that refused an order is asked for anew, after a quarter of a second', async () => {
    const { counts, asked, state } = setUp({ '/a': '1', '/b': '1' });
    await counts.of(key(), dialect);
    counts.tighten(key());
    state.now = 250;
    await counts.of(key(), dialect);
    expect(asked).toHaveLength(2);
    state.now = 251;
    await counts.of(key(), dialect);
    expect(asked).toHaveLength(4);
  });

  it('that can’t be renewed is not the old one', async () => {
    const { counts, state } = setUp({ '/a': '1', '/b': '1' });
    await counts.of(key(), dialect);
    state.now = 3000;
    state.answers = {};
    expect(await counts.of(key(), dialect)).toBeNull();
  });
});
