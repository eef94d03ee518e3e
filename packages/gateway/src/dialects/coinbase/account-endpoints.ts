import type { Endpoint, EndpointClass, Product } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';

const PAGES = 'https://docs.cdp.coinbase.com/coinbase-app';

/** The older API of Coinbase's accounts. Its buys and sells trade at Coinbase's own price, outside any book. */
export const accountEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'spot',
    'track-apis',
    `GET currencies currencies/crypto exchange-rates time prices/{pair}/buy prices/{pair}/sell prices/{pair}/spot
    GET users/{user_id}`,
  ),
  ...group(
    'read',
    'spot',
    'track-apis/accounts',
    `GET accounts accounts/{account_id} user user/auth subscriptions/coinbase-one
    GET payment-methods payment-methods/{payment_method_id}`,
  ),
  ...group(
    'read',
    'spot',
    'track-apis/transactions',
    `GET accounts/{account_id}/transactions accounts/{account_id}/transactions/{transaction_id}
    GET accounts/{account_id}/addresses accounts/{account_id}/addresses/{address_id}
    GET accounts/{account_id}/addresses/{address_id}/transactions
    GET accounts/{account_id}/buys accounts/{account_id}/buys/{buy_id}
    GET accounts/{account_id}/sells accounts/{account_id}/sells/{sell_id}
    GET accounts/{account_id}/deposits accounts/{account_id}/deposits/{deposit_id}
    GET accounts/{account_id}/withdrawals accounts/{account_id}/withdrawals/{withdrawal_id}`,
  ),
  ...group(
    'admin',
    'spot',
    'track-apis/accounts',
    `POST accounts accounts/{account_id}/primary
    PUT accounts/{account_id} user
    DELETE accounts/{account_id} payment-methods/{payment_method_id}`,
  ),
  // Makes an address; what is sent to it arrives in the account.
  ...group('transfer', 'spot', 'transfer-apis/onchain-addresses', 'POST accounts/{account_id}/addresses'),
  // Sends to anybody, moves between accounts or asks others for money, as its parameter `type` says.
  ...group('withdraw', 'spot', 'transfer-apis/send-crypto', 'POST accounts/{account_id}/transactions'),
  // Pays what somebody else asked for.
  ...group(
    'withdraw',
    'spot',
    'track-apis/transactions',
    'POST accounts/{account_id}/transactions/{transaction_id}/complete',
  ),
  ...group(
    'transfer',
    'spot',
    'track-apis/transactions',
    `POST accounts/{account_id}/transactions/{transaction_id}/resend
    DELETE accounts/{account_id}/transactions/{transaction_id}`,
  ),
  ...group(
    'transfer',
    'spot',
    'transfer-apis/deposit-fiat',
    'POST accounts/{account_id}/deposits accounts/{account_id}/deposits/{deposit_id}/commit',
  ),
  ...group(
    'withdraw',
    'spot',
    'transfer-apis/withdraw-fiat',
    'POST accounts/{account_id}/withdrawals accounts/{account_id}/withdrawals/{withdrawal_id}/commit',
  ),
  ...group(
    'trade',
    'convert',
    'oauth2-integration/available-apis',
    `POST accounts/{account_id}/buys accounts/{account_id}/buys/{buy_id}/commit
    POST accounts/{account_id}/sells accounts/{account_id}/sells/{sell_id}/commit`,
    [],
  ),
  ...endpointGroup(
    { class: 'credential', docs: `${PAGES}/oauth2-integration/integrations` },
    '/oauth/',
    `GET authorize
    POST authorize token revoke introspect`,
  ),
];

function group(
  endpointClass: EndpointClass,
  product: Product,
  page: string,
  lines: string,
  parameters?: readonly string[],
): Endpoint[] {
  const docs = `${PAGES}/${page}`;
  const common = { class: endpointClass, product, docs };
  return endpointGroup(parameters === undefined ? common : { ...common, parameters }, '/v2/', lines);
}
