import { kucoin } from '../../../src/dialects/kucoin/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(kucoin, {
  symbols: [['BTC-USDT', 'BTC', 'USDT']],
  noSymbols: ['XBTUSDTM', 'BTCUSDT', '-USDT', 'BTC-', 'BTC-USDT-SWAP'],
  book: '{"code":"200000","data":{"price":"99","bestBid":"1.10","bestAsk":"1.20","size":"7"}}',
  volume: ['{"code":"200000","data":{"symbol":"BTC-USDT","vol":"2","volValue":"2222"}}', '2222'],
  noVolume: ['{"data":{"vol":"1"}}', '{"data":[{"volValue":"1"}]}', '{"volValue":"1"}'],
});
