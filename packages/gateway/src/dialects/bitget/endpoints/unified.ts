import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { page } from './page.ts';

/**
 * The third version of the API, for unified accounts. Such an account borrows by itself what an order lacks, also for spot: so
 * orders are refused, and reading is not.
 *
 * @see https://www.bitget.com/support/articles/12560603822305
 */
export const unifiedEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/account/all-fee-rate v3/account/assets v3/account/collateral-type v3/account/convert-records
     GET v3/account/deduct-info v3/account/delta-info v3/account/deposit-address v3/account/deposit-records
     GET v3/account/eligible-discount-rate v3/account/eligible-loan-info v3/account/eligible-margin-tier
     GET v3/account/eligible-symbols v3/account/fee-rate v3/account/financial-records v3/account/funding-assets
     GET v3/account/funding-financial-records v3/account/info v3/account/max-transferable
     GET v3/account/max-withdrawal v3/account/move-position-history v3/account/open-interest-limit
     GET v3/account/payment-coins v3/account/pre-set-leverage v3/account/reality-fills
     GET v3/account/reality-orderbook v3/account/repayable-coins v3/account/settings v3/account/switch-status
     GET v3/account/transferable-coins v3/account/withdraw-address v3/account/withdrawal-records v3/trade/fills
     GET v3/trade/history-orders v3/trade/loan-data v3/trade/order-info v3/trade/unfilled-orders
     POST v3/account/max-open-available`,
  ),
  ...endpointGroup(
    { class: 'public', docs: page('uta/public/Instruments') },
    '/api/',
    `GET v3/account/custom-collateral-coins v3/market/candles v3/market/cash-dividend-records
     GET v3/market/current-fund-rate v3/market/discount-rate v3/market/fee-group v3/market/fills
     GET v3/market/futures-account-long-short v3/market/futures-active-buy-sell v3/market/futures-long-short
     GET v3/market/futures-position-long-short v3/market/history-candles v3/market/history-fund-rate
     GET v3/market/index-components v3/market/instruments v3/market/liquidations v3/market/margin-isolated-borrow
     GET v3/market/margin-loan-growth v3/market/margin-loans v3/market/margin-long-short v3/market/oi-limit
     GET v3/market/open-interest v3/market/orderbook v3/market/position-tier v3/market/proof-of-reserves
     GET v3/market/risk-reserve v3/market/risk-reserve-all v3/market/risk-reserve-hour v3/market/rpi-orderbook
     GET v3/market/rpi-symbols v3/market/score-weights v3/market/split-records v3/market/spot-fund-flow
     GET v3/market/spot-net-flow v3/market/spot-whale-flow v3/market/tickers v3/public/time
     GET v3/reality/market/calendar v3/reality/market/company-overview v3/reality/market/dividends
     GET v3/reality/market/earnings-forecast v3/reality/market/executive-shareholdings
     GET v3/reality/market/inner-trades v3/reality/market/share-capital-change v3/reality/market/sharehold-detail
     GET v3/reality/market/states v3/reality/market/stock-info v3/reality/market/suspension-resumption-info
     GET v3/reality/market/valuation-indicators`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/account/sub-deposit-address v3/account/sub-deposit-records v3/account/sub-transfer-record
     GET v3/account/sub-unified-assets v3/broker/all-sub-deposit-withdrawal v3/broker/commission
     GET v3/broker/sub-list v3/user/rate-limit-quota v3/user/sub-list
     POST v3/account/sub-deposit-records`,
  ),
  ...endpointGroup(
    { class: 'credential', product: 'sub-account', docs: page('uta/sub-account/Create-Sub-Account-API-Key') },
    '/api/',
    `GET v3/broker/query-sub-apikey v3/user/sub-api-list
     POST v3/broker/create-sub-apikey v3/broker/delete-sub-apikey v3/broker/modify-sub-apikey
     POST v3/user/create-sub-api v3/user/delete-sub-api v3/user/update-sub-api`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'convert', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/convert/small-assets v3/convert/small-assets-history`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/copy/futures/current-follower v3/copy/futures/history-follower v3/copy/futures/max-transferable
     GET v3/copy/futures/position-summary v3/copy/futures/profit-details v3/copy/futures/profit-summary
     GET v3/copy/futures/trading-pairs v3/copy/futures/transfer-record v3/stockplus/asset/account
     GET v3/stockplus/asset/cash-flow v3/stockplus/asset/stock-position v3/stockplus/asset/transfer-records
     GET v3/stockplus/market/candlestick v3/stockplus/market/depth v3/stockplus/market/history-candlestick
     GET v3/stockplus/market/intraday v3/stockplus/market/option-chain-info
     GET v3/stockplus/market/option-expiry-date v3/stockplus/market/option-quote
     GET v3/stockplus/market/option-volume v3/stockplus/market/quote v3/stockplus/market/static
     GET v3/stockplus/market/trade v3/stockplus/trade/history-executions v3/stockplus/trade/history-orders
     GET v3/stockplus/trade/order-detail v3/stockplus/trade/today-executions v3/stockplus/trade/today-orders
     GET v3/tax/records v3/trade/grid/bot-detail v3/trade/grid/list-details v3/trade/grid/neutral-bot-detail
     GET v3/trade/grid/neutral-list-details`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'earn', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/earn/elite-assets v3/earn/elite-product v3/earn/elite-records v3/earn/elite-redeem-info
     GET v3/earn/elite-subscribe-info v3/earn/elite-subscribe-result`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'lending', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/ins-loan/ensure-coins-convert v3/ins-loan/loan-order v3/ins-loan/ltv-convert
     GET v3/ins-loan/product-infos v3/ins-loan/repaid-history v3/ins-loan/risk-unit v3/ins-loan/symbols
     GET v3/ins-loan/transfered v3/loan/borrow-history v3/loan/borrow-ongoing v3/loan/coins v3/loan/debts
     GET v3/loan/interest v3/loan/pledge-rate-history v3/loan/reduces v3/loan/repay-history`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'otc', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/p2p/ad-info v3/p2p/ad-limit v3/p2p/ad-list v3/p2p/all-orders v3/p2p/balance v3/p2p/currencies
     GET v3/p2p/exchange-rate v3/p2p/my-ads v3/p2p/order-info v3/p2p/pay-method v3/p2p/pending-orders
     GET v3/p2p/user-info`,
  ),
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: page('uta/account/Get-Account') },
    '/api/',
    `GET v3/position/adlRank v3/position/current-position v3/position/history-position
     GET v3/trade/history-strategy-orders v3/trade/strategy-sub-orders v3/trade/unfilled-strategy-orders`,
  ),
  ...endpointGroup(
    { class: 'admin', docs: page('uta/account/Get-Account-Setting') },
    '/api/',
    `POST v3/account/adjust-account-mode v3/account/deposit-account v3/account/move-positions
     POST v3/account/set-collateral-type v3/account/set-hold-mode v3/account/set-leverage v3/account/set-margin
     POST v3/account/switch v3/account/switch-deduct`,
  ),
  ...endpointGroup(
    { class: 'withdraw', docs: page('uta/account/Withdrawal') },
    '/api/',
    `POST v3/account/cancel-withdrawal v3/account/withdraw v3/account/withdrawal`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'lending', docs: page('uta/account/Transfer') },
    '/api/',
    `POST v3/account/repay v3/loan/borrow v3/loan/repay v3/loan/revise-pledge`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'sub-account', docs: page('uta/account/Transfer') },
    '/api/',
    `POST v3/account/sub-master-transfer v3/account/sub-transfer`,
  ),
  ...endpointGroup(
    { class: 'transfer', docs: page('uta/account/Transfer') },
    '/api/',
    `POST v3/account/transfer`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'sub-account', docs: page('uta/account/Get-Account-Setting') },
    '/api/',
    `POST v3/broker/create-sub v3/broker/modify-sub v3/broker/sub-deposit-address v3/user/create-sub
     POST v3/user/freeze-sub v3/user/set-rate-limit-quota v3/user/sub-account/agent-create`,
  ),
  ...endpointGroup(
    { class: 'withdraw', product: 'sub-account', docs: page('uta/account/Withdrawal') },
    '/api/',
    `POST v3/broker/sub-withdrawal`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'convert', parameters: [], docs: page('uta/trade/Place-Order') },
    '/api/',
    `POST v3/convert/small-assets-trade`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'other', docs: page('uta/account/Transfer') },
    '/api/',
    `POST v3/copy/futures/transfer v3/stockplus/asset/transfer`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'earn', docs: page('uta/account/Transfer') },
    '/api/',
    `POST v3/earn/elite-redeem v3/earn/elite-subscribe`,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'lending', docs: page('uta/account/Get-Account-Setting') },
    '/api/',
    `POST v3/ins-loan/bind-uid`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'otc', parameters: [], docs: page('uta/trade/Place-Order') },
    '/api/',
    `POST v3/p2p/ad-create v3/p2p/ad-operate v3/p2p/ad-update v3/p2p/fee-simulate v3/p2p/order-pay
     POST v3/p2p/order-release`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'other', parameters: [], docs: page('uta/trade/Place-Order') },
    '/api/',
    `POST v3/stockplus/trade/cancel-order v3/stockplus/trade/modify-order v3/stockplus/trade/place-order
     POST v3/trade/batch-modify-order v3/trade/cancel-batch v3/trade/cancel-order v3/trade/cancel-reality-order
     POST v3/trade/cancel-strategy-order v3/trade/cancel-symbol-order v3/trade/close-positions
     POST v3/trade/countdown-cancel-all v3/trade/grid/add-investment v3/trade/grid/close-bot
     POST v3/trade/grid/create-bot v3/trade/grid/create-neutral-bot v3/trade/grid/modify-bot
     POST v3/trade/grid/modify-grid-interval v3/trade/grid/modify-neutral-bot
     POST v3/trade/grid/modify-neutral-grid-interval v3/trade/grid/validate v3/trade/grid/validate-neutral
     POST v3/trade/modify-order v3/trade/modify-strategy-order v3/trade/place-batch v3/trade/place-order
     POST v3/trade/place-reality-order v3/trade/place-strategy-order`,
  ),
];
