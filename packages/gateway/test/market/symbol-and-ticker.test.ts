import { formatDecimal } from '@holdfast/decimal';
import { describe, expect, test } from 'vitest';
import type { ExchangeId } from '../../src/dialect/dialect.ts';
import { parseStrictJson } from '../../src/http/strict-json.ts';
import { BOOK_TICKERS } from '../../src/market/book-ticker.ts';
import { joinSymbol, splitSymbol } from '../../src/market/symbol.ts';

const QUOTES = ['USD', 'USDT', 'USDC'];

describe('splitSymbol', () => {
  test.each<[ExchangeId, string, string, string]>([
    ['binance', 'BTCUSDT', 'BTC', 'USDT'],
    ['bybit', '1INCHUSDC', '1INCH', 'USDC'],
    ['okx', 'BTC-USDT', 'BTC', 'USDT'],
    ['coinbase', 'BTC-USD', 'BTC', 'USD'],
    ['kraken', 'XXBTZUSD', 'BTC', 'USD'],
    ['kraken', 'XBT/USD', 'BTC', 'USD'],
    ['kraken', 'XBTUSDT', 'BTC', 'USDT'],
    ['kraken', 'XDGUSD', 'DOGE', 'USD'],
    ['kraken', 'XETHZUSD', 'ETH', 'USD'],
  ])('%s %s is %s in %s', (exchange, symbol, base, quote) =>
    expect(splitSymbol(exchange, symbol, QUOTES)).toEqual({ base, quote }),
  );
  test.each<[ExchangeId, string]>([
    ['binance', 'BTCEUR'],
    ['binance', 'USDT'],
    ['binance', ''],
    ['binance', 'BTCusdt'],
    ['okx', 'BTC-USDT-SWAP'],
    ['okx', 'BTCUSDT'],
    ['okx', '-USDT'],
    ['okx', 'BTC-'],
    ['coinbase', 'BTC-EUR'],
    ['kraken', 'USD'],
    ['kraken', '/USD'],
  ])('%s %j is nothing that is known', (exchange, symbol) =>
    expect(splitSymbol(exchange, symbol, QUOTES)).toBeNull(),
  );
  test('the longest quote counts, whatever their order', () => {
    expect(splitSymbol('binance', 'BTCFDUSD', ['USD', 'FDUSD'])).toEqual({ base: 'BTC', quote: 'FDUSD' });
  });
  test.each<ExchangeId>(['binance', 'bybit', 'okx', 'coinbase', 'kraken'])(
    '%s: what is joined is split into the same again',
    (exchange) => {
      for (const base of ['BTC', 'DOGE', 'ETH', 'SOL', '1INCH'])
        for (const quote of QUOTES)
          expect(splitSymbol(exchange, joinSymbol(exchange, { base, quote }), QUOTES)).toEqual({
            base,
            quote,
          });
    },
  );
});

describe('the best prices of an answer', () => {
  const GOOD: Record<ExchangeId, string> = {
    binance: '{"symbol":"X","bidPrice":"1.10","bidQty":"1","askPrice":"1.20","askQty":"1"}',
    kraken: '{"error":[],"result":{"XXBTZUSD":{"a":["1.20","1","1"],"b":["1.10","1","1"]}}}',
    coinbase: '{"pricebook":{"bids":[{"price":"1.10","size":"1"}],"asks":[{"price":"1.20","size":"1"}]}}',
    okx: '{"code":"0","data":[{"bidPx":"1.10","askPx":"1.20","last":"99"}]}',
    bybit: '{"retCode":0,"result":{"list":[{"bid1Price":"1.10","ask1Price":"1.20","lastPrice":"99"}]}}',
  };
  const read = (exchange: ExchangeId, text: string) =>
    BOOK_TICKERS[exchange].read(parseStrictJson(Buffer.from(text)));

  test.each(Object.keys(GOOD) as ExchangeId[])('%s', (exchange) => {
    const ticker = read(exchange, GOOD[exchange]);
    expect(ticker && [formatDecimal(ticker.bid), formatDecimal(ticker.ask)].map(Number)).toEqual([1.1, 1.2]);
    for (const bad of ['""', 'null', '"abc"', '"1e5"', '"NaN"', '{}', '[]', '"-1.10"', '" 1.10"', 'true']) {
      expect(read(exchange, GOOD[exchange].replace('"1.10"', bad)), bad).toBeNull();
      expect(read(exchange, GOOD[exchange].replace('"1.20"', bad)), bad).toBeNull();
    }
    for (const bad of ['{}', '[]', 'null', '"x"', '1', '{"error":["EQuery:Unknown asset pair"]}']) {
      expect(read(exchange, bad), bad).toBeNull();
    }
  });
  test('of two markets in Kraken’s answer is neither', () => {
    const one = '{"a":["1.20"],"b":["1.10"]}';
    expect(read('kraken', `{"result":{"A":${one}}}`)).not.toBeNull();
    expect(read('kraken', `{"result":{"A":${one},"B":${one}}}`)).toBeNull();
  });
  test.each(Object.keys(BOOK_TICKERS) as ExchangeId[])(
    '%s: a symbol can’t leave its parameter',
    (exchange) => {
      const target = BOOK_TICKERS[exchange].target('A&x=1#/../?');
      expect(target.split('?')).toHaveLength(2);
      expect(target).not.toMatch(/[#]|x=1/);
    },
  );
});
