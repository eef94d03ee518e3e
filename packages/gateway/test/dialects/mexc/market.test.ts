import { mexc } from '../../../src/dialects/mexc/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(mexc, {
  symbols: [
    ['BTCUSDT', 'BTC', 'USDT'],
    ['ETHUSDC', 'ETH', 'USDC'],
    ['1INCHUSDT', '1INCH', 'USDT'],
  ],
  noSymbols: ['BTC_EUR', 'BTCEUR', 'btcusdt'],
  book: '{"symbol":"BTCUSDT","bidPrice":"1.10","bidQty":"1","askPrice":"1.20","askQty":"1"}',
  volume: ['{"symbol":"BTCUSDT","volume":"2","quoteVolume":"250.5"}', '250.5'],
  noVolume: ['{"quoteVolume":null}', '{"volume":"2"}', '[{"quoteVolume":"1"}]'],
});
