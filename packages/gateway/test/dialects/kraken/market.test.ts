import { expect, test } from 'vitest';
import { kraken } from '../../../src/dialects/kraken/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(kraken, {
  symbols: [
    ['XXBTZUSD', 'BTC', 'USD'],
    ['XBT/USD', 'BTC', 'USD'],
    ['XBTUSDT', 'BTC', 'USDT'],
    ['XDGUSD', 'DOGE', 'USD'],
    ['XETHZUSD', 'ETH', 'USD'],
  ],
  noSymbols: ['/USD', 'XBTEUR'],
  book: '{"error":[],"result":{"XXBTZUSD":{"a":["1.20","1","1"],"b":["1.10","1","1"]}}}',
  volume: ['{"error":[],"result":{"XXBTZUSD":{"v":["1","2.5"],"p":["9","100.2"]}}}', '250.5'],
  noVolume: [
    '{"error":[],"result":{"A":{"v":["1","2"],"p":["1","2"]},"B":{"v":["1","2"],"p":["1","2"]}}}',
    '{"error":[],"result":{"A":{"v":["1"],"p":["1","2"]}}}',
    '{"error":["EQuery:Unknown asset pair"]}',
  ],
});

test('of two markets in Kraken’s answer is neither', () => {
  const one = '{"a":["1.20"],"b":["1.10"]}';
  const read = (text: string) => kraken.market.book.read(parseStrictJson(Buffer.from(text)));
  expect(read(`{"result":{"A":${one}}}`)).not.toBeNull();
  expect(read(`{"result":{"A":${one},"B":${one}}}`)).toBeNull();
});
