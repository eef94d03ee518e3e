import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { futuresEndpoints } from './endpoints/futures.ts';
import { marginEndpoints } from './endpoints/margin.ts';
import { marketDataEndpoints } from './endpoints/market-data.ts';
import { tradingEndpoints } from './endpoints/trading.ts';
import { walletEndpoints } from './endpoints/wallet.ts';

/** Every endpoint of MEXC that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [
  ...marketDataEndpoints,
  ...accountEndpoints,
  ...tradingEndpoints,
  ...walletEndpoints,
  ...marginEndpoints,
  ...futuresEndpoints,
];
