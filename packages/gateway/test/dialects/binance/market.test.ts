import { binance } from '../../../src/dialects/binance/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(binance, {
  symbols: [
    ['BTCUSDT', 'BTC', 'USDT'],
    ['1INCHUSDC', '1INCH', 'USDC'],
  ],
  noSymbols: ['BTCEUR', 'BTCusdt', 'btcusdt'],
  book: '{"symbol":"X","bidPrice":"1.10","bidQty":"1","askPrice":"1.20","askQty":"1"}',
  volume: ['{"symbol":"BNBBTC","volume":"8913.3","quoteVolume":"15.30"}', '15.3'],
  noVolume: ['{"quoteVolume":"-1"}', '{"quoteVolume":"1e9"}'],
});
