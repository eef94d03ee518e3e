import type { CancelIntent, Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { choiceField, type Fields, fieldsOfObject, requiredField, textField } from '../../dialect/fields.ts';
import { byClient, byExchange } from '../../dialect/order-reference.ts';
import type { SpotAccountIds } from '../../dialect/spot-accounts.ts';
import { isJsonArray, isJsonObject, type JsonObject, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { requireSpotAccount } from './account.ts';
import { describeAlgoOrder } from './algo-order.ts';
import { CLIENT_ID, describeOrder } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const EVERYTHING: CancelIntent = { symbol: null, order: null };
const ORDER_ID = /^[1-9][0-9]{0,19}$/;
const LARGEST_BATCH = 10;
const MOST_CANCELS = 50;
const MOST_SYMBOLS = 10;

/**
 * Every order that a request places, and every one that it cancels. Cancellations by an id have no symbol: HTX finds the
 * order by its id alone.
 *
 * @param spotAccounts ids of the accounts that trade spot, which orders name
 * @throws Refusal malformed for what can't be described exactly, forbidden for another product's orders, unavailable when it
 *   isn't known which accounts are spot
 */
export function describeHtx(
  request: ParsedRequest,
  { endpoint, product }: Classification,
  spotAccounts: SpotAccountIds = null,
): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  if (request.query.length > 0) malformed('query of a POST', 'Send the parameters in the body only.');
  switch (endpoint.path) {
    case '/v1/order/orders/place':
      return orders(describeOrder(fieldsOfObject(objectOf(request)), spotAccounts));
    case '/v1/order/batch-orders':
      return orders(...batchOf(request).map((fields) => describeOrder(fields, spotAccounts)));
    case '/v2/algo-orders':
      return orders(describeAlgoOrder(fieldsOfObject(objectOf(request)), spotAccounts));
    case '/v1/order/orders/{order_id}/submitcancel':
      return cancels(describeCancel(request));
    case '/v1/order/orders/submitCancelClientOrder': {
      const fields = fieldsOfObject(objectOf(request));
      requiredField(fields, 'client-order-id');
      return cancels(cancelOf(textField(fields, 'client-order-id', CLIENT_ID), 'order'));
    }
    case '/v1/order/orders/batchcancel':
      return cancels(...describeBatchCancel(objectOf(request)));
    case '/v2/algo-orders/cancellation':
      return cancels(
        ...idsOf(objectOf(request), 'clientOrderIds', CLIENT_ID).map((id) => cancelOf(id, 'algo')),
      );
    case '/v1/order/orders/batchCancelOpenOrders':
      return cancels(...describeCancelAll(fieldsOfObject(objectOf(request)), spotAccounts));
    case '/v2/algo-orders/cancel-all-after': {
      const fields = fieldsOfObject(objectOf(request));
      requiredField(fields, 'timeout');
      textField(fields, 'timeout', /^(?:0|[1-9][0-9]{0,5})$/);
      return cancels(EVERYTHING);
    }
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

function cancelOf(clientId: string | null, kind: 'order' | 'algo'): CancelIntent {
  return { symbol: null, order: byClient(clientId ?? '', kind) };
}

/** The order is in the path; a symbol in the body changes nothing that is known. */
function describeCancel(request: ParsedRequest): CancelIntent {
  const id = request.inbound.path.split('/').at(-2) ?? '';
  if (!ORDER_ID.test(id)) malformed('order id', 'An order is named by its number.');
  if (request.body.kind !== 'none')
    textField(fieldsOfObject(objectOf(request)), 'symbol', /^[a-z0-9]{2,30}$/);
  return { symbol: null, order: byExchange(id) };
}

function describeBatchCancel(body: JsonObject): CancelIntent[] {
  if (body.has('order-ids') === body.has('client-order-ids'))
    malformed('two lists', 'Name the orders by order-ids or by client-order-ids, not by both.');
  return body.has('order-ids')
    ? idsOf(body, 'order-ids', ORDER_ID).map((id) => ({ symbol: null, order: byExchange(id) }))
    : idsOf(body, 'client-order-ids', CLIENT_ID).map((id) => cancelOf(id, 'order'));
}

/** Without an account HTX cancels in all of them: it must be said that spot is meant. */
function describeCancelAll(fields: Fields, spotAccounts: SpotAccountIds): CancelIntent[] {
  requireSpotAccount(fields, 'account-id', spotAccounts);
  choiceField(fields, 'side', ['buy', 'sell']);
  textField(fields, 'types', /^[a-z-]{1,30}(?:,[a-z-]{1,30}){0,20}$/);
  textField(fields, 'size', /^[1-9][0-9]{0,2}$/);
  const list = textField(fields, 'symbol', /^[a-z0-9]{2,30}(?:,[a-z0-9]{2,30})*$/)?.split(',');
  if (list === undefined) return [EVERYTHING];
  if (list.length > MOST_SYMBOLS) malformed('symbol', `At most ${MOST_SYMBOLS} symbols are accepted.`);
  return list.map((symbol) => ({ symbol, order: null }));
}

function objectOf({ body }: ParsedRequest): JsonObject {
  if (body.kind !== 'json' || !isJsonObject(body.value))
    return malformed('JSON body', 'The body must be a JSON object.');
  return body.value;
}

function batchOf({ body }: ParsedRequest): Fields[] {
  const list = body.kind === 'json' && isJsonArray(body.value) ? body.value : [];
  if (list.length === 0 || list.length > LARGEST_BATCH)
    malformed('batch', `The body must be a JSON list of 1 to ${LARGEST_BATCH} orders.`);
  return list.map((entry) =>
    isJsonObject(entry) ? fieldsOfObject(entry) : malformed('batch', 'Every entry must be an object.'),
  );
}

/** A list of ids; each a text or a number, in the one form of it. */
function idsOf(body: JsonObject, name: string, pattern: RegExp): string[] {
  const list = body.get(name);
  if (list === undefined || !isJsonArray(list) || list.length === 0 || list.length > MOST_CANCELS)
    return malformed(name, `"${name}" must be a list of 1 to ${MOST_CANCELS} ids.`);
  return list.map((item) => {
    const id = scalarText(item);
    return id !== null && pattern.test(id) ? id : malformed(name, `"${name}" holds what is no id.`);
  });
}
