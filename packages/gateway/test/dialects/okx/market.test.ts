import { okx } from '../../../src/dialects/okx/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(okx, {
  symbols: [['BTC-USDT', 'BTC', 'USDT']],
  noSymbols: ['BTC-USDT-SWAP', 'BTCUSDT', '-USDT', 'BTC-'],
  book: '{"code":"0","data":[{"bidPx":"1.10","askPx":"1.20","last":"99"}]}',
  volume: ['{"code":"0","data":[{"instId":"BTC-USDT","vol24h":"2","volCcy24h":"2222"}]}', '2222'],
  noVolume: ['{"data":[{"volCcy24h":"1"},{"volCcy24h":"2"}]}'],
});
