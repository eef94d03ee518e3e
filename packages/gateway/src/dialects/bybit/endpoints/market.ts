import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Public market data. Which product it is about, `category` says. */
export const marketEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'public', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v5/market/time' },
    '/v5/',
    `
    GET announcements/index system/status market/time market/kline market/mark-price-kline
    GET market/index-price-kline market/premium-index-price-kline market/instruments-info market/orderbook
    GET market/rpi_orderbook market/full_orderbook market/tickers market/funding/history
    GET market/recent-trade market/open-interest market/historical-volatility market/insurance
    GET market/risk-limit market/delivery-price market/new-delivery-price market/account-ratio
    GET market/index-price-components market/price-limit market/adlAlert market/fee-group-info
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v5/market/time' },
    '/v5/',
    `
    GET spot-lever-token/info spot-lever-token/reference event/instruments-info event/orderbook
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'margin', docs: 'https://bybit-exchange.github.io/docs/v5/market/time' },
    '/v5/',
    `
    GET spot-margin-trade/data spot-margin-trade/collateral spot-cross-margin-trade/data
    GET spot-cross-margin-trade/pledge-token spot-cross-margin-trade/borrow-token
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'lending', docs: 'https://bybit-exchange.github.io/docs/v5/market/time' },
    '/v5/',
    `
    GET crypto-loan/collateral-data crypto-loan/loanable-data crypto-loan-common/loanable-data
    GET crypto-loan-common/collateral-data crypto-loan-fixed/supply-order-quote
    GET crypto-loan-fixed/borrow-order-quote ins-loan/product-infos ins-loan/ensure-tokens-convert
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'earn', docs: 'https://bybit-exchange.github.io/docs/v5/market/time' },
    '/v5/',
    `
    GET earn/product spot-x/launchpool/project/list spot-x/puzzle/project/list
    GET spot-x/token-splash/project/list
  `,
  ),
];
