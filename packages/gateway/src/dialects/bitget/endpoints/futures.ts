import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { page } from './page.ts';

/** Futures. */
export const futuresEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: page('contract/account/Get-Single-Account') },
    '/api/',
    `GET v2/mix/account/account v2/mix/account/accounts v2/mix/account/bill v2/mix/account/interest-history
     GET v2/mix/account/isolated-symbols v2/mix/account/liq-price v2/mix/account/max-open
     GET v2/mix/account/open-count v2/mix/account/sub-account-assets
     GET v2/mix/account/transfer-limits v2/mix/account/union-config v2/mix/order/detail v2/mix/order/fill-history
     GET v2/mix/order/fills v2/mix/order/orders-history v2/mix/order/orders-pending
     GET v2/mix/order/orders-plan-history v2/mix/order/orders-plan-pending v2/mix/order/plan-sub-order
     GET v2/mix/position/adlRank v2/mix/position/all-position v2/mix/position/history-position
     GET v2/mix/position/single-position`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'derivative', docs: page('contract/market/Get-Ticker') },
    '/api/',
    `GET v2/mix/market/account-long-short v2/mix/market/candles v2/mix/market/contracts
     GET v2/mix/market/current-fund-rate v2/mix/market/discount-rate v2/mix/market/exchange-rate
     GET v2/mix/market/fills v2/mix/market/fills-history v2/mix/market/funding-time v2/mix/market/history-candles
     GET v2/mix/market/history-fund-rate v2/mix/market/history-index-candles v2/mix/market/history-mark-candles
     GET v2/mix/market/isolated-borrow-rate v2/mix/market/loan-growth v2/mix/market/long-short
     GET v2/mix/market/long-short-ratio v2/mix/market/merge-depth v2/mix/market/oi-limit
     GET v2/mix/market/open-interest v2/mix/market/position-long-short v2/mix/market/query-position-lever
     GET v2/mix/market/symbol-price v2/mix/market/taker-buy-sell v2/mix/market/ticker v2/mix/market/tickers
     GET v2/mix/market/union-interest-rate-history v2/mix/market/vip-fee-rate`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'derivative', docs: page('contract/account/Change-Leverage') },
    '/api/',
    `GET v2/mix/account/switch-union-usdt
     POST v2/mix/account/set-all-leverage v2/mix/account/set-asset-mode v2/mix/account/set-auto-margin
     POST v2/mix/account/set-leverage v2/mix/account/set-margin v2/mix/account/set-margin-mode
     POST v2/mix/account/set-position-mode v2/mix/account/union-convert`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'derivative', parameters: [], docs: page('contract/trade/Place-Order') },
    '/api/',
    `POST v2/mix/order/batch-cancel-orders v2/mix/order/batch-place-order v2/mix/order/cancel-all-orders
     POST v2/mix/order/cancel-order v2/mix/order/cancel-plan-order v2/mix/order/click-backhand
     POST v2/mix/order/close-positions v2/mix/order/modify-order v2/mix/order/modify-plan-order
     POST v2/mix/order/modify-tpsl-order v2/mix/order/place-order v2/mix/order/place-plan-order
     POST v2/mix/order/place-pos-tpsl v2/mix/order/place-tpsl-order`,
  ),
];
