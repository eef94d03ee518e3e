import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { contractReadEndpoints } from './endpoints/contract-reads.ts';
import { contractTradeEndpoints } from './endpoints/contract-trades.ts';
import { marginEndpoints } from './endpoints/margin.ts';
import { spotEndpoints } from './endpoints/spot.ts';

/** Every endpoint of HTX that the gateway knows, from its documentation, its SDKs' and ccxt's lists. */
export const endpoints: readonly Endpoint[] = [
  ...spotEndpoints,
  ...accountEndpoints,
  ...marginEndpoints,
  ...contractReadEndpoints,
  ...contractTradeEndpoints,
];
