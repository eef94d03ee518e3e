import { describe, expect, it, test } from 'vitest';
import { byExchange } from '../../src/dialect/order-reference.ts';
import { ordersOutcome, rememberedOrders } from '../../src/orders/answered-orders.ts';
import { toldOrders } from '../../src/orders/told-orders.ts';
import { accepted, dec, order, ownOrder, policyWith, request } from '../policy/requests.ts';

const policy = policyWith('max_share_of_volume_pct: 1');
const told = (orders: Parameters<typeof request>[0], answers = {}) =>
  toldOrders(accepted(policy, request(orders)), answers);

describe('what the database is told', () => {
  it('is each order with the client’s id, its values and its share', () => {
    expect(
      told([order({ clientOrderId: 'a' }), order({ kind: 'algo', clientOrderId: 'b', timeInForce: 'IOC' })]),
    ).toEqual({
      orders: [
        {
          ids: ['client:a'],
          symbol: 'COIN',
          side: 'buy',
          type: 'limit',
          quantity: '1',
          quoteQuantity: null,
          price: '10',
          trigger: null,
          keepDays: 90,
        },
        {
          ids: ['algo/client:b'],
          symbol: 'COIN',
          side: 'buy',
          type: 'limit',
          quantity: '1',
          quoteQuantity: null,
          price: '10',
          trigger: null,
          keepDays: 1,
        },
      ],
      shares: [
        { symbol: 'COIN', notionalUsd: '10', mostUsd: '1000' },
        { symbol: 'COIN', notionalUsd: '10', mostUsd: '1000' },
      ],
    });
  });

  it('keeps an order for long that waits for a price, whatever becomes of it then', () => {
    const of = policyWith('order_types: [limit, stop-limit]');
    const days = (parts: Parameters<typeof order>[0]) => {
      const { orders } = toldOrders(accepted(of, request([order(parts)])), {}) ?? { orders: [] };
      return orders.map((one) => (one !== null && 'keepDays' in one ? one.keepDays : null));
    };
    const waiting = { type: 'stop-limit', trigger: dec('10') } as const;
    expect(days({ ...waiting, timeInForce: 'IOC' })).toEqual([90]);
    expect(days({ ...waiting, timeInForce: null })).toEqual([90]);
    expect(days({ timeInForce: 'FOK' })).toEqual([1]);
  });

  it('is nothing of a test, and keeps the places of the others', () => {
    expect(told([order({ action: 'test' })])).toBeUndefined();
    expect(told([order({ action: 'test' }), order()])?.orders.map((one) => one === null)).toEqual([
      true,
      false,
    ]);
  });

  it('is no value where the exchange may answer with an older order', () =>
    expect(
      told([order({ clientOrderId: 'a' }), order()], { repeatsOrders: true })?.orders.map((one) =>
        one !== null && 'quantity' in one ? [one.quantity, one.price] : null,
      ),
    ).toEqual([
      [null, null],
      ['1', '10'],
    ]));

  it('is what an amendment changes, and how the order is known before and after', () => {
    const amendment = order({ action: 'amend', amends: byExchange('mine'), quantity: dec('2'), price: null });
    const before = { quantity: '1', quoteQuantity: null, price: '10', trigger: null };
    expect(told([amendment])?.orders).toEqual([
      { amends: ownOrder.stored, ids: [], before, after: { ...before, quantity: '2' } },
    ]);
    // What may still fail is known afterwards as far as it is the same either way.
    expect(told([amendment], { amendsLater: true })?.orders).toMatchObject([
      { after: { ...before, quantity: null } },
    ]);
  });
});

test('an order that was cancelled is gone, but not one that was placed anew by an amendment', () => {
  const reading = { orders: [{ state: 'placed' as const, ids: [] }], cancelled: [true, true] };
  const judged = accepted(policy, request([order({ action: 'amend', amends: byExchange('mine') })]));
  const other = { entry: 8n, place: 1 };
  const { entry, place } = ownOrder.stored;
  expect(ordersOutcome(reading, judged, [{ entry, place }, other]).orders?.gone).toEqual([other]);
});

describe('what is remembered of an answer', () => {
  const asked = told([order({ clientOrderId: 'a' }), order({ clientOrderId: 'b' })]);
  const remember = (outcome: Parameters<typeof rememberedOrders>[4]) =>
    rememberedOrders(5n, 'bot', new Date(0), asked, outcome).map(({ place, ids, certain }) => [
      place,
      ids.join(),
      certain,
    ]);

  it('is every order that may exist, by all its ids', () => {
    const ids = [{ place: 2, id: 'exchange:9' }];
    expect(remember({ outcome: 'accepted', orders: { ids, rejected: [], gone: [] } })).toEqual([
      [1, 'client:a', true],
      [2, 'client:b,exchange:9', true],
    ]);
    expect(remember({ outcome: 'unknown' })).toEqual([
      [1, 'client:a', false],
      [2, 'client:b', false],
    ]);
    expect(remember({ outcome: 'partly', orders: { ids, rejected: [1], gone: [] } })).toEqual([
      [2, 'client:b,exchange:9', true],
    ]);
    expect(remember({ outcome: 'rejected' })).toEqual([]);
  });
});
