import type { KeyAlgorithm } from '../../../src/dialect/dialect.ts';
import { bybit } from '../../../src/dialects/bybit/index.ts';
import type { MarketSpec } from '../../dialect/ccxt-client.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

const markets: readonly MarketSpec[] = [
  { id: 'BTCUSDT', base: 'BTC', quote: 'USDT' },
  { id: 'ETHUSDT', base: 'ETH', quote: 'USDT' },
  { id: 'BTCUSDT', base: 'BTC', quote: 'USDT', type: 'swap' },
];

/** What the tests of this dialect start from, for one kind of key. */
export function bybitSetup(algorithm: KeyAlgorithm): ConformanceSetup {
  return {
    name: `bybit, ${algorithm}`,
    dialect: bybit,
    now: Date.UTC(2026, 10, 24),
    markets,
    options: { enableUnifiedMargin: false, enableUnifiedAccount: true, unifiedMarginStatus: 6 },
    virtual: testKey(bybit, algorithm),
    real: testKey(bybit, algorithm),
    outboundHeaders: [
      'content-type',
      'x-bapi-api-key',
      'x-bapi-timestamp',
      'x-bapi-recv-window',
      'x-bapi-sign',
    ],
    signedHeaders: ['x-bapi-api-key', 'x-bapi-timestamp', 'x-bapi-recv-window', 'x-bapi-sign'],
  };
}
