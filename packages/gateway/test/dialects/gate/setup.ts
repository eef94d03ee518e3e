import { gate } from '../../../src/dialects/gate/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Gate against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'gate',
  dialect: gate,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTC_USDT', base: 'BTC', quote: 'USDT' },
    { id: 'ETH_USDT', base: 'ETH', quote: 'USDT' },
    { id: 'BTC_USDT', base: 'BTC', quote: 'USDT', type: 'swap' },
  ],
  // Otherwise ccxt asks first what kind of account it is.
  options: { unifiedAccount: false },
  virtual: testKey(gate, 'hmac'),
  real: testKey(gate, 'hmac'),
  outboundHeaders: ['key', 'timestamp', 'sign', 'content-type'],
  signedHeaders: ['key', 'timestamp', 'sign'],
};
