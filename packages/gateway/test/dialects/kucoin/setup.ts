import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** KuCoin against ccxt, at a fixed clock, with a classic account of the newer generation. */
export const setup: ConformanceSetup = {
  name: 'kucoin',
  dialect: kucoin,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTC-USDT', base: 'BTC', quote: 'USDT', info: { quoteIncrement: '0.000001' } },
    { id: 'ETH-USDT', base: 'ETH', quote: 'USDT', info: { quoteIncrement: '0.000001' } },
    { id: 'XBTUSDTM', base: 'BTC', quote: 'USDT', baseId: 'XBT', type: 'swap' },
  ],
  options: { uta: false, hf: true },
  virtual: testKey(kucoin, 'hmac'),
  real: testKey(kucoin, 'hmac'),
  outboundHeaders: [
    'kc-api-key',
    'kc-api-sign',
    'kc-api-timestamp',
    'kc-api-passphrase',
    'kc-api-key-version',
    'content-type',
  ],
  signedHeaders: ['kc-api-key', 'kc-api-sign', 'kc-api-timestamp', 'kc-api-passphrase'],
};
