import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Futures, options and portfolio margin, on hosts of their own. */
export const derivativeEndpoints: readonly Endpoint[] = [
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
