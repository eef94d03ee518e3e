import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import {
  choiceField,
  type Fields,
  fieldsOfObject,
  refuseOtherFields,
  requiredAmount,
  textField,
} from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { ADVANCED_PARAMETERS, CANCEL_ITEM_PARAMETERS, ORDER_PARAMETERS } from './endpoints/trading.ts';
import { readSpotSymbol } from './instrument.ts';
import { type ReadOrder, readOrder } from './order.ts';
import { ownWords } from './own-words.ts';
import { paramsOf } from './params.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const PREFIX = '/exchange/v1/private/';
const LONGEST_LIST = 10;
const MOST_CANCELS = 100;
const ORDER_ID = /^[0-9]{1,25}$/;

/**
 * Every order that a request places or changes, and every one that it cancels. Amendments have no symbol, and those of
 * cancellations aren't used: the exchange finds the order by its id.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeCryptocom(
  request: ParsedRequest,
  { endpoint, product }: Classification,
): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const params = paramsOf(request);
  switch (endpoint.path.slice(PREFIX.length)) {
    case 'create-order':
      return orders([readOrder(params)]);
    case 'create-order-list':
      onlyList(params);
      return orders(orderList(params, ORDER_PARAMETERS).map((item) => readOrder(item)));
    case 'amend-order':
      return { orders: [amendmentOf(fieldsOfObject(params))], cancels: [] };
    case 'cancel-order':
      return cancels([cancelOf(fieldsOfObject(params), 'order')]);
    case 'cancel-order-list':
      onlyList(params);
      return cancels(cancelList(params, 'order'));
    case 'cancel-all-orders':
    case 'advanced/cancel-all-orders':
      return cancels([cancelAllOf(fieldsOfObject(params))]);
    case 'advanced/create-order':
      return orders([waiting(readOrder(params, 'algo'))]);
    case 'advanced/create-order-list':
      return orders(advancedList(params).map(waiting));
    case 'advanced/create-oco':
      return orders(legsOf(params, 1, ['LIMIT']));
    case 'advanced/create-oto':
      return orders(legsOf(params, 1, ['LIMIT', 'MARKET']));
    case 'advanced/create-otoco':
      return orders(legsOf(params, 2, ['LIMIT', 'MARKET']));
    case 'advanced/cancel-order':
      return cancels([cancelOf(fieldsOfObject(params), 'algo')]);
    case 'advanced/cancel-order-list':
      return cancels(cancelList(params, 'algo'));
    case 'advanced/cancel-oco':
    case 'advanced/cancel-oto':
    case 'advanced/cancel-otoco':
      return cancels([{ symbol: null, order: byExchange(listId(fieldsOfObject(params)), 'list') }]);
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function orders(list: readonly ReadOrder[]): Description {
  return { orders: list.map(({ intent }) => intent), cancels: [] };
}

function cancels(list: readonly CancelIntent[]): Description {
  return { orders: [], cancels: list };
}

/**
 * The exchange cancels the order and creates another. Whether that one is post-only again, and which price is meant of one that
 * waits for a price, isn't documented: so the order must be a plain limit order.
 *
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/private-amend-order
 */
function amendmentOf(fields: Fields): OrderIntent {
  return {
    action: 'amend',
    symbol: null,
    side: null,
    type: 'limit',
    quantity: requiredAmount(fields, 'new_quantity'),
    quoteQuantity: null,
    price: requiredAmount(fields, 'new_price'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: ownWords(fields, 'client_oid'),
    amends: oneId(fields, 'orig_client_oid', 'order'),
  };
}

/**
 * The orders that belong to each other: one at once, the others waiting for a price. Each is judged as if it stood alone,
 * although an OCO fills only one, and the later ones of an OTO or OTOCO are placed when the first is filled.
 */
function legsOf(params: JsonObject, waitingLegs: 1 | 2, first: readonly string[]): ReadOrder[] {
  const legs = advancedList(params);
  const atOnce = legs.filter(({ waits }) => !waits);
  if (legs.length !== waitingLegs + 1 || atOnce.length !== 1 || !first.includes(atOnce[0].wireType))
    malformed(
      'order_list',
      `"order_list" must be one order of the type ${first.join(' or ')} and ${waitingLegs} that wait for a price.`,
    );
  if (new Set(legs.map(({ intent }) => intent.symbol)).size > 1)
    malformed('order_list', 'Orders that belong to each other must be of one instrument.');
  return legs;
}

function advancedList(params: JsonObject): ReadOrder[] {
  return orderList(params, ADVANCED_PARAMETERS).map((item) => readOrder(item, 'algo'));
}

function waiting(order: ReadOrder): ReadOrder {
  if (!order.waits)
    malformed(
      'type',
      'An advanced order waits for a price: STOP_LOSS, STOP_LIMIT, TAKE_PROFIT or TAKE_PROFIT_LIMIT.',
    );
  return order;
}

/** `OCO` in place of `LIST` was how pairs were placed before there were advanced orders. */
function onlyList(params: JsonObject): void {
  if (params.get('contingency_type') !== 'LIST')
    malformed('contingency_type', '"contingency_type" must be LIST; for a pair use advanced/create-oco.');
}

function orderList(params: JsonObject, names: readonly string[], longest = LONGEST_LIST): JsonObject[] {
  const list = params.get('order_list');
  if (list === undefined || !isJsonArray(list) || list.length === 0 || list.length > longest)
    return malformed('order_list', `"order_list" must be a list of 1 to ${longest} orders.`);
  return list.map((item) => {
    if (!isJsonObject(item)) return malformed('order_list', 'Every item of "order_list" must be an object.');
    refuseOtherFields(new Map([...item.keys()].map((name) => [name, ''])), names);
    return item;
  });
}

function cancelList(params: JsonObject, kind: 'order' | 'algo'): CancelIntent[] {
  return orderList(params, CANCEL_ITEM_PARAMETERS, MOST_CANCELS).map((item) =>
    cancelOf(fieldsOfObject(item), kind),
  );
}

function cancelOf(fields: Fields, kind: 'order' | 'algo'): CancelIntent {
  readSpotSymbol(fields);
  return { symbol: null, order: oneId(fields, 'client_oid', kind) };
}

/** Every order of an instrument, or of all, positions' among them. */
function cancelAllOf(fields: Fields): CancelIntent {
  choiceField(fields, 'type', ['LIMIT', 'TRIGGER', 'ALL']);
  return { symbol: readSpotSymbol(fields), order: null };
}

/** The one id that names an order: given both, the exchange looks at one of them only. */
function oneId(fields: Fields, clientIdName: string, kind: 'order' | 'algo'): OrderReference {
  const id = textField(fields, 'order_id', ORDER_ID);
  const clientId = ownWords(fields, clientIdName);
  if (id !== null && clientId === null) return byExchange(id, kind);
  if (id === null && clientId !== null) return byClient(clientId, kind);
  return malformed('order id', `Name the order by "order_id" or by "${clientIdName}": by one of them.`);
}

function listId(fields: Fields): string {
  return textField(fields, 'list_id', ORDER_ID) ?? malformed('list_id', '"list_id" is missing.');
}
