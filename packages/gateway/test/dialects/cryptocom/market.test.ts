import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

const ticker = (fields: string) => `{"code":"0","result":{"data":[{"i":"BTC_USDT","a":"99",${fields}}]}}`;

describeMarketData(cryptocom, {
  symbols: [
    ['BTC_USDT', 'BTC', 'USDT'],
    ['CRO_USD', 'CRO', 'USD'],
  ],
  noSymbols: ['BTCUSD-PERP', 'BTCUSDT', '_USDT', 'BTC_', 'BTC_USDT_X', 'btc_usdt'],
  book: ticker('"b":"1.10","k":"1.20"'),
  volume: [ticker('"v":"3","l":"50","h":"70","vv":"999"'), '150'],
  noVolume: [
    ticker('"vv":"999"'),
    ticker('"v":"3","l":null'),
    '{"result":{"data":[{"v":"1","l":"1"},{"v":"1","l":"1"}]}}',
  ],
});
