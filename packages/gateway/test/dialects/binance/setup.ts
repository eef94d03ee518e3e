import type { KeyAlgorithm } from '../../../src/dialect/dialect.ts';
import { binance } from '../../../src/dialects/binance/index.ts';
import type { MarketSpec } from '../../dialect/ccxt-client.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { testKey } from '../../dialect/keys.ts';

const info = {
  orderTypes: [
    'LIMIT',
    'LIMIT_MAKER',
    'MARKET',
    'STOP_LOSS',
    'STOP_LOSS_LIMIT',
    'TAKE_PROFIT',
    'TAKE_PROFIT_LIMIT',
  ],
};
const markets: readonly MarketSpec[] = [
  { id: 'BTCUSDT', base: 'BTC', quote: 'USDT', info },
  { id: 'ETHUSDT', base: 'ETH', quote: 'USDT', info },
  { id: 'BTCUSDT', base: 'BTC', quote: 'USDT', type: 'swap', info: { orderTypes: ['LIMIT', 'MARKET'] } },
];

/** What the tests of this dialect start from, for one kind of key. */
export function binanceSetup(algorithm: KeyAlgorithm): ConformanceSetup {
  return {
    name: `binance, ${algorithm}`,
    dialect: binance,
    now: Date.UTC(2026, 10, 24),
    markets,
    virtual: testKey(binance, algorithm),
    real: testKey(binance, algorithm),
    outboundHeaders: ['x-mbx-apikey', 'content-type'],
    signedHeaders: ['x-mbx-apikey'],
  };
}
