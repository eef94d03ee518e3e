import {
  type AnswerReading,
  allAlike,
  idsIn,
  inTurn,
  isRejectedByStatus,
  listIn,
  type OpenOrdersList,
  type OrderAnswer,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader } from '../../dialect/dialect.ts';
import type { JsonValue } from '../../http/strict-json.ts';

/**
 * Codes of a request that OKX turned down as a whole. Not among them: 50001, 50004, 50013, 50026 and their like, which
 * speak of a service that is away or too slow.
 *
 * @see https://www.okx.com/docs-v5/en/#error-code-rest-api
 */
const REQUEST_REFUSED = [
  ...[
    '50000',
    '50002',
    '50006',
    '50007',
    '50008',
    '50009',
    '50010',
    '50011',
    '50012',
    '50014',
    '50015',
    '50016',
  ],
  ...[
    '50024',
    '50025',
    '50027',
    '50028',
    '50030',
    '50035',
    '50061',
    '50100',
    '50101',
    '50102',
    '50103',
    '50104',
  ],
  ...[
    '50105',
    '50106',
    '50107',
    '50108',
    '50110',
    '50111',
    '50112',
    '50113',
    '50114',
    '50119',
    '50120',
    '50121',
  ],
];

/** Codes of one order that was not placed, or not amended. */
const ORDER_REFUSED = [
  ...[
    '51000',
    '51001',
    '51002',
    '51003',
    '51004',
    '51005',
    '51006',
    '51007',
    '51008',
    '51009',
    '51010',
    '51011',
  ],
  ...[
    '51012',
    '51014',
    '51015',
    '51016',
    '51017',
    '51020',
    '51021',
    '51022',
    '51024',
    '51025',
    '51026',
    '51027',
  ],
  ...[
    '51028',
    '51029',
    '51030',
    '51031',
    '51046',
    '51047',
    '51051',
    '51072',
    '51073',
    '51100',
    '51101',
    '51102',
  ],
  ...[
    '51103',
    '51104',
    '51105',
    '51106',
    '51107',
    '51109',
    '51110',
    '51111',
    '51112',
    '51116',
    '51117',
    '51118',
  ],
  ...[
    '51119',
    '51120',
    '51121',
    '51122',
    '51124',
    '51127',
    '51128',
    '51129',
    '51131',
    '51135',
    '51136',
    '51137',
  ],
  ...[
    '51138',
    '51139',
    '51155',
    '51174',
    '51185',
    '51201',
    '51202',
    '51203',
    '51204',
    '51205',
    '51250',
    '51252',
  ],
  ...['51257', '51258', '51259', '51260', '51261', '51275', '51276', '51277', '51278', '51279', '51280'],
  // Of amendments.
  ...['51500', '51501', '51502', '51503', '51506', '51508', '51509', '51510', '51511'],
];

/**
 * Reads OKX's answers: `code` of the request, `sCode` of each order, inside a 200. An amendment that was taken may fail
 * later.
 *
 * @see https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order
 */
export const okxAnswers: AnswerReader = {
  tooMany(_status, body) {
    const code = textIn(body, 'code');
    return code === '50011' || code === '50061' ? { scope: 'key', waitMs: 2000 } : null;
  },
  read(status, body, { endpoint }, description): AnswerReading {
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    const items = listIn(body, 'data');
    const code = textIn(body, 'code');
    if (items.length === 0) {
      const certain = code !== null && [...REQUEST_REFUSED, ...ORDER_REFUSED].includes(code);
      return allAlike(description, certain ? REJECTED : UNKNOWN);
    }
    const action = endpoint.path.slice('/api/v5/trade/'.length);
    if (description.orders.length === 0)
      return onlyCancels(
        description,
        (at) => items.length === description.cancels.length && textIn(items[at], 'sCode') === '0',
      );
    if (action !== 'order-algo')
      return inTurn(
        description,
        items.map((item) => itemOf(item)),
      );
    return allAlike(description, items.length === 1 ? itemOf(items[0], 'algo') : UNKNOWN);
  },
  openOrdersEveryMs: 500,
  openOrders: [
    pending('orders-pending', 'ordId', []),
    // Every kind of algo order that the account may have waiting; the others are asked for one by one.
    pending('orders-algo-pending', 'algoId', [{ name: 'ordType', value: 'conditional,oco' }]),
    pending('orders-algo-pending', 'algoId', [{ name: 'ordType', value: 'trigger' }]),
    pending('orders-algo-pending', 'algoId', [{ name: 'ordType', value: 'move_order_stop' }]),
  ],
  amendsLater: true,
};

function itemOf(item: JsonValue, kind: 'order' | 'algo' = 'order'): OrderAnswer {
  const code = textIn(item, 'sCode');
  if (code !== '0') return code !== null && ORDER_REFUSED.includes(code) ? REJECTED : UNKNOWN;
  const ids = kind === 'algo' ? idsIn(item, 'algoId', 'algoClOrdId', kind) : idsIn(item, 'ordId', 'clOrdId');
  return ids.some(({ by }) => by === 'exchange') ? { state: 'placed', ids } : UNKNOWN;
}

/** A page has 100 orders at most; the next one is asked for by the last id. */
function pending(
  path: string,
  idName: string,
  query: readonly { name: string; value: string }[],
): OpenOrdersList {
  return {
    request: (cursor) => ({
      method: 'GET',
      host: 'www.okx.com',
      path: `/api/v5/trade/${path}`,
      query: [
        { name: 'instType', value: 'SPOT' },
        ...query,
        { name: 'limit', value: '100' },
        ...(cursor === null ? [] : [{ name: 'after', value: cursor }]),
      ],
      body: { kind: 'none' },
    }),
    read(status, body) {
      if (status !== 200 || textIn(body, 'code') !== '0') return null;
      const orders = listIn(body, 'data');
      if (orders.length < 100) return { count: orders.length, next: null };
      const last = textIn(orders.at(-1), idName);
      return last === null ? null : { count: orders.length, next: last };
    },
  };
}
