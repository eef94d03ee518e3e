import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Futures, on hosts of their own and in SAPI: told apart so that they can be refused by name. */
export const futuresEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives',
    },
    '/sapi/v1/',
    `
    GET copyTrading/futures/userStatus copyTrading/futures/leadSymbol futures/transfer
    GET futures/histDataLink algo/futures/openOrders algo/futures/historicalOrders algo/futures/subOrders
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'transfer',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives',
    },
    '/sapi/v1/',
    `
    POST futures/transfer
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives',
    },
    '/sapi/v1/',
    `
    POST algo/futures/newOrderVp algo/futures/newOrderTwap
    DELETE algo/futures/order
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v1/',
    `
    GET ping time exchangeInfo depth trades historicalTrades aggTrades premiumIndex fundingRate klines
    GET continuousKlines indexPriceKlines markPriceKlines premiumIndexKlines ticker/24hr ticker/price
    GET ticker/bookTicker constituents openInterest fundingInfo
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/futures/data/',
    `
    GET delivery-price openInterestHist topLongShortAccountRatio topLongShortPositionRatio
    GET globalLongShortAccountRatio takerBuySellVol basis
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v1/',
    `
    GET positionSide/dual orderAmendment order openOrder openOrders openAlgoOrders allOrders balance
    GET account positionMargin/history positionRisk userTrades income leverageBracket forceOrders
    GET adlQuantile commissionRate income/asyn income/asyn/id trade/asyn trade/asyn/id order/asyn
    GET order/asyn/id pmExchangeInfo pmAccountInfo
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'admin',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v1/',
    `
    POST positionSide/dual countdownCancelAll leverage marginType positionMargin
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'trade',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v1/',
    `
    POST order algoOrder batchOrders
    PUT order batchOrders
    DELETE order algoOrder allOpenOrders batchOrders
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'credential',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v1/',
    `
    POST listenKey
    PUT listenKey
    DELETE listenKey
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['dapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/coin-margined-futures',
    },
    '/dapi/v2/',
    `
    GET leverageBracket
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    GET ping time exchangeInfo depth rpiDepth trades historicalTrades aggTrades klines continuousKlines
    GET markPriceKlines indexPriceKlines premiumIndexKlines fundingRate fundingInfo premiumIndex
    GET ticker/24hr ticker/price ticker/bookTicker openInterest indexInfo assetIndex constituents
    GET lvtKlines convert/exchangeInfo insuranceBalance symbolAdlRisk tradingSchedule
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/futures/data/',
    `
    GET delivery-price openInterestHist topLongShortAccountRatio topLongShortPositionRatio
    GET globalLongShortAccountRatio takerlongshortRatio basis
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    GET forceOrders allOrders openOrder openOrders order account balance leverageBracket
    GET positionMargin/history positionRisk positionSide/dual userTrades income commissionRate
    GET rateLimit/order apiTradingStatus multiAssetsMargin apiReferral/ifNewUser apiReferral/customization
    GET apiReferral/userCustomization apiReferral/traderNum apiReferral/overview apiReferral/tradeVol
    GET apiReferral/rebateVol apiReferral/traderSummary adlQuantile pmAccountInfo orderAmendment
    GET income/asyn income/asyn/id order/asyn order/asyn/id trade/asyn trade/asyn/id feeBurn symbolConfig
    GET accountConfig convert/orderStatus algoOrder openAlgoOrders allAlgoOrders stock/contract
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'trade',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    POST batchOrders order order/test algoOrder
    PUT order batchOrders
    DELETE batchOrders order allOpenOrders algoOrder algoOpenOrders
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'admin',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    POST positionSide/dual positionMargin marginType leverage countdownCancelAll multiAssetsMargin
    POST apiReferral/customization apiReferral/userCustomization feeBurn
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'credential',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    POST listenKey
    PUT listenKey
    DELETE listenKey
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'public',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v2/',
    `
    GET ticker/price
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v2/',
    `
    GET account balance positionRisk
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'read',
      product: 'derivative',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v3/',
    `
    GET account balance positionRisk
  `,
  ),
  ...endpointGroup(
    {
      hosts: ['fapi.binance.com'],
      class: 'trade',
      product: 'convert',
      docs: 'https://developers.binance.com/docs/derivatives/usds-margined-futures',
    },
    '/fapi/v1/',
    `
    POST convert/getQuote convert/acceptQuote
  `,
  ),
];
