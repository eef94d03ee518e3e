import type { CancelIntent, Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import {
  choiceField,
  type Fields,
  fieldsOfObject,
  fieldsOfPairs,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { requireSpotAccount } from './account.ts';
import { checkActionMode, describeAmendment, describeOrder, readOrderId, readPair } from './order.ts';
import { describeTriggerOrder } from './trigger-order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
/** Four markets with ten orders each. */
const LARGEST_BATCH = 40;
const MOST_AMENDMENTS = 5;
const MOST_CANCELS = 20;

/**
 * Every order that a request places or changes, and every one that it cancels.
 *
 * @throws Refusal malformed for what can't be described exactly, forbidden for cancellations of another product
 */
export function describeGate(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const { query, inbound } = request;
  if (endpoint.method === 'POST' && query.length > 0)
    malformed('query of a POST', 'Send the parameters in the body only.');
  const id = inbound.path.slice(inbound.path.lastIndexOf('/') + 1);
  switch (`${endpoint.method} ${endpoint.path.slice('/api/v4/spot/'.length)}`) {
    case 'POST orders':
      return orders(describeOrder(objectOf(request)));
    case 'POST batch_orders':
      return orders(...describeBatch(listOf(request, LARGEST_BATCH)));
    case 'POST price_orders':
      return orders(describeTriggerOrder(objectOf(request)));
    case 'PATCH orders/{order_id}':
      return orders(describeAmendment(amendmentOf(request), id));
    case 'POST amend_batch_orders':
      return orders(...listOf(request, MOST_AMENDMENTS).map(batchAmendment));
    case 'DELETE orders/{order_id}':
      return cancels(describeCancel(fieldsOfPairs(query), id));
    case 'POST cancel_batch_orders':
      return cancels(...listOf(request, MOST_CANCELS).map(batchCancel));
    case 'DELETE orders':
      return cancels(describeCancelAll(fieldsOfPairs(query), 'currency_pair', 'spot'));
    case 'POST countdown_cancel_all':
      return cancels(describeCountdown(fieldsOfObject(objectOf(request))));
    case 'DELETE price_orders/{order_id}':
      return cancels(describeTriggerCancel(id));
    case 'DELETE price_orders':
      return cancels(describeCancelAll(fieldsOfPairs(query), 'market', 'normal'));
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function orders(...list: Description['orders']): Description {
  return { orders: list, cancels: [] };
}

function cancels(...list: Description['cancels']): Description {
  return { orders: [], cancels: list };
}

/** Each order must have an id of its own, by which the answer tells which one it is about. */
function describeBatch(list: readonly JsonObject[]): Description['orders'] {
  const described = list.map(describeOrder);
  const ids = described.map(
    ({ clientOrderId }) => clientOrderId ?? malformed('text', 'Each order needs a text.'),
  );
  if (new Set(ids).size < ids.length) malformed('text', 'Two orders of the batch have the same text.');
  return described;
}

/**
 * The parameters of an amendment, which may be in the body, in the query (market and account only), or in both if they say
 * the same, as ccxt sends them.
 */
function amendmentOf(request: ParsedRequest): JsonObject {
  const object = new Map<string, JsonValue>(objectOf(request));
  for (const { name, value } of request.query) {
    const inBody = object.get(name);
    if (inBody === undefined && name !== 'currency_pair' && name !== 'account')
      malformed('query of an amendment', `"${name}" must be in the body.`);
    if (inBody !== undefined && scalarText(inBody) !== value)
      malformed('parameter in query and body', `"${name}" is in query and body, with different values.`);
    object.set(name, value);
  }
  return object;
}

function batchAmendment(object: JsonObject): Description['orders'][number] {
  const id = scalarText(object.get('order_id'));
  return describeAmendment(object, id ?? malformed('missing parameter', '"order_id" is missing.'));
}

function batchCancel(object: JsonObject): CancelIntent {
  const fields = fieldsOfObject(object);
  return describeCancel(fields, requiredField(fields, 'id'));
}

function describeCancel(fields: Fields, id: string): CancelIntent {
  requireSpotAccount(fields);
  checkActionMode(fields);
  return { symbol: readPair(fields, 'currency_pair'), order: readOrderId(id) };
}

/** Without an account Gate cancels in all of them: it must be said that spot is meant. */
function describeCancelAll(fields: Fields, marketName: string, account: 'spot' | 'normal'): CancelIntent {
  requireSpotAccount(fields);
  if (fields.get('account') !== account)
    malformed('account', `Cancelling everything needs "account": "${account}", or margin is meant too.`);
  checkActionMode(fields);
  choiceField(fields, 'side', ['buy', 'sell']);
  return { symbol: fields.has(marketName) ? readPair(fields, marketName) : null, order: null };
}

function describeCountdown(fields: Fields): CancelIntent {
  requiredField(fields, 'timeout');
  textField(fields, 'timeout', /^(?:0|[1-9][0-9]{0,5})$/);
  return { symbol: fields.has('currency_pair') ? readPair(fields, 'currency_pair') : null, order: null };
}

function describeTriggerCancel(id: string): CancelIntent {
  if (!/^[0-9]{1,20}$/.test(id)) malformed('order id', 'Such an order is named by its number.');
  return { symbol: null, order: byExchange(id, 'algo') };
}

function objectOf({ body }: ParsedRequest): JsonObject {
  if (body.kind !== 'json' || !isJsonObject(body.value))
    return malformed('JSON body', 'The body must be a JSON object.');
  return body.value;
}

function listOf({ body }: ParsedRequest, most: number): JsonObject[] {
  if (body.kind !== 'json' || !isJsonArray(body.value) || body.value.length === 0 || body.value.length > most)
    return malformed('batch', `The body must be a JSON list of 1 to ${most} entries.`);
  return body.value.map((entry) =>
    isJsonObject(entry) ? entry : malformed('batch', 'Every entry must be an object.'),
  );
}
