import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Margin, positions, earn, convert, loans and the rest: told apart so that they can be refused by name. */
export const otherProductEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      class: 'read',
      product: 'margin',
      docs: 'https://bybit-exchange.github.io/docs/v5/spot-margin-uta/vip-margin',
    },
    '/v5/',
    `
    GET order/spot-borrow-check account/borrow-history account/collateral-info
    GET spot-margin-trade/flexible-available-inventory spot-margin-trade/fixed-available-inventory
    GET spot-margin-trade/interest-rate-history spot-margin-trade/state spot-margin-trade/max-borrowable
    GET spot-margin-trade/position-tiers spot-margin-trade/coinstate spot-margin-trade/currency-data
    GET spot-margin-trade/fixedborrow-contract-info spot-margin-trade/fixedborrow-order-info
    GET spot-margin-trade/fixedborrow-order-quote spot-margin-trade/liability
    GET spot-margin-trade/repayment-available-amount spot-margin-trade/get-auto-repay-mode
    GET spot-cross-margin-trade/loan-info spot-cross-margin-trade/account spot-cross-margin-trade/orders
    GET spot-cross-margin-trade/repay-history
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v5/position' },
    '/v5/',
    `
    GET position/list position/closed-pnl position/get-closed-positions position/move-history
    GET position/symbol-info account/option-asset-info asset/coin-greeks account/contract-transaction-log
    GET account/mmp-state asset/portfolio-margin asset/delivery-record asset/settlement-record
  `,
  ),
  ...endpointGroup(
    {
      class: 'read',
      product: 'convert',
      docs: 'https://bybit-exchange.github.io/docs/v5/asset/convert/guideline',
    },
    '/v5/',
    `
    GET asset/exchange/query-coin-list asset/exchange/convert-result-query
    GET asset/exchange/query-convert-history asset/exchange/order-record asset/covert/small-balance-list
    GET asset/covert/small-balance-history asset/convert/small-balance-list
    GET asset/convert/small-balance-history fiat/query-coin-list fiat/reference-price fiat/trade-query
    GET fiat/query-trade-history fiat/balance-query
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v5/intro' },
    '/v5/',
    `
    GET affiliate/aff-user-list affiliate/affiliate-sub-list spot-lever-token/order-record
    GET event/order-realtime event/order-list event/positions event/trades event/settlements
    GET rfq/rfq-detail-list alpha/prediction/engine-status alpha/prediction/pay-token-list
    GET alpha/prediction/sports/timeline-stages
    POST alpha/prediction/event-detail alpha/prediction/order-estimate alpha/prediction/order-list
    POST alpha/prediction/order-book alpha/prediction/token-price alpha/prediction/price-history
    POST alpha/prediction/position-list alpha/prediction/position-history
    POST alpha/prediction/portfolio-summary alpha/prediction/side-market-list
    POST alpha/prediction/sports/match-list alpha/prediction/sports/group-stage-detail
  `,
  ),
  ...endpointGroup(
    {
      class: 'read',
      product: 'lending',
      docs: 'https://bybit-exchange.github.io/docs/v5/new-crypto-loan/loan-coin',
    },
    '/v5/',
    `
    GET crypto-loan/borrowable-collateralisable-number crypto-loan/ongoing-orders
    GET crypto-loan/repayment-history crypto-loan/borrow-history crypto-loan/max-collateral-amount
    GET crypto-loan/adjustment-history crypto-loan-common/max-collateral-amount
    GET crypto-loan-common/adjustment-history crypto-loan-common/position
    GET crypto-loan-flexible/ongoing-coin crypto-loan-flexible/borrow-history
    GET crypto-loan-flexible/repayment-history crypto-loan-fixed/borrow-contract-info
    GET crypto-loan-fixed/supply-contract-info crypto-loan-fixed/borrow-order-info
    GET crypto-loan-fixed/renew-info crypto-loan-fixed/supply-order-info
    GET crypto-loan-fixed/repayment-history crypto-loan-fixed/available-inventory
    GET crypto-loan-flexible/available-inventory ins-loan/ensure-tokens ins-loan/loan-order
    GET ins-loan/repaid-history ins-loan/ltv ins-loan/ltv-convert ins-loan/coin-delta-amount lending/info
    GET lending/history-order lending/account
    POST crypto-loan-common/max-loan
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'earn', docs: 'https://bybit-exchange.github.io/docs/v5/earn/product-info' },
    '/v5/',
    `
    GET earn/order earn/position earn/yield earn/hourly-yield spot-x/launchpool/user/current-staking
    GET spot-x/token-splash/user/activity-params
    POST spot-x/launchpool/user/activity-log spot-x/launchpool/user/history
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v5/position' },
    '/v5/',
    `
    POST position/set-leverage position/switch-isolated position/set-tpsl-mode position/switch-mode
    POST position/set-risk-limit position/confirm-pending-mmr account/set-hedging-mode account/mmp-modify
    POST account/mmp-reset account/set-delta-mode
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v5/position' },
    '/v5/',
    `
    POST position/trading-stop position/set-auto-add-margin position/add-margin position/move-positions
  `,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'margin',
      docs: 'https://bybit-exchange.github.io/docs/v5/spot-margin-uta/vip-margin',
    },
    '/v5/',
    `
    POST account/quick-repayment account/borrow account/repay account/no-convert-repay
    POST spot-margin-trade/fixedborrow spot-margin-trade/fixedborrow-renew spot-cross-margin-trade/loan
    POST spot-cross-margin-trade/repay
  `,
  ),
  ...endpointGroup(
    {
      class: 'admin',
      product: 'margin',
      docs: 'https://bybit-exchange.github.io/docs/v5/spot-margin-uta/vip-margin',
    },
    '/v5/',
    `
    POST account/set-margin-mode spot-margin-trade/switch-mode spot-margin-trade/set-leverage
    POST spot-margin-trade/set-auto-repay-mode spot-cross-margin-trade/switch
    POST account/set-collateral-switch account/set-collateral-switch-batch
  `,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'convert',
      docs: 'https://bybit-exchange.github.io/docs/v5/asset/convert/guideline',
    },
    '/v5/',
    `
    POST asset/exchange/quote-apply asset/exchange/convert-execute asset/covert/get-quote
    POST asset/covert/small-balance-execute fiat/quote-apply fiat/trade-execute
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v5/intro' },
    '/v5/',
    `
    POST spot-lever-token/purchase spot-lever-token/redeem event/quotes event/cancel alpha/prediction/buy
    POST alpha/prediction/sell
  `,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'lending',
      docs: 'https://bybit-exchange.github.io/docs/v5/new-crypto-loan/loan-coin',
    },
    '/v5/',
    `
    POST crypto-loan/borrow crypto-loan/repay crypto-loan/adjust-ltv crypto-loan-common/adjust-ltv
    POST crypto-loan-flexible/borrow crypto-loan-flexible/repay crypto-loan-flexible/repay-collateral
    POST crypto-loan-fixed/borrow crypto-loan-fixed/renew crypto-loan-fixed/supply
    POST crypto-loan-fixed/borrow-order-cancel crypto-loan-fixed/supply-order-cancel
    POST crypto-loan-fixed/fully-repay crypto-loan-fixed/repay-collateral ins-loan/association-uid
    POST ins-loan/repay-loan lending/purchase lending/redeem lending/redeem-cancel
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'earn', docs: 'https://bybit-exchange.github.io/docs/v5/earn/product-info' },
    '/v5/',
    `
    POST earn/place-order
  `,
  ),
];
