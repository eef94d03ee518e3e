import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Crypto.com against ccxt, at a fixed clock. Key and signature stand in the body. */
export const setup: ConformanceSetup = {
  name: 'cryptocom',
  dialect: cryptocom,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTC_USDT', base: 'BTC', quote: 'USDT' },
    { id: 'ETH_USDT', base: 'ETH', quote: 'USDT' },
    { id: 'BTCUSD-PERP', base: 'BTC', quote: 'USD', type: 'swap' },
  ],
  virtual: testKey(cryptocom, 'hmac'),
  real: testKey(cryptocom, 'hmac'),
  outboundHeaders: ['content-type'],
  signedHeaders: [],
};
