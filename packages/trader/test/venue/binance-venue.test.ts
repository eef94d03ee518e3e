import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openVenue } from '../../src/venue/ccxt-venue.ts';
import type { Venue } from '../../src/venue/venue.ts';
import { filled, on, order } from '../support/binance-order.ts';
import { binanceMarkets, type FakeAnswer, FakeGateway } from '../support/fake-gateway.ts';

let gateway: FakeGateway;
let venue: Venue;

beforeEach(async () => {
  gateway = await FakeGateway.start(binanceMarkets());
  venue = open();
});
afterEach(() => gateway.stop());

function open(live = true): Venue {
  const keys = { apiKey: 'k'.repeat(64), secret: 's'.repeat(64) };
  return openVenue({ exchange: 'binance', gateway: gateway.address, ...keys, live });
}

const onOrder = (answer: FakeAnswer) => gateway.answer(on('POST', '/api/v3/order', answer));

describe('an order', () => {
  it('is sent with its expiry, its id and exactly its digits', async () => {
    onOrder({ body: filled });
    const before = Date.now();
    const placed = await venue.place(order());
    const sent = gateway.seen.find(({ path, method }) => path === '/api/v3/order' && method === 'POST');
    expect(sent?.target).toBe('/binance/api.binance.com/api/v3/order');
    const { timestamp, signature, ...parameters } = Object.fromEntries(sent?.parameters ?? []);
    expect(parameters).toEqual({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'IOC',
      quantity: '0.5',
      price: '100.01',
      newClientOrderId: 'a'.repeat(32),
      newOrderRespType: 'FULL',
      recvWindow: '2500',
    });
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
    expect(Number(timestamp)).toBeLessThanOrEqual(Date.now());
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(placed).toEqual({
      kind: 'accepted',
      order: {
        exchangeId: '77',
        state: 'closed',
        filled: '0.5',
        fills: [
          {
            tradeId: '1',
            amount: '0.2',
            price: '100',
            fee: '0.0002',
            feeAsset: 'BTC',
            time: 1_600_000_000_000,
          },
          {
            tradeId: '2',
            amount: '0.3',
            price: '100.01',
            fee: '0.0003',
            feeAsset: 'BTC',
            time: 1_600_000_000_000,
          },
        ],
      },
    });
  });

  it.each([
    ['0.123456789012345678', '123456789.12345678'],
    ['123456789.123456789012345678', '0.000000000000000001'],
    ['9007199254740993', '9007199254740993.1'],
    ['0.1', '0.30000000000000004'],
  ])('of %s at %s keeps every digit on its way', async (amount, price) => {
    gateway.answer(binanceMarkets('0.000000000000000001', '0.000000000000000001'));
    onOrder({ body: filled });
    await venue.place(order({ amount, price }));
    const sent = gateway.seen.find(({ method }) => method === 'POST');
    expect(sent?.parameters.get('quantity')).toBe(amount);
    expect(sent?.parameters.get('price')).toBe(price);
  });

  it('rests as LIMIT_MAKER when it is post-only', async () => {
    onOrder({ body: { ...filled, status: 'NEW', executedQty: '0.00000000', fills: [] } });
    const placed = await venue.place(order({ timeInForce: 'PO' }));
    expect(gateway.seen.at(-1)?.parameters.get('type')).toBe('LIMIT_MAKER');
    expect(placed).toMatchObject({ kind: 'accepted', order: { state: 'open', filled: '0', fills: null } });
  });

  it('says when it was decided to be sent, not when it was signed: a process may be stopped in between', async () => {
    onOrder({ body: filled });
    const decided = Date.now() - 700;
    // ccxt has a clock of its own, which goes on.
    vi.spyOn(Date, 'now').mockReturnValue(decided);
    await venue.place(order({ sendBy: decided + 1000 }));
    vi.restoreAllMocks();
    expect(gateway.seen.find(({ method }) => method === 'POST')?.parameters.get('timestamp')).toBe(
      String(decided),
    );
  });

  it('is not sent when it is late', async () => {
    onOrder({ body: filled });
    expect(await venue.place(order({ sendBy: Date.now() - 1 }))).toMatchObject({
      kind: 'refused',
      cause: 'busy',
    });
    expect(gateway.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('is not sent when the markets are not known, and may be tried again', async () => {
    gateway.answer(on('GET', '/api/v3/exchangeInfo', { status: 503, body: 'down' }));
    expect(await venue.place(order())).toMatchObject({ kind: 'refused', cause: 'busy' });
    expect(gateway.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('is sent once, whatever becomes of the answer', async () => {
    for (const answer of [
      { body: '', breaks: 'before' as const },
      { status: 500, body: 'x' },
    ])
      onOrder(answer);
    expect(await venue.place(order())).toMatchObject({ kind: 'unclear' });
    expect(gateway.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('looking for an order', () => {
  it('asks by the client order id, and finds none when Binance knows none', async () => {
    gateway.answer(
      on('GET', '/api/v3/order', { status: 400, body: { code: -2013, msg: 'Order does not exist.' } }),
    );
    expect(await venue.find('BTC/USDT', 'b'.repeat(32))).toBe(null);
    expect(gateway.seen.at(-1)?.parameters.get('origClientOrderId')).toBe('b'.repeat(32));
    expect(gateway.seen.at(-1)?.parameters.has('orderId')).toBe(false);
  });

  it.each<[string, FakeAnswer]>([
    ['500', { status: 500, body: 'x' }],
    ['a page', { body: '<html></html>' }],
    ['an empty object', { body: {} }],
    ['half an object', { body: '{"orderId":1' }],
    ['a broken connection', { body: filled, breaks: 'within' }],
    ['busy', { status: 400, body: { code: -1001, msg: 'Internal error; unable to process your request.' } }],
  ])('never takes it for missing: %s', async (_name, answer) => {
    gateway.answer(on('GET', '/api/v3/order', answer));
    await expect(venue.find('BTC/USDT', 'b'.repeat(32))).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  });

  it('leaves an order open whose size is not told', async () => {
    const { origQty: _, ...rest } = filled;
    const body = { ...rest, status: 'NEW', executedQty: '0.00000000', fills: undefined };
    gateway.answer(on('GET', '/api/v3/order', { body }));
    expect(await venue.find('BTC/USDT', 'a'.repeat(32))).toMatchObject({ state: 'open' });
  });

  it('stops for a person when the gateway forbids it', async () => {
    const body = { code: -2015, msg: 'This key has no operation privilege: Holdfast: class: read.' };
    gateway.answer(on('GET', '/api/v3/order', { status: 403, body }));
    await expect(venue.find('BTC/USDT', 'b'.repeat(32))).rejects.toMatchObject({ code: 'VENUE_REFUSED' });
  });
});

describe('an answer about another order', () => {
  const another = { ...filled, clientOrderId: 'c'.repeat(32) };

  it('to a new one leaves it unclear', async () => {
    onOrder({ body: another });
    expect(await venue.place(order())).toMatchObject({ kind: 'unclear' });
  });

  it('to a question is none', async () => {
    gateway.answer(on('GET', '/api/v3/order', { body: another }));
    await expect(venue.find('BTC/USDT', 'a'.repeat(32))).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  });
});

it('takes a cancellation of an order that has ended for done', async () => {
  await venue.markets();
  gateway.answer(
    on('DELETE', '/api/v3/order', { status: 400, body: { code: -2011, msg: 'Unknown order sent.' } }),
  );
  await venue.cancel('BTC/USDT', 'a'.repeat(32), '77');
  expect(gateway.seen.at(-1)?.parameters.get('origClientOrderId')).toBe('a'.repeat(32));
  gateway.answer(on('DELETE', '/api/v3/order', { status: 502, body: '' }));
  await expect(venue.cancel('BTC/USDT', 'a'.repeat(32), '77')).rejects.toMatchObject({
    code: 'VENUE_UNREACHABLE',
  });
});

it('reads markets with their filters as decimal strings, until it is told to forget them', async () => {
  gateway.answer(binanceMarkets('0.00000001', '0.000000000000000001'));
  const [market] = await venue.markets();
  expect(market).toMatchObject({
    symbol: 'BTC/USDT',
    amount_step: '0.00000001',
    price_tick: '0.000000000000000001',
    min_amount: '0.00000001',
    max_amount: '9000',
    min_notional: '5',
    max_notional: '9000000',
    active: true,
  });
  await venue.markets();
  expect(gateway.seen).toHaveLength(1);
  venue.forgetMarkets();
  await venue.markets();
  expect(gateway.seen).toHaveLength(2);
});

it('takes a filter that Binance has switched off for the finest step', async () => {
  gateway.answer(binanceMarkets('0.00000000', '0.00000000'));
  expect((await venue.markets())[0]).toMatchObject({ amount_step: '0.00000001', price_tick: '0.00000001' });
});

it('sends nothing to a real exchange that nobody has said yes to', async () => {
  const unsaid = open(false);
  await expect(unsaid.place(order())).rejects.toMatchObject({ code: 'ACCOUNT_NOT_LIVE' });
  expect(gateway.seen).toEqual([]);
  // An answer without a paper exchange's time comes from a real one.
  gateway.answer(on('GET', '/api/v3/account', { body: { balances: [] } }));
  gateway.isPaper = false;
  await expect(unsaid.balances()).rejects.toMatchObject({ code: 'ACCOUNT_NOT_LIVE' });
  await expect(unsaid.place(order())).rejects.toMatchObject({ code: 'ACCOUNT_NOT_LIVE' });
  onOrder({ body: filled });
  gateway.isPaper = true;
  await unsaid.balances();
  expect(unsaid.clock.now()).toBe(1_600_000_000_000);
  expect(await unsaid.place(order())).toMatchObject({ kind: 'accepted' });
});
