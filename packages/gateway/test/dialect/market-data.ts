import { Buffer } from 'node:buffer';
import { formatDecimal } from '@holdfast/decimal';
import { describe, expect, it, test } from 'vitest';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import { parseStrictJson } from '../../src/http/strict-json.ts';

/** What an exchange answers, as its documentation shows it. */
export interface MarketDataSamples {
  /** Symbols with their parts; QUOTES are the quote currencies that are known. */
  readonly symbols: readonly (readonly [symbol: string, base: string, quote: string])[];
  /** Symbols of no spot market, or of one with another quote currency. */
  readonly noSymbols: readonly string[];
  /** A bid of 1.10 and an ask of 1.20, as JSON in which these stand once. */
  readonly book: string;
  /** An answer with a volume, and the volume in quote units. */
  readonly volume: readonly [body: string, quote: string];
  /** Answers that hold no volume. */
  readonly noVolume: readonly string[];
}

const QUOTES = ['USD', 'USDT', 'USDC'];

/** Holds what a dialect reads of markets against samples, and against answers that say something else. */
export function describeMarketData(dialect: Dialect, samples: MarketDataSamples): void {
  const { symbols, book, volume, secondVenue, timeAddress } = dialect.market;
  const json = (text: string) => parseStrictJson(Buffer.from(text));

  describe(`${dialect.name}: symbols`, () => {
    it.each(samples.symbols)('%s is %s in %s', (symbol, base, quote) =>
      expect(symbols.split(symbol, QUOTES)).toEqual({ base, quote }),
    );
    it.each(['', ...QUOTES, ...samples.noSymbols])('%j is nothing that is known', (symbol) =>
      expect(symbols.split(symbol, QUOTES)).toBeNull(),
    );
    it('what is joined is split into the same again', () => {
      for (const base of ['BTC', 'DOGE', 'ETH', 'SOL', '1INCH'])
        for (const quote of QUOTES)
          expect(symbols.split(symbols.join({ base, quote }), QUOTES)).toEqual({ base, quote });
    });
  });

  describe(`${dialect.name}: the best prices`, () => {
    const read = (text: string) => book.read(json(text));
    it('are read from an answer, and from nothing that only looks like one', () => {
      const ticker = read(samples.book);
      expect(ticker && [formatDecimal(ticker.bid), formatDecimal(ticker.ask)].map(Number)).toEqual([
        1.1, 1.2,
      ]);
      const [bid, ask] = ['1.10', '1.20'].map((price) =>
        samples.book.includes(`"${price}"`) ? `"${price}"` : price,
      );
      for (const bad of ['""', 'null', '"abc"', '"1e5"', '"NaN"', '{}', '[]', '"-1.10"', '" 1.10"', 'true']) {
        expect(read(samples.book.replace(bid, bad)), bad).toBeNull();
        expect(read(samples.book.replace(ask, bad)), bad).toBeNull();
      }
    });
    it.each(['{}', '[]', 'null', '"x"', '1', '{"error":["no such pair"]}'])('are not in %s', (body) =>
      expect(read(body)).toBeNull(),
    );
  });

  describe(`${dialect.name}: the volume of 24 hours`, () => {
    const read = (text: string) => {
      const amount = volume.read(json(text));
      return amount === null ? null : formatDecimal(amount);
    };
    it('is told in quote units', () => expect(read(samples.volume[0])).toBe(samples.volume[1]));
    it.each(['{}', '[]', 'null', '1', ...samples.noVolume])('is not in %s', (body) =>
      expect(read(body)).toBeNull(),
    );
  });

  test(`${dialect.name} is asked at hosts of its own, and a symbol can’t leave its place`, () => {
    for (const source of [book, volume]) {
      expect(dialect.hosts).toContain(source.host);
      const target = source.target('A&x=1#/../?');
      expect(target).not.toMatch(/#|x=1|\/\.\.\//);
      expect(target.split('?').length).toBeLessThanOrEqual(2);
    }
    expect(dialect.hosts).toContain(new URL(timeAddress).host);
    expect(secondVenue).not.toBe(dialect.exchange);
    expect(dialects.has(secondVenue)).toBe(true);
  });
}
