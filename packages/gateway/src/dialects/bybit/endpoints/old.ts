import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Paths from before version 5: told apart so that they can be refused by name. Trading spot by an old path is product `other`. */
export const oldEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    GET v2/private/wallet/fund/records spot/v3/private/order spot/v3/private/open-orders
    GET spot/v3/private/history-orders spot/v3/private/my-trades spot/v3/private/account
    GET asset/v3/private/transfer/inter-transfer/list/query
    GET asset/v3/private/transfer/universal-transfer/list/query asset/v3/private/coin-info/query
    GET asset/v3/private/deposit/address/query user/v3/private/query-api
    GET asset/v3/private/transfer/transfer-coin/list/query
    GET asset/v3/private/transfer/account-coin/balance/query
    GET asset/v3/private/transfer/account-coins/balance/query asset/v3/private/transfer/asset-info/query
    GET asset/v3/public/deposit/allowed-deposit-list/query asset/v3/private/deposit/record/query
    GET asset/v3/private/withdraw/record/query
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    GET spot/v3/private/reference spot/v3/private/record
    POST fht/compliance/tax/v3/private/status
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'margin', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    GET spot/v3/private/cross-margin-orders spot/v3/private/cross-margin-account
    GET spot/v3/private/cross-margin-loan-info spot/v3/private/cross-margin-repay-history
    GET spot/v3/private/margin-loan-infos spot/v3/private/margin-repaid-infos spot/v3/private/margin-ltv
    GET unified/v3/private/account/borrow-history unified/v3/private/account/borrow-rate
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'sub-account', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    GET asset/v3/private/transfer/sub-member/list/query
    GET asset/v3/private/transfer/sub-member-transfer/list/query user/v3/private/frozen-sub-member
    GET user/v3/private/query-sub-members user/v3/private/get-member-type
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    GET contract/v3/private/copytrading/order/list contract/v3/private/copytrading/position/list
    GET contract/v3/private/copytrading/wallet/balance contract/v3/private/position/limit-info
    GET contract/v3/private/order/unfilled-orders contract/v3/private/order/list
    GET contract/v3/private/position/list contract/v3/private/execution/list
    GET contract/v3/private/position/closed-pnl contract/v3/private/account/wallet/balance
    GET contract/v3/private/account/fee-rate contract/v3/private/account/wallet/fund-records
    GET unified/v3/private/order/unfilled-orders unified/v3/private/order/list
    GET unified/v3/private/position/list unified/v3/private/execution/list
    GET unified/v3/private/delivery-record unified/v3/private/settlement-record
    GET unified/v3/private/account/wallet/balance unified/v3/private/account/transaction-log
    GET unified/v3/private/account/info
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST spot/v3/private/order spot/v3/private/cancel-order spot/v3/private/cancel-orders
    POST spot/v3/private/cancel-orders-by-ids spot/v3/private/purchase spot/v3/private/redeem
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'margin', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST spot/v3/private/cross-margin-loan spot/v3/private/cross-margin-repay
  `,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST asset/v3/private/transfer/inter-transfer asset/v3/private/transfer/universal-transfer
  `,
  ),
  ...endpointGroup(
    { class: 'withdraw', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST asset/v3/private/withdraw/create
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST asset/v3/private/withdraw/cancel
  `,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'sub-account', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST asset/v3/private/transfer/sub-member-transfer asset/v3/private/transfer/transfer-sub-member-save
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'sub-account', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST user/v3/private/create-sub-member
  `,
  ),
  ...endpointGroup(
    { class: 'credential', product: 'sub-account', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST user/v3/private/create-sub-api user/v3/private/update-api user/v3/private/delete-api
    POST user/v3/private/update-sub-api user/v3/private/delete-sub-api
  `,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST contract/v3/private/copytrading/order/create contract/v3/private/copytrading/order/cancel
    POST contract/v3/private/copytrading/order/close contract/v3/private/copytrading/position/close
    POST contract/v3/private/copytrading/order/trading-stop contract/v3/private/order/create
    POST contract/v3/private/order/cancel contract/v3/private/order/cancel-all
    POST contract/v3/private/order/replace unified/v3/private/order/create
    POST unified/v3/private/order/replace unified/v3/private/order/cancel
    POST unified/v3/private/order/create-batch unified/v3/private/order/replace-batch
    POST unified/v3/private/order/cancel-batch unified/v3/private/order/cancel-all
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST contract/v3/private/copytrading/position/set-leverage
    POST contract/v3/private/position/switch-isolated contract/v3/private/position/switch-mode
    POST contract/v3/private/position/switch-tpsl-mode contract/v3/private/position/set-leverage
    POST contract/v3/private/position/trading-stop contract/v3/private/position/set-risk-limit
    POST contract/v3/private/account/setMarginMode unified/v3/private/position/set-leverage
    POST unified/v3/private/position/tpsl/switch-mode unified/v3/private/position/set-risk-limit
    POST unified/v3/private/position/trading-stop unified/v3/private/account/upgrade-unified-account
    POST unified/v3/private/account/setMarginMode
  `,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'derivative', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST contract/v3/private/copytrading/wallet/transfer
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'margin', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST contract/v3/private/position/set-auto-add-margin
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'other', docs: 'https://bybit-exchange.github.io/docs/v3/intro' },
    '/',
    `
    POST fht/compliance/tax/v3/private/registertime fht/compliance/tax/v3/private/create
    POST fht/compliance/tax/v3/private/url
  `,
  ),
];
