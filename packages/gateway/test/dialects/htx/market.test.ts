import { htx } from '../../../src/dialects/htx/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(htx, {
  symbols: [
    ['btcusdt', 'BTC', 'USDT'],
    ['usdtusd', 'USDT', 'USD'],
  ],
  noSymbols: ['BTCUSDT', 'usdt', 'btceth'],
  book: '{"status":"ok","tick":{"id":1,"close":99,"bid":[1.10,5],"ask":[1.20,7]}}',
  volume: ['{"status":"ok","tick":{"amount":2,"vol":2222.5}}', '2222.5'],
  noVolume: ['{"status":"ok","tick":{"amount":2}}', '{"status":"ok","vol":1}', '{"tick":{"vol":"1e9"}}'],
});
