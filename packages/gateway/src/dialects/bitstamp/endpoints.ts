import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { derivativeEndpoints } from './endpoints/derivatives.ts';
import { fundingEndpoints } from './endpoints/funding.ts';
import { marketDataEndpoints } from './endpoints/market-data.ts';
import { tradingEndpoints } from './endpoints/trading.ts';

/** Every endpoint of Bitstamp's API v2 that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [
  ...marketDataEndpoints,
  ...accountEndpoints,
  ...tradingEndpoints,
  ...fundingEndpoints,
  ...derivativeEndpoints,
];
