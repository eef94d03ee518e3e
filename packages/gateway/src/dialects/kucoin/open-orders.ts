import {
  member,
  type OpenOrdersList,
  type OpenOrdersPage,
  objectIn,
  textIn,
} from '../../dialect/answer-reading.ts';
import type { UnsignedRequest } from '../../dialect/dialect.ts';
import type { Pair } from '../../http/pairs.ts';
import { isJsonArray, type JsonValue, scalarText } from '../../http/strict-json.ts';
import { SPOT_HOST } from './hosts.ts';
import { isSymbol } from './order.ts';

const PAGE_SIZE = '100';

/**
 * Open orders stand in four lists, one for each generation and kind. The newer generation's wants a market: which ones have
 * open orders is asked first, and then each market. An order that KuCoin shows in two lists counts twice, and so does a pair,
 * which is two orders.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/get-symbols-with-open-order
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/get-open-orders-by-page
 */
export const openOrders: readonly OpenOrdersList[] = [
  {
    request(cursor) {
      if (cursor === null) return ask('/api/v1/hf/orders/active/symbols', []);
      const { page, symbols } = readCursor(cursor);
      return ask('/api/v1/hf/orders/active/page', [
        { name: 'symbol', value: symbols[0] },
        { name: 'pageNum', value: String(page) },
        { name: 'pageSize', value: PAGE_SIZE },
      ]);
    },
    read(status, body, cursor = null) {
      if (cursor !== null) return readMarket(status, body, readCursor(cursor));
      const data = status === 200 && textIn(body, 'code') === '200000' ? objectIn(body, 'data') : null;
      if (data === null) return null;
      const listed = member(data, 'symbols') ?? null;
      if (!isJsonArray(listed)) return null;
      const symbols = listed.map((symbol) => scalarText(symbol) ?? '');
      if (!symbols.every(isSymbol)) return null;
      return { count: 0, next: symbols.length === 0 ? null : writeCursor({ page: 1, symbols }) };
    },
  },
  paged('/api/v1/orders', [
    { name: 'status', value: 'active' },
    { name: 'tradeType', value: 'TRADE' },
  ]),
  paged('/api/v1/stop-order', [{ name: 'tradeType', value: 'TRADE' }]),
  paged('/api/v3/oco/orders', [], 2),
];

/** Where in the markets with open orders the next page is: its number in the first of them. */
interface Cursor {
  readonly page: number;
  readonly symbols: readonly string[];
}

function writeCursor({ page, symbols }: Cursor): string {
  return [page, ...symbols].join(' ');
}

function readCursor(cursor: string): Cursor {
  const [page, ...symbols] = cursor.split(' ');
  return { page: Number(page), symbols };
}

function readMarket(status: number, body: JsonValue, { page, symbols }: Cursor): OpenOrdersPage | null {
  const read = readPage(status, body, page);
  if (read === null) return null;
  if (read.next !== null) return { count: read.count, next: writeCursor({ page: page + 1, symbols }) };
  const left = symbols.slice(1);
  return { count: read.count, next: left.length === 0 ? null : writeCursor({ page: 1, symbols: left }) };
}

/** @param each how many orders an item is */
function paged(path: string, query: readonly Pair[], each = 1): OpenOrdersList {
  return {
    request: (cursor) =>
      ask(path, [
        ...query,
        { name: 'currentPage', value: cursor ?? '1' },
        { name: 'pageSize', value: PAGE_SIZE },
      ]),
    read(status, body, cursor = null) {
      const page = readPage(status, body, Number(cursor ?? '1'));
      return page === null ? null : { ...page, count: page.count * each };
    },
  };
}

/** A page of a list, whose answer says how many pages there are. */
function readPage(status: number, body: JsonValue, page: number): OpenOrdersPage | null {
  const data = status === 200 && textIn(body, 'code') === '200000' ? objectIn(body, 'data') : null;
  const pages = textIn(data, 'totalPage');
  if (data === null || pages === null || !/^[0-9]{1,6}$/.test(pages)) return null;
  const items = member(data, 'items') ?? null;
  if (!isJsonArray(items)) return null;
  return { count: items.length, next: Number(pages) > page ? String(page + 1) : null };
}

function ask(path: string, query: readonly Pair[]): UnsignedRequest {
  return { method: 'GET', host: SPOT_HOST, path, query, body: { kind: 'none' } };
}
