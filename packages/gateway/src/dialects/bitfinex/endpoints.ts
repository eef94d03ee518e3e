import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './account-endpoints.ts';
import { publicEndpoints } from './public-endpoints.ts';
import { tradeEndpoints } from './trade-endpoints.ts';

/** Bitfinex's REST API v2, from its public documentation and ccxt's list. What is under `/v1` is in no table. */
export const endpoints: readonly Endpoint[] = [...publicEndpoints, ...tradeEndpoints, ...accountEndpoints];
