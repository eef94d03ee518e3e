import { formatDecimal } from '@holdfast/decimal';
import { expect, test } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(gemini, {
  symbols: [
    ['btcusd', 'BTC', 'USD'],
    ['ethusdt', 'ETH', 'USDT'],
    ['1inchusd', '1INCH', 'USD'],
  ],
  noSymbols: ['btcgusd', 'btcrlusd', 'BTCUSD', 'btc-usd', 'btcgusdperp', 'btceur'],
  book: '{"bid":"1.10","ask":"1.20","last":"1.15"}',
  volume: ['{"last":"1000","volume":{"BTC":"2","USD":"2010","timestamp":1483018200000}}', '2010'],
  noVolume: [
    '{"last":"1000","volume":{"BTC":"2","USD":"2010","EUR":"1","timestamp":1}}',
    '{"last":"1000","volume":{"BTC":"2","timestamp":1}}',
    '{"last":"1000","volume":{"BTC":"2","USD":"900","timestamp":1}}',
    '{"volume":{"BTC":"2","USD":"2000"}}',
    '{"last":"1e3","volume":{"BTC":"2","USD":"2000"}}',
    '{"last":"1000","volume":{"BTC":"x","USD":"2000"}}',
  ],
});

test('the volume in quote currency is found wherever it stands, and of two that may be it the smaller', () => {
  const read = (last: string, volume: object) => {
    const found = gemini.market.volume.read(parseStrictJson(Buffer.from(JSON.stringify({ last, volume }))));
    return found && formatDecimal(found);
  };
  expect(read('1000', { USD: '2010', BTC: '2' })).toBe('2010');
  expect(read('0.05', { ETH: '100', BTC: '5.1' })).toBe('5.1');
  expect(read('1.0001', { USDC: '500', USD: '499' })).toBe('499');
});
