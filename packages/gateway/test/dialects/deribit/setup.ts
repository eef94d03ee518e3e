import { deribit } from '../../../src/dialects/deribit/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

const NOW = 1_760_000_000_123;

/** Deribit against ccxt, at a fixed clock. ccxt takes the time as its nonce; the gateway takes a random text. */
export const setup: ConformanceSetup = {
  name: 'deribit',
  dialect: deribit,
  now: NOW,
  markets: [
    { id: 'BTC_USDC', base: 'BTC', quote: 'USDC' },
    { id: 'ETH_USDC', base: 'ETH', quote: 'USDC' },
    { id: 'BTC_USDC-PERPETUAL', base: 'BTC', quote: 'USDC', type: 'swap' },
  ],
  virtual: testKey(deribit, 'hmac'),
  real: testKey(deribit, 'hmac'),
  outboundHeaders: ['authorization', 'content-type'],
  signedHeaders: ['authorization'],
  stamp: { now: NOW, nonce: 0n, random: String(NOW) },
};
