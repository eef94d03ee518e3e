import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { earnEndpoints } from './endpoints/earn.ts';
import { futuresEndpoints } from './endpoints/futures.ts';
import { marginEndpoints } from './endpoints/margin.ts';
import { marketDataEndpoints } from './endpoints/market-data.ts';
import { optionsEndpoints } from './endpoints/options.ts';
import { subAccountEndpoints } from './endpoints/sub-account.ts';
import { tradingEndpoints } from './endpoints/trading.ts';
import { walletEndpoints } from './endpoints/wallet.ts';

/** Every endpoint of Binance that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [
  ...marketDataEndpoints,
  ...accountEndpoints,
  ...tradingEndpoints,
  ...walletEndpoints,
  ...marginEndpoints,
  ...earnEndpoints,
  ...subAccountEndpoints,
  ...futuresEndpoints,
  ...optionsEndpoints,
];
