import { formatDecimal } from '@holdfast/decimal';
import { expect, it, test } from 'vitest';
import { bitfinex } from '../../../src/dialects/bitfinex/index.ts';
import { OWN_NAMES } from '../../../src/dialects/bitfinex/names.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { describeMarketData } from '../../dialect/market-data.ts';

describeMarketData(bitfinex, {
  symbols: [
    ['tBTCUSD', 'BTC', 'USD'],
    ['tBTCUST', 'BTC', 'USDT'],
    ['tDOGE:UST', 'DOGE', 'USDT'],
    ['tLUNA2:USD', 'LUNA', 'USD'],
    ['tLUNA:USD', 'LUNC', 'USD'],
    ['tUDCUSD', 'USDC', 'USD'],
    ['tAMPUSD', 'AMPL', 'USD'],
  ],
  noSymbols: [
    'BTCUSD',
    'tBTCUSDT',
    'tBTC:EUR',
    'tBTCF0:USTF0',
    'fUSD',
    'tbtcusd',
    'tBTC:USD:USD',
    't:USD',
    'tDOGE:',
  ],
  book: '[1.10,3.2,1.20,4,0,0,1.15,100,2,1]',
  volume: ['[1,1,1,1,0,0,100.5,2,120,90]', '201'],
  noVolume: ['[1,1,1,1,0,0,100]', '[1,1,1,1,0,0,"100","2",1,1]', '["error",10020,"symbol: invalid"]'],
});

it.each([
  ['1.2e-7', '0.00000012'],
  ['1E-2', '0.01'],
  ['12.5e1', '125'],
  ['1.25e+1', '12.5'],
  ['3e3', '3000'],
  ['0.05', '0.05'],
  ['100', '100'],
])('the number %s is read exactly: %s', (source, plain) => {
  const ticker = bitfinex.market.book.read(parseStrictJson(Buffer.from(`[${source},1,${source},1]`)));
  expect(ticker && formatDecimal(ticker.bid)).toBe(plain);
});

it.each(['-1', '-1e-7', '1e400', '1e-400'])('the number %s is none', (source) =>
  expect(bitfinex.market.book.read(parseStrictJson(Buffer.from(`[${source},1,1,1]`)))).toBeNull(),
);

test('a name of Bitfinex’s own is nobody else’s, and back again', () => {
  const others = Object.values(OWN_NAMES);
  expect(new Set(others).size).toBe(others.length);
  for (const name of others) {
    const symbol = bitfinex.market.symbols.join({ base: name, quote: 'USD' });
    expect(bitfinex.market.symbols.split(symbol, ['USD'])).toEqual({ base: name, quote: 'USD' });
  }
});
