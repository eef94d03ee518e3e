import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { describeOrder, describeUpdate, orderId } from './order.ts';
import { CANCEL_MANY_PARAMETERS, CANCEL_PARAMETERS } from './trade-endpoints.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const EVERYTHING: CancelIntent = { symbol: null, order: null };
const GROUP_ID = /^[1-9][0-9]{0,9}$/;
const LARGEST_BATCH = 75;

/**
 * Every order that a request places or changes, and every one that it cancels.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeBitfinex(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const parameters: JsonObject =
    request.body.kind === 'json' && isJsonObject(request.body.value) ? request.body.value : new Map();
  switch (endpoint.path) {
    case '/v2/auth/w/order/submit':
      return { orders: [describeOrder(parameters)], cancels: [] };
    case '/v2/auth/w/order/update':
      return { orders: [describeUpdate(parameters)], cancels: [] };
    case '/v2/auth/w/order/cancel':
      return { orders: [], cancels: [describeCancel(parameters)] };
    case '/v2/auth/w/order/cancel/multi':
      return { orders: [], cancels: describeCancels(parameters) };
    case '/v2/auth/w/order/multi':
      return describeOperations(parameters.get('ops'));
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function describeCancel(parameters: JsonObject): CancelIntent {
  refuseOthers(parameters, CANCEL_PARAMETERS);
  return { symbol: null, order: byExchange(orderId(parameters.get('id'))) };
}

/**
 * By one of: a list of numbers, a group, or all. Whoever places an order chooses its group, so that one counts as all.
 *
 * @see https://docs.bitfinex.com/reference/rest-auth-order-cancel-multi
 */
function describeCancels(parameters: JsonObject): CancelIntent[] {
  refuseOthers(parameters, CANCEL_MANY_PARAMETERS);
  if (parameters.size !== 1)
    malformed('cancellation', 'Name what to cancel by one of "id", "gid" and "all".');
  const [[name, value]] = parameters;
  if (name === 'id') {
    const ids = isJsonArray(value) ? value : [];
    if (ids.length === 0 || ids.length > LARGEST_BATCH)
      malformed('id', `"id" must be a list of 1 to ${LARGEST_BATCH} numbers of orders.`);
    return ids.map((id) => ({ symbol: null, order: byExchange(orderId(id)) }));
  }
  const text = scalarText(value);
  if (name === 'gid' ? text === null || !GROUP_ID.test(text) : text !== '1')
    malformed(name, '"all" must be 1, and "gid" the number of a group.');
  return [EVERYTHING];
}

/** @see https://docs.bitfinex.com/reference/rest-auth-order-multi */
function describeOperations(operations: JsonValue | undefined): Description {
  if (operations === undefined || !isJsonArray(operations))
    return malformed('ops', '"ops" must be a list of operations.');
  if (operations.length === 0 || operations.length > LARGEST_BATCH)
    return malformed('ops', `"ops" must hold 1 to ${LARGEST_BATCH} operations.`);
  const orders: OrderIntent[] = [];
  const cancels: CancelIntent[] = [];
  for (const operation of operations) {
    const [name, parameters, ...more] = isJsonArray(operation) ? operation : [];
    if (parameters === undefined || !isJsonObject(parameters) || more.length > 0)
      return malformed('ops', 'Each operation must be a list of a name and an object.');
    if (name === 'on') orders.push(describeOrder(parameters));
    else if (name === 'ou') orders.push(describeUpdate(parameters));
    else if (name === 'oc') cancels.push(describeCancel(parameters));
    else if (name === 'oc_multi') cancels.push(...describeCancels(parameters));
    else return malformed('ops', 'Operations must be on, ou, oc or oc_multi.');
  }
  return { orders, cancels };
}

/** Inside an operation the table's list is not looked at, so it is here. */
function refuseOthers(parameters: JsonObject, names: readonly string[]): void {
  for (const name of parameters.keys())
    if (!names.includes(name))
      malformed('unknown parameter', `"${name.slice(0, 80)}" is not accepted through the gateway here.`);
}
