import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type { ExchangeId } from '../dialect/dialect.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../http/strict-json.ts';

/** The best prices of a symbol's public book. */
interface BookTicker {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

/** How an exchange tells the best prices of one symbol, without a key. */
export interface BookTickerSource {
  readonly host: string;
  /** Path and query. */
  target(symbol: string): string;
  /** Null when the answer doesn't hold them. */
  read(body: JsonValue): BookTicker | null;
}

/**
 * One source an exchange, from its public documentation:
 * binance https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints,
 * kraken https://docs.kraken.com/api/docs/rest-api/get-ticker-information,
 * coinbase https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-public-product-book,
 * okx https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-ticker,
 * bybit https://bybit-exchange.github.io/docs/v5/market/tickers.
 */
export const BOOK_TICKERS: Readonly<Record<ExchangeId, BookTickerSource>> = {
  binance: {
    host: 'api.binance.com',
    target: (symbol) => `/api/v3/ticker/bookTicker?symbol=${encodeURIComponent(symbol)}`,
    read: (body) => ticker(object(body), 'bidPrice', 'askPrice'),
  },
  kraken: {
    host: 'api.kraken.com',
    target: (symbol) => `/0/public/Ticker?pair=${encodeURIComponent(symbol)}`,
    read: (body) => {
      const result = object(object(body)?.get('result'));
      const [pair] = result === null ? [] : [...result.values()];
      const fields = object(pair);
      if (fields === null || result?.size !== 1) return null;
      const bid = decimalOf(at(fields.get('b'), 0));
      const ask = decimalOf(at(fields.get('a'), 0));
      return bid === null || ask === null ? null : { bid, ask };
    },
  },
  coinbase: {
    host: 'api.coinbase.com',
    target: (symbol) =>
      `/api/v3/brokerage/market/product_book?product_id=${encodeURIComponent(symbol)}&limit=1`,
    read: (body) => {
      const book = object(object(body)?.get('pricebook'));
      const bid = decimalOf(object(at(book?.get('bids'), 0))?.get('price'));
      const ask = decimalOf(object(at(book?.get('asks'), 0))?.get('price'));
      return bid === null || ask === null ? null : { bid, ask };
    },
  },
  okx: {
    host: 'www.okx.com',
    target: (symbol) => `/api/v5/market/ticker?instId=${encodeURIComponent(symbol)}`,
    read: (body) => ticker(object(at(object(body)?.get('data'), 0)), 'bidPx', 'askPx'),
  },
  bybit: {
    host: 'api.bybit.com',
    target: (symbol) => `/v5/market/tickers?category=spot&symbol=${encodeURIComponent(symbol)}`,
    read: (body) =>
      ticker(object(at(object(object(body)?.get('result'))?.get('list'), 0)), 'bid1Price', 'ask1Price'),
  },
};

function ticker(fields: JsonObject | null, bidName: string, askName: string): BookTicker | null {
  const bid = decimalOf(fields?.get(bidName));
  const ask = decimalOf(fields?.get(askName));
  return bid === null || ask === null ? null : { bid, ask };
}

function object(value: JsonValue | undefined): JsonObject | null {
  return value !== undefined && isJsonObject(value) ? value : null;
}

function at(value: JsonValue | undefined, index: number): JsonValue | undefined {
  return value !== undefined && isJsonArray(value) ? value[index] : undefined;
}

function decimalOf(value: JsonValue | undefined): Decimal | null {
  const text = scalarText(value);
  return text === null ? null : parseDecimal(text);
}
