import type { Endpoint } from '../../dialect/dialect.ts';
import { accountEndpoints } from './endpoints/account.ts';
import { blockEndpoints } from './endpoints/block.ts';
import { marketEndpoints } from './endpoints/market.ts';
import { tradingEndpoints } from './endpoints/trading.ts';
import { walletEndpoints } from './endpoints/wallet.ts';

/** Every method of Deribit that the gateway knows, from its public documentation. */
export const endpoints: readonly Endpoint[] = [
  ...marketEndpoints,
  ...tradingEndpoints,
  ...accountEndpoints,
  ...walletEndpoints,
  ...blockEndpoints,
];
