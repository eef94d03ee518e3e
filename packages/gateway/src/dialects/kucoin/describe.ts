import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import {
  amountField,
  type Fields,
  fieldsOfObject,
  fieldsOfPairs,
  requiredAmount,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { ORDER_PARAMETERS } from './endpoints/trading.ts';
import {
  checkedClientId,
  checkedOrderId,
  describeOco,
  describeOrder,
  describeStopOrder,
  isSymbol,
  readProduct,
  readSymbol,
} from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const LARGEST_BATCH = 5;
const MOST_IDS = 100;

/** What a trading endpoint makes of its parameters and the last part of its path. */
type Reader = (fields: Fields, last: string, request: ParsedRequest) => Description;

/**
 * Every order that a request places, tests or changes, and every one that it cancels.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeKucoin(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const read = READERS[`${endpoint.method} ${endpoint.path}`];
  if (read === undefined)
    return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  const fields = endpoint.method === 'POST' ? flatFields(objectOf(request)) : fieldsOfPairs(request.query);
  return read(fields, request.inbound.path.slice(request.inbound.path.lastIndexOf('/') + 1), request);
}

const placed: Reader = (fields) => orders([describeOrder(fields)]);
const tested: Reader = (fields) => orders([describeOrder(fields, 'test')]);
const batch: Reader = (_fields, _last, request) => orders(describeBatch(objectOf(request)));
/** The newer generation wants the symbol beside the id; the older one finds the order by its id alone. */
const byId: Reader = (fields, last) =>
  cancels([{ symbol: readSymbol(fields), order: byExchange(checkedOrderId(last)) }]);
const byClientId: Reader = (fields, last) =>
  cancels([{ symbol: readSymbol(fields), order: byClient(checkedClientId(last)) }]);
const byIdAlone =
  (kind: OrderReference['kind']): Reader =>
  (_fields, last) =>
    cancels([{ symbol: null, order: byExchange(checkedOrderId(last), kind) }]);
const byClientIdAlone =
  (kind: OrderReference['kind']): Reader =>
  (_fields, last) =>
    cancels([{ symbol: null, order: byClient(checkedClientId(last), kind) }]);

const READERS: Readonly<Record<string, Reader>> = {
  'POST /api/v1/hf/orders': placed,
  'POST /api/v1/hf/orders/sync': placed,
  'POST /api/v1/hf/orders/test': tested,
  'POST /api/v1/hf/orders/multi': batch,
  'POST /api/v1/hf/orders/multi/sync': batch,
  'POST /api/v1/hf/orders/alter': describeReplacement,
  'POST /api/v1/hf/orders/dead-cancel-all': describeDeadline,
  'DELETE /api/v1/hf/orders/{orderId}': byId,
  'DELETE /api/v1/hf/orders/sync/{orderId}': byId,
  'DELETE /api/v1/hf/orders/client-order/{clientOid}': byClientId,
  'DELETE /api/v1/hf/orders/sync/client-order/{clientOid}': byClientId,
  // What is left of the order counts as what it was.
  'DELETE /api/v1/hf/orders/cancel/{orderId}': (fields, last, request) => {
    requiredAmount(fields, 'cancelSize');
    return byId(fields, last, request);
  },
  'DELETE /api/v1/hf/orders': (fields) => cancels([{ symbol: readSymbol(fields), order: null }]),
  'DELETE /api/v1/hf/orders/cancelAll': () => cancels([{ symbol: null, order: null }]),
  'POST /api/v1/orders': placed,
  'POST /api/v1/orders/test': tested,
  'POST /api/v1/orders/multi': batch,
  'DELETE /api/v1/orders/{orderId}': byIdAlone('order'),
  'DELETE /api/v1/order/client-order/{clientOid}': byClientIdAlone('order'),
  'DELETE /api/v1/orders': cancelsOfSymbol,
  'POST /api/v1/stop-order': (fields) => orders([describeStopOrder(fields)]),
  'DELETE /api/v1/stop-order/{orderId}': byIdAlone('algo'),
  'DELETE /api/v1/stop-order/cancelOrderByClientOid': (fields) =>
    cancels([
      {
        symbol: optionalSymbol(fields),
        order: byClient(checkedClientId(requiredField(fields, 'clientOid')), 'algo'),
      },
    ]),
  'DELETE /api/v1/stop-order/cancel': cancelsOfList('algo'),
  'POST /api/v3/oco/order': (fields) => orders(describeOco(fields)),
  'DELETE /api/v3/oco/order/{orderId}': byIdAlone('list'),
  'DELETE /api/v3/oco/client-order/{clientOid}': byClientIdAlone('list'),
  'DELETE /api/v3/oco/orders': cancelsOfList('list'),
};

/**
 * A batch of limit orders of one market. Where the market stands beside the list too, it is that of every order.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/batch-add-orders
 */
function describeBatch(body: JsonObject): OrderIntent[] {
  const other = [...body.keys()].find((name) => name !== 'symbol' && name !== 'orderList');
  if (other !== undefined) malformed('parameter out of place', `"${other}" belongs into each order.`);
  const list = body.get('orderList');
  if (list === undefined || !isJsonArray(list) || list.length === 0 || list.length > LARGEST_BATCH)
    return malformed('orderList', `orderList must be a list of 1 to ${LARGEST_BATCH} orders.`);
  const described = list.map((entry) => {
    if (!isJsonObject(entry)) return malformed('orderList', 'Each entry of orderList must be an object.');
    const inner = [...entry.keys()].find((name) => !ORDER_PARAMETERS.some((one) => one === name));
    if (inner !== undefined)
      malformed('unknown parameter', `"${inner.slice(0, 80)}" is no parameter that the gateway knows here.`);
    const order = describeOrder(fieldsOfObject(entry));
    return order.type === 'market' ? malformed('batch', 'KuCoin takes limit orders only in a batch.') : order;
  });
  const named = body.get('symbol');
  if (described.some(({ symbol }) => symbol !== (named ?? described[0].symbol)))
    malformed('batch', 'All orders of a batch must be of one market, and of the one beside the list.');
  return described;
}

/**
 * Cancels an order and places another like it, in one step.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/modify-order
 */
function describeReplacement(fields: Fields): Description {
  const symbol = readSymbol(fields);
  const [orderId, clientId] = [fields.get('orderId'), fields.get('clientOid')];
  if (orderId !== undefined && clientId !== undefined)
    malformed('two ids', 'Name the order by orderId or by clientOid, not by both.');
  const replaced =
    clientId === undefined
      ? byExchange(checkedOrderId(requiredField(fields, 'orderId')))
      : byClient(checkedClientId(clientId));
  const order: OrderIntent = {
    action: 'amend',
    symbol,
    side: null,
    type: null,
    quantity: amountField(fields, 'newSize'),
    quoteQuantity: null,
    price: amountField(fields, 'newPrice'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: replaced,
  };
  if (order.quantity === null && order.price === null)
    malformed('missing parameter', 'Say what changes: newSize, newPrice or both.');
  return { orders: [order], cancels: [{ symbol, order: replaced }] };
}

/**
 * Cancels everything, of some markets or of all, once the account has been silent for `timeout` seconds; −1 takes that back.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/set-dcp
 */
function describeDeadline(fields: Fields): Description {
  if (textField(fields, 'timeout', /^(?:-1|[1-9][0-9]{0,4})$/) === null) requiredField(fields, 'timeout');
  const symbols = listOf(fields.get('symbols') ?? '');
  if (!symbols.every(isSymbol)) malformed('symbols', 'symbols must be spot markets, separated by commas.');
  return cancels(
    symbols.length === 0
      ? [{ symbol: null, order: null }]
      : symbols.map((symbol) => ({ symbol, order: null })),
  );
}

function cancelsOfSymbol(fields: Fields): Description {
  refuseMargin(fields);
  return cancels([{ symbol: optionalSymbol(fields), order: null }]);
}

/**
 * Orders by their ids, or all: of a market, or of the account. The documentation has it that without a market all pairs of all
 * markets are cancelled, so their ids are taken beside one only, as in its example.
 *
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/batch-cancel-oco-order
 */
function cancelsOfList(kind: 'algo' | 'list'): Reader {
  return (fields) => {
    refuseMargin(fields);
    const symbol = optionalSymbol(fields);
    if (!fields.has('orderIds')) return cancels([{ symbol, order: null }]);
    if (kind === 'list' && symbol === null)
      malformed(
        'missing parameter',
        'Name the market of the pairs beside "orderIds", or all might be meant.',
      );
    const ids = listOf(requiredField(fields, 'orderIds'));
    if (ids.length > MOST_IDS) malformed('orderIds', `At most ${MOST_IDS} ids are accepted.`);
    return cancels(ids.map((id) => ({ symbol, order: byExchange(checkedOrderId(id), kind) })));
  };
}

function refuseMargin(fields: Fields): void {
  if (readProduct(fields) !== 'spot')
    throw new Refusal('forbidden', 'product', 'These are orders on margin; only spot can be allowed.');
}

function optionalSymbol(fields: Fields): string | null {
  return fields.has('symbol') ? readSymbol(fields) : null;
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function orders(list: readonly OrderIntent[]): Description {
  return { orders: list, cancels: [] };
}

function cancels(list: readonly CancelIntent[]): Description {
  return { orders: [], cancels: list };
}

function objectOf({ body }: ParsedRequest): JsonObject {
  return body.kind === 'json' && isJsonObject(body.value)
    ? body.value
    : malformed('JSON body', 'The body must be a JSON object.');
}

/** The object's own members. The orders of a batch are read apart. */
function flatFields(object: JsonObject): Fields {
  return fieldsOfObject(new Map([...object].filter(([name]) => name !== 'orderList')));
}
