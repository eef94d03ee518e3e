import { describe, expect, it } from 'vitest';
import type { Dialect, UnsignedRequest } from '../../src/dialect/dialect.ts';
import { type JsonValue, parseStrictJson } from '../../src/http/strict-json.ts';
import type { LoadedExchangeKey } from '../../src/keys/key-ring.ts';
import { OpenOrderCounts } from '../../src/orders/open-order-counts.ts';
import { PaperClock } from '../../src/upstream/paper-clock.ts';

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
    openOrdersEveryMs: 5000,
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

/** An order that fits under a limit far away. */
const FEW = { orders: 1, limit: 1000 };

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
    expect(await counts.of(key(), dialect, FEW)).toEqual({ count: 107, ageMs: 0, asOf: new Date(1000) });
    expect(asked).toEqual(['/a', '/a?next', '/b']);
  });

  it('is as old as the lists are that an exchange keeps for a while', async () => {
    const { counts } = setUp({ '/a': '1', '/b': '1' });
    const kept = { ...dialect, answers: { ...dialect.answers, openOrdersAgeMs: 400 } };
    expect(await counts.of(key(), kept, FEW)).toEqual({ count: 2, ageMs: 0, asOf: new Date(600) });
  });

  it.each([
    ['a list fails', { '/a': '1' }],
    ['a list does not tell', { '/a': '1', '/b': 'busy' }],
    ['the pages have no end', { '/a': '100+', '/a?next': '100+', '/b': '1' }],
  ])('is not known when %s', async (_, answers) => {
    const { counts } = setUp(answers as Record<string, string>);
    expect(await counts.of(key(), dialect, FEW)).toBeNull();
  });

  it('is asked for once by all that wait, of each account', async () => {
    const { counts, asked } = setUp({ '/a': '1', '/b': '1' });
    await Promise.all([1, 1, 1, 2].map((number) => counts.of(key(number), dialect, FEW)));
    expect(asked).toHaveLength(4);
  });

  it('is asked for again after each step of a paper exchange, however soon', async () => {
    const { counts, asked } = setUp({ '/a': '10', '/b': '0' });
    const paper = new PaperClock(() => 0);
    const full = { orders: 1, limit: 10 };
    for (let step = 1; step <= 20; step++) {
      paper.notice([['x-paper-time', String(step * 7 * 86_400_000)]]);
      for (let nth = 0; nth < 7; nth++) await counts.of(key(), dialect, full, paper);
      // Five times in a row, as ever.
      expect(asked.splice(0)).toHaveLength(10);
    }
  });

  it('is used again for five seconds, and says how old it is', async () => {
    const { counts, asked, state } = setUp({ '/a': '1', '/b': '1' });
    await counts.of(key(), dialect, FEW);
    state.now = 5000;
    expect(await counts.of(key(), dialect, FEW)).toMatchObject({ count: 2, ageMs: 5000 });
    state.now = 5001;
    expect(await counts.of(key(), dialect, FEW)).toMatchObject({ count: 2, ageMs: 0 });
    expect(asked).toHaveLength(4);
  });

  it('is asked for anew at once when it leaves no room, with what was sent since, or when orders are gone', async () => {
    const { counts, asked } = setUp({ '/a': '1', '/b': '1' });
    const times = async (wanted: { orders: number; limit: number }) => {
      const before = asked.length;
      await counts.of(key(), dialect, wanted);
      return (asked.length - before) / 2;
    };
    expect(await times({ orders: 1, limit: 3 })).toBe(1);
    expect(await times({ orders: 1, limit: 3 })).toBe(0);
    counts.sent(key(), 1);
    expect(await times({ orders: 1, limit: 3 })).toBe(1);
    expect(await times({ orders: 2, limit: 3 })).toBe(1);
    counts.outdate(key());
    expect(await times({ orders: 1, limit: 3 })).toBe(1);
    expect(await times({ orders: 1, limit: 3 })).toBe(0);
  });

  it('is asked for five times in a row at most, and once in five seconds, whatever clients do', async () => {
    const { counts, asked, state } = setUp({ '/a': '1', '/b': '1' });
    for (; state.now < 60_000; state.now += 20) {
      counts.outdate(key());
      await counts.of(key(), dialect, { orders: 9, limit: 1 });
    }
    expect(asked.length / 2).toBe(16);
  });

  it('that can’t be renewed is the old one, as old as it is', async () => {
    const { counts, state } = setUp({ '/a': '1', '/b': '1' });
    await counts.of(key(), dialect, FEW);
    state.now = 60_000;
    state.answers = {};
    expect(await counts.of(key(), dialect, FEW)).toMatchObject({ count: 2, ageMs: 60_000 });
  });
});
