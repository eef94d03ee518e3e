import { deribit } from '../../../src/dialects/deribit/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

const ticker = (fields: string) =>
  `{"jsonrpc":"2.0","result":{"instrument_name":"BTC_USDC","last_price":9,${fields}}}`;

describeMarketData(deribit, {
  symbols: [
    ['BTC_USDC', 'BTC', 'USDC'],
    ['SOL_USDT', 'SOL', 'USDT'],
  ],
  noSymbols: ['BTC_USDC-PERPETUAL', 'BTC-PERPETUAL', 'BTCUSDC', '_USDC', 'BTC_', 'btc_usdc', 'ETH_BTC'],
  book: ticker('"best_bid_price":1.10,"best_ask_price":1.20'),
  volume: [ticker('"stats":{"volume":3,"low":50,"high":70,"volume_usd":999}'), '150'],
  noVolume: [
    ticker('"stats":{"volume_usd":999}'),
    ticker('"stats":{"volume":3,"low":null}'),
    ticker('"volume":3,"low":5'),
  ],
});
