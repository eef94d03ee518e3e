import { gate } from '../../../src/dialects/gate/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(gate, {
  symbols: [['BTC_USDT', 'BTC', 'USDT']],
  noSymbols: ['BTC-USDT', 'BTCUSDT', '_USDT', 'BTC_', 'BTC_USDT_20260327'],
  book: '[{"currency_pair":"BTC_USDT","last":"99","lowest_ask":"1.20","highest_bid":"1.10"}]',
  volume: ['[{"currency_pair":"BTC_USDT","base_volume":"2","quote_volume":"2222"}]', '2222'],
  noVolume: ['[{"quote_volume":"1"},{"quote_volume":"2"}]', '{"quote_volume":"1"}'],
});
