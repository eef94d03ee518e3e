import type { Endpoint } from '../../../dialect/dialect.ts';
import { accountEndpoints } from './account.ts';
import { futuresEndpoints } from './futures.ts';
import { marginEndpoints } from './margin.ts';
import { oldEndpoints } from './old.ts';
import { otherEndpoints } from './other.ts';
import { tradingEndpoints } from './trading.ts';
import { unifiedEndpoints } from './unified.ts';

/** Bitget's REST API in its three versions, from its public documentation, and endpoints that ccxt knows beyond it. */
export const endpoints: readonly Endpoint[] = [
  ...tradingEndpoints,
  ...accountEndpoints,
  ...marginEndpoints,
  ...futuresEndpoints,
  ...unifiedEndpoints,
  ...otherEndpoints,
  ...oldEndpoints,
];
