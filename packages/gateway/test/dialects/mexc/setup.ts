import { mexc } from '../../../src/dialects/mexc/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** MEXC against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'mexc',
  dialect: mexc,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTCUSDT', base: 'BTC', quote: 'USDT' },
    { id: 'ETHUSDC', base: 'ETH', quote: 'USDC' },
  ],
  options: { defaultType: 'spot' },
  virtual: testKey(mexc, 'hmac'),
  real: testKey(mexc, 'hmac'),
  outboundHeaders: ['x-mexc-apikey', 'content-type'],
  signedHeaders: ['x-mexc-apikey'],
};
