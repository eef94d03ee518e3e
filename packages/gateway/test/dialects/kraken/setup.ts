import { kraken } from '../../../src/dialects/kraken/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Kraken against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'kraken',
  dialect: kraken,
  now: 1_760_000_000_123,
  markets: [
    { id: 'XXBTZUSD', base: 'BTC', quote: 'USD', baseId: 'XXBT', quoteId: 'ZUSD' },
    { id: 'ADAUSDC', base: 'ADA', quote: 'USDC' },
  ],
  virtual: testKey(kraken, 'hmac'),
  real: testKey(kraken, 'hmac'),
  outboundHeaders: ['api-key', 'api-sign', 'content-type'],
  signedHeaders: ['api-key', 'api-sign'],
};
