import type { StoredOrder } from '@holdfast/database';
import { describe, expect, it } from 'vitest';
import type { Description, Dialect } from '../../src/dialect/dialect.ts';
import { byClient, byExchange, type OrderReference } from '../../src/dialect/order-reference.ts';
import { OwnOrders } from '../../src/orders/own-orders.ts';
import { order, policyWith } from '../policy/requests.ts';
import { stored } from './stored.ts';

const PLAIN = { answers: {} } as Dialect;
const REPEATING = { answers: { repeatsOrders: true } } as Dialect;

const cancelling = (reference: OrderReference, symbol: string | null = null): Description => ({
  orders: [],
  cancels: [{ symbol, order: reference }],
});
const amending = (reference: OrderReference): Description => ({
  orders: [order({ action: 'amend', amends: reference })],
  cancels: [],
});

function setUp(database: StoredOrder[] | null = [], ...lines: string[]) {
  const asked: (readonly string[])[] = [];
  let waited = 0;
  const state = { database, later: database };
  const orders = new OwnOrders(
    async (_, ids) => {
      asked.push(ids);
      return state.database;
    },
    async (ms) => {
      waited += ms;
      state.database = state.later;
    },
  );
  const key = { name: 'bot', policy: policyWith(...lines), exchangeKey: { number: 1 } } as Parameters<
    OwnOrders['lookUp']
  >[0];
  return { orders, key, asked, state, waited: () => waited };
}

describe('what is looked up', () => {
  it('is nothing that no rule asks for: a cancellation with its symbol', async () => {
    const { orders, key, asked } = setUp();
    const known = await orders.lookUp(key, PLAIN, cancelling(byExchange('1'), 'COIN'));
    expect(asked).toEqual([]);
    expect(known(byExchange('1'), 'COIN')).toEqual([]);
  });

  it('is every order that own_orders_only asks about, every amendment, and what names no symbol', async () => {
    const of = async (description: Description, ...lines: string[]) => {
      const { orders, key, asked } = setUp([stored(1)], ...lines);
      await orders.lookUp(key, PLAIN, description);
      return asked;
    };
    expect(await of(cancelling(byExchange('1'), 'COIN'), 'own_orders_only: true')).toEqual([['exchange:1']]);
    expect(await of(cancelling(byExchange('1')))).toEqual([['exchange:1']]);
    expect(await of(amending(byExchange('1')))).toEqual([['exchange:1']]);
  });

  it('is looked for once more when it is not there: another replica may be writing it', async () => {
    const { orders, key, asked, state, waited } = setUp([]);
    state.later = [stored(1)];
    const found = await orders.lookUp(key, PLAIN, cancelling(byExchange('1')));
    expect(found(byExchange('1'), null)).toHaveLength(1);
    expect(asked).toHaveLength(2);
    expect(waited()).toBe(150);
  });

  it('is nobody’s when the database has too many', async () => {
    const { orders, key } = setUp(null);
    expect((await orders.lookUp(key, PLAIN, cancelling(byExchange('1'))))(byExchange('1'), null)).toEqual([]);
  });
});

describe('an order that was answered just now', () => {
  const fresh = stored(7, { revision: 0, settledAt: null });

  it('is found at once by the exchange’s id, without the database', async () => {
    const { orders, key, asked } = setUp();
    orders.remember(1, [fresh], Promise.resolve());
    const known = await orders.lookUp(key, PLAIN, cancelling(byExchange('7')));
    expect(known(byExchange('7'), null)).toMatchObject([{ symbol: 'COIN', stored: { entry: 7n, place: 1 } }]);
    expect(asked).toEqual([]);
  });

  it('is not taken for granted where an exchange may answer with somebody else’s order', async () => {
    const { orders, key } = setUp([stored(1, { owner: 'other', ids: ['exchange:7'] })]);
    orders.remember(1, [fresh], Promise.resolve());
    const known = await orders.lookUp(key, REPEATING, cancelling(byExchange('7')));
    expect(known(byExchange('7'), null)).toEqual([]);
  });

  it('is not found in another account, nor by another key', async () => {
    const { orders, key } = setUp([]);
    orders.remember(2, [fresh], Promise.resolve());
    expect((await orders.lookUp(key, PLAIN, cancelling(byExchange('7'))))(byExchange('7'), null)).toEqual([]);
    orders.remember(1, [{ ...fresh, owner: 'other' }], Promise.resolve());
    expect((await orders.lookUp(key, PLAIN, cancelling(byExchange('7'))))(byExchange('7'), null)).toEqual([]);
  });

  it('by a client’s id is compared with what the database knows: another replica’s order may be newer', async () => {
    const { orders, key } = setUp([stored(9, { owner: 'other' })]);
    orders.remember(1, [fresh], Promise.resolve());
    expect((await orders.lookUp(key, PLAIN, cancelling(byClient('x'))))(byClient('x'), null)).toEqual([]);
  });

  it('is amended by what the database knows, once that is written', async () => {
    const { orders, key, state } = setUp([]);
    let write = () => {};
    const written = new Promise<void>((resolve) => {
      write = resolve;
    });
    orders.remember(1, [fresh], written);
    const known = orders.lookUp(key, PLAIN, amending(byExchange('7')));
    state.database = [{ ...fresh, revision: 4, quantity: '3.50' }];
    write();
    expect((await known)(byExchange('7'), null)).toMatchObject([
      { stored: { revision: 4 }, quantity: { units: 350n, scale: 2 } },
    ]);
  });

  it('is forgotten here when 20,000 newer ids came; the database still knows it', async () => {
    const { orders, key, asked } = setUp([stored(7)]);
    orders.remember(1, [fresh], Promise.resolve());
    for (let i = 0; i < 20_000; i++)
      orders.remember(1, [stored(i + 10, { ids: [`exchange:${i + 10}`] })], Promise.resolve());
    expect(
      (await orders.lookUp(key, PLAIN, cancelling(byExchange('7'))))(byExchange('7'), null),
    ).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('holds the newest orders of an id that a client gives to all of them, not ever more', () => {
    const { orders, key } = setUp();
    for (let i = 0; i < 5000; i++)
      orders.remember(1, [stored(i + 10, { ids: ['client:same'], certain: false })], Promise.resolve());
    const found = orders.recent(key, PLAIN, { by: 'client', kind: 'order', id: 'same' }, null);
    expect(found).toHaveLength(100);
    // Whose an id of the exchange's is, its first order says.
    expect(found[0].entry).toBe(10n);
    expect(found[99].entry).toBe(5009n);
  });
});
