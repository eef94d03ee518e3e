import { bitstamp } from '../../../src/dialects/bitstamp/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(bitstamp, {
  symbols: [
    ['btcusd', 'BTC', 'USD'],
    ['ethusdt', 'ETH', 'USDT'],
    ['1inchusd', '1INCH', 'USD'],
  ],
  noSymbols: ['BTCUSD', 'btceur', 'BtcUsd', 'btcusd-perp', 'usd'],
  book: '{"bid":"1.10","ask":"1.20"}',
  volume: ['{"volume":"2.5","vwap":"100.2"}', '250.5'],
  noVolume: ['{"volume":"2.5"}', '{"vwap":"1"}', '{"volume":"1e3","vwap":"1"}'],
});
