import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPrice, pairDecimals } from '../src/kraken/amounts.ts';
import { type IdKind, idOf, isId, numberOf, randomId } from '../src/kraken/ids.ts';
import { USD_MARKETS } from '../src/kraken/kraken-markets.ts';
import { assetIdOf, assetNamed, KrakenNames, pairAltnameOf, wsnameOf } from '../src/kraken/names.ts';

/** From what Kraken's AssetPairs and Assets list. */
describe.each([
  ['BTC', 'XXBTZUSD', 'XBTUSD', 'XBT/USD', 'XXBT'],
  ['ETH', 'XETHZUSD', 'ETHUSD', 'ETH/USD', 'XETH'],
  ['DOGE', 'XDGUSD', 'XDGUSD', 'XDG/USD', 'XXDG'],
  ['USDT', 'USDTZUSD', 'USDTUSD', 'USDT/USD', 'USDT'],
  ['SOL', 'SOLUSD', 'SOLUSD', 'SOL/USD', 'SOL'],
  ['XTZ', 'XTZUSD', 'XTZUSD', 'XTZ/USD', 'XTZ'],
  ['ZRX', 'ZRXUSD', 'ZRXUSD', 'ZRX/USD', 'ZRX'],
  ['LUNC', 'LUNAUSD', 'LUNAUSD', 'LUNA/USD', 'LUNA'],
  ['LUNA', 'LUNA2USD', 'LUNA2USD', 'LUNA2/USD', 'LUNA2'],
])('%s', (asset, id, altname, wsname, assetId) => {
  const symbol = USD_MARKETS.symbolOf(asset, 100);
  const names = new KrakenNames([symbol]);

  it('has Kraken’s names, and is found by each of them', () => {
    expect([symbol.name, pairAltnameOf(symbol), wsnameOf(symbol), assetIdOf(asset)]).toEqual([
      id,
      altname,
      wsname,
      assetId,
    ]);
    expect(assetNamed(assetId)).toBe(asset);
    for (const name of [id, altname, wsname]) expect(names.pair(name)).toBe(symbol);
    expect(names.pair(`${id}X`)).toBeNull();
    expect(names.asset(assetId)).toBe(asset);
    expect(names.asset('NOTHING')).toBeNull();
  });
});

it('knows a name that two coins could have by what Kraken means', () => {
  const both = ['LUNA', 'LUNC'].map((asset) => USD_MARKETS.symbolOf(asset, 1));
  expect(new KrakenNames(both).pair('LUNAUSD')?.base).toBe('LUNC');
  expect(new KrakenNames(both.toReversed()).pair('LUNAUSD')?.base).toBe('LUNC');
});

it('gives each number an id of its own, and finds the number again', () => {
  const number = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.constantFrom<IdKind>('O', 'T', 'L', 'Q'), number, number, (kind, a, b) => {
      const id = idOf(kind, a);
      expect(id).toMatch(/^[OTLQ][A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/);
      expect(numberOf(kind, id)).toBe(a);
      expect(id === idOf(kind, b)).toBe(a === b);
      expect(numberOf(kind === 'O' ? 'T' : 'O', id)).toBeNull();
    }),
  );
  for (let nth = 0; nth < 100; nth++) {
    expect(isId(randomId('T'))).toBe(true);
    expect(numberOf('T', randomId('T'))).toBeNull();
  }
  for (const text of ['', 'O', 'OAAAAA-AAAAA-AAAAA', 'oaaaaa-aaaaa-aaaaaa', 'OAAAAA-AAAAA-AAAAAA ']) {
    expect(isId(text)).toBe(false);
    expect(numberOf('O', text)).toBeNull();
  }
});

it.each([
  [100_000_000n, 0, 123_000_000_000n, '1230'],
  [10_000_000n, 1, 3_000_010_000_000n, '30000.1'],
  [50_000_000n, 1, 3_000_000_000_000n, '30000.0'],
  [1n, 8, 1n, '0.00000001'],
  // A price from before the tick changed keeps its digits.
  [10_000_000n, 1, 3_000_012_500_000n, '30000.125'],
  [100_000_000n, 0, 50_000_000n, '0.5'],
])('with a tick of %d writes %d decimals', (tick, decimals, price, text) => {
  expect(pairDecimals({ tick })).toBe(decimals);
  expect(formatPrice(price, { tick })).toBe(text);
});

it('has an ordermin of one digit that is worth half a dollar, and exact ticks, at any price', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-7, max: 1e6, noNaN: true }), (price) => {
      const { minQuantity, tick, minNotional } = USD_MARKETS.symbolOf('ANY', price);
      expect(`${minQuantity}`).toMatch(/^(?:[1-9]|10)0*$/);
      const worth = (Number(minQuantity) / 1e8) * price;
      expect(worth).toBeGreaterThanOrEqual(0.5);
      if (price < 1e5) expect(worth).toBeLessThan(1.1);
      expect(minNotional).toBe(50_000_000n);
      expect(`${tick}`).toMatch(/^10*$/);
    }),
  );
});
