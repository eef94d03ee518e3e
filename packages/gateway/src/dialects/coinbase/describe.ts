import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import { amountField, fieldsOfObject, requiredField } from '../../dialect/fields.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { BROKERAGE } from './brokerage-endpoints.ts';
import { describeOrder } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const ORDER_ID = /^[A-Za-z0-9-]{1,64}$/;
const MOST_CANCELS = 100;

/**
 * Every order that a request places, previews or edits, and every one that it cancels. Coinbase names an order to edit or
 * to cancel by its id alone, so those have no symbol.
 *
 * @throws Refusal forbidden for other products than spot, malformed for what can't be described exactly
 */
export function describeCoinbase(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade') return NOTHING;
  if (product !== 'spot')
    throw new Refusal(
      'forbidden',
      'product',
      `${endpoint.path} trades in ${product}, and only spot is served.`,
    );
  const body = bodyOf(request);
  switch (endpoint.path.slice(BROKERAGE.length)) {
    case 'orders':
      return { orders: describeOrder(body, 'create'), cancels: [] };
    case 'orders/preview':
      return { orders: describeOrder(body, 'test'), cancels: [] };
    case 'orders/edit':
      return { orders: [describeEdit(body, 'amend')], cancels: [] };
    case 'orders/edit_preview':
      return { orders: [describeEdit(body, 'test')], cancels: [] };
    case 'orders/batch_cancel':
      return { orders: [], cancels: describeCancels(body) };
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

/** @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/edit-order */
function describeEdit(body: JsonObject, action: 'amend' | 'test'): OrderIntent {
  const fields = fieldsOfObject(body);
  const amends = requiredField(fields, 'order_id');
  if (!ORDER_ID.test(amends)) malformed('order_id', 'order_id is no id of an order.');
  return {
    action,
    symbol: null,
    side: null,
    type: null,
    quantity: amountField(fields, 'size'),
    quoteQuantity: null,
    price: amountField(fields, 'price'),
    trigger: amountField(fields, 'stop_price'),
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: byExchange(amends),
  };
}

/** @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/cancel-orders */
function describeCancels(body: JsonObject): CancelIntent[] {
  const ids = body.get('order_ids');
  if (ids === undefined || !isJsonArray(ids) || ids.length === 0 || ids.length > MOST_CANCELS)
    return malformed('order_ids', `"order_ids" must be a list of 1 to ${MOST_CANCELS} ids.`);
  return ids.map((orderId) => {
    if (typeof orderId !== 'string' || !ORDER_ID.test(orderId))
      return malformed('order_ids', '"order_ids" holds what is no id of an order.');
    return { symbol: null, order: byExchange(orderId) };
  });
}

function bodyOf({ body }: ParsedRequest): JsonObject {
  if (body.kind === 'json' && isJsonObject(body.value)) return body.value;
  return malformed('missing body', 'The request has no JSON body.');
}
