import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Margin, portfolio margin and loans: told apart so that they can be refused by name. */
export const marginEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/margin_trading',
    },
    '/sapi/v1/',
    `
    GET margin/asset margin/pair margin/allAssets margin/allPairs margin/priceIndex margin/borrow-repay
    GET margin/loan margin/repay margin/account margin/transfer margin/interestHistory
    GET margin/forceLiquidationRec margin/order margin/openOrders margin/allOrders margin/myTrades
    GET margin/maxBorrowable margin/maxTransferable margin/tradeCoeff margin/isolated/transfer
    GET margin/isolated/account margin/isolated/pair margin/isolated/allPairs margin/isolated/accountLimit
    GET margin/interestRateHistory margin/orderList margin/allOrderList margin/openOrderList
    GET margin/crossMarginData margin/isolatedMarginData margin/isolatedMarginTier margin/rateLimit/order
    GET margin/dribblet margin/dust margin/crossMarginCollateralRatio margin/exchange-small-liability
    GET margin/exchange-small-liability-history margin/next-hourly-interest-rate margin/capital-flow
    GET margin/delist-schedule margin/available-inventory margin/leverageBracket portfolio/account
    GET portfolio/collateralRate portfolio/pmLoan portfolio/interest-history portfolio/asset-index-price
    GET portfolio/repay-futures-switch portfolio/margin-asset-leverage portfolio/balance
    GET portfolio/negative-balance-exchange-record portfolio/pmloan-history portfolio/earn-asset-balance
    GET portfolio/delta-mode portfolio/margin-call-level
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'lending',
      docs: 'https://developers.binance.com/docs/crypto_loan',
    },
    '/sapi/v1/',
    `
    GET loan/vip/loanable/data loan/vip/collateral/data loan/vip/request/data
    GET loan/vip/request/interestRate loan/income loan/ongoing/orders loan/ltv/adjustment/history
    GET loan/borrow/history loan/repay/history loan/loanable/data loan/collateral/data
    GET loan/repay/collateral/rate loan/flexible/ongoing/orders loan/flexible/borrow/history
    GET loan/flexible/repay/history loan/flexible/ltv/adjustment/history loan/vip/ongoing/orders
    GET loan/vip/repay/history loan/vip/collateral/account
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/margin_trading',
    },
    '/sapi/v1/',
    `
    POST margin/borrow-repay margin/loan margin/repay margin/order margin/order/oco margin/dust
    POST margin/exchange-small-liability portfolio/repay portfolio/repay-futures-negative-balance
    POST portfolio/mint portfolio/redeem
    DELETE margin/openOrders margin/order margin/orderList
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'transfer',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/margin_trading',
    },
    '/sapi/v1/',
    `
    POST margin/transfer margin/isolated/transfer portfolio/auto-collection portfolio/asset-collection
    POST portfolio/bnb-transfer portfolio/earn-asset-transfer
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'admin',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/margin_trading',
    },
    '/sapi/v1/',
    `
    POST margin/isolated/account margin/max-leverage portfolio/repay-futures-switch portfolio/delta-mode
    POST portfolio/margin-call-level
    DELETE portfolio/margin-call-level margin/isolated/account
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'lending',
      docs: 'https://developers.binance.com/docs/crypto_loan',
    },
    '/sapi/v1/',
    `
    POST loan/vip/renew loan/vip/borrow loan/borrow loan/repay loan/adjust/ltv loan/customize/margin_call
    POST loan/flexible/repay loan/flexible/adjust/ltv loan/vip/repay
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'lending',
      docs: 'https://developers.binance.com/docs/crypto_loan',
    },
    '/sapi/v2/',
    `
    GET loan/flexible/ongoing/orders loan/flexible/borrow/history loan/flexible/repay/history
    GET loan/flexible/ltv/adjustment/history loan/flexible/loanable/data loan/flexible/collateral/data
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/margin_trading',
    },
    '/sapi/v2/',
    `
    GET portfolio/account
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'lending',
      docs: 'https://developers.binance.com/docs/crypto_loan',
    },
    '/sapi/v2/',
    `
    POST loan/flexible/borrow loan/flexible/repay loan/flexible/adjust/ltv
  `,
  ),
];
