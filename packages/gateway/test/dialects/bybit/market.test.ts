import { bybit } from '../../../src/dialects/bybit/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(bybit, {
  symbols: [['1INCHUSDC', '1INCH', 'USDC']],
  noSymbols: ['BTCPERP', 'BTC-USDT-X'],
  book: '{"retCode":0,"result":{"list":[{"bid1Price":"1.10","ask1Price":"1.20","lastPrice":"99"}]}}',
  volume: [
    '{"retCode":0,"result":{"list":[{"symbol":"BTCUSDT","volume24h":"2","turnover24h":"123.4"}]}}',
    '123.4',
  ],
  noVolume: ['{"result":{"list":[]}}', '{"result":{"list":[{"turnover24h":"1"},{"turnover24h":"2"}]}}'],
});
