import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Options and portfolio margin, on hosts of their own: told apart so that they can be refused by name. */
export const optionsEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: ['eapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/option',
    },
    '/eapi/v1/',
    `
    GET ping time exchangeInfo index ticker mark depth klines trades historicalTrades exerciseHistory
    GET openInterest
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['eapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/option',
    },
    '/eapi/v1/',
    `
    GET account position openOrders historyOrders userTrades exerciseRecord bill income/asyn
    GET income/asyn/id marginAccount mmp countdownCancelAll order block/order/orders block/order/execute
    GET block/user-trades blockTrades comission
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['eapi.binance.com'],
      class: 'trade',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/option',
    },
    '/eapi/v1/',
    `
    POST order batchOrders block/order/create block/order/execute
    PUT block/order/create
    DELETE order batchOrders allOpenOrders allOpenOrdersByUnderlying block/order/create
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['eapi.binance.com'],
      class: 'credential',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/option',
    },
    '/eapi/v1/',
    `
    POST listenKey
    PUT listenKey
    DELETE listenKey
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['eapi.binance.com'],
      class: 'admin',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/option',
    },
    '/eapi/v1/',
    `
    POST mmpSet mmpReset countdownCancelAll countdownCancelAllHeartBeat stock/contract
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    GET ping
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    GET um/order um/openOrder um/openOrders um/allOrders cm/order cm/openOrder cm/openOrders cm/allOrders
    GET um/conditional/openOrder um/conditional/openOrders um/conditional/orderHistory
    GET um/conditional/allOrders um/algo/algoOrder um/algo/openAlgoOrders um/algo/allAlgoOrders
    GET cm/conditional/openOrder cm/conditional/openOrders cm/conditional/orderHistory
    GET cm/conditional/allOrders um/positionRisk cm/positionRisk um/positionSide/dual cm/positionSide/dual
    GET um/userTrades cm/userTrades um/leverageBracket cm/leverageBracket um/forceOrders cm/forceOrders
    GET um/apiTradingStatus um/commissionRate cm/commissionRate um/income cm/income um/account cm/account
    GET um/adlQuantile cm/adlQuantile um/trade/asyn um/trade/asyn/id um/order/asyn um/order/asyn/id
    GET um/income/asyn um/income/asyn/id um/orderAmendment cm/orderAmendment um/feeBurn um/accountConfig
    GET um/symbolConfig cm/accountConfig cm/symbolConfig
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'read',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    GET margin/order margin/openOrders margin/allOrders margin/orderList margin/allOrderList
    GET margin/openOrderList margin/myTrades balance account margin/maxBorrowable margin/maxWithdraw
    GET margin/forceOrders margin/marginLoan margin/repayLoan margin/marginInterestHistory
    GET portfolio/interest-history repay-futures-switch rateLimit/order
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'trade',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST um/order um/conditional/order um/algo/order cm/order cm/conditional/order
    PUT um/order cm/order
    DELETE um/order um/conditional/order um/allOpenOrders um/conditional/allOpenOrders um/algo/order
    DELETE um/algo/allOpenOrders cm/order cm/conditional/order cm/allOpenOrders
    DELETE cm/conditional/allOpenOrders
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'trade',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST margin/order marginLoan repayLoan margin/order/oco repay-futures-negative-balance
    POST margin/repay-debt
    DELETE margin/order margin/allOpenOrders margin/orderList
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'admin',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST um/leverage cm/leverage um/positionSide/dual cm/positionSide/dual um/feeBurn um/stock/contract
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'transfer',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST auto-collection bnb-transfer asset-collection
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'admin',
      product: 'margin',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST repay-futures-switch
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'credential',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v1/',
    `
    POST listenKey
    PUT listenKey
    DELETE listenKey
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['papi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/portfolio-margin',
    },
    '/papi/v2/',
    `
    GET um/account
  `,
  ),
];
