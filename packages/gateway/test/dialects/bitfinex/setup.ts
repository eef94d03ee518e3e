import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** Bitfinex against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'bitfinex',
  dialect: bitfinex,
  now: 1_760_000_000_123,
  markets: [
    { id: 'tBTCUSD', base: 'BTC', quote: 'USD', extra: { precision: { amount: 8, price: 5 } } },
    {
      id: 'tDOGE:UST',
      base: 'DOGE',
      quote: 'USDT',
      quoteId: 'UST',
      extra: { precision: { amount: 8, price: 5 } },
    },
    {
      id: 'tBTCF0:USTF0',
      base: 'BTC',
      quote: 'USDT',
      type: 'swap',
      extra: { precision: { amount: 8, price: 5 } },
    },
  ],
  virtual: testKey(bitfinex, 'hmac'),
  real: testKey(bitfinex, 'hmac'),
  outboundHeaders: ['content-type', 'bfx-nonce', 'bfx-apikey', 'bfx-signature'],
  signedHeaders: ['bfx-nonce', 'bfx-apikey', 'bfx-signature'],
};
