import { bitget } from '../../../src/dialects/bitget/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Bitget against ccxt, at a fixed clock, with a classic account. */
export const setup: ConformanceSetup = {
  name: 'bitget',
  dialect: bitget,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTCUSDT', base: 'BTC', quote: 'USDT' },
    { id: 'ETHUSDT', base: 'ETH', quote: 'USDT' },
    { id: 'BTCUSDT', base: 'BTC', quote: 'USDT', type: 'swap' },
  ],
  options: { uta: false },
  virtual: testKey(bitget, 'hmac'),
  real: testKey(bitget, 'hmac'),
  outboundHeaders: ['access-key', 'access-sign', 'access-timestamp', 'access-passphrase', 'content-type'],
  signedHeaders: ['access-key', 'access-sign', 'access-timestamp', 'access-passphrase'],
};
