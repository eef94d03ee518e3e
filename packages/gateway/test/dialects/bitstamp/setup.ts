import { bitstamp } from '../../../src/dialects/bitstamp/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

const NOW = 1_760_000_000_123;

/** Bitstamp against ccxt, at a fixed clock; the random digits are those of ccxt's UUID in these tests. */
export const setup: ConformanceSetup = {
  name: 'bitstamp',
  dialect: bitstamp,
  now: NOW,
  markets: [
    { id: 'btcusd', base: 'BTC', quote: 'USD' },
    { id: 'ethusdt', base: 'ETH', quote: 'USDT' },
    { id: 'btcusd-perp', base: 'BTC', quote: 'USD', type: 'swap' },
  ],
  virtual: testKey(bitstamp, 'hmac'),
  real: testKey(bitstamp, 'hmac'),
  outboundHeaders: [
    'x-auth',
    'x-auth-signature',
    'x-auth-nonce',
    'x-auth-timestamp',
    'x-auth-version',
    'content-type',
  ],
  signedHeaders: [
    'x-auth',
    'x-auth-signature',
    'x-auth-nonce',
    'x-auth-timestamp',
    'x-auth-version',
    'content-type',
  ],
  stamp: { now: NOW, nonce: BigInt(NOW), random: '0123456789ab4cde8f0123456789abcd' },
};
