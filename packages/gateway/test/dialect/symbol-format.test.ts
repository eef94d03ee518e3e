import { expect, it } from 'vitest';
import { concatenatedSymbols, delimitedSymbols } from '../../src/dialect/symbol-format.ts';

it('the longest quote counts, whatever their order', () => {
  for (const quotes of [
    ['USD', 'FDUSD'],
    ['FDUSD', 'USD'],
  ])
    expect(concatenatedSymbols().split('BTCFDUSD', quotes)).toEqual({ base: 'BTC', quote: 'FDUSD' });
});

it.each([concatenatedSymbols, (options?: object) => delimitedSymbols('_', options)])(
  'own names are told in common ones, and lower case stays lower case',
  (format) => {
    const own = format({ ownNames: { UST: 'USDT', XBT: 'BTC' }, lowerCase: true });
    const symbol = own.join({ base: 'BTC', quote: 'USDT' });
    expect(symbol.replace('_', '')).toBe('xbtust');
    expect(own.split(symbol, ['USD', 'USDT'])).toEqual({ base: 'BTC', quote: 'USDT' });
    expect(own.split(symbol.toUpperCase(), ['USD', 'USDT'])).toBeNull();
    expect(own.split('xbt_usd_perp', ['USD', 'USDT'])).toBeNull();
  },
);

it('a name of the language’s own is nobody’s', () => {
  const own = concatenatedSymbols({ ownNames: { XBT: 'BTC' } });
  expect(own.split('constructorUSD', ['USD'])).toEqual({ base: 'constructor', quote: 'USD' });
});
