import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  fieldsOfObject,
  fieldsOfPairs,
  flagField,
  refuseFields,
  refuseOtherFields,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { ORDER_PARAMETERS } from './endpoints.ts';
import {
  describeOrder,
  readClientId,
  readContext,
  readDeadline,
  readFlags,
  readPair,
  refuseConditionalClose,
} from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const EVERYTHING: CancelIntent = { symbol: null, order: null };
const TRANSACTION_ID = /^[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;
const USER_REFERENCE = /^-?[0-9]{1,10}$/;
const LARGEST_BATCH = 15;
const MOST_CANCELS = 50;

/**
 * Every order that a request places, tests or changes, and every one that it cancels. Amendments have no symbol: Kraken
 * finds the order by its id, whatever `pair` says.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeKraken(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  switch (endpoint.path) {
    case '/0/private/AddOrder': {
      const fields = flatFields(request);
      return { orders: [describeOrder(fields, readContext(fields))], cancels: [] };
    }
    case '/0/private/AddOrderBatch':
      return { orders: describeBatch(jsonObject(request)), cancels: [] };
    case '/0/private/AmendOrder':
      return { orders: [describeAmendment(flatFields(request))], cancels: [] };
    case '/0/private/EditOrder':
      return describeReplacement(flatFields(request));
    case '/0/private/CancelOrder':
      return { orders: [], cancels: [describeCancel(flatFields(request))] };
    case '/0/private/CancelOrderBatch':
      return { orders: [], cancels: describeCancels(jsonObject(request)) };
    case '/0/private/CancelAll':
      return { orders: [], cancels: [EVERYTHING] };
    case '/0/private/CancelAllOrdersAfter':
      textField(flatFields(request), 'timeout', /^(?:0|[1-9][0-9]{0,5})$/);
      return { orders: [], cancels: [EVERYTHING] };
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function describeBatch(body: JsonObject): OrderIntent[] {
  const top = new Map(body);
  top.delete('orders');
  const context = readContext(fieldsOfObject(top));
  return list(body.get('orders'), 'orders', LARGEST_BATCH).map((entry) => {
    if (!isJsonObject(entry)) return malformed('orders', 'Each entry of "orders" must be an object.');
    refuseConditionalClose(entry.keys());
    const fields = fieldsOfObject(entry);
    refuseOtherFields(fields, ORDER_PARAMETERS);
    return describeOrder(fields, context);
  });
}

/**
 * A limit price that is changed without `post_only` may fill at once, whatever the order was: so it says that the order must not
 * be post-only, but a limit order, or with a trigger a stop-limit order.
 *
 * @see https://docs.kraken.com/api-reference/trading/amend-order
 */
function describeAmendment(fields: Fields): OrderIntent {
  readDeadline(fields);
  readPair(fields);
  amountField(fields, 'display_qty');
  const postOnly = flagField(fields, 'post_only');
  const price = amountField(fields, 'limit_price');
  const trigger = amountField(fields, 'trigger_price');
  return {
    ...emptyAmendment(oneOrderId(fields)),
    type: amendedType(postOnly, price !== null, trigger !== null),
    quantity: amountField(fields, 'order_qty'),
    price,
    trigger,
  };
}

/** Of which type the order must be for an amendment to be what is judged. Without a limit price it stays what it is. */
function amendedType(postOnly: boolean, hasPrice: boolean, hasTrigger: boolean): OrderIntent['type'] {
  if (postOnly) return 'post-only';
  if (!hasPrice) return null;
  return hasTrigger ? 'stop-limit' : 'limit';
}

/**
 * EditOrder cancels an order and places another like it, but not post-only unless that is said again. With two prices the first one is the trigger. A lone price is the limit
 * of a limit order and the trigger of a stop-limit order, whose limit stays: a low one would make a large order look small. So
 * without a second price and without `post` the order must be a limit order.
 *
 * @see https://docs.kraken.com/api-reference/trading/edit-order
 */
function describeReplacement(fields: Fields): Description {
  readDeadline(fields);
  readPair(fields);
  textField(fields, 'userref', USER_REFERENCE);
  choiceField(fields, 'cancel_response', ['true', 'false']);
  amountField(fields, 'displayvol');
  const flags = readFlags(fields);
  if (flags.includes('viqc'))
    malformed('oflags viqc', 'A volume in quote currency is not understood for a replacement.');
  const txid = requiredField(fields, 'txid');
  if (!TRANSACTION_ID.test(txid))
    malformed('txid', 'Name the order to replace by its txid: a user reference may mean several.');
  const replaced = byExchange(txid);
  const first = amountField(fields, 'price');
  const second = amountField(fields, 'price2');
  const order: OrderIntent = {
    ...emptyAmendment(replaced),
    action: flagField(fields, 'validate') ? 'test' : 'amend',
    type: replacedType(flags.includes('post'), second !== null),
    quantity: amountField(fields, 'volume'),
    price: second ?? first,
    trigger: second === null ? null : first,
  };
  return { orders: [order], cancels: order.action === 'test' ? [] : [{ symbol: null, order: replaced }] };
}

/** Of which type the order must be for a replacement to be what is judged. */
function replacedType(post: boolean, hasSecond: boolean): OrderIntent['type'] {
  if (post && hasSecond) malformed('oflags post', 'Only limit orders can be post-only.');
  if (hasSecond) return 'stop-limit';
  return post ? 'post-only' : 'limit';
}

function emptyAmendment(amends: OrderReference): OrderIntent {
  return {
    action: 'amend',
    symbol: null,
    side: null,
    type: null,
    quantity: null,
    quoteQuantity: null,
    price: null,
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends,
  };
}

/** The one id by which an amendment names its order. */
function oneOrderId(fields: Fields): OrderReference {
  const clientId = readClientId(fields);
  if (clientId === null)
    return byExchange(textField(fields, 'txid', TRANSACTION_ID) ?? requiredField(fields, 'txid'));
  refuseFields(fields, ['txid'], 'must not be there beside cl_ord_id');
  return byClient(clientId);
}

/** @see https://docs.kraken.com/api-reference/trading/cancel-order */
function describeCancel(fields: Fields): CancelIntent {
  const clientId = readClientId(fields);
  if (clientId === null) return cancelOf(requiredField(fields, 'txid'));
  refuseFields(fields, ['txid'], 'must not be there beside cl_ord_id');
  return { symbol: null, order: byClient(clientId) };
}

/** A user reference is no order's own: it cancels every order that has it, so it counts as cancelling all. */
function cancelOf(reference: string): CancelIntent {
  if (TRANSACTION_ID.test(reference)) return { symbol: null, order: byExchange(reference) };
  if (USER_REFERENCE.test(reference)) return EVERYTHING;
  return malformed('txid', 'An order to cancel must be named by one txid or one user reference.');
}

function describeCancels(body: JsonObject): CancelIntent[] {
  const orders = optionalList(body, 'orders').map(cancelOf);
  const clientIds = optionalList(body, 'cl_ord_ids').map((id) => {
    readClientId(new Map([['cl_ord_id', id]]));
    return { symbol: null, order: byClient(id) };
  });
  const all = [...orders, ...clientIds];
  if (all.length === 0 || all.length > MOST_CANCELS)
    malformed('orders', `Name between 1 and ${MOST_CANCELS} orders to cancel.`);
  return all;
}

function optionalList(body: JsonObject, name: string): string[] {
  const value = body.get(name);
  if (value === undefined) return [];
  return list(value, name, MOST_CANCELS).map(
    (item) => scalarText(item) ?? malformed(name, `"${name}" must hold strings or numbers.`),
  );
}

function list(value: JsonValue | undefined, name: string, longest: number): readonly JsonValue[] {
  if (value === undefined || !isJsonArray(value) || value.length === 0 || value.length > longest)
    return malformed(name, `"${name}" must be a list of 1 to ${longest} entries.`);
  return value;
}

function flatFields({ body }: ParsedRequest): Fields {
  if (body.kind === 'form') return fieldsOfPairs(body.pairs);
  if (body.kind !== 'json' || !isJsonObject(body.value)) return new Map();
  refuseConditionalClose(body.value.keys());
  return fieldsOfObject(body.value);
}

function jsonObject({ body }: ParsedRequest): JsonObject {
  if (body.kind === 'json' && isJsonObject(body.value)) return body.value;
  return malformed(
    'batch as a form',
    'Send a batch as application/json: lists in forms can be read in several ways.',
  );
}
