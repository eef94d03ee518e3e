import { okx } from '../../../src/dialects/okx/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

/** OKX against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'okx',
  dialect: okx,
  now: 1_760_000_000_123,
  markets: [
    { id: 'BTC-USDT', base: 'BTC', quote: 'USDT' },
    { id: 'ETH-USDT', base: 'ETH', quote: 'USDT' },
    { id: 'BTC-USDT-SWAP', base: 'BTC', quote: 'USDT', type: 'swap' },
  ],
  virtual: testKey(okx, 'hmac'),
  real: testKey(okx, 'hmac'),
  outboundHeaders: [
    'ok-access-key',
    'ok-access-sign',
    'ok-access-timestamp',
    'ok-access-passphrase',
    'content-type',
  ],
  signedHeaders: ['ok-access-key', 'ok-access-sign', 'ok-access-timestamp', 'ok-access-passphrase'],
};
