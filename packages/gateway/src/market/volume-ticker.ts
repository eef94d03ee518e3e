import { type Decimal, multiply, parseDecimal } from '@holdfast/decimal';
import { listIn, objectIn, textIn } from '../dialect/answer-reading.ts';
import type { ExchangeId } from '../dialect/dialect.ts';
import { isJsonArray, isJsonObject, type JsonValue, scalarText } from '../http/strict-json.ts';

/** How an exchange tells what was traded of one symbol in the last 24 hours, without a key. */
export interface VolumeTickerSource {
  readonly host: string;
  /** Path and query. */
  target(symbol: string): string;
  /** In quote units; null when the answer doesn't hold it. */
  read(body: JsonValue): Decimal | null;
}

/**
 * One source an exchange, from its public documentation:
 * binance https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints (24hr ticker),
 * kraken https://docs.kraken.com/api/docs/rest-api/get-ticker-information,
 * coinbase https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-public-product,
 * okx https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-ticker,
 * bybit https://bybit-exchange.github.io/docs/v5/market/tickers.
 */
export const VOLUME_TICKERS: Readonly<Record<ExchangeId, VolumeTickerSource>> = {
  binance: {
    host: 'api.binance.com',
    target: (symbol) => `/api/v3/ticker/24hr?symbol=${encodeURIComponent(symbol)}&type=MINI`,
    read: (body) => amount(textIn(body, 'quoteVolume')),
  },
  kraken: {
    host: 'api.kraken.com',
    target: (symbol) => `/0/public/Ticker?pair=${encodeURIComponent(symbol)}`,
    // Base units, and their volume-weighted price; the second of each pair is of 24 hours.
    read: (body) => {
      const result = objectIn(body, 'result');
      const [pair] = result === null ? [] : [...result.values()];
      if (result?.size !== 1 || pair === undefined || !isJsonObject(pair)) return null;
      const [volume, price] = ['v', 'p'].map((name) => amount(scalarText(listIn(pair, name)[1])));
      return volume === null || price === null ? null : multiply(volume, price);
    },
  },
  coinbase: {
    host: 'api.coinbase.com',
    target: (symbol) => `/api/v3/brokerage/market/products/${encodeURIComponent(symbol)}`,
    read: (body) => amount(textIn(body, 'approximate_quote_24h_volume')),
  },
  okx: {
    host: 'www.okx.com',
    target: (symbol) => `/api/v5/market/ticker?instId=${encodeURIComponent(symbol)}`,
    read: (body) => {
      const data = listIn(body, 'data');
      return data.length === 1 ? amount(textIn(data[0], 'volCcy24h')) : null;
    },
  },
  bybit: {
    host: 'api.bybit.com',
    target: (symbol) => `/v5/market/tickers?category=spot&symbol=${encodeURIComponent(symbol)}`,
    read: (body) => {
      const list = objectIn(body, 'result')?.get('list');
      return list !== undefined && isJsonArray(list) && list.length === 1
        ? amount(textIn(list[0], 'turnover24h'))
        : null;
    },
  },
};

function amount(text: string | null): Decimal | null {
  return text === null ? null : parseDecimal(text);
}
