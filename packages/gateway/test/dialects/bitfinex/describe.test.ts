import { formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order } from './requests.ts';

const SUBMIT = 'w/order/submit';
const first = (changes: Readonly<Record<string, unknown>> = {}) => judge(SUBMIT, order(changes)).orders[0];
const refuses = (changes: Readonly<Record<string, unknown>>) =>
  expect(() => judge(SUBMIT, order(changes)), JSON.stringify(changes)).toThrow(Refusal);

describe('the product of an order on Bitfinex', () => {
  it.each([
    [{}, 'spot'],
    [{ type: 'LIMIT' }, 'margin'],
    [{ type: 'MARKET', price: undefined }, 'margin'],
    [{ type: 'STOP' }, 'margin'],
    [{ type: 'STOP LIMIT', price_aux_limit: '99' }, 'margin'],
    [{ type: 'TRAILING STOP', price: undefined, price_trailing: '1' }, 'margin'],
    [{ type: 'FOK' }, 'margin'],
    [{ type: 'IOC' }, 'margin'],
    [{ flags: 512 }, 'margin'],
    [{ flags: 1024 }, 'margin'],
    [{ flags: 524_288 }, 'margin'],
    [{ flags: 4096 + 1024 }, 'margin'],
    [{ flags: '1024' }, 'margin'],
    [{ symbol: 'tBTCF0:USTF0' }, 'derivative'],
    [{ symbol: 'tBTCF0:USTF0', type: 'LIMIT' }, 'derivative'],
    [{ symbol: 'tBTC:USTF0' }, 'derivative'],
  ])('%j is %s', (changes, product) => expect(first(changes).product).toBe(product));

  it.each<Readonly<Record<string, unknown>>>([
    { lev: 10 },
    { lev: 1 },
    { meta: { $F33: 3 } },
    { meta: { $F33: 3, protect_selfmatch: 1 } },
    { meta: { aff_code: 'x' } },
    { meta: { make_visible: 1 } },
    { meta: { protect_selfmatch: 2 } },
    { meta: { protect_selfmatch: [1] } },
    { meta: [] },
    { meta: null },
    { meta: '{}' },
    { margin: true },
    { price_oco_stop: '90' },
    { flags: 16_384 },
    { flags: 16_384, price_oco_stop: '90' },
    { hidden: true },
    { constructor: '1' },
  ])('an order with %j is refused', (changes) => refuses(changes));

  it.each([{}, { protect_selfmatch: 1 }, { protect_selfmatch: 0 }, { protect_selfmatch: '1' }])(
    'meta %j changes nothing of it',
    (meta) => expect(first({ meta }).product).toBe('spot'),
  );
});

describe('the flags of an order on Bitfinex', () => {
  it.each([
    [0, 'limit'],
    [64, 'limit'],
    [4096, 'post-only'],
    [4160, 'post-only'],
    ['4096', 'post-only'],
  ])('%j is %s', (flags, type) => expect(first({ flags }).type).toBe(type));

  it.each([
    1,
    2,
    63,
    65,
    128,
    2048,
    8192,
    16_384,
    16_384 + 4096,
    32_768,
    2 ** 20,
    2 ** 31,
    2 ** 32,
    2 ** 32 + 4096,
    -1,
    -4096,
    4096.5,
    '0x1000',
    '4096 ',
    '+4096',
    '04096',
    '4e3',
    '',
    null,
    true,
    [4096],
    { a: 1 },
  ])('%j is refused', (flags) => refuses({ flags }));

  it('as a JSON number with an exponent are refused', () =>
    expect(() =>
      judge(SUBMIT, '{"type":"EXCHANGE LIMIT","symbol":"tBTCUSD","amount":"1","price":"1","flags":4.096e3}'),
    ).toThrow(Refusal));

  it('post-only is for limit orders', () => {
    for (const type of ['EXCHANGE MARKET', 'EXCHANGE STOP', 'EXCHANGE IOC', 'EXCHANGE FOK'])
      refuses({ type, price: type === 'EXCHANGE MARKET' ? undefined : '100', flags: 4096 });
  });
});

describe('the type of an order on Bitfinex', () => {
  it.each([
    [{}, { type: 'limit', price: '100', trigger: null, timeInForce: null }],
    [{ type: 'EXCHANGE FOK' }, { type: 'limit', price: '100', timeInForce: 'FOK' }],
    [{ type: 'EXCHANGE IOC' }, { type: 'limit', price: '100', timeInForce: 'IOC' }],
    [
      { type: 'EXCHANGE MARKET', price: undefined },
      { type: 'market', price: null, trigger: null },
    ],
    [{ type: 'EXCHANGE STOP' }, { type: 'stop-market', price: null, trigger: '100' }],
    [
      { type: 'EXCHANGE STOP LIMIT', price_aux_limit: '99' },
      { type: 'stop-limit', price: '99', trigger: '100' },
    ],
    [
      { type: 'EXCHANGE TRAILING STOP', price: undefined, price_trailing: '5' },
      { type: 'trailing-stop', price: null, trigger: null },
    ],
  ])('%j is %j', (changes, expected) => {
    const { price, trigger, ...rest } = first(changes);
    expect({
      ...rest,
      price: price && formatDecimal(price),
      trigger: trigger && formatDecimal(trigger),
    }).toMatchObject(expected);
  });

  it.each([
    { type: undefined },
    { type: '' },
    { type: 'exchange limit' },
    { type: 'EXCHANGE' },
    { type: 'EXCHANGE ' },
    { type: 'EXCHANGE  LIMIT' },
    { type: 'EXCHANGE EXCHANGE LIMIT' },
    { type: ' EXCHANGE LIMIT' },
    { type: 'EXCHANGE LIMIT\u0000' },
    { type: ['EXCHANGE LIMIT'] },
    { type: 'EXCHANGE MARKET' },
    { type: 'EXCHANGE MARKET', price: '' },
    { type: 'EXCHANGE MARKET', price: undefined, price_aux_limit: '1' },
    { price: undefined },
    { price_aux_limit: '99' },
    { price_trailing: '1' },
    { type: 'EXCHANGE STOP', price: undefined },
    { type: 'EXCHANGE STOP', price_aux_limit: '99' },
    { type: 'EXCHANGE STOP LIMIT' },
    { type: 'EXCHANGE STOP LIMIT', price_aux_limit: '99', price: undefined },
    { type: 'EXCHANGE STOP LIMIT', price_aux_limit: '0' },
    { type: 'EXCHANGE TRAILING STOP', price_trailing: '5' },
    { type: 'EXCHANGE TRAILING STOP', price: undefined },
    { type: 'EXCHANGE TRAILING STOP', price: undefined, price_trailing: '-5' },
    { type: 'EXCHANGE TRAILING STOP', price: undefined, price_trailing: '5%' },
  ])('%j is refused', (changes) => refuses(changes));
});

describe('the symbol of an order on Bitfinex', () => {
  it.each(['tBTCUSD', 'tDOGE:UST', 'tTESTBTC:TESTUSD', 'tLUNA2:USD'])('%s is one', (symbol) =>
    expect(first({ symbol })).toMatchObject({ symbol, product: 'spot' }),
  );
  it.each([
    undefined,
    '',
    'BTCUSD',
    'TBTCUSD',
    'tbtcusd',
    'fUSD',
    'fUSD:a30:p2:p30',
    'tBTCUSD ',
    ' tBTCUSD',
    'tBTC/USD',
    'tBTC:USD:EUR',
    'tBTC:',
    't:USD',
    'tBTCUSDT',
    'tBTCUSD,tETHUSD',
    'tВTCUSD',
    ['tBTCUSD'],
    null,
    1,
  ])('%j is refused', (symbol) => refuses({ symbol }));
});

describe('the amount of an order on Bitfinex', () => {
  it('above zero buys, below zero sells, and stays exact', () => {
    for (const [amount, side] of [
      ['123456789012345.123456789012345678', 'buy'],
      ['-123456789012345.123456789012345678', 'sell'],
    ]) {
      const { side: read, quantity } = first({ amount });
      expect(read).toBe(side);
      expect(quantity && formatDecimal(quantity)).toBe('123456789012345.123456789012345678');
    }
  });

  it.each(['amount', 'price'])('%s is refused where it is no plain decimal in a string', (name) => {
    for (const value of [
      undefined,
      null,
      true,
      1,
      0.25,
      -1,
      ['1'],
      { a: 1 },
      '',
      '0',
      '-0',
      '0.0',
      '-0.00',
      '--1',
      '- 1',
      '-',
      '+1',
      '-+1',
      '1e3',
      '-1e3',
      'NaN',
      '-Infinity',
      '.5',
      '-.5',
      '5.',
      '1,5',
      ' 1',
      '1 ',
      '0x1',
      '１',
      '١',
      '\u22121',
      '1%',
      '(1)',
    ])
      refuses({ [name]: value });
  });

  it.each(['-100', '-0.1'])('a price has no sign: %s', (price) => refuses({ price }));

  it('whatever else stands for an amount is refused, or read as it stands', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (amount) => {
        try {
          const { side, quantity } = first({ amount });
          expect(Number(quantity && formatDecimal(quantity)) * (side === 'buy' ? 1 : -1)).toBe(
            Number(amount),
          );
          expect(amount).toMatch(/^-?[0-9.]+$/);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what else an order on Bitfinex says', () => {
  it('has a client id, a group and an expiry', () =>
    expect(first({ cid: 1_760_000_000_123, gid: 7, tif: '2026-01-15 10:45:23' }).clientOrderId).toBe(
      '1760000000123',
    ));
  it.each<Readonly<Record<string, unknown>>>([
    { cid: 'bot-7' },
    { cid: 0 },
    { cid: -1 },
    { cid: 1.5 },
    { cid: '1'.repeat(15) },
    { gid: 'x' },
    { gid: [1] },
    { tif: 'tomorrow' },
    { tif: '2026-01-15; x' },
    { tif: 0 },
    { tif: null },
  ])('%j is refused', (changes) => refuses(changes));
});
