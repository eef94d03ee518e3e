import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** What everybody may ask. A ticker refuses parameters itself, so that none is listed for it. */
export const marketDataEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'public', docs: 'https://www.bitstamp.net/api/#tag/Market-info' },
    '/api/v2/',
    `
    GET currencies/ eur_usd/ markets/ trading-pairs-info/ margin_tiers/ collateral_currencies/
    GET ohlc/{market_symbol}/ order_book/{market_symbol}/ transactions/{market_symbol}/
    GET travel_rule/vasps/
  `,
  ),
  ...endpointGroup(
    { class: 'public', docs: 'https://www.bitstamp.net/api/#tag/Tickers' },
    '/api/v2/',
    'GET ticker/ ticker/{market_symbol}/ ticker_hour/{market_symbol}/',
  ),
  ...endpointGroup(
    { class: 'public', product: 'derivative', docs: 'https://www.bitstamp.net/api/#tag/Derivatives' },
    '/api/v2/',
    `
    GET funding_rate/{market_symbol}/ funding_rate_history/{market_symbol}/
    GET derivatives/market_hours/ derivatives/market_hours/{market_symbol}/
  `,
  ),
];
