import { describe, expect, it, test } from 'vitest';
import { kraken } from '../../../src/dialects/kraken/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://docs.kraken.com/api-reference/trading shows them, a page an endpoint.
const read = readerOf(kraken);
const ADD = 'POST /0/private/AddOrder';
const BATCH = 'POST /0/private/AddOrderBatch';
const TXID = 'OUF4EM-FRGI2-MQMWZD';
const OTHER = 'OCF5EM-FRGI2-MQWEDD';
const done = (result: unknown) => ({ error: [], result });
const refused = (...error: string[]) => ({ error });

describe('a placed order', () => {
  it('has its transaction id', () =>
    expect(read(ADD, 200, done({ descr: { order: 'buy 1' }, txid: [TXID] }))).toMatchObject({
      outcome: 'accepted',
      ids: [`1 exchange:${TXID}`],
    }));
  it('by an edit has a new one, and the old one is cancelled', () =>
    expect(
      read(
        'POST /0/private/EditOrder',
        200,
        done({ status: 'ok', txid: OTHER, originaltxid: TXID }),
        [{}],
        [cancelOf(TXID)],
      ),
    ).toMatchObject({ outcome: 'accepted', ids: [`1 exchange:${OTHER}`], cancelled: [true] }));
  it('by an amendment keeps its own', () =>
    expect(read('POST /0/private/AmendOrder', 200, done({ amend_id: 'TTW6MD-RL37K-UCA4SL' }))).toMatchObject({
      outcome: 'accepted',
      ids: [],
    }));
  it.each([
    done({ txid: [] }),
    done({ txid: ['28'] }),
    done({ txid: 'OUF4EM-FRGI2-MQMWZD' }),
    done({}),
    { result: null },
    { error: ['EOrder:Insufficient funds'], result: { txid: [TXID] } },
  ])('is not %j', (body) => expect(read(ADD, 200, body).outcome).toBe('unknown'));
});

describe('an error inside a 200', () => {
  it.each([
    'EOrder:Insufficient funds',
    'EGeneral:Invalid arguments:volume',
    'EOrder:Invalid price:Invalid price argument',
    'EAPI:Invalid nonce',
    'EOrder:Rate limit exceeded',
    'EService:Market in cancel_only mode',
  ])('%s: nothing was placed', (error) => expect(read(ADD, 200, refused(error)).outcome).toBe('rejected'));
  it.each([
    ['EService:Unavailable'],
    ['EService:Busy'],
    ['EService:Timeout'],
    ['EService:Deadline elapsed'],
    ['EGeneral:Internal error'],
    ['EOrder:Insufficient fundsX'],
    ['EOrder'],
    [''],
    ['EOrder:Insufficient funds', 'EService:Timeout'],
    [],
  ])('%s leaves it open', (...errors) => expect(read(ADD, 200, refused(...errors)).outcome).toBe('unknown'));
});

describe('a batch', () => {
  const orders = [{}, {}, {}];
  it('with one bad order keeps what the others count', () =>
    expect(
      read(
        BATCH,
        200,
        done({ orders: [{ txid: TXID }, { error: 'EOrder:Insufficient funds' }, { txid: OTHER }] }),
        orders,
      ),
    ).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: [`1 exchange:${TXID}`, `3 exchange:${OTHER}`],
    }));
  it('with an order of which nothing is certain keeps all', () =>
    expect(
      read(
        BATCH,
        200,
        done({ orders: [{ error: 'EOrder:Insufficient funds' }, { error: 'EService:Busy' }, {}] }),
        orders,
      ),
    ).toMatchObject({ outcome: 'unknown', kept: null }));
  it('of another length says nothing', () =>
    expect(read(BATCH, 200, done({ orders: [{ error: 'EOrder:Insufficient funds' }] }), orders).outcome).toBe(
      'unknown',
    ));
});

test('cancelled are all that were named, or none is said to be', () => {
  const cancel = 'POST /0/private/CancelOrderBatch';
  const two = [cancelOf(TXID), cancelOf(OTHER)];
  expect(read(cancel, 200, done({ count: 2 }), [], two).cancelled).toEqual([true, true]);
  expect(read(cancel, 200, done({ count: 1 }), [], two).cancelled).toEqual([false, false]);
  expect(read(cancel, 200, refused('EOrder:Unknown order'), [], two).cancelled).toEqual([false, false]);
});

it.each<[number, string, number | null]>([
  [200, '{"error":[],"result":{"open":{}}}', 0],
  [200, `{"error":[],"result":{"open":{"${TXID}":{},"${OTHER}":{}}}}`, 2],
  [200, '{"error":["EAPI:Invalid nonce"]}', null],
  [200, '{"error":["WAPI:x"],"result":{"open":{}}}', null],
  [520, '{"error":[],"result":{"open":{}}}', null],
])('open orders of status %i and %s: %s', (status, body, count) => {
  expect(kraken.answers.openOrders[0].read(status, parseStrictJson(Buffer.from(body)))?.count ?? null).toBe(
    count,
  );
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ADD, done({ txid: [TXID] })],
    [BATCH, done({ orders: [{ txid: TXID }] })],
    ['POST /0/private/AmendOrder', done({ amend_id: 'TTW6MD-RL37K-UCA4SL' })],
  ]));
