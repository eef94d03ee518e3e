import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { page } from './page.ts';

/** Margin, cross and isolated, and the loans behind it. */
export const marginEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'read', product: 'margin', docs: page('margin/cross/account/Get-Cross-Assets') },
    '/api/',
    `GET v2/margin/crossed/account/assets v2/margin/crossed/account/max-borrowable-amount
     GET v2/margin/crossed/account/max-transfer-out-amount v2/margin/crossed/account/query-flash-repay-status
     GET v2/margin/crossed/account/risk-rate v2/margin/crossed/borrow-history v2/margin/crossed/fills
     GET v2/margin/crossed/financial-records v2/margin/crossed/history-orders v2/margin/crossed/interest-history
     GET v2/margin/crossed/interest-rate-and-limit v2/margin/crossed/liquidation-history
     GET v2/margin/crossed/liquidation-order v2/margin/crossed/open-orders v2/margin/crossed/repay-history
     GET v2/margin/crossed/tier-data v2/margin/isolated/account/assets
     GET v2/margin/isolated/account/max-borrowable-amount v2/margin/isolated/account/max-transfer-out-amount
     GET v2/margin/isolated/account/query-flash-repay-status v2/margin/isolated/account/risk-rate
     GET v2/margin/isolated/borrow-history v2/margin/isolated/fills v2/margin/isolated/financial-records
     GET v2/margin/isolated/history-orders v2/margin/isolated/interest-history
     GET v2/margin/isolated/interest-rate-and-limit v2/margin/isolated/liquidation-history
     GET v2/margin/isolated/liquidation-order v2/margin/isolated/open-orders v2/margin/isolated/repay-history
     GET v2/margin/isolated/tier-data
     POST v2/margin/crossed/account/query-flash-repay-status v2/margin/isolated/account/query-flash-repay-status`,
  ),
  ...endpointGroup(
    { class: 'public', product: 'margin', docs: page('margin/common/support-currencies') },
    '/api/',
    `GET v2/margin/currencies v2/margin/market/long-short-ratio`,
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'lending', docs: page('margin/cross/account/Cross-Borrow') },
    '/api/',
    `POST v2/margin/crossed/account/borrow v2/margin/crossed/account/flash-repay v2/margin/crossed/account/repay
     POST v2/margin/isolated/account/borrow v2/margin/isolated/account/flash-repay
     POST v2/margin/isolated/account/repay`,
  ),
  ...endpointGroup(
    { class: 'trade', product: 'margin', parameters: [], docs: page('margin/cross/trade/Cross-Place-Order') },
    '/api/',
    `POST v2/margin/crossed/batch-cancel-order v2/margin/crossed/batch-place-order v2/margin/crossed/cancel-order
     POST v2/margin/crossed/place-order v2/margin/isolated/batch-cancel-order
     POST v2/margin/isolated/batch-place-order v2/margin/isolated/cancel-order v2/margin/isolated/place-order`,
  ),
];
