import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const PAGES = 'https://www.bitstamp.net/api/#tag';

/** What moves coins and money, and what tells of it. A coin's withdrawals have a path of their own: `btc_withdrawal/`. */
export const fundingEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', docs: `${PAGES}/Deposits` },
    '/api/v2/',
    `
    POST {currency}_address/ btc_unconfirmed/ crypto-transactions/
    POST withdrawal-requests/ withdrawal/status/
    GET crypto-transactions/deposits/
  `,
  ),
  ...endpointGroup(
    { class: 'withdraw', docs: `${PAGES}/Withdrawals` },
    '/api/v2/',
    `
    POST {currency}_withdrawal/ withdrawal/open/ withdrawal/cancel/
    POST crypto-transactions/deposits/{deposit_id}/reject/
  `,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'sub-account', docs: `${PAGES}/Sub-account` },
    '/api/v2/',
    'POST transfer-to-main/ transfer-from-main/',
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'convert', docs: `${PAGES}/Instant-convert-address` },
    '/api/v2/',
    'POST instant_convert_address/new/ liquidation_address/new/',
  ),
  ...endpointGroup(
    { class: 'read', product: 'convert', docs: `${PAGES}/Instant-convert-address` },
    '/api/v2/',
    'POST instant_convert_address/info/ liquidation_address/info/',
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'earn', docs: `${PAGES}/Earn` },
    '/api/v2/',
    'POST earn/subscribe/ earn/unsubscribe/ earn/unsubscribe earn/subscriptions/setting/',
  ),
  ...endpointGroup(
    { class: 'read', product: 'earn', docs: `${PAGES}/Earn` },
    '/api/v2/',
    'GET earn/subscriptions/ earn/transactions/',
  ),
  ...endpointGroup(
    { class: 'read', product: 'other', docs: `${PAGES}/Travel-rule` },
    '/api/v2/',
    `
    GET travel_rule/contacts/ travel_rule/contacts/{contact_uuid}/ contacts/{contact_uuid}/
    GET travel_rule/satoshi_test/ travel_rule/address_verification/
    GET travel_rule/utxo/xpub_registrations/ travel_rule/utxo/xpub_registrations/{registration_id}/
  `,
  ),
  ...endpointGroup(
    { class: 'admin', product: 'other', docs: `${PAGES}/Travel-rule` },
    '/api/v2/',
    `
    POST travel_rule/contacts/ travel_rule/addresses/ travel_rule/satoshi_test/
    POST travel_rule/utxo/xpub_registrations/ travel_rule/utxo/xpub_registrations/{registration_id}/revoke/
    POST crypto-transactions/deposits/{deposit_id}/
  `,
  ),
];
