import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVenue } from '../../src/venue/ccxt-venue.ts';
import type { OrderToPlace, Venue } from '../../src/venue/venue.ts';
import { type FakeAnswer, FakeGateway } from '../support/fake-gateway.ts';

const ID = '6d1b345e282140e2ad834ecb18a06876';
const WITH_DASHES = '6d1b345e-2821-40e2-ad83-4ecb18a06876';

let gateway: FakeGateway;
let venue: Venue;

const markets = {
  error: [],
  result: {
    XXBTZUSD: {
      altname: 'XBTUSD',
      wsname: 'XBT/USD',
      aclass_base: 'currency',
      base: 'XXBT',
      aclass_quote: 'currency',
      quote: 'ZUSD',
      pair_decimals: 1,
      lot_decimals: 8,
      cost_decimals: 5,
      lot_multiplier: 1,
      leverage_buy: [],
      leverage_sell: [],
      fees: [[0, 0.4]],
      fees_maker: [[0, 0.25]],
      fee_volume_currency: 'ZUSD',
      ordermin: '0.00005',
      costmin: '0.5',
      tick_size: '0.1',
      status: 'online',
    },
  },
};
const assets = {
  error: [],
  result: {
    XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, display_decimals: 5, status: 'enabled' },
    ZUSD: { aclass: 'currency', altname: 'USD', decimals: 4, display_decimals: 2, status: 'enabled' },
  },
};

beforeEach(async () => {
  gateway = await FakeGateway.start(({ path }) => {
    if (path === '/0/public/AssetPairs') return { body: markets };
    return path === '/0/public/Assets' ? { body: assets } : undefined;
  });
  const secret = Buffer.alloc(64, 1).toString('base64');
  venue = openVenue({ exchange: 'kraken', gateway: gateway.address, apiKey: 'k', secret, live: true });
});
afterEach(() => gateway.stop());

function on(name: string, answer: FakeAnswer): void {
  gateway.answer(({ path }) => (path === `/0/private/${name}` ? answer : undefined));
}
const sent = (name: string) => gateway.seen.filter(({ path }) => path === `/0/private/${name}`);

const order = (changes: Partial<OrderToPlace> = {}): OrderToPlace => ({
  clientOrderId: ID,
  symbol: 'BTC/USD',
  side: 'buy',
  amount: '0.00100001',
  price: '60000.1',
  timeInForce: 'IOC',
  sendBy: Date.now() + 1000,
  ...changes,
});

const told = (changes: object = {}) => ({
  refid: null,
  userref: null,
  cl_ord_id: ID,
  status: 'open',
  opentm: 1_600_000_000.5,
  descr: {
    pair: 'XBTUSD',
    type: 'buy',
    ordertype: 'limit',
    price: '60000.1',
    price2: '0',
    leverage: 'none',
    order: 'buy 0.00100001 XBTUSD @ limit 60000.1',
    close: '',
  },
  vol: '0.00100001',
  vol_exec: '0.00000000',
  cost: '0.00000',
  fee: '0.00000',
  price: '0.00000',
  misc: '',
  oflags: 'fciq',
  ...changes,
});

describe('an order', () => {
  const taken = {
    error: [],
    result: { txid: ['OAAAAA-BBBBB-CCCCCC'], descr: { order: 'buy 0.00100001 XBTUSD @ limit 60000.1' } },
  };

  it('is sent with a deadline that nobody moves on, its id, its fee in the quote currency and exactly its digits', async () => {
    on('AddOrder', { body: taken });
    const before = Date.now();
    const placed = await venue.place(order());
    const { nonce, deadline, ...parameters } = Object.fromEntries(sent('AddOrder')[0].parameters);
    expect(parameters).toEqual({
      pair: 'XXBTZUSD',
      type: 'buy',
      ordertype: 'limit',
      volume: '0.00100001',
      price: '60000.1',
      timeinforce: 'IOC',
      oflags: 'fciq',
      cl_ord_id: ID,
    });
    expect(Date.parse(deadline)).toBeGreaterThanOrEqual(before + 5000);
    expect(Date.parse(deadline)).toBeLessThanOrEqual(Date.now() + 5000);
    expect(nonce).toMatch(/^[0-9]{13}$/);
    expect(placed).toEqual({
      kind: 'accepted',
      order: { exchangeId: 'OAAAAA-BBBBB-CCCCCC', state: 'open', filled: '0', fills: null },
    });
    // Two windows and the clocks; the second until it is sent comes first.
    expect(venue.acceptanceMs).toBe(1000 + 5000 + 2000);
  });

  it('rests post-only', async () => {
    on('AddOrder', { body: taken });
    await venue.place(order({ timeInForce: 'PO' }));
    const flags = sent('AddOrder')[0].parameters.get('oflags')?.split(',');
    expect(new Set(flags)).toEqual(new Set(['fciq', 'post']));
    expect(sent('AddOrder')[0].parameters.has('timeinforce')).toBe(false);
  });

  it.each(['123456789.12345678', '0.123456789012345678', '9007199254740993'])(
    'of %s keeps every digit',
    async (amount) => {
      on('AddOrder', { body: taken });
      await venue.place(order({ amount, price: amount }));
      expect(sent('AddOrder')[0].parameters.get('volume')).toBe(amount);
      expect(sent('AddOrder')[0].parameters.get('price')).toBe(amount);
    },
  );

  it.each<[string, string]>([
    ['EOrder:Insufficient funds', 'funds'],
    ['EService:Market in cancel_only mode', 'halted'],
    ['EOrder:Rate limit exceeded', 'busy'],
    ['EAPI:Invalid nonce', 'busy'],
    ['EGeneral:Permission denied', 'policy'],
    ['EAPI:Invalid key', 'policy'],
    ['EOrder:Order minimum not met', 'filters'],
    ['EGeneral:Invalid arguments', 'other'],
  ])('is refused for certain with %s', async (error, cause) => {
    on('AddOrder', { body: { error: [error] } });
    expect(await venue.place(order())).toMatchObject({ kind: 'refused', cause });
  });

  it.each<[string, FakeAnswer]>([
    ['EService:Timeout', { body: { error: ['EService:Timeout'] } }],
    ['EService:Unavailable', { body: { error: ['EService:Unavailable'] } }],
    ['EService:Busy', { body: { error: ['EService:Busy'] } }],
    ['EGeneral:Internal error', { body: { error: ['EGeneral:Internal error'] } }],
    [
      'a replay',
      { body: { error: ['EAPI:Invalid nonce', 'Holdfast: replay: The same request was made before.'] } },
    ],
    ['520', { status: 520, body: '' }],
    ['no result', { body: { error: [] } }],
    ['an empty result', { body: { error: [], result: {} } }],
    ['half an answer', { body: '{"error":[],"result":{"txid":["OAAA' }],
  ])('is unclear with %s', async (_name, answer) => {
    on('AddOrder', answer);
    expect(await venue.place(order())).toMatchObject({ kind: 'unclear' });
  });
});

describe('looking for an order', () => {
  const open = (orders: object) => on('OpenOrders', { body: { error: [], result: { open: orders } } });
  const closed = (orders: object) =>
    on('ClosedOrders', { body: { error: [], result: { closed: orders, count: 1 } } });

  it('asks both lists for our own id, the open ones first', async () => {
    open({});
    closed({});
    expect(await venue.find('BTC/USD', ID)).toBe(null);
    const asked = gateway.seen.filter(({ path }) => path.endsWith('Orders'));
    expect(asked.map(({ path }) => path)).toEqual(['/0/private/OpenOrders', '/0/private/ClosedOrders']);
    for (const { parameters } of asked) expect(parameters.get('cl_ord_id')).toBe(ID);
  });

  it('finds it in either, with its id written either way', async () => {
    open({ 'OAAAAA-BBBBB-CCCCCC': told({ cl_ord_id: WITH_DASHES, vol_exec: '0.00040000' }) });
    closed({});
    expect(await venue.find('BTC/USD', ID)).toMatchObject({
      exchangeId: 'OAAAAA-BBBBB-CCCCCC',
      state: 'open',
      filled: '0.0004',
    });
    open({});
    for (const status of ['closed', 'canceled', 'expired']) {
      closed({
        'OAAAAA-BBBBB-CCCCCC': told({ status, vol_exec: '0.00040000', trades: ['TAAAAA-BBBBB-CCCCCC'] }),
      });
      expect(await venue.find('BTC/USD', ID)).toEqual({
        exchangeId: 'OAAAAA-BBBBB-CCCCCC',
        state: 'closed',
        filled: '0.0004',
        fills: null,
      });
    }
  });

  it('takes no other order for it, when the exchange heeds no filter', async () => {
    open({ 'OAAAAA-BBBBB-CCCCCC': told({ cl_ord_id: 'another' }) });
    closed({ 'ODDDDD-BBBBB-CCCCCC': told({ cl_ord_id: null, status: 'closed' }) });
    expect(await venue.find('BTC/USD', ID)).toBe(null);
  });

  it.each<[string, FakeAnswer]>([
    ['EService:Timeout', { body: { error: ['EService:Timeout'] } }],
    ['500', { status: 500, body: '' }],
    ['a page', { body: '<html></html>' }],
    ['half an answer', { body: '{"error":[],"result":{"open":{"OAA' }],
    ['no result', { body: { error: [] } }],
  ])('never takes it for missing: %s', async (_name, answer) => {
    closed({});
    on('OpenOrders', answer);
    await expect(venue.find('BTC/USD', ID)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
    open({});
    on('ClosedOrders', answer);
    await expect(venue.find('BTC/USD', ID)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  });
});

it('asks for the trades of an order by their ids, never more than it gets at once, and reads their fees', async () => {
  const ids = Array.from({ length: 45 }, (_, at) => `T${String(at).padStart(5, '0')}-BBBBB-CCCCCC`);
  on('QueryOrders', {
    body: {
      error: [],
      result: { 'OAAAAA-BBBBB-CCCCCC': told({ status: 'closed', vol_exec: '0.00100001', trades: ids }) },
    },
  });
  gateway.answer(({ path, parameters }) => {
    if (path !== '/0/private/QueryTrades') return undefined;
    const asked = parameters.get('txid')?.split(',') ?? [];
    if (asked.length > 20 || asked.includes('')) return { body: { error: ['EGeneral:Invalid arguments'] } };
    const trade = (id: string) => ({
      ordertxid: 'OAAAAA-BBBBB-CCCCCC',
      pair: 'XXBTZUSD',
      time: 1_600_000_000.25,
      type: 'buy',
      ordertype: 'limit',
      price: '60000.1',
      cost: '1.2',
      fee: '0.0048',
      vol: id === ids[0] ? '0.00012045' : '0.00001999',
    });
    return { body: { error: [], result: Object.fromEntries(asked.map((id) => [id, trade(id)])) } };
  });
  const fills = await venue.fills('BTC/USD', 'OAAAAA-BBBBB-CCCCCC');
  expect(fills.map(({ tradeId }) => tradeId)).toEqual(ids);
  expect(fills[0]).toEqual({
    tradeId: ids[0],
    amount: '0.00012045',
    price: '60000.1',
    fee: '0.0048',
    feeAsset: 'USD',
    time: 1_600_000_000_250,
  });
});

it('cancels by our own id, and takes an order that has ended for done', async () => {
  on('CancelOrder', { body: { error: [], result: { count: 1 } } });
  await venue.cancel('BTC/USD', ID, 'OAAAAA-BBBBB-CCCCCC');
  expect(Object.fromEntries(sent('CancelOrder')[0].parameters)).toMatchObject({ cl_ord_id: ID });
  on('CancelOrder', { body: { error: ['EOrder:Unknown order'] } });
  await venue.cancel('BTC/USD', ID, 'OAAAAA-BBBBB-CCCCCC');
  on('CancelOrder', { body: { error: ['EOrder:Cancel pending'] } });
  await venue.cancel('BTC/USD', ID, 'OAAAAA-BBBBB-CCCCCC');
});

it('reads markets with ordermin, costmin, tick and fee', async () => {
  const [market] = await venue.markets();
  expect(market).toMatchObject({
    symbol: 'BTC/USD',
    amount_step: '0.00000001',
    price_tick: '0.1',
    min_amount: '0.00005',
    min_notional: '0.5',
    taker_fee: '0.004',
    active: true,
  });
});
