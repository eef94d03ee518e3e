import type { Endpoint, EndpointClass, Product } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const DOCS = 'https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/crypto-com-exchange-rest-api';

function group(endpointClass: EndpointClass, product: Product, lines: string): Endpoint[] {
  const common = { hosts: ['api.crypto.com'], class: endpointClass, product, docs: DOCS };
  return endpointGroup(common, '/exchange/v1/', lines);
}

/** Everything of the Exchange API v1 that doesn't trade spot. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'spot',
    `
    GET public/get-instruments public/get-book public/get-candlestick public/get-trades public/get-tickers
    GET public/get-valuations public/get-risk-parameters public/get-announcements
  `,
  ),
  ...group('public', 'derivative', 'GET public/get-expired-settlement-price public/get-insurance'),
  // Makes a session of a stream, with which one trades without further signatures.
  ...group(
    'credential',
    'spot',
    `
    GET public/auth
    POST public/auth
    POST private/fiat/fiat-get-plaid-token
  `,
  ),
  ...group(
    'read',
    'spot',
    `
    POST private/user-balance private/user-balance-history private/get-open-orders private/get-order-detail
    POST private/get-order-history private/get-order-list private/get-trigger-orders private/get-trades
    POST private/get-transactions private/get-fee-rate private/get-instrument-fee-rate
    POST private/get-fee-credit-balances private/get-account-settings private/get-cancel-on-disconnect
    POST private/get-currency-networks private/get-deposit-address private/get-deposit-history
    POST private/get-withdrawal-history private/advanced/get-open-orders private/advanced/get-order-detail
    POST private/advanced/get-order-history private/advanced/get-order-list-detail
  `,
  ),
  ...group('read', 'sub-account', 'POST private/get-accounts private/get-subaccount-balances'),
  ...group('read', 'derivative', 'POST private/get-positions'),
  ...group(
    'read',
    'otc',
    `
    POST private/fiat/fiat-access private/fiat/fiat-deposit-info private/fiat/fiat-deposit-history
    POST private/fiat/fiat-withdraw-history private/fiat/fiat-transaction-quota
    POST private/fiat/fiat-transaction-limit private/fiat/fiat-get-bank-accounts
    POST private/otc/get-otc-instruments private/otc/get-open-quote-requests private/otc/get-open-quotes
    POST private/otc/get-quote-history private/otc/get-quote-request-history private/otc/get-quote-messages
    POST private/otc/get-open-deals private/otc/get-deal-history private/otc/get-settle-later-limit
    POST private/otc/get-unsettled-amounts
  `,
  ),
  ...group(
    'read',
    'earn',
    `
    POST public/staking/get-conversion-rate private/staking/get-staking-position
    POST private/staking/get-staking-instruments private/staking/get-open-stake
    POST private/staking/get-stake-history private/staking/get-reward-history
    POST private/staking/get-open-convert private/staking/get-convert-history
  `,
  ),
  ...group('read', 'other', 'POST private/bot/get-trading-bots private/bot/get-trading-bot-executions'),
  ...group('withdraw', 'spot', 'POST private/create-withdrawal'),
  ...group('withdraw', 'otc', 'POST private/fiat/fiat-create-withdraw'),
  ...group('transfer', 'sub-account', 'POST private/create-subaccount-transfer'),
  ...group('transfer', 'derivative', 'POST private/create-isolated-margin-transfer'),
  ...group('transfer', 'earn', 'POST private/staking/stake private/staking/unstake private/staking/convert'),
  ...group('admin', 'otc', 'POST private/fiat/fiat-create-bank-account'),
  ...group('admin', 'margin', 'POST private/change-account-leverage'),
  ...group('admin', 'derivative', 'POST private/change-isolated-margin-leverage'),
  // A price of 0 turns a limit into any price, and its size may count in either currency: cancel it and place another.
  ...group(
    'admin',
    'spot',
    `
    POST private/change-account-settings private/set-cancel-on-disconnect private/advanced/amend-order
  `,
  ),
  ...group('trade', 'derivative', 'POST private/close-position'),
  ...group('trade', 'convert', 'POST private/convert-collateral'),
  ...group('trade', 'otc', 'POST private/otc/request-quote private/otc/request-deal'),
  // Documented for streams only, with another way to name the instrument.
  ...group(
    'trade',
    'other',
    `
    POST private/batch-order-request private/bot/create-trading-bot private/bot/update-trading-bot
    POST private/bot/terminate-trading-bot private/bot/pause-trading-bot private/bot/resume-trading-bot
  `,
  ),
];
