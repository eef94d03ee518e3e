import { describe, expect, it, test } from 'vitest';
import { okx } from '../../../src/dialects/okx/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { cancelOf, fuzzAnswers, readerOf } from '../../dialect/answers.ts';

// Answers as https://www.okx.com/docs-v5/en/#order-book-trading-trade shows them.
const read = readerOf(okx);
const ORDER = 'POST /api/v5/trade/order';
const BATCH = 'POST /api/v5/trade/batch-orders';
const item = (ordId: string, sCode = '0', clOrdId = '') => ({ ordId, clOrdId, tag: '', sCode, sMsg: '' });
const answer = (code: string, ...data: object[]) => ({ code, msg: '', data });

describe('a placed order', () => {
  it('has the exchange’s id and the client’s', () =>
    expect(read(ORDER, 200, answer('0', item('312', '0', 'mine')))).toMatchObject({
      outcome: 'accepted',
      ids: ['1 exchange:312', '1 client:mine'],
    }));
  it('as an algo order goes by algo ids, which are counted apart', () =>
    expect(
      read(
        'POST /api/v5/trade/order-algo',
        200,
        answer('0', { algoId: '12', algoClOrdId: 'a', clOrdId: 'x', sCode: '0' }),
        [{}, {}],
      ).ids,
    ).toEqual(['1 algo/exchange:12', '1 algo/client:a', '2 algo/exchange:12', '2 algo/client:a']));
  it.each([answer('0'), answer('0', item('')), answer('0', {}), answer('1', item('', '50004')), {}])(
    'is not %j',
    (body) => expect(read(ORDER, 200, body)).toMatchObject({ outcome: 'unknown', ids: [] }),
  );
});

describe('a code inside a 200', () => {
  it.each(['51000', '51008', '51016', '51020'])('sCode %s: nothing was placed', (code) =>
    expect(read(ORDER, 200, answer('1', item('', code))).outcome).toBe('rejected'),
  );
  it.each(['50011', '50102', '50113'])('code %s of the request: nothing was placed', (code) =>
    expect(read(ORDER, 200, answer(code)).outcome).toBe('rejected'),
  );
  it.each(['50001', '50004', '50005', '50013', '50026', '51149', '99999', ''])(
    '%s leaves it open',
    (code) => {
      expect(read(ORDER, 200, answer('1', item('', code))).outcome).toBe('unknown');
      expect(read(ORDER, 200, answer(code)).outcome).toBe('unknown');
    },
  );
});

describe('a batch', () => {
  it('with one bad order keeps what the others count', () =>
    expect(
      read(BATCH, 200, answer('2', item('1'), item('', '51008'), item('3')), [{}, {}, {}]),
    ).toMatchObject({
      outcome: 'partly',
      kept: '101',
      rejected: [2],
      ids: ['1 exchange:1', '3 exchange:3'],
    }));
  it('all of whose orders are bad gives everything back', () =>
    expect(read(BATCH, 200, answer('1', item('', '51008'), item('', '51020')), [{}, {}]).outcome).toBe(
      'rejected',
    ));
  it('of another length, or with an order of which nothing is certain, keeps all', () => {
    expect(read(BATCH, 200, answer('2', item('', '51008')), [{}, {}]).outcome).toBe('unknown');
    expect(read(BATCH, 200, answer('2', item('', '51008'), item('', '50004')), [{}, {}]).outcome).toBe(
      'unknown',
    );
  });
});

test('cancelled is each order by its own code', () => {
  const cancel = 'POST /api/v5/trade/cancel-batch-orders';
  const two = [cancelOf('1'), cancelOf('2')];
  expect(read(cancel, 200, answer('2', item('1'), item('2', '51400')), [], two).cancelled).toEqual([
    true,
    false,
  ]);
  expect(read(cancel, 200, answer('2', item('1')), [], two).cancelled).toEqual([false, false]);
});

describe('open orders', () => {
  const json = (value: unknown) => parseStrictJson(Buffer.from(JSON.stringify(value)));
  it('are in four lists, each asked for on its own', () => {
    const lists = okx.answers.openOrders.map((list) => list.request(null));
    expect(
      lists.map(({ path, query }) => [path, query.find(({ name }) => name === 'ordType')?.value]),
    ).toEqual([
      ['/api/v5/trade/orders-pending', undefined],
      ['/api/v5/trade/orders-algo-pending', 'conditional,oco'],
      ['/api/v5/trade/orders-algo-pending', 'trigger'],
      ['/api/v5/trade/orders-algo-pending', 'move_order_stop'],
    ]);
  });
  it('go on behind the last of a full page', () => {
    const [list] = okx.answers.openOrders;
    const full = Array.from({ length: 100 }, (_, i) => ({ ordId: String(i) }));
    expect(list.read(200, json(answer('0', ...full)))).toEqual({ count: 100, next: '99' });
    expect(list.request('99').query).toContainEqual({ name: 'after', value: '99' });
    expect(list.read(200, json(answer('0', { ordId: '1' })))).toEqual({ count: 1, next: null });
    expect(list.read(200, json(answer('50011')))).toBeNull();
    expect(list.read(500, json(answer('0')))).toBeNull();
  });
});

test('whatever else comes gives nothing back', () =>
  fuzzAnswers(read, [
    [ORDER, answer('0', item('312345'))],
    [BATCH, answer('0', item('1'), item('2'))],
    ['POST /api/v5/trade/order-algo', answer('0', { algoId: '12', sCode: '0' })],
  ]));
