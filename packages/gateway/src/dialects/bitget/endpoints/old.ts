import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** The first version of the API, which the second one replaced. Its orders are refused: use the second version’s. */
export const oldEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: 'https://bitgetlimited.github.io/apidoc/en/broker' },
    '/api/',
    `GET broker/v1/account/info broker/v1/account/sub-email broker/v1/account/sub-future-assets
     GET broker/v1/account/sub-list broker/v1/account/sub-spot-assets broker/v1/account/subaccount-deposit
     GET broker/v1/account/subaccount-transfer broker/v1/account/subaccount-withdrawal user/v1/fee/query
     GET user/v1/sub/virtual-list
     POST spot/v1/account/sub-account-spot-assets`,
  ),
  ...endpointGroup(
    { class: 'credential', product: 'sub-account', docs: 'https://bitgetlimited.github.io/apidoc/en/broker' },
    '/api/',
    `GET broker/v1/account/sub-api-list user/v1/sub/virtual-api-list
     POST broker/v1/account/sub-api-create broker/v1/account/sub-api-modify user/v1/sub/virtual-api-batch-create
     POST user/v1/sub/virtual-api-create user/v1/sub/virtual-api-modify`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'margin', docs: 'https://bitgetlimited.github.io/apidoc/en/margin' },
    '/api/',
    `GET margin/v1/cross/account/assets margin/v1/cross/account/maxTransferOutAmount
     GET margin/v1/cross/account/riskRate margin/v1/cross/fin/list margin/v1/cross/interest/list
     GET margin/v1/cross/liquidation/list margin/v1/cross/loan/list margin/v1/cross/order/fills
     GET margin/v1/cross/order/history margin/v1/cross/order/openOrders margin/v1/cross/repay/list
     GET margin/v1/isolated/account/assets margin/v1/isolated/account/maxTransferOutAmount
     GET margin/v1/isolated/fin/list margin/v1/isolated/interest/list margin/v1/isolated/liquidation/list
     GET margin/v1/isolated/loan/list margin/v1/isolated/order/fills margin/v1/isolated/order/history
     GET margin/v1/isolated/order/openOrders margin/v1/isolated/repay/list
     POST margin/v1/cross/account/maxBorrowableAmount margin/v1/cross/account/queryFlashRepayStatus
     POST margin/v1/isolated/account/maxBorrowableAmount margin/v1/isolated/account/queryFlashRepayStatus
     POST margin/v1/isolated/account/riskRate`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'margin', docs: 'https://bitgetlimited.github.io/apidoc/en/margin' },
    '/api/',
    `GET margin/v1/cross/public/interestRateAndLimit margin/v1/cross/public/tierData
     GET margin/v1/isolated/public/interestRateAndLimit margin/v1/isolated/public/tierData
     GET margin/v1/public/currencies`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: 'https://bitgetlimited.github.io/apidoc/en/mix' },
    '/api/',
    `GET mix/v1/account/account mix/v1/account/accountBill mix/v1/account/accountBusinessBill
     GET mix/v1/account/accounts mix/v1/order/allFills mix/v1/order/current mix/v1/order/detail
     GET mix/v1/order/fills mix/v1/order/history mix/v1/order/historyProductType mix/v1/order/marginCoinCurrent
     GET mix/v1/plan/currentPlan mix/v1/plan/historyPlan mix/v1/position/allPosition
     GET mix/v1/position/allPosition-v2 mix/v1/position/history-position mix/v1/position/singlePosition
     GET mix/v1/position/singlePosition-v2 mix/v1/trade/profitDateList
     POST mix/v1/account/open-count`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'derivative', docs: 'https://bitgetlimited.github.io/apidoc/en/mix' },
    '/api/',
    `GET mix/v1/market/candles mix/v1/market/contract-vip-level mix/v1/market/contracts
     GET mix/v1/market/current-fundRate mix/v1/market/depth mix/v1/market/fills mix/v1/market/fills-history
     GET mix/v1/market/funding-time mix/v1/market/history-candles mix/v1/market/history-fundRate
     GET mix/v1/market/history-index-candles mix/v1/market/history-mark-candles mix/v1/market/index
     GET mix/v1/market/mark-price mix/v1/market/merge-depth mix/v1/market/open-interest mix/v1/market/open-limit
     GET mix/v1/market/queryPositionLever mix/v1/market/symbol-leverage mix/v1/market/ticker
     GET mix/v1/market/tickers`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET mix/v1/trace/currentTrack mix/v1/trace/followerHistoryOrders mix/v1/trace/followerOrder
     GET mix/v1/trace/historyTrack mix/v1/trace/profitDateGroupList mix/v1/trace/profitSettleTokenIdGroup
     GET mix/v1/trace/queryTraceConfig mix/v1/trace/summary mix/v1/trace/traderDetail mix/v1/trace/traderList
     GET mix/v1/trace/traderSymbols mix/v1/trace/waitProfitDateList user/v1/tax/future-record
     GET user/v1/tax/margin-record user/v1/tax/spot-record`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'otc', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET p2p/v1/merchant/advList p2p/v1/merchant/merchantInfo p2p/v1/merchant/merchantList
     GET p2p/v1/merchant/orderList user/v1/tax/p2p-record`,
  ),
  ...endpointGroup(
    { class: 'read', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET spot/v1/account/assets spot/v1/account/assets-lite spot/v1/account/getInfo
     GET spot/v1/account/transferRecords spot/v1/wallet/deposit-address spot/v1/wallet/deposit-list
     GET spot/v1/wallet/withdrawal-list
     POST spot/v1/account/bills spot/v1/plan/currentPlan spot/v1/plan/historyPlan spot/v1/trade/fills
     POST spot/v1/trade/history spot/v1/trade/open-orders spot/v1/trade/orderInfo`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'convert', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET spot/v1/convert/convert-record spot/v1/convert/currencies
     POST spot/v1/convert/quoted-price`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'lending', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET spot/v1/loan/borrow-history spot/v1/loan/debts spot/v1/loan/ongoing-orders spot/v1/loan/repay-history
     GET spot/v1/loan/revise-history`,
  ),
  ...endpointGroup(
    { class: 'public', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET spot/v1/market/candles spot/v1/market/depth spot/v1/market/fills spot/v1/market/fills-history
     GET spot/v1/market/history-candles spot/v1/market/merge-depth spot/v1/market/spot-vip-level
     GET spot/v1/market/ticker spot/v1/market/tickers spot/v1/notice/queryAllNotices spot/v1/public/currencies
     GET spot/v1/public/product spot/v1/public/products spot/v1/public/time`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'lending', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `GET spot/v1/public/loan/coinInfos spot/v1/public/loan/hour-interest`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'sub-account', docs: 'https://bitgetlimited.github.io/apidoc/en/broker' },
    '/api/',
    `POST broker/v1/account/sub-address broker/v1/account/sub-auto-transfer broker/v1/account/sub-create
     POST broker/v1/account/sub-modify broker/v1/account/sub-modify-email user/v1/sub/virtual-create
     POST user/v1/sub/virtual-modify`,
  ),
  ...endpointGroup(
    { class: 'withdraw', product: 'sub-account', docs: 'https://bitgetlimited.github.io/apidoc/en/broker' },
    '/api/',
    `POST broker/v1/account/sub-withdrawal`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'lending', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `POST margin/v1/cross/account/borrow margin/v1/cross/account/flashRepay margin/v1/cross/account/repay
     POST margin/v1/isolated/account/borrow margin/v1/isolated/account/flashRepay
     POST margin/v1/isolated/account/repay spot/v1/loan/borrow spot/v1/loan/repay spot/v1/loan/revise-pledge`,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'margin',
      parameters: [],
      docs: 'https://bitgetlimited.github.io/apidoc/en/margin',
    },
    '/api/',
    `POST margin/v1/cross/order/batchCancelOrder margin/v1/cross/order/batchPlaceOrder
     POST margin/v1/cross/order/cancelOrder margin/v1/cross/order/placeOrder
     POST margin/v1/isolated/order/batchCancelOrder margin/v1/isolated/order/batchPlaceOrder
     POST margin/v1/isolated/order/cancelOrder margin/v1/isolated/order/placeOrder`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'derivative', docs: 'https://bitgetlimited.github.io/apidoc/en/mix' },
    '/api/',
    `POST mix/v1/account/setLeverage mix/v1/account/setMargin mix/v1/account/setMarginMode
     POST mix/v1/account/setPositionMode mix/v1/account/sub-account-contract-assets`,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'derivative',
      parameters: [],
      docs: 'https://bitgetlimited.github.io/apidoc/en/mix',
    },
    '/api/',
    `POST mix/v1/order/batch-orders mix/v1/order/cancel-all-orders mix/v1/order/cancel-batch-orders
     POST mix/v1/order/cancel-order mix/v1/order/cancel-symbol-orders mix/v1/order/close-all-positions
     POST mix/v1/order/modifyOrder mix/v1/order/placeOrder mix/v1/plan/cancelAllPlan mix/v1/plan/cancelPlan
     POST mix/v1/plan/cancelSymbolPlan mix/v1/plan/modifyPlan mix/v1/plan/modifyPlanPreset
     POST mix/v1/plan/modifyTPSLPlan mix/v1/plan/placePlan mix/v1/plan/placePositionsTPSL mix/v1/plan/placeTPSL
     POST mix/v1/plan/placeTrailStop`,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'other',
      parameters: [],
      docs: 'https://bitgetlimited.github.io/apidoc/en/spot',
    },
    '/api/',
    `POST mix/v1/trace/cancelCopyTrader mix/v1/trace/closeTrackOrder mix/v1/trace/closeTrackOrderBySymbol
     POST mix/v1/trace/followerCloseByAll mix/v1/trace/followerCloseByTrackingNo
     POST mix/v1/trace/followerSetBatchTraceConfig mix/v1/trace/followerSetTpsl mix/v1/trace/modifyTPSL
     POST mix/v1/trace/myFollowerList mix/v1/trace/myTraderList mix/v1/trace/public/getFollowerConfig
     POST mix/v1/trace/queryTraderTpslRatioConfig mix/v1/trace/removeFollower
     POST mix/v1/trace/report/order/currentList mix/v1/trace/report/order/historyList
     POST mix/v1/trace/setUpCopySymbols mix/v1/trace/traderUpdateConfig mix/v1/trace/traderUpdateTpslRatioConfig
     POST spot/v1/plan/batchCancelPlan spot/v1/plan/cancelPlan spot/v1/plan/modifyPlan spot/v1/plan/placePlan
     POST spot/v1/trace/config/getFollowerSettings spot/v1/trace/config/getTraderSettings
     POST spot/v1/trace/config/setFollowerConfig spot/v1/trace/config/setProductCode
     POST spot/v1/trace/getRemovableFollower spot/v1/trace/order/closeTrackingOrder
     POST spot/v1/trace/order/followerEndOrder spot/v1/trace/order/orderCurrentList
     POST spot/v1/trace/order/orderHistoryList spot/v1/trace/order/spotInfoList spot/v1/trace/order/updateTpsl
     POST spot/v1/trace/profit/profitHisDetailList spot/v1/trace/profit/profitHisList
     POST spot/v1/trace/profit/totalProfitInfo spot/v1/trace/profit/totalProfitList
     POST spot/v1/trace/profit/waitProfitDetailList spot/v1/trace/user/getTraderInfo
     POST spot/v1/trace/user/myFollowers spot/v1/trace/user/myTraders spot/v1/trace/user/removeFollower
     POST spot/v1/trace/user/removeTrader spot/v1/trade/batch-orders spot/v1/trade/cancel-batch-orders
     POST spot/v1/trade/cancel-batch-orders-v2 spot/v1/trade/cancel-order spot/v1/trade/cancel-order-v2
     POST spot/v1/trade/cancel-symbol-order spot/v1/trade/orders`,
  ),
  ...endpointGroup(
    {
      class: 'trade',
      product: 'convert',
      parameters: [],
      docs: 'https://bitgetlimited.github.io/apidoc/en/spot',
    },
    '/api/',
    `POST spot/v1/convert/trade`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'sub-account', docs: 'https://bitgetlimited.github.io/apidoc/en/broker' },
    '/api/',
    `POST spot/v1/wallet/subTransfer`,
  ),
  ...endpointGroup(
    { class: 'transfer', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `POST spot/v1/wallet/transfer spot/v1/wallet/transfer-v2`,
  ),
  ...endpointGroup(
    { class: 'withdraw', docs: 'https://bitgetlimited.github.io/apidoc/en/spot' },
    '/api/',
    `POST spot/v1/wallet/withdrawal spot/v1/wallet/withdrawal-inner spot/v1/wallet/withdrawal-inner-v2
     POST spot/v1/wallet/withdrawal-v2`,
  ),
];
