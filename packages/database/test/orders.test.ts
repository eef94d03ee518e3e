import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adoptOrders,
  type Database,
  type Decision,
  decideBatch,
  findOrders,
  forgetOrders,
  type Outcome,
  recordOutcomes,
  type ToldAmendment,
  type ToldOrder,
  type ToldShare,
} from '../src/index.ts';
import { addExchangeKey, addKey, content, order, type TestKey } from './rows.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let test: TestDatabase;
let replicas: Database[];
beforeAll(async () => {
  test = await startTestDatabase();
  replicas = [1, 2, 3].map(() => test.as('holdfast_gateway'));
});
afterAll(() => test?.stop());

const REPLICA = 'gateway-1';
const decide = (...requests: Parameters<typeof decideBatch>[2]) =>
  decideBatch(replicas[0], REPLICA, requests);
const rules = (decisions: readonly Decision[]) => decisions.map((d) => (d.accepted ? 'accepted' : d.rule));
const outcome = (request: bigint, more: Partial<Outcome> = {}) =>
  recordOutcomes(replicas[0], REPLICA, [{ request, outcome: 'accepted', entry: content(1), ...more }]);
const find = (key: TestKey, ...ids: string[]) => findOrders(replicas[1], key.exchangeKey, ids);

function told(id: string, more: Partial<ToldOrder> = {}): ToldOrder {
  return {
    ids: [`client:${id}`],
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.10',
    quoteQuantity: null,
    price: '50000',
    trigger: null,
    keepDays: 90,
    ...more,
  };
}

function amendment(entry: bigint, revision: number, quantity: string): ToldAmendment {
  const values = { quoteQuantity: null, price: '50000', trigger: null };
  return {
    amends: { entry, place: 1, revision },
    ids: [],
    before: { ...values, quantity: '0.10' },
    after: { ...values, quantity },
  };
}

const placing = (key: TestKey, orders: (ToldOrder | ToldAmendment | null)[], shares: ToldShare[] = []) =>
  order(key, { told: { orders, shares } });

async function placed(key: TestKey, id: string): Promise<bigint> {
  const [{ entry }] = await decide(placing(key, [told(id)]));
  await outcome(entry, { orders: { ids: [{ place: 1, id: `exchange:${entry}` }], rejected: [], gone: [] } });
  return entry;
}

describe('orders that a key placed', () => {
  it('are found by the client’s id as soon as they are decided, before any answer', async () => {
    const key = await addKey(test.admin);
    const [{ entry }] = await decide(placing(key, [null, told('early')]));
    expect(await find(key, 'client:early')).toMatchObject([
      {
        entry,
        place: 2,
        symbol: 'BTCUSDT',
        quantity: '0.10',
        price: '50000',
        certain: false,
        revision: 0,
        settledAt: null,
      },
    ]);
    expect(await find(key, 'exchange:early')).toEqual([]);
  });

  it('are found by every id after the answer, with the owner’s name, and not in another account', async () => {
    const [key, other] = [await addKey(test.admin), await addKey(test.admin)];
    const entry = await placed(key, 'known');
    for (const id of ['client:known', `exchange:${entry}`]) {
      expect(await find(key, id)).toMatchObject([
        { entry, place: 1, certain: true, revision: 1, changing: false },
      ]);
    }
    expect(await find(other, 'client:known')).toEqual([]);
    const [{ owner }] = (await find(key, 'client:known')) ?? [];
    const { name } = await test.admin.kysely
      .selectFrom('virtual_keys')
      .select('name')
      .where('number', '=', key.number)
      .executeTakeFirstOrThrow();
    expect(owner).toBe(name);
  });

  it('that were definitely rejected are not kept; of a batch, the others are', async () => {
    const key = await addKey(test.admin);
    const [a, b] = await decide(placing(key, [told('r1')]), placing(key, [told('r2'), told('r3')]));
    await outcome(a.entry, { outcome: 'rejected' });
    await outcome(b.entry, {
      outcome: 'partly',
      kept: { notionalUsd: '5', slippageUsd: '0', orders: 1 },
      orders: { ids: [], rejected: [1], gone: [] },
    });
    expect(await find(key, 'client:r1', 'client:r2')).toEqual([]);
    expect(await find(key, 'client:r3')).toMatchObject([{ place: 2, certain: true }]);
  });

  it('whose outcome is unknown may exist', async () => {
    const key = await addKey(test.admin);
    const [{ entry }] = await decide(placing(key, [told('u')]));
    await outcome(entry, { outcome: 'unknown' });
    expect(await find(key, 'client:u')).toMatchObject([{ certain: false, revision: 1 }]);
  });

  it('of a gateway that ended before it recorded the answer are kept when their send is forgotten', async () => {
    const key = await addKey(test.admin);
    const [{ entry }] = await decide(placing(key, [told('lost')]));
    await adoptOrders(replicas[0]);
    expect(await find(key, 'client:lost')).toMatchObject([{ revision: 0 }]);
    await test.admin.pool.query(`UPDATE sends SET sent_at = sent_at - interval '2 days' WHERE entry = $1`, [
      entry,
    ]);
    await adoptOrders(replicas[0]);
    await decide(placing(key, [told('next')]));
    expect((await test.admin.pool.query('SELECT 1 FROM sends WHERE entry = $1', [entry])).rows).toEqual([]);
    expect(await find(key, 'client:lost')).toMatchObject([
      { entry, certain: false, revision: 1, settledAt: null },
    ]);
  });

  it('are forgotten after their days, and a few days after they were cancelled', async () => {
    const key = await addKey(test.admin);
    const [kept, cancelled] = [await placed(key, 'kept'), await placed(key, 'cancelled')];
    const [{ entry }] = await decide(order(key, { notionalUsd: '0', orders: 0 }));
    await outcome(entry, { orders: { ids: [], rejected: [], gone: [{ entry: cancelled, place: 1 }] } });
    await test.admin.pool.query(`UPDATE own_orders SET kept_until = kept_until - interval '8 days'`);
    await forgetOrders(replicas[0]);
    expect(await find(key, 'client:kept', 'client:cancelled')).toMatchObject([{ entry: kept }]);
  });
});

describe('an amendment', () => {
  it('leaves the order unknown while it is under way, and then what was judged, or what was before', async () => {
    const key = await addKey(test.admin);
    const entry = await placed(key, 'a1');
    const [first] = await decide(placing(key, [amendment(entry, 1, '0.20')]));
    expect(await find(key, 'client:a1')).toMatchObject([
      { revision: 2, changing: true, quantity: null, price: null },
    ]);
    await outcome(first.entry, {
      orders: { ids: [{ place: 1, id: 'exchange:new' }], rejected: [], gone: [] },
    });
    expect(await find(key, 'exchange:new')).toMatchObject([
      { entry, revision: 3, changing: false, quantity: '0.20', price: '50000' },
    ]);
    const [second] = await decide(
      placing(key, [{ ...amendment(entry, 3, '0.30'), before: amendment(entry, 3, '0.20').after }]),
    );
    await outcome(second.entry, { outcome: 'rejected' });
    expect(await find(key, 'client:a1')).toMatchObject([{ revision: 5, quantity: '0.20' }]);
    const [third] = await decide(placing(key, [amendment(entry, 5, '0.40')]));
    await outcome(third.entry, { outcome: 'unknown' });
    expect(await find(key, 'client:a1')).toMatchObject([
      { revision: 7, changing: false, quantity: null, price: null },
    ]);
  });

  it('is stale when the order is another than was judged, and may then be judged anew', async () => {
    const key = await addKey(test.admin);
    const entry = await placed(key, 'a2');
    const request = placing(key, [amendment(entry, 7, '0.20')]);
    expect(rules(await decide(request))).toEqual(['stale-order']);
    expect(
      rules(await decide({ ...request, told: { orders: [amendment(entry, 1, '0.20')], shares: [] } })),
    ).toEqual(['accepted']);
  });

  it('of one order passes once, on three replicas at the same time and twice in one request', async () => {
    const key = await addKey(test.admin);
    const entry = await placed(key, 'a3');
    const decisions = await Promise.all(
      replicas.map((db, i) =>
        decideBatch(db, `gateway-${i}`, [placing(key, [amendment(entry, 1, `0.${i + 2}`)])]),
      ),
    );
    expect(rules(decisions.flat()).sort()).toEqual(['accepted', 'stale-order', 'stale-order']);
    const other = await placed(key, 'a4');
    expect(rules(await decide(placing(key, [amendment(other, 1, '1'), amendment(other, 1, '2')])))).toEqual([
      'stale-order',
    ]);
  });

  it('under way does not let another one pass, until nobody can still be waiting for it', async () => {
    const key = await addKey(test.admin);
    const entry = await placed(key, 'a5');
    await decide(placing(key, [amendment(entry, 1, '0.20')]));
    expect(rules(await decide(placing(key, [amendment(entry, 2, '0.30')])))).toEqual(['stale-order']);
    await test.admin.pool.query(`UPDATE own_orders SET changing_since = changing_since - interval '61 s'`);
    expect(rules(await decide(placing(key, [amendment(entry, 2, '0.30')])))).toEqual(['accepted']);
  });

  it('of another key’s order is stale, in the same account or not; of an order that is not there too', async () => {
    const account = await addExchangeKey(test.admin);
    const [key, neighbour] = [
      await addKey(test.admin, { exchangeKey: account }),
      await addKey(test.admin, { exchangeKey: account }),
    ];
    const stranger = await addKey(test.admin);
    const entry = await placed(key, 'a6');
    for (const thief of [neighbour, stranger])
      expect(rules(await decide(placing(thief, [amendment(entry, 1, '9')])))).toEqual(['stale-order']);
    expect(rules(await decide(placing(key, [amendment(entry + 1000n, 1, '9')])))).toEqual(['stale-order']);
  });

  it('that a limit refuses leaves the order as it was', async () => {
    const key = await addKey(test.admin);
    const entry = await placed(key, 'a7');
    expect(rules(await decide({ ...placing(key, [amendment(entry, 1, '9')]), maxDailyUsd: '1' }))).toEqual([
      'max_daily_usd',
    ]);
    expect(await find(key, 'client:a7')).toMatchObject([{ revision: 1, changing: false, quantity: '0.10' }]);
  });
});

describe('the share of a symbol’s volume', () => {
  const share = (symbol: string, notionalUsd: string, mostUsd = '100'): ToldShare => ({
    symbol,
    notionalUsd,
    mostUsd,
  });
  const one = (key: TestKey, notional: string, symbol = 'BTCUSDT') =>
    placing(key, [told('s')], [share(symbol, notional)]);

  it('is exact over three replicas, and of each symbol its own', async () => {
    const key = await addKey(test.admin);
    const decisions = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        decideBatch(replicas[i % 3], `gateway-${i % 3}`, [one(key, '30'), one(key, '30', 'ETHUSDT')]),
      ),
    );
    const count = (at: number) => decisions.filter((pair) => pair[at].accepted).length;
    expect([count(0), count(1)]).toEqual([3, 3]);
    expect(rules(await decide(one(key, '10.000000000000000001'), one(key, '10')))).toEqual([
      'max_share_of_volume_pct',
      'accepted',
    ]);
  });

  it('adds up within a request', async () => {
    const key = await addKey(test.admin);
    const pair = (a: string, b: string) =>
      placing(key, [told('x'), told('y')], [share('BTCUSDT', a), share('BTCUSDT', b)]);
    expect(rules(await decide(pair('50', '50.01'), pair('50', '50'), one(key, '0.01')))).toEqual([
      'max_share_of_volume_pct',
      'accepted',
      'max_share_of_volume_pct',
    ]);
  });

  it('is given back by what the exchange rejected, one order of a batch or all, and by time', async () => {
    const key = await addKey(test.admin);
    const [a, b] = await decide(
      one(key, '40'),
      placing(key, [told('x'), told('y')], [share('BTCUSDT', '20'), share('BTCUSDT', '40')]),
    );
    expect(rules(await decide(one(key, '1')))).toEqual(['max_share_of_volume_pct']);
    await outcome(b.entry, {
      outcome: 'partly',
      kept: { notionalUsd: '5', slippageUsd: '0', orders: 1 },
      orders: { ids: [], rejected: [2], gone: [] },
    });
    expect(rules(await decide(one(key, '40.1'), one(key, '40')))).toEqual([
      'max_share_of_volume_pct',
      'accepted',
    ]);
    await outcome(a.entry, { outcome: 'rejected' });
    expect(rules(await decide(one(key, '40.1'), one(key, '40')))).toEqual([
      'max_share_of_volume_pct',
      'accepted',
    ]);
    await test.admin.pool.query(
      `UPDATE sends SET sent_at = sent_at - interval '24 hours' WHERE virtual_key = $1`,
      [key.number],
    );
    expect(rules(await decide(one(key, '99'), one(key, '2'), one(key, '1')))).toEqual([
      'accepted',
      'max_share_of_volume_pct',
      'accepted',
    ]);
    const { rows } = await test.admin.pool.query(
      'SELECT notional::float8 FROM symbol_usage WHERE virtual_key = $1',
      [key.number],
    );
    expect(rows).toEqual([{ notional: 100 }]);
  });

  it('of a refused request counts nothing', async () => {
    const key = await addKey(test.admin);
    await decide({ ...one(key, '90'), maxDailyUsd: '1' }, { ...one(key, '90'), refusedBy: 'hours' });
    expect(rules(await decide(one(key, '100')))).toEqual(['accepted']);
  });
});

it.each([
  ['an order value', { ...told('x'), price: '1e5' }],
  ['an id', { ...told('x'), ids: ['client:é'] }],
  ['a symbol', { ...told('x'), symbol: 'BTC\nUSDT' }],
])('%s that can’t be stored refuses its own request and no other', async (_, bad) => {
  const key = await addKey(test.admin);
  expect(
    rules(await decide(placing(key, [told('a')]), placing(key, [bad]), placing(key, [told('b')]))),
  ).toEqual(['accepted', 'unrecordable', 'accepted']);
});
