import { formatDecimal } from '@holdfast/decimal';
import { describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { DEFAULT_MARKET_WATCH } from '../../src/market/market-watch.ts';
import { PaperMarket } from '../../src/market/paper-market.ts';
import type { MarketQuestion } from '../../src/pipeline/world.ts';
import { PaperClock } from '../../src/upstream/paper-clock.ts';

const START = Date.UTC(2021, 0, 2);

function setUp(answer: (request: OutboundRequest) => string | null) {
  const clock = new PaperClock(() => 0);
  const asked: string[] = [];
  const exchange = { time: START as number | null };
  const market = new PaperMarket(
    {
      send: async (request) => {
        asked.push(`${request.host}${request.target}`);
        if (exchange.time !== null) clock.notice([['x-paper-time', String(exchange.time)]]);
        const text = answer(request);
        if (text === null) throw new Error('nobody answers');
        return { status: 200, headers: [], body: Buffer.from(text) };
      },
    },
    DEFAULT_MARKET_WATCH.usdPerQuote,
  );
  const facts = (more: Partial<MarketQuestion> = {}) =>
    market.facts(clock, {
      exchange: 'binance',
      host: 'api.binance.com',
      symbols: new Set(['BTCUSDT']),
      volume: false,
      ...more,
    });
  return { clock, asked, exchange, facts };
}

const book = (bid: number | string, ask: number | string) => `{"bidPrice":"${bid}","askPrice":"${ask}"}`;

describe('the price of a paper exchange', () => {
  it('is that of a book that was read for the request, however far it is from the last', async () => {
    let mid = 100;
    const { facts, exchange } = setUp(() => book(mid * 0.999, mid * 1.001));
    for (const price of [100, 130, 70, 1000, 1]) {
      mid = price;
      exchange.time = (exchange.time ?? 0) + 7 * 86_400_000;
      const { prices, simulatedAt } = await facts();
      expect(Number(formatDecimal(prices.get('BTCUSDT')?.mid ?? expect.fail('no price')))).toBe(price);
      expect(prices.get('BTCUSDT')).toMatchObject({ ageMs: 0, agrees: true });
      expect(simulatedAt).toBe(exchange.time);
    }
  });

  it('is asked of the host that gets the order, and of no second venue', async () => {
    const { facts, asked } = setUp(() => book(99, 101));
    await facts({ host: 'api3.binance.com', symbols: new Set(['BTCUSDT', 'A&B']) });
    expect(asked).toEqual([
      'api3.binance.com/api/v3/ticker/bookTicker?symbol=BTCUSDT',
      'api3.binance.com/api/v3/ticker/bookTicker?symbol=A%26B',
    ]);
  });

  it.each([
    ['crossed', book(101, 99)],
    ['empty on a side', book(0, 101)],
    ['far too wide', book(90, 110)],
    ['no number', book('NaN', 'NaN')],
    ['no book', '{"code":-1121}'],
    ['no JSON', '<html>'],
    ['not there', null],
  ])('is unknown where the book is %s', async (_, text) => {
    const { facts } = setUp(() => text);
    const { prices } = await facts();
    expect(prices.size).toBe(0);
  });

  it('comes with the volume where a policy asks for it', async () => {
    const { facts, asked } = setUp(({ target }) =>
      target.includes('24hr') ? '{"quoteVolume":"5000"}' : book(99, 101),
    );
    const { markets } = await facts({ volume: true });
    expect(markets.get('BTCUSDT')?.volume24hUsd).toMatchObject({ units: 5000n });
    expect(asked).toHaveLength(2);
    expect((await facts()).markets.get('BTCUSDT')?.volume24hUsd).toBeNull();
  });
});

describe('the time of a paper exchange', () => {
  it('is asked for where no book tells it, each time: it may have been moved on', async () => {
    const { facts, asked, exchange } = setUp(() => '{}');
    const none = new Set<string>();
    await facts({ symbols: none });
    exchange.time = START + 5;
    expect((await facts({ symbols: none })).simulatedAt).toBe(START + 5);
    expect(asked).toEqual(['api.binance.com/paper/v1/clock', 'api.binance.com/paper/v1/clock']);
  });

  it('must be known: whatever is asked is refused while it is not', async () => {
    const { facts, exchange } = setUp(() => book(99, 101));
    exchange.time = null;
    for (const more of [{}, { symbols: new Set<string>() }]) {
      await expect(facts(more)).rejects.toMatchObject({ reason: 'unavailable', rule: 'paper-time' });
    }
    exchange.time = START;
    expect((await facts()).simulatedAt).toBe(START);
    // Once known, it holds while the exchange is silent.
    exchange.time = null;
    expect((await facts()).simulatedAt).toBe(START);
  });
});
