import { formatDecimal } from '@holdfast/decimal';
import { expect, it, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { parseStrictJson } from '../../src/http/strict-json.ts';
import { VOLUME_TICKERS } from '../../src/market/volume-ticker.ts';

const read = (exchange: keyof typeof VOLUME_TICKERS, body: string) => {
  const volume = VOLUME_TICKERS[exchange].read(parseStrictJson(Buffer.from(body)));
  return volume === null ? null : formatDecimal(volume);
};

it.each([
  ['binance', '{"symbol":"BNBBTC","volume":"8913.3","quoteVolume":"15.30"}', '15.3'],
  ['kraken', '{"error":[],"result":{"XXBTZUSD":{"v":["1","2.5"],"p":["9","100.2"]}}}', '250.5'],
  [
    'coinbase',
    '{"product_id":"BTC-USD","volume_24h":"1","approximate_quote_24h_volume":"1908432"}',
    '1908432',
  ],
  ['okx', '{"code":"0","data":[{"instId":"BTC-USDT","vol24h":"2","volCcy24h":"2222"}]}', '2222'],
  [
    'bybit',
    '{"retCode":0,"result":{"list":[{"symbol":"BTCUSDT","volume24h":"2","turnover24h":"123.4"}]}}',
    '123.4',
  ],
] as const)('%s tells what was traded in quote units', (exchange, body, volume) => {
  expect(read(exchange, body)).toBe(volume);
});

it.each([
  ['binance', '{"quoteVolume":"-1"}'],
  ['binance', '{"quoteVolume":"1e9"}'],
  ['binance', '[]'],
  ['kraken', '{"error":[],"result":{"A":{"v":["1","2"],"p":["1","2"]},"B":{"v":["1","2"],"p":["1","2"]}}}'],
  ['kraken', '{"error":[],"result":{"A":{"v":["1"],"p":["1","2"]}}}'],
  ['kraken', '{"error":["EQuery:Unknown asset pair"]}'],
  ['coinbase', '{"approximate_quote_24h_volume":null}'],
  ['okx', '{"data":[{"volCcy24h":"1"},{"volCcy24h":"2"}]}'],
  ['bybit', '{"result":{"list":[]}}'],
] as const)('%s says nothing with %s', (exchange, body) => expect(read(exchange, body)).toBeNull());

test('every exchange is asked at a host of its own', () => {
  for (const [exchange, { hosts }] of dialects) expect(hosts).toContain(VOLUME_TICKERS[exchange].host);
});
