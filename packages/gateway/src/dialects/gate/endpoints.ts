import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { derivativeEndpoints } from './endpoints/derivatives.ts';
import { marginEndpoints } from './endpoints/margin.ts';
import { otherProductEndpoints } from './endpoints/other-products.ts';
import { spotEndpoints } from './endpoints/spot.ts';

/** Every endpoint of Gate's API v4 that the gateway knows, from its documentation, its SDKs' and ccxt's lists. */
export const endpoints: readonly Endpoint[] = [
  ...spotEndpoints,
  ...accountEndpoints,
  ...marginEndpoints,
  ...derivativeEndpoints,
  ...otherProductEndpoints,
];
