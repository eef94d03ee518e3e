import {
  allAlike,
  idsIn,
  inTurn,
  isRejectedByStatus,
  listIn,
  member,
  type OrderAnswer,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Description } from '../../dialect/dialect.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';

/**
 * Codes that say that an order was not placed or not amended. Not among them: 10000, 10014, 10016, 170001, 170007, 170032,
 * 170146, 170149, 170234 and their like: a server that failed or was too slow, a request that was there before.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/error
 */
const REFUSED = [
  // Of every request: parameters, time, key, signature, permission, rate, address.
  ...[
    '10001',
    '10002',
    '10003',
    '10004',
    '10005',
    '10006',
    '10007',
    '10008',
    '10009',
    '10010',
    '10017',
    '10018',
  ],
  ...['10020', '10024', '10027', '10028', '10029', '33004'],
  // Of spot orders.
  ...[
    '170005',
    '170033',
    '170105',
    '170115',
    '170116',
    '170117',
    '170121',
    '170124',
    '170130',
    '170131',
    '170132',
  ],
  ...[
    '170133',
    '170134',
    '170135',
    '170136',
    '170137',
    '170139',
    '170140',
    '170141',
    '170142',
    '170143',
    '170144',
  ],
  ...[
    '170148',
    '170151',
    '170157',
    '170159',
    '170192',
    '170193',
    '170194',
    '170197',
    '170198',
    '170199',
    '170200',
  ],
  ...[
    '170201',
    '170202',
    '170203',
    '170204',
    '170206',
    '170209',
    '170210',
    '170213',
    '170217',
    '170218',
    '170221',
  ],
  ...['170222', '170224', '170227', '170228', '170229', '170241', '170371', '170372', '170810'],
];

/**
 * Reads Bybit's answers: `retCode` inside a 200, and for a batch one code an order in `retExtInfo`. What was acknowledged is
 * done later: an amendment may still fail.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/order/create-order, /batch-place, /amend-order
 */
export const bybitAnswers: AnswerReader = {
  tooMany(status, body) {
    // "403, access too frequent": of the address, for ten minutes. A key that may not do something has status 200.
    if (status === 403) return { scope: 'address', waitMs: 600_000 };
    const code = textIn(body, 'retCode');
    if (code === '10018') return { scope: 'address', waitMs: 10_000 };
    return code === '10006' ? { scope: 'key', waitMs: 1000 } : null;
  },
  read(status, body, { endpoint }, description) {
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    const code = textIn(body, 'retCode');
    if (code !== '0')
      return allAlike(description, code !== null && REFUSED.includes(code) ? REJECTED : UNKNOWN);
    const result = objectIn(body, 'result');
    if (endpoint.path.endsWith('-batch')) return readBatch(body, result, description);
    if (description.orders.length === 0)
      return onlyCancels(description, () => textIn(result, 'orderId') !== null);
    if (endpoint.path === '/v5/order/pre-check') return allAlike(description, { state: 'placed', ids: [] });
    const [first, ...others] = description.orders;
    const answer = placed(result);
    return inTurn(
      description,
      first === undefined || others.some(({ attached }) => !attached) ? [] : [answer],
    );
  },
  openOrdersEveryMs: 500,
  openOrders: [
    {
      request: (cursor) => ({
        method: 'GET',
        host: 'api.bybit.com',
        path: '/v5/order/realtime',
        query: [
          { name: 'category', value: 'spot' },
          { name: 'openOnly', value: '0' },
          { name: 'limit', value: '50' },
          ...(cursor === null ? [] : [{ name: 'cursor', value: cursor }]),
        ],
        body: { kind: 'none' },
      }),
      read(status, body) {
        const result = objectIn(body, 'result');
        const list = member(result, 'list');
        if (status !== 200 || textIn(body, 'retCode') !== '0' || list === undefined || !isJsonArray(list))
          return null;
        const cursor = textIn(result, 'nextPageCursor');
        return {
          count: list.length,
          next: cursor === null || cursor === '' || list.length < 50 ? null : cursor,
        };
      },
    },
  ],
  amendsLater: true,
};

function readBatch(body: JsonValue | null, result: JsonValue | null, description: Description) {
  const items = listIn(result, 'list');
  const codes = listIn(objectIn(body, 'retExtInfo'), 'list').map((item) => textIn(item, 'code'));
  if (description.orders.length === 0) {
    const whole = codes.length === description.cancels.length;
    return onlyCancels(description, (at) => whole && codes[at] === '0');
  }
  if (codes.length !== items.length) return allAlike(description, UNKNOWN);
  return inTurn(
    description,
    items.map((item, at): OrderAnswer => {
      const code = codes[at];
      if (code === '0') return placed(item);
      return code !== null && REFUSED.includes(code) ? REJECTED : UNKNOWN;
    }),
  );
}

function placed(order: JsonValue | null): OrderAnswer {
  const ids = idsIn(order, 'orderId', 'orderLinkId');
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}
