import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(coinbase, {
  symbols: [['BTC-USD', 'BTC', 'USD']],
  noSymbols: ['BTC-EUR', 'BTCUSD', '-USD', 'BTC-USD-PERP'],
  book: '{"pricebook":{"bids":[{"price":"1.10","size":"1"}],"asks":[{"price":"1.20","size":"1"}]}}',
  volume: ['{"product_id":"BTC-USD","volume_24h":"1","approximate_quote_24h_volume":"1908432"}', '1908432'],
  noVolume: ['{"approximate_quote_24h_volume":null}'],
});
