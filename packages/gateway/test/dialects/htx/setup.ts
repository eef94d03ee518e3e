import { htx } from '../../../src/dialects/htx/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Ids of accounts, by what HTX calls them. */
export const SPOT = '100009';
export const MARGIN = '100010';
export const CROSS_MARGIN = '100011';

/** HTX against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'htx',
  dialect: htx,
  now: 1_760_000_000_123,
  markets: [
    { id: 'btcusdt', base: 'BTC', quote: 'USDT', baseId: 'btc', quoteId: 'usdt' },
    { id: 'ethusdt', base: 'ETH', quote: 'USDT', baseId: 'eth', quoteId: 'usdt' },
    { id: 'BTC-USDT', base: 'BTC', quote: 'USDT', type: 'swap' },
  ],
  spotAccounts: new Set([SPOT]),
  virtual: testKey(htx, 'hmac'),
  real: testKey(htx, 'hmac'),
  outboundHeaders: ['content-type'],
  signedHeaders: [],
};
