import { formatDecimal } from '@holdfast/decimal';
import { afterEach, describe, expect, test } from 'vitest';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { DEFAULT_MARKET_WATCH, MarketWatch } from '../../src/market/market-watch.ts';
import { type UpstreamAnswer, UpstreamClient, UpstreamFailure } from '../../src/upstream/upstream-client.ts';

const BTC = { exchange: 'binance' as const, symbol: 'BTCUSDT', volume: false };

/** An upstream whose books a test sets by host; a host without one fails. */
class Books extends UpstreamClient {
  readonly books = new Map<string, { bid: string; ask: string } | string>();
  readonly asked: string[] = [];
  constructor() {
    super(new Map());
  }
  override async send({ host, target }: OutboundRequest): Promise<UpstreamAnswer> {
    this.asked.push(host + target);
    const book = this.books.get(host);
    if (book === undefined) throw new UpstreamFailure('down', true);
    const text =
      typeof book === 'string'
        ? book
        : host === 'www.okx.com'
          ? `{"data":[{"bidPx":"${book.bid}","askPx":"${book.ask}"}]}`
          : `{"bidPrice":"${book.bid}","askPrice":"${book.ask}"}`;
    return { status: 200, headers: [], body: Buffer.from(text) };
  }
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function setUp(settings = {}) {
  let now = 1_700_000_000_000;
  const books = new Books();
  books.books.set('api.binance.com', { bid: '99.5', ask: '100.5' });
  books.books.set('www.okx.com', { bid: '99.6', ask: '100.6' });
  const watch = new MarketWatch(books, { ...DEFAULT_MARKET_WATCH, ...settings }, () => now);
  stops.push(() => watch.stop());
  watch.watch([BTC]);
  const price = async (symbol = 'BTCUSDT') => {
    const { prices } = watch.facts({ exchange: 'binance', symbols: new Set([symbol]) });
    const mid = prices.get(symbol)?.mid;
    return mid === undefined ? null : Number(formatDecimal(mid));
  };
  return {
    books,
    watch,
    price,
    pass: (ms: number) => {
      now += ms;
    },
    /** Looks at the books every 10 s for so long. */
    run: async (ms: number) => {
      for (let left = ms; left > 0; left -= 10_000) {
        now += 10_000;
        await watch.poll();
      }
    },
  };
}

describe('a reference price', () => {
  test('is there after five minutes, not before', async () => {
    const { run, price } = setUp();
    expect(await price()).toBeNull();
    await run(200_000);
    expect(await price()).toBeNull();
    await run(160_000);
    expect(await price()).toBe(100);
  });
  test('is gone 30 s after the last book', async () => {
    const { run, price, pass } = setUp();
    await run(400_000);
    pass(30_000);
    expect(await price()).toBe(100);
    pass(1);
    expect(await price()).toBeNull();
  });
  test.each(['www.okx.com', 'api.binance.com'])(
    'needs both venues: gone when %s does not answer',
    async (host) => {
      const { run, price, books } = setUp();
      await run(400_000);
      expect(await price()).toBe(100);
      books.books.delete(host);
      await run(40_000);
      expect(await price()).toBeNull();
    },
  );
  test('needs both venues to agree', async () => {
    const { run, price, books } = setUp();
    await run(400_000);
    expect(await price()).toBe(100);
    books.books.set('www.okx.com', { bid: '102', ask: '103' });
    await run(400_000);
    expect(await price()).toBeNull();
  });
  test('of a waived market needs one', async () => {
    const { run, price, books } = setUp({ waived: new Set(['binance BTCUSDT']) });
    books.books.delete('www.okx.com');
    await run(400_000);
    expect(await price()).toBe(100);
    expect(books.asked.some((asked) => asked.startsWith('www.okx.com'))).toBe(false);
  });
  test('does not follow a book that is moved for two minutes', async () => {
    const { run, price, books } = setUp({ waived: new Set(['binance BTCUSDT']) });
    await run(400_000);
    books.books.set('api.binance.com', { bid: '4990', ask: '5000' });
    await run(120_000);
    expect(await price()).toBe(100);
  });
  test.each([
    'not JSON',
    '{}',
    '{"bidPrice":"5","bidPrice":"99","askPrice":"101"}',
    '{"bidPrice":"0","askPrice":"0"}',
    '{"bidPrice":"101","askPrice":"99"}',
    '{"bidPrice":"-1","askPrice":"1"}',
  ])('is not made of %s', async (text) => {
    const { run, price, books } = setUp({ waived: new Set(['binance BTCUSDT']) });
    books.books.set('api.binance.com', text);
    await run(400_000);
    expect(await price()).toBeNull();
  });
});

describe('what is watched', () => {
  test('is only what policies name: a client who asks for another symbol gets none, and no book is looked at', async () => {
    const { run, price, books } = setUp();
    await run(400_000);
    const asked = books.asked.length;
    expect(await price('THINUSDT')).toBeNull();
    expect(books.asked.length).toBe(asked);
  });
  test('a market that no policy names any more is forgotten, with its samples', async () => {
    const { run, price, watch } = setUp();
    await run(400_000);
    expect(await price()).toBe(100);
    watch.watch([]);
    expect(await price()).toBeNull();
    watch.watch([BTC]);
    expect(await price()).toBeNull();
  });
  test('a market that stays keeps its samples', async () => {
    const { run, price, watch } = setUp();
    await run(400_000);
    watch.watch([BTC, { ...BTC, symbol: 'ETHUSDT' }]);
    expect(await price()).toBe(100);
  });
});

test('a quote currency that nobody priced is worth nothing that is known', async () => {
  const { watch } = setUp();
  const { markets } = watch.facts({ exchange: 'binance', symbols: new Set(['BTCEUR', 'BTCUSDT']) });
  expect(markets.get('BTCEUR')?.usdPerQuote).toBeNull();
  expect(markets.get('BTCUSDT')?.usdPerQuote).not.toBeNull();
  expect(markets.get('BTCUSDT')?.volume24hUsd).toBeNull();
});

describe('a paper exchange in place of a venue', () => {
  const watched = async (paper: string, exchange: ExchangeId, symbol: string) => {
    let now = 1_700_000_000_000;
    const books = new Books();
    books.books.set('api.binance.com', { bid: '99.5', ask: '100.5' });
    books.books.set('www.okx.com', { bid: '99.5', ask: '100.5' });
    const watch = new MarketWatch(
      books,
      DEFAULT_MARKET_WATCH,
      () => now,
      (host) => host === paper,
    );
    stops.push(() => watch.stop());
    watch.watch([{ exchange, symbol, volume: false }]);
    for (let i = 0; i < 40; i++) {
      now += 10_000;
      await watch.poll();
    }
    return watch.facts({ exchange, symbols: new Set([symbol]) }).prices.size;
  };
  test('prices nothing of a real host, neither alone nor as the second venue that must agree', async () => {
    expect(await watched('nobody', 'okx', 'BTC-USDT')).toBe(1);
    expect(await watched('api.binance.com', 'okx', 'BTC-USDT')).toBe(0);
    expect(await watched('api.binance.com', 'binance', 'BTCUSDT')).toBe(0);
  });
});
