import type { Endpoint } from '../../../dialect/dialect.ts';
import { accountEndpoints } from './account.ts';
import { futuresEndpoints } from './futures.ts';
import { marginEndpoints } from './margin.ts';
import { marketEndpoints } from './market.ts';
import { otherEndpoints } from './other.ts';
import { tradingEndpoints } from './trading.ts';
import { unifiedEndpoints } from './unified.ts';

/** KuCoin's REST API, from its public documentation, and endpoints that ccxt knows beyond it. */
export const endpoints: readonly Endpoint[] = [
  ...marketEndpoints,
  ...tradingEndpoints,
  ...accountEndpoints,
  ...marginEndpoints,
  ...unifiedEndpoints,
  ...futuresEndpoints,
  ...otherEndpoints,
];
