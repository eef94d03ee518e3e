import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  OrderType,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import {
  type Fields,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, type JsonObject, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const EVERYTHING: CancelIntent = { symbol: null, order: null };
const SYMBOL = /^[A-Za-z0-9]{5,24}$/;
const PERPETUAL = /perp$/;
const CLIENT_ID = /^[A-Za-z0-9:_.#-]{1,99}$/;
const ORDER_ID = /^[1-9][0-9]{0,18}$/;

/** Execution options, each alone; auctions are no more, and an indication of interest is no order. */
const OPTIONS = {
  'maker-or-cancel': { type: 'post-only', timeInForce: null },
  'immediate-or-cancel': { type: 'limit', timeInForce: 'IOC' },
  'fill-or-kill': { type: 'limit', timeInForce: 'FOK' },
} as const satisfies Record<string, Pick<OrderIntent, 'type' | 'timeInForce'>>;

/**
 * The order that a request places, or those that it cancels. Gemini changes no orders.
 *
 * @throws Refusal malformed for what can't be described exactly
 * @see https://docs.gemini.com/rest/orders
 */
export function describeGemini(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const parameters: JsonObject =
    request.body.kind === 'json' && isJsonObject(request.body.value) ? request.body.value : new Map();
  switch (endpoint.path) {
    case '/v1/order/new':
      return { orders: [describeOrder(parameters)], cancels: [] };
    case '/v1/order/cancel':
      return { orders: [], cancels: [{ symbol: null, order: byExchange(orderId(parameters)) }] };
    // The session is that of the real key, which other virtual keys may have placed orders in.
    case '/v1/order/cancel/session':
    case '/v1/order/cancel/all':
      return { orders: [], cancels: [EVERYTHING] };
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function orderId(parameters: JsonObject): string {
  const id = scalarText(parameters.get('order_id'));
  return id !== null && ORDER_ID.test(id)
    ? id
    : malformed('order_id', '"order_id" must be the number of an order.');
}

function describeOrder(parameters: JsonObject): OrderIntent {
  const fields = textsOf(parameters);
  const symbol = (textField(fields, 'symbol', SYMBOL) ?? requiredField(fields, 'symbol')).toLowerCase();
  const kind = requiredChoice(fields, 'type', ['exchange limit', 'exchange stop limit']);
  const stop = kind === 'exchange stop limit';
  const side = requiredChoice(fields, 'side', ['buy', 'sell']);
  const { type, timeInForce } = readOptions(parameters, stop);
  if (!stop) refuseFields(fields, ['stop_price'], 'has a meaning for stop-limit orders only');
  return {
    action: 'create',
    symbol,
    side,
    type,
    quantity: requiredAmount(fields, 'amount'),
    quoteQuantity: null,
    price: requiredAmount(fields, 'price'),
    trigger: stop ? requiredAmount(fields, 'stop_price') : null,
    timeInForce,
    product: PERPETUAL.test(symbol) ? 'derivative' : isMargin(parameters) ? 'margin' : 'spot',
    clientOrderId: textField(fields, 'client_order_id', CLIENT_ID),
    amends: null,
  };
}

/** The members that are written as texts: all but `options` and `margin_order`. */
function textsOf(parameters: JsonObject): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (name === 'options' || name === 'margin_order') continue;
    if (typeof value !== 'string') malformed('parameter value', `"${name}" must be a string.`, { name });
    fields.set(name, value);
  }
  return fields;
}

function readOptions(
  parameters: JsonObject,
  stop: boolean,
): { readonly type: OrderType; readonly timeInForce: string | null } {
  const plain = { type: stop ? 'stop-limit' : 'limit', timeInForce: null } as const;
  const options = parameters.get('options');
  if (options === undefined) return plain;
  if (!isJsonArray(options) || options.length > 1)
    return malformed('options', '"options" must be a list of at most one option.');
  if (options.length === 0) return plain;
  const [option] = options;
  if (stop || typeof option !== 'string' || !isOption(option))
    return malformed(
      'options',
      `Of options, ${Object.keys(OPTIONS).join(', ')} are accepted through the gateway, and none for a stop-limit order.`,
    );
  return OPTIONS[option];
}

function isOption(text: string): text is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, text);
}

/** Anything but a plain `false` borrows, or may be read so. */
function isMargin(parameters: JsonObject): boolean {
  const value = parameters.get('margin_order');
  return value !== undefined && value !== false;
}
