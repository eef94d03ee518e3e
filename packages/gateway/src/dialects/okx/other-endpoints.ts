import type { Endpoint } from '../../dialect/dialect.ts';
import { group } from './group.ts';

const GRID = 'order-book-trading-grid-trading';
const SIGNAL = 'order-book-trading-signal-bot-trading';
const RECURRING = 'order-book-trading-recurring-buy';
const COPY = 'order-book-trading-copy-trading';
const BLOCK = 'block-trading-rest-api';
const SPREAD = 'spread-trading-rest-api';
const EARN = 'financial-product';
const BROKER = 'broker';
const AFFILIATE = 'affiliate-rest-api';

/** Products that no policy can allow yet. Bots and copied traders trade on their own once they are set up. */
export const otherEndpoints: readonly Endpoint[] = [
  ...group(
    'GET',
    'read',
    'other',
    GRID,
    `tradingBot/grid/orders-algo-pending tradingBot/grid/orders-algo-history tradingBot/grid/orders-algo-details
    tradingBot/grid/sub-orders tradingBot/grid/positions`,
  ),
  ...group(
    'POST',
    'trade',
    'other',
    GRID,
    `tradingBot/grid/order-algo tradingBot/grid/copy-order-algo tradingBot/grid/amend-algo-basic-param
    tradingBot/grid/amend-order-algo tradingBot/grid/stop-order-algo tradingBot/grid/close-position
    tradingBot/grid/cancel-close-order tradingBot/grid/order-instant-trigger tradingBot/grid/withdraw-income
    tradingBot/grid/compute-margin-balance tradingBot/grid/margin-balance tradingBot/grid/min-investment
    tradingBot/grid/adjust-investment`,
  ),
  ...group(
    'GET',
    'read',
    'other',
    SIGNAL,
    `tradingBot/signal/signals tradingBot/signal/orders-algo-details tradingBot/signal/orders-algo-pending
    tradingBot/signal/orders-algo-history tradingBot/signal/positions tradingBot/signal/positions-history
    tradingBot/signal/sub-orders tradingBot/signal/event-history`,
  ),
  // Answers with a token by which anybody can make the bot trade.
  ...group('POST', 'credential', 'other', SIGNAL, 'tradingBot/signal/create-signal'),
  ...group(
    'POST',
    'trade',
    'other',
    SIGNAL,
    `tradingBot/signal/order-algo tradingBot/signal/stop-order-algo tradingBot/signal/margin-balance
    tradingBot/signal/amendTPSL tradingBot/signal/set-instruments tradingBot/signal/close-position
    tradingBot/signal/sub-order tradingBot/signal/cancel-sub-order`,
  ),
  ...group(
    'GET',
    'read',
    'other',
    RECURRING,
    `tradingBot/recurring/orders-algo-pending tradingBot/recurring/orders-algo-history
    tradingBot/recurring/orders-algo-details tradingBot/recurring/sub-orders tradingBot/dca/ongoing-list
    tradingBot/dca/history-list tradingBot/dca/orders tradingBot/dca/position-details tradingBot/dca/cycle-list`,
  ),
  ...group(
    'POST',
    'trade',
    'other',
    RECURRING,
    `tradingBot/recurring/order-algo tradingBot/recurring/amend-order-algo tradingBot/recurring/stop-order-algo
    tradingBot/recurring/add-investment tradingBot/recurring/amend-price-range
    tradingBot/recurring/amend-recurring-amount tradingBot/recurring/amend-recurring-time tradingBot/recurring/pause
    tradingBot/recurring/restart tradingBot/dca/create tradingBot/dca/amend-order-algo tradingBot/dca/stop
    tradingBot/dca/orders/manual-buy tradingBot/dca/settings/reinvestment tradingBot/dca/settings/take-profit
    tradingBot/dca/margin/add tradingBot/dca/margin/reduce`,
  ),
  ...group(
    'GET',
    'read',
    'other',
    COPY,
    `copytrading/current-subpositions copytrading/subpositions-history copytrading/instruments
    copytrading/profit-sharing-details copytrading/total-profit-sharing
    copytrading/unrealized-profit-sharing-details copytrading/total-unrealized-profit-sharing copytrading/config
    copytrading/copy-settings copytrading/current-lead-traders copytrading/batch-leverage-info
    copytrading/lead-traders-history`,
  ),
  ...group(
    'POST',
    'trade',
    'other',
    COPY,
    `copytrading/algo-order copytrading/close-subposition copytrading/set-instruments
    copytrading/amend-profit-sharing-ratio copytrading/first-copy-settings copytrading/amend-copy-settings
    copytrading/stop-copy-trading copytrading/batch-set-leverage`,
  ),
  ...group(
    'GET',
    'read',
    'otc',
    BLOCK,
    `rfq/counterparties rfq/maker-instrument-settings rfq/mmp-config rfq/rfqs rfq/quotes rfq/trades
    rfq/public-trades`,
  ),
  ...group(
    'POST',
    'trade',
    'otc',
    BLOCK,
    `rfq/create-rfq rfq/cancel-rfq rfq/cancel-batch-rfqs rfq/cancel-all-rfqs rfq/execute-quote
    rfq/maker-instrument-settings rfq/mmp-reset rfq/mmp-config rfq/create-quote rfq/cancel-quote
    rfq/cancel-batch-quotes rfq/cancel-all-quotes rfq/cancel-all-after`,
  ),
  ...group(
    'GET',
    'read',
    'derivative',
    SPREAD,
    'sprd/order sprd/orders-pending sprd/orders-history sprd/orders-history-archive sprd/trades',
  ),
  ...group(
    'POST',
    'trade',
    'derivative',
    SPREAD,
    'sprd/order sprd/cancel-order sprd/mass-cancel sprd/amend-order sprd/cancel-all-after',
  ),
  ...group(
    'GET',
    'read',
    'earn',
    EARN,
    `finance/savings/balance finance/savings/lending-history finance/staking-defi/offers
    finance/staking-defi/orders-active finance/staking-defi/orders-history finance/staking-defi/eth/product-info
    finance/staking-defi/eth/balance finance/staking-defi/eth/purchase-redeem-history
    finance/staking-defi/sol/product-info finance/staking-defi/sol/balance
    finance/staking-defi/sol/purchase-redeem-history finance/okusd/limits finance/okusd/account
    finance/okusd/subscribe/history finance/okusd/redeem/history finance/okusd/rewards/history
    finance/okusd/rate/history finance/stable-rewards/product-info finance/stable-rewards/balance
    finance/stable-rewards/apy-history finance/sfp/dcd/order finance/sfp/dcd/orders finance/sfp/dcd/currency-pair
    finance/sfp/dcd/order-status finance/sfp/dcd/order-history`,
  ),
  ...group(
    'POST',
    'transfer',
    'earn',
    EARN,
    `finance/savings/purchase-redempt finance/savings/set-lending-rate finance/staking-defi/purchase
    finance/staking-defi/redeem finance/staking-defi/cancel finance/staking-defi/eth/purchase
    finance/staking-defi/eth/redeem finance/staking-defi/eth/cancel-redeem finance/staking-defi/sol/purchase
    finance/staking-defi/sol/redeem finance/staking-defi/sol/cancel-redeem finance/okusd/subscribe
    finance/okusd/redeem finance/sfp/dcd/quote finance/sfp/dcd/order finance/sfp/dcd/trade
    finance/sfp/dcd/redeem-quote finance/sfp/dcd/redeem`,
  ),
  ...group(
    'GET',
    'read',
    'lending',
    EARN,
    `finance/flexible-loan/borrow-currencies finance/flexible-loan/collateral-assets
    finance/flexible-loan/max-collateral-redeem-amount finance/flexible-loan/loan-info
    finance/flexible-loan/loan-history finance/flexible-loan/interest-accrued finance/flexible-loan/emode-info`,
  ),
  ...group(
    'POST',
    'transfer',
    'lending',
    EARN,
    `finance/flexible-loan/max-loan finance/flexible-loan/adjust-collateral finance/flexible-loan/borrow
    finance/flexible-loan/repay`,
  ),
  ...group(
    'GET',
    'read',
    'sub-account',
    BROKER,
    `broker/dma/subaccount-info broker/dma/subaccount-trade-fee broker/dma/rebate-per-orders
    broker/fd/rebate-per-orders broker/fd/if-rebate broker/nd/info broker/nd/subaccount-info broker/nd/rebate-daily
    broker/nd/rebate-per-orders asset/broker/nd/subaccount-deposit-address
    asset/broker/nd/subaccount-deposit-history asset/broker/nd/subaccount-withdrawal-history`,
  ),
  ...group(
    'GET',
    'credential',
    'sub-account',
    BROKER,
    'broker/dma/subaccount/apikey broker/nd/subaccount/apikey',
  ),
  ...group(
    'POST',
    'credential',
    'sub-account',
    BROKER,
    `broker/nd/subaccount/apikey broker/nd/subaccount/modify-apikey broker/nd/subaccount/delete-apikey
    broker/dma/subaccount/apikey`,
  ),
  ...group(
    'POST',
    'admin',
    'sub-account',
    BROKER,
    `broker/nd/create-subaccount broker/nd/delete-subaccount broker/nd/set-subaccount-level
    broker/nd/set-subaccount-fee-rate broker/nd/set-subaccount-assets broker/nd/report-subaccount-ip
    broker/nd/rebate-per-orders broker/fd/rebate-per-orders broker/dma/trades
    asset/broker/nd/subaccount-deposit-address asset/broker/nd/modify-subaccount-deposit-address`,
  ),
  ...group(
    'GET',
    'read',
    'other',
    AFFILIATE,
    `affiliate/invitee/detail affiliate/invitee/list affiliate/performance/summary affiliate/link/list
    affiliate/co-inviter/list affiliate/sub-affiliate/list users/partner/if-rebate users/glp/todayperformance
    users/glp/historicalperformance`,
  ),
];
