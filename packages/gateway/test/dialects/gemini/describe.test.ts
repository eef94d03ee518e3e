import { formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, NONCE, order } from './requests.ts';

const NEW = '/v1/order/new';
const first = (changes: Readonly<Record<string, unknown>> = {}) => judge(NEW, order(changes)).orders[0];
const refuses = (changes: Readonly<Record<string, unknown>>) =>
  expect(() => judge(NEW, order(changes))).toThrow(Refusal);

describe('the product of an order on Gemini', () => {
  it.each([
    [{}, 'spot'],
    [{ margin_order: false }, 'spot'],
    [{ margin_order: true }, 'margin'],
    [{ margin_order: 'true' }, 'margin'],
    [{ margin_order: 'false' }, 'margin'],
    [{ margin_order: 0 }, 'margin'],
    [{ margin_order: null }, 'margin'],
    [{ margin_order: [] }, 'margin'],
    [{ symbol: 'btcgusdperp' }, 'derivative'],
    [{ symbol: 'BTCGUSDPERP' }, 'derivative'],
    [{ symbol: 'btcusdcPerp' }, 'derivative'],
  ])('%j is %s', (changes, product) => expect(first(changes).product).toBe(product));

  it.each<Readonly<Record<string, unknown>>>([
    { account: 'other' },
    { Margin_order: true },
    { marginOrder: true },
    { leverage: '2' },
    { min_amount: '0.1' },
    { total_spend: '100' },
    { constructor: '1' },
    { '': '1' },
  ])('an order with %j is refused: it is in no table', (changes) => refuses(changes));
});

describe('the symbol of an order on Gemini', () => {
  it('is one for both ways to write it', () => expect(first({ symbol: 'BTCUSD' }).symbol).toBe('btcusd'));
  it.each([
    undefined,
    '',
    'btc',
    'btc-usd',
    'btc/usd',
    'btcusd ',
    ' btcusd',
    'btcusd,ethusd',
    'btcusd\u0000',
    'вtcusd',
    'btcuſd',
    'GEMI-FEDJAN26-DN25',
    ['btcusd'],
    { a: 'btcusd' },
    1,
    null,
    'a'.repeat(40),
  ])('%j is refused', (symbol) => refuses({ symbol }));
});

describe('the type of an order on Gemini', () => {
  it.each([
    [{}, 'limit', null],
    [{ options: [] }, 'limit', null],
    [{ options: ['maker-or-cancel'] }, 'post-only', null],
    [{ options: ['immediate-or-cancel'] }, 'limit', 'IOC'],
    [{ options: ['fill-or-kill'] }, 'limit', 'FOK'],
    [{ type: 'exchange stop limit', stop_price: '99' }, 'stop-limit', null],
    [{ type: 'exchange stop limit', stop_price: '99', options: [] }, 'stop-limit', null],
  ])('%j is %s with %s', (changes, type, timeInForce) =>
    expect(first(changes)).toMatchObject({ type, timeInForce }),
  );

  it.each([
    { type: undefined },
    { type: '' },
    { type: 'limit' },
    { type: 'market' },
    { type: 'exchange market' },
    { type: 'market buy' },
    { type: 'market sell' },
    { type: 'Exchange Limit' },
    { type: 'exchange  limit' },
    { type: 'exchange limit ' },
    { type: ['exchange limit'] },
    { type: null },
    { type: 'exchange stop limit' },
    { type: 'exchange stop limit', stop_price: '0' },
    { type: 'exchange stop limit', stop_price: '99', price: undefined },
    { type: 'exchange stop limit', stop_price: '99', options: ['fill-or-kill'] },
    { stop_price: '99' },
    { stop_price: '' },
    { options: 'fill-or-kill' },
    { options: ['fill-or-kill', 'fill-or-kill'] },
    { options: ['maker-or-cancel', 'immediate-or-cancel'] },
    { options: ['auction-only'] },
    { options: ['indication-of-interest'] },
    { options: ['Fill-Or-Kill'] },
    { options: [''] },
    { options: [null] },
    { options: [['fill-or-kill']] },
    { options: { 0: 'fill-or-kill' } },
    { options: ['toString'] },
    { options: ['__proto__'] },
    { options: null },
  ])('%j is refused', (changes) => refuses(changes));

  it.each([undefined, '', 'BUY', 'Sell', 'buy ', ['buy'], 1, null, true])('the side %j is refused', (side) =>
    refuses({ side }),
  );
});

describe('the amounts of an order on Gemini', () => {
  it('are exact', () => {
    const big = first({ amount: '123456789012345678.123456789012345678', price: '0.00000001' });
    expect(big.quantity && formatDecimal(big.quantity)).toBe('123456789012345678.123456789012345678');
    expect(big.price && formatDecimal(big.price)).toBe('0.00000001');
  });

  it.each(['amount', 'price'])('%s is refused where it is no plain decimal in a string', (name) => {
    for (const value of [
      undefined,
      null,
      true,
      1,
      0.25,
      ['1'],
      { a: 1 },
      '',
      '0',
      '0.0',
      '-1',
      '+1',
      '1e3',
      '1E-3',
      'NaN',
      '.5',
      '5.',
      '1,5',
      '1_0',
      ' 1',
      '1 ',
      '0x1',
      '１',
      '١',
      '1%',
      'null',
    ])
      refuses({ [name]: value });
  });

  it('whatever else stands for an amount is refused, or read as it stands', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.float().map(String), fc.bigInt().map(String)), (amount) => {
        let read: string | null = null;
        try {
          const { quantity } = first({ amount });
          read = quantity && formatDecimal(quantity);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          return;
        }
        expect(Number(read)).toBe(Number(amount));
        expect(amount).toMatch(/^[0-9.]+$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the client’s id of an order on Gemini', () => {
  it('is told', () =>
    expect(first({ client_order_id: 'bot-7_a.b:c#1' }).clientOrderId).toBe('bot-7_a.b:c#1'));
  it.each(['', 'a b', 'a'.repeat(100), 'é', 7, null, ['a']])('%j is refused', (client_order_id) =>
    refuses({ client_order_id }),
  );
});

describe('a cancellation on Gemini', () => {
  it.each(['106027397702', 106027397702])('names its order by the number %j', (order_id) =>
    expect(judge('/v1/order/cancel', { order_id })).toEqual({
      orders: [],
      cancels: [{ symbol: null, order: byExchange('106027397702') }],
    }),
  );

  it.each([
    {},
    { order_id: '' },
    { order_id: '0' },
    { order_id: '-1' },
    { order_id: '1.0' },
    { order_id: '1e3' },
    { order_id: '007' },
    { order_id: ['1', '2'] },
    { order_id: null },
    { order_id: 'all' },
    { order_id: '1'.repeat(20) },
    { client_order_id: 'bot-7' },
    { order_id: '1', client_order_id: 'bot-7' },
    { order_id: '1', symbol: 'btcusd' },
  ])('%j is refused', (parameters) => expect(() => judge('/v1/order/cancel', parameters)).toThrow(Refusal));

  it('by exponent in a JSON number is refused', () =>
    expect(() =>
      judge('/v1/order/cancel', `{"request":"/v1/order/cancel","nonce":"${NONCE}","order_id":1e3}`),
    ).toThrow(Refusal));

  it.each(['session', 'all'])('of the %s is one of everything, also of what other keys placed', (what) => {
    expect(judge(`/v1/order/cancel/${what}`)).toEqual({
      orders: [],
      cancels: [{ symbol: null, order: null }],
    });
    expect(() => judge(`/v1/order/cancel/${what}`, { symbol: 'btcusd' })).toThrow(Refusal);
  });
});
