import { amountOf, asObject, bookTicker, itemAt, type MarketData } from '../../dialect/market-data.ts';
import { delimitedSymbols } from '../../dialect/symbol-format.ts';

const HOST = 'api.coinbase.com';

/**
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-public-product-book
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-public-product
 */
export const coinbaseMarket: MarketData = {
  symbols: delimitedSymbols('-'),
  book: {
    host: HOST,
    target: (symbol) =>
      `/api/v3/brokerage/market/product_book?product_id=${encodeURIComponent(symbol)}&limit=1`,
    read(body) {
      const book = asObject(asObject(body)?.get('pricebook'));
      const [bid, ask] = ['bids', 'asks'].map((side) => asObject(itemAt(book?.get(side), 0))?.get('price'));
      return bookTicker(bid, ask);
    },
  },
  volume: {
    host: HOST,
    target: (symbol) => `/api/v3/brokerage/market/products/${encodeURIComponent(symbol)}`,
    read: (body) => amountOf(asObject(body)?.get('approximate_quote_24h_volume')),
  },
  secondVenue: 'kraken',
  timeAddress: `https://${HOST}/api/v3/brokerage/time`,
};
