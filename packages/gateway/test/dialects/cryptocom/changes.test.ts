import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, list } from './requests.ts';

function refuses(name: string, params: unknown, rule?: string): void {
  expect(() => judge(name, params)).toThrow(rule === undefined ? Refusal : expect.objectContaining({ rule }));
}

describe('changing and cancelling on Crypto.com', () => {
  const amend = { order_id: '1', new_quantity: '2', new_price: '100' };

  it('an amendment names one order, and says size and price', () => {
    expect(judge('amend-order', { ...amend, client_oid: 'next' }).orders[0]).toMatchObject({
      action: 'amend',
      // Post-only may be lost, and of a stop-limit order the price may be the trigger.
      type: 'limit',
      amends: byExchange('1'),
      quantity: { units: 2n },
      price: { units: 100n },
      clientOrderId: 'next',
    });
    expect(
      judge('amend-order', { ...amend, order_id: undefined, orig_client_oid: 'mine' }).orders[0].amends,
    ).toEqual(byClient('mine'));
  });

  it.each([
    ['amend-order', { ...amend, orig_client_oid: 'mine' }],
    ['amend-order', { ...amend, order_id: undefined }],
    ['amend-order', { ...amend, order_id: undefined, client_oid: 'mine' }],
    ['amend-order', { ...amend, new_price: undefined }],
    ['amend-order', { ...amend, new_quantity: undefined }],
    ['amend-order', { ...amend, new_price: '0' }],
    ['amend-order', { ...amend, instrument_name: 'BTC_USDT' }],
    ['amend-order', { ...amend, order_id: 'x' }],
    ['cancel-order', {}],
    ['cancel-order', { order_id: '1', client_oid: 'a' }],
    ['cancel-order', { order_id: '' }],
    ['cancel-order', { order_id: ['1'] }],
    ['cancel-order-list', list()],
    ['cancel-order-list', list({ order_id: '1' }, { order_id: '1', client_oid: 'a' })],
    ['cancel-order-list', { order_list: [{ order_id: '1' }] }],
    ['cancel-order-list', list({ list_id: '1' })],
    ['cancel-all-orders', { type: 'EVERYTHING' }],
    ['cancel-all-orders', { instrument_name: 'BTC_USDT', position_type: 'CROSS_MARGIN' }],
    ['advanced/cancel-oco', {}],
    ['advanced/cancel-oco', { list_id: 'x' }],
    ['advanced/cancel-oco', { order_id: '1' }],
  ])('%s refuses %j', (name, params) => refuses(name, params));

  it('an instrument of a derivative is refused by its name', () => {
    refuses('cancel-all-orders', { instrument_name: 'BTCUSD-PERP' }, 'product');
    refuses('cancel-order-list', list({ instrument_name: 'BTCUSD-PERP', order_id: '1' }), 'product');
  });

  it('the instrument that a cancellation names counts for nothing: the exchange goes by the id', () =>
    expect(judge('cancel-order-list', list({ instrument_name: 'BTC_USDT', order_id: '1' })).cancels).toEqual([
      { symbol: null, order: byExchange('1') },
    ]));

  it.each([
    ['advanced/cancel-order', { order_id: '1' }, byExchange('1', 'algo')],
    ['advanced/cancel-order-list', { order_list: [{ client_oid: 'a' }] }, byClient('a', 'algo')],
    ['advanced/cancel-otoco', { list_id: '1' }, byExchange('1', 'list')],
  ])('%s names an order of its own kind', (name, params, reference) =>
    expect(judge(name, params).cancels).toEqual([{ symbol: null, order: reference }]),
  );

  it('of an advanced order is denied: a price of 0 would mean any price', () => {
    expect(judge('advanced/amend-order', { order_id: '1', new_price: '0', new_quantity: '1' })).toEqual({
      orders: [],
      cancels: [],
    });
  });
});
