import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import {
  type Fields,
  fieldsOfPairs,
  refuseFields,
  requiredAmount,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { Refusal } from '../../refusal.ts';
import { lastSegment } from './market-symbol.ts';
import { clientId, describeInstantOrder, describeLimitOrder, describeMarketOrder } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const NOT_UNIQUE =
  'is not taken here: Bitstamp lets orders share a client’s id, so that it may mean another’s. Name the order by "id"';

type Describe = (fields: Fields, side: 'buy' | 'sell', symbol: string) => Description;

const PLACED: Describe = (fields, side, symbol) => placed(describeLimitOrder(fields, side, symbol));
const AT_MARKET: Describe = (fields, side, symbol) => placed(describeMarketOrder(fields, side, symbol));
const INSTANT: Describe = (fields, side, symbol) => placed(describeInstantOrder(fields, side, symbol));

const DESCRIBED: Readonly<Record<string, Describe>> = {
  '/api/v2/buy/{market_symbol}/': PLACED,
  '/api/v2/sell/{market_symbol}/': PLACED,
  '/api/v2/buy/market/{market_symbol}/': AT_MARKET,
  '/api/v2/sell/market/{market_symbol}/': AT_MARKET,
  '/api/v2/buy/instant/{market_symbol}/': INSTANT,
  '/api/v2/sell/instant/{market_symbol}/': INSTANT,
  '/api/v2/replace_order/': replace,
  '/api/v2/cancel_order/': (fields) => {
    refuseFields(fields, ['client_order_id'], NOT_UNIQUE);
    return cancel({ symbol: null, order: orderId(fields) });
  },
  '/api/v2/cancel_all_orders/': (fields) => {
    checkNothing(fields);
    return cancel({ symbol: null, order: null });
  },
  '/api/v2/cancel_all_orders/{market_symbol}/': (fields, _side, symbol) => {
    checkNothing(fields);
    return cancel({ symbol, order: null });
  },
};

/**
 * Every order and cancellation of a request; side, kind and market of an order stand in its path.
 *
 * @see https://www.bitstamp.net/api/#tag/Orders
 * @throws Refusal forbidden for derivatives, malformed for what can't be understood
 */
export function describeBitstamp(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade') return NOTHING;
  if (product !== 'spot')
    throw new Refusal('forbidden', 'product', `This trades in a ${product}, and only spot is served.`);
  const describe = DESCRIBED[endpoint.path];
  if (describe === undefined)
    throw new Refusal('forbidden', 'unknown endpoint', `What ${endpoint.path} would do is not known.`);
  const fields = fieldsOfPairs(request.body.kind === 'form' ? request.body.pairs : []);
  const side = endpoint.path.startsWith('/api/v2/buy/') ? 'buy' : 'sell';
  return describe(fields, side, lastSegment(request.inbound.path));
}

/**
 * The order is cancelled, and another placed with the size and price that are named; side and market stay. Whether that one is
 * post-only again isn't documented, so the order must be a plain limit order.
 */
function replace(fields: Fields): Description {
  refuseFields(fields, ['orig_client_order_id'], NOT_UNIQUE);
  const replaced = orderId(fields);
  const order: OrderIntent = {
    action: 'amend',
    symbol: null,
    side: null,
    type: 'limit',
    quantity: requiredAmount(fields, 'amount'),
    quoteQuantity: null,
    price: requiredAmount(fields, 'price'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: clientId(fields),
    amends: replaced,
  };
  return { orders: [order], cancels: [{ symbol: null, order: replaced }] };
}

function placed(order: OrderIntent): Description {
  return { orders: [order], cancels: [] };
}

function cancel(intent: CancelIntent): Description {
  return { orders: [], cancels: [intent] };
}

function orderId(fields: Fields): OrderReference {
  requiredField(fields, 'id');
  return byExchange(textField(fields, 'id', /^[1-9][0-9]{0,19}$/)!);
}

/** `foo=bar` is what ccxt sends for nothing. */
function checkNothing(fields: Fields): void {
  textField(fields, 'foo', /^bar$/);
}
