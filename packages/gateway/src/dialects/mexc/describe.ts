import { Buffer } from 'node:buffer';
import type { Classification, Description, OrderIntent, ParsedRequest } from '../../dialect/dialect.ts';
import {
  type Fields,
  fieldsOfObject,
  fieldsOfPairs,
  refuseFields,
  refuseOtherFields,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { ORDER_PARAMETERS } from './endpoints/trading.ts';
import { describeOrder, symbolOf, symbolsOf } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const LARGEST_BATCH = 20;

const DESCRIBED: Readonly<Record<string, (fields: Fields) => Description>> = {
  'POST /api/v3/order': (fields) => placed([describeOrder(fields, 'create')]),
  'POST /api/v3/order/test': (fields) => placed([describeOrder(fields, 'test')]),
  'POST /api/v3/batchOrders': (fields) => placed(describeBatch(requiredField(fields, 'batchOrders'))),
  'DELETE /api/v3/order': describeCancel,
  'DELETE /api/v3/openOrders': (fields) => ({
    orders: [],
    cancels: symbolsOf(fields).map((symbol) => ({ symbol, order: null })),
  }),
  'DELETE /api/v3/order/all': () => ({ orders: [], cancels: [{ symbol: null, order: null }] }),
};

/**
 * Every order and cancellation of a request.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/spot-account-trade
 * @throws Refusal forbidden for other products, malformed for what can't be understood
 */
export function describeMexc({ query }: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade') return NOTHING;
  if (product !== 'spot')
    throw new Refusal('forbidden', 'product', `This trades in ${product}, and only spot is served.`);
  const describe = DESCRIBED[`${endpoint.method} ${endpoint.path}`];
  if (describe === undefined)
    throw new Refusal('forbidden', 'unknown endpoint', `What ${endpoint.path} would do is not known.`);
  return describe(fieldsOfPairs(query));
}

/** The orders of a batch: a JSON list in a parameter, of up to 20 orders in one market. */
function describeBatch(text: string): OrderIntent[] {
  const list = parseStrictJson(Buffer.from(text, 'utf8'));
  if (!isJsonArray(list) || list.length === 0 || list.length > LARGEST_BATCH)
    return malformed('batchOrders', `batchOrders must be a JSON list of 1 to ${LARGEST_BATCH} orders.`);
  const orders = list.map((entry) => {
    if (!isJsonObject(entry)) return malformed('batchOrders', 'Each entry of batchOrders must be an object.');
    const fields = fieldsOfObject(entry);
    refuseOtherFields(fields, ORDER_PARAMETERS);
    return describeOrder(fields, 'create');
  });
  if (new Set(orders.map(({ symbol }) => symbol)).size > 1)
    malformed('batchOrders', 'All orders of a batch must be in one market.');
  return orders;
}

function describeCancel(fields: Fields): Description {
  refuseFields(
    fields,
    ['origClientOrderId', 'newClientOrderId'],
    'is not taken here: MEXC doesn’t say that a client’s id is one order’s alone. Name the order by "orderId"',
  );
  requiredField(fields, 'orderId');
  const id = textField(fields, 'orderId', /^[A-Za-z0-9_-]{1,64}$/)!;
  return { orders: [], cancels: [{ symbol: symbolOf(fields), order: byExchange(id) }] };
}

function placed(orders: OrderIntent[]): Description {
  return { orders, cancels: [] };
}
