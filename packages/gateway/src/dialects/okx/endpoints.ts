import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './account-endpoints.ts';
import { otherEndpoints } from './other-endpoints.ts';
import { publicEndpoints } from './public-endpoints.ts';
import { tradeEndpoints } from './trade-endpoints.ts';

/** OKX's API v5, from its public documentation, and endpoints that ccxt knows beyond it. */
export const endpoints: readonly Endpoint[] = [
  ...publicEndpoints,
  ...tradeEndpoints,
  ...accountEndpoints,
  ...otherEndpoints,
];
