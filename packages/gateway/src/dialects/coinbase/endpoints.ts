import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './account-endpoints.ts';
import { brokerageEndpoints } from './brokerage-endpoints.ts';

/** What Coinbase serves on api.coinbase.com: Advanced Trade (v3) and the older API of its accounts (v2). */
export const endpoints: readonly Endpoint[] = [...brokerageEndpoints, ...accountEndpoints];
