import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { marketEndpoints } from './endpoints/market.ts';
import { oldEndpoints } from './endpoints/old.ts';
import { otherProductEndpoints } from './endpoints/other-products.ts';
import { subAccountEndpoints } from './endpoints/sub-account.ts';
import { tradingEndpoints } from './endpoints/trading.ts';

/** Every endpoint of Bybit that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [
  ...marketEndpoints,
  ...tradingEndpoints,
  ...accountEndpoints,
  ...subAccountEndpoints,
  ...otherProductEndpoints,
  ...oldEndpoints,
];
