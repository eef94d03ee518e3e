import { bitget } from '../../../src/dialects/bitget/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(bitget, {
  symbols: [
    ['BTCUSDT', 'BTC', 'USDT'],
    ['ETHUSDC', 'ETH', 'USDC'],
  ],
  noSymbols: ['BTCEUR', 'BTCUSDT_SPBL', 'btcusdt'],
  book: '{"code":"00000","data":[{"symbol":"BTCUSDT","bidPr":"1.10","askPr":"1.20","lastPr":"99"}]}',
  volume: ['{"code":"00000","data":[{"symbol":"BTCUSDT","baseVolume":"2","quoteVolume":"2222"}]}', '2222'],
  noVolume: ['{"data":[{"quoteVolume":"1"},{"quoteVolume":"2"}]}', '{"data":{"quoteVolume":"1"}}'],
});
