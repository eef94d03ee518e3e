import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

/** Account, wallet and orders: reads, transfers, withdrawals and settings. */
export const accountEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v5/intro' },
    '/v5/',
    `
    GET order/realtime order/history execution/list pre-upgrade/order/history pre-upgrade/execution/list
    GET pre-upgrade/position/closed-pnl pre-upgrade/account/transaction-log
    GET pre-upgrade/asset/delivery-record pre-upgrade/asset/settlement-record account/wallet-balance
    GET account/instruments-info account/fee-rate account/info account/transaction-log
    GET account/query-dcp-info account/user-setting-config account/pay-info
    GET account/trade-info-for-analysis account/smp-group account/withdrawal asset/asset-overview
    GET asset/fundinghistory asset/transfer/query-asset-info asset/transfer/query-account-coins-balance
    GET asset/transfer/query-account-coin-balance asset/transfer/query-transfer-coin-list
    GET asset/transfer/query-inter-transfer-list asset/transfer/query-universal-transfer-list
    GET asset/deposit/query-allowed-list asset/deposit/query-record asset/deposit/query-internal-record
    GET asset/deposit/query-address asset/coin/query-info asset/withdraw/query-address
    GET asset/withdraw/query-record asset/withdraw/withdrawable-amount asset/withdraw/vasp/list
    GET user/query-api
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v5/intro' },
    '/v5/',
    `
    POST order/disconnected-cancel-all account/upgrade-to-uta account/set-limit-px-action
    POST asset/deposit/deposit-to-account asset/travel-rule/deposit/submit asset/withdraw/cancel
    POST account/demo-apply-money
  `,
  ),
  ...endpointGroup(
    {
      class: 'transfer',
      product: 'spot',
      docs: 'https://bybit-exchange.github.io/docs/v5/asset/transfer/create-inter-transfer',
    },
    '/v5/',
    `
    POST asset/transfer/inter-transfer asset/transfer/universal-transfer
  `,
  ),
  ...endpointGroup(
    { class: 'withdraw', product: 'spot', docs: 'https://bybit-exchange.github.io/docs/v5/asset/withdraw' },
    '/v5/',
    `
    POST asset/withdraw/create
  `,
  ),
];
