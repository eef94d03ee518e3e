import { listIn, member, type OpenOrdersList, objectIn, textIn } from '../../dialect/answer-reading.ts';
import type { UnsignedRequest } from '../../dialect/dialect.ts';
import type { Pair } from '../../http/pairs.ts';
import { HOST } from './hosts.ts';

const PAGE_SIZE = 100;
const TRADE = '/api/v2/spot/trade/';

/**
 * Open orders stand in three lists: orders, those that wait for a price, and plan orders.
 *
 * @see https://www.bitget.com/api-doc/spot/trade/Get-Unfilled-Orders
 * @see https://www.bitget.com/api-doc/spot/plan/Get-Current-Plan-Order
 */
export const openOrders: readonly OpenOrdersList[] = [
  unfilled('normal'),
  unfilled('tpsl'),
  {
    request: (cursor) => page(`${TRADE}current-plan-order`, [], cursor),
    read(status, body) {
      const data = isGood(status, textIn(body, 'code')) ? objectIn(body, 'data') : null;
      const more = member(data, 'nextFlag');
      const list = member(data, 'orderList');
      if (data === null || typeof more !== 'boolean' || list === undefined) return null;
      const orders = listIn(data, 'orderList');
      const last = textIn(data, 'idLessThan');
      if (!more) return { count: orders.length, next: null };
      return last === null || !isId(last) ? null : { count: orders.length, next: last };
    },
  },
];

function unfilled(tpslType: 'normal' | 'tpsl'): OpenOrdersList {
  return {
    request: (cursor) => page(`${TRADE}unfilled-orders`, [{ name: 'tpslType', value: tpslType }], cursor),
    read(status, body) {
      if (!isGood(status, textIn(body, 'code')) || !Array.isArray(member(body, 'data'))) return null;
      const orders = listIn(body, 'data');
      if (orders.length < PAGE_SIZE) return { count: orders.length, next: null };
      const last = textIn(orders.at(-1), 'orderId');
      return last === null || !isId(last) ? null : { count: orders.length, next: last };
    },
  };
}

function isGood(status: number, code: string | null): boolean {
  return status === 200 && code === '00000';
}

function isId(text: string): boolean {
  return /^[0-9]{1,30}$/.test(text);
}

function page(path: string, query: readonly Pair[], cursor: string | null): UnsignedRequest {
  return {
    method: 'GET',
    host: HOST,
    path,
    query: [
      ...(cursor === null ? [] : [{ name: 'idLessThan', value: cursor }]),
      { name: 'limit', value: String(PAGE_SIZE) },
      ...query,
    ],
    body: { kind: 'none' },
  };
}
