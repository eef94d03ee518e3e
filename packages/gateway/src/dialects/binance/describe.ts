import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import { choiceField, type Fields, fieldsOfPairs, requiredAmount, textField } from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { clientId, exchangeId, orderLeg, sideOf, sizeOf, symbolOf, typeOf } from './order-leg.ts';
import { describeList } from './order-list.ts';

const NOTHING: Description = { orders: [], cancels: [] };

/** Parameters that change no order's price or size, and what they may say. `TRANSFER` would move coins between accounts. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  newOrderRespType: ['ACK', 'RESULT', 'FULL'],
  selfTradePreventionMode: ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT'],
  cancelRestrictions: ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'],
  cancelReplaceMode: ['STOP_ON_FAILURE', 'ALLOW_FAILURE'],
  orderRateLimitExceededMode: ['DO_NOTHING', 'CANCEL_ONLY'],
  computeCommissionRates: ['true', 'false'],
};

const DESCRIBED: Readonly<Record<string, (fields: Fields) => Description>> = {
  'POST /api/v3/order': (fields) => ({ orders: [plainOrder(fields)], cancels: [] }),
  'POST /api/v3/order/test': testOrder,
  'POST /api/v3/sor/order': (fields) => ({ orders: [plainOrder(fields)], cancels: [] }),
  'POST /api/v3/sor/order/test': testOrder,
  'POST /api/v3/order/cancelReplace': cancelReplace,
  'PUT /api/v3/order/amend/keepPriority': amendKeepPriority,
  'DELETE /api/v3/order': (fields) => cancel(fields, orderId(fields, 'orderId', 'origClientOrderId')),
  'DELETE /api/v3/openOrders': (fields) => cancel(fields, null),
  'DELETE /api/v3/orderList': (fields) =>
    cancel(fields, orderId(fields, 'orderListId', 'listClientOrderId', 'list')),
};

/**
 * Every order and cancellation of a request to a spot trading endpoint; nothing for other classes.
 *
 * @throws Refusal forbidden for trading in another product, malformed for what can't be understood
 */
export function describeBinance(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade') return NOTHING;
  if (product !== 'spot')
    throw new Refusal(
      'forbidden',
      'product',
      `${endpoint.path} trades in ${product}, and only spot is served.`,
    );
  const fields = fieldsOfPairs(request.body.kind === 'form' ? request.body.pairs : request.query);
  for (const [name, choices] of Object.entries(CHOICES)) choiceField(fields, name, choices);
  for (const name of fields.keys()) {
    if (/strategy(?:Id|Type)$/i.test(name)) textField(fields, name, /^[0-9]{1,18}$/);
    if (/ClientOrderId$/.test(name)) clientId(fields, name);
  }
  const describe = DESCRIBED[`${endpoint.method} ${endpoint.path}`];
  return describe === undefined ? describeList(endpoint.path, fields) : describe(fields);
}

function plainOrder(fields: Fields): OrderIntent {
  const type = typeOf(fields);
  return orderLeg(fields, type, sideOf(fields), sizeOf(fields, type));
}

function testOrder(fields: Fields): Description {
  return { orders: [{ ...plainOrder(fields), action: 'test' }], cancels: [] };
}

function cancelReplace(fields: Fields): Description {
  const replaced = orderId(fields, 'cancelOrderId', 'cancelOrigClientOrderId');
  return {
    orders: [{ ...plainOrder(fields), amends: replaced }],
    cancels: [{ symbol: symbolOf(fields), order: replaced }],
  };
}

function amendKeepPriority(fields: Fields): Description {
  return {
    orders: [
      {
        action: 'amend',
        symbol: symbolOf(fields),
        side: null,
        type: null,
        quantity: requiredAmount(fields, 'newQty'),
        quoteQuantity: null,
        price: null,
        trigger: null,
        timeInForce: null,
        product: 'spot',
        clientOrderId: clientId(fields, 'newClientOrderId'),
        amends: orderId(fields, 'orderId', 'origClientOrderId'),
      },
    ],
    cancels: [],
  };
}

function cancel(fields: Fields, order: CancelIntent['order']): Description {
  return { orders: [], cancels: [{ symbol: symbolOf(fields), order }] };
}

/** The order that is meant, by the exchange's id or the client's. Both at once would leave open which one counts. */
function orderId(
  fields: Fields,
  exchangeName: string,
  clientName: string,
  kind: OrderReference['kind'] = 'order',
): OrderReference {
  const [theirs, ours] = [exchangeId(fields, exchangeName), clientId(fields, clientName)];
  if (theirs !== null && ours === null) return byExchange(theirs, kind);
  if (theirs === null && ours !== null) return byClient(ours, kind);
  return malformed('order id', `Exactly one of "${exchangeName}" and "${clientName}" must be there.`);
}
