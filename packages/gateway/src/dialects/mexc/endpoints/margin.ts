import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';

const margin = {
  hosts: [SPOT_HOST],
  product: 'margin',
  docs: 'https://mexcdevelop.github.io/apidocs/spot_v3_en/',
} as const;

/** Margin, which the documentation has no more and ccxt still has. */
export const marginEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { ...margin, class: 'read' },
    '/api/v3/margin/',
    `
    GET loan allOrders myTrades openOrders maxTransferable priceIndex order isolated/account maxBorrowable repay
    GET isolated/pair forceLiquidationRec isolatedMarginData isolatedMarginTier
  `,
  ),
  ...endpointGroup(
    { ...margin, class: 'trade' },
    '/api/v3/margin/',
    `
    POST order
    DELETE order openOrders
  `,
  ),
  ...endpointGroup({ ...margin, class: 'transfer' }, '/api/v3/margin/', 'POST loan repay'),
  ...endpointGroup({ ...margin, class: 'admin' }, '/api/v3/margin/', 'POST tradeMode'),
];
