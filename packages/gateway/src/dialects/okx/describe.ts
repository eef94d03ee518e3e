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
  flagField,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { describeAlgoOrder } from './algo-order.ts';
import { readInstrument, readSpotSymbol } from './instrument.ts';
import { describeOrder, ORDER_ID, refusePriceChanges } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const LARGEST_BATCH = 20;

/**
 * Every order that a request places or changes, and every one that it cancels.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeOkx({ body }: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const value = body.kind === 'json' ? body.value : malformed('missing body', 'The request has no body.');
  switch (endpoint.path.slice('/api/v5/trade/'.length)) {
    case 'order':
      return orders([describeOrder(object(value))]);
    case 'batch-orders':
      return orders(batch(value).map(describeOrder));
    case 'order-algo':
      return orders(describeAlgoOrder(object(value)));
    case 'amend-order':
      return amendments([object(value)]);
    case 'amend-batch-orders':
      return amendments(batch(value));
    case 'cancel-order':
      return cancels([describeCancel(object(value))]);
    case 'cancel-batch-orders':
      return cancels(batch(value).map((entry) => describeCancel(entry)));
    case 'cancel-algos':
    case 'cancel-advance-algos':
      return cancels(batch(value).map((entry) => describeCancel(entry, 'algo')));
    case 'cancel-all-after':
      textField(object(value), 'timeOut', /^(?:0|[1-9][0-9]{1,2})$/);
      return cancels([{ symbol: null, order: null }]);
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function orders(list: readonly OrderIntent[]): Description {
  return { orders: list, cancels: [] };
}

function cancels(list: readonly CancelIntent[]): Description {
  return { orders: [], cancels: list };
}

/** Amendments, and the cancellations that `cxlOnFail` asks for when they fail. */
function amendments(list: readonly Fields[]): Description {
  const amended = list.map(describeAmendment);
  return {
    orders: amended,
    cancels: amended
      .filter((_, index) => flagField(list[index], 'cxlOnFail'))
      .map(({ symbol, amends }) => ({ symbol, order: amends })),
  };
}

/** @see https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-amend-order */
function describeAmendment(fields: Fields): OrderIntent {
  const { symbol, derivative } = readInstrument(fields);
  refusePriceChanges(fields);
  textField(fields, 'reqId', /^[A-Za-z0-9]{1,32}$/);
  choiceField(fields, 'cxlOnFail', ['true', 'false']);
  return {
    action: 'amend',
    symbol,
    side: null,
    type: null,
    quantity: amountField(fields, 'newSz'),
    quoteQuantity: null,
    price: amountField(fields, 'newPx'),
    trigger: null,
    timeInForce: null,
    product: derivative ? 'derivative' : 'spot',
    clientOrderId: null,
    amends: oneId(fields, 'order'),
  };
}

function describeCancel(fields: Fields, kind: 'order' | 'algo' = 'order'): CancelIntent {
  return { symbol: readSpotSymbol(fields), order: oneId(fields, kind) };
}

/** An order is named by one id: given both, the exchange looks at one of them only. */
function oneId(fields: Fields, kind: 'order' | 'algo'): OrderReference {
  const [idName, clientIdName] = kind === 'algo' ? ['algoId', 'algoClOrdId'] : ['ordId', 'clOrdId'];
  const id = textField(fields, idName, ORDER_ID);
  const clientId = textField(fields, clientIdName, ORDER_ID);
  if (id !== null && clientId !== null)
    malformed('two ids', `Name the order by ${idName} or by ${clientIdName}, not by both.`);
  return clientId === null ? byExchange(id ?? requiredField(fields, idName), kind) : byClient(clientId, kind);
}

function object(value: JsonValue): Fields {
  if (!isJsonObject(value)) return malformed('JSON body', 'The body must be a JSON object.');
  if (value.has('attachAlgoOrds'))
    malformed('attached orders', 'attachAlgoOrds places further orders later. Place them yourself.');
  return fieldsOfObject(value);
}

function batch(value: JsonValue): Fields[] {
  if (!isJsonArray(value) || value.length === 0 || value.length > LARGEST_BATCH)
    return malformed('batch', `The body must be a JSON list of 1 to ${LARGEST_BATCH} entries.`);
  return value.map(object);
}
