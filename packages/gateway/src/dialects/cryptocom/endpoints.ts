import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { oldEndpoints } from './endpoints/old.ts';
import { tradingEndpoints } from './endpoints/trading.ts';

/** Every endpoint of Crypto.com's exchange that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [...tradingEndpoints, ...accountEndpoints, ...oldEndpoints];
