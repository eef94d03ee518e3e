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
  refuseFields,
  refuseOtherFields,
} from '../../dialect/fields.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { BATCH_ORDER_PARAMETERS, CANCEL_PARAMETERS, REPLACE_PARAMETERS } from './endpoints/trading.ts';
import {
  describeOrder,
  describePlanOrder,
  describeReplacement,
  isSymbol,
  readReference,
  readSymbol,
} from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const LARGEST_BATCH = 50;

/**
 * Every order that a request places or changes, and every one that it cancels.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeBitget({ body }: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  if (body.kind !== 'json' || !isJsonObject(body.value))
    return malformed('JSON body', 'The body must be a JSON object.');
  const object = body.value;
  switch (endpoint.path.slice('/api/v2/spot/trade/'.length)) {
    case 'place-order':
      return orders(describeOrder(fieldsOfObject(object)));
    case 'batch-orders':
      return orders(
        entriesOf(object, BATCH_ORDER_PARAMETERS).flatMap(([fields, symbol]) =>
          describeOrder(fields, symbol),
        ),
      );
    case 'place-plan-order':
      return orders([describePlanOrder(fieldsOfObject(object))]);
    case 'cancel-replace-order':
      return replacements([fieldsOfObject(object)]);
    case 'batch-cancel-replace-order':
      return replacements(
        listIn(object, 'orderList').map((entry) => {
          refuseOtherFields(entry, REPLACE_PARAMETERS);
          return entry;
        }),
      );
    case 'cancel-order':
      return cancels([describeCancel(fieldsOfObject(object))]);
    case 'batch-cancel-order':
      return cancels(
        entriesOf(object, CANCEL_PARAMETERS).map(([fields, symbol]) => ({
          symbol,
          order: readReference(fields),
        })),
      );
    case 'cancel-symbol-order':
      return cancels([{ symbol: readSymbol(fieldsOfObject(object)), order: null }]);
    case 'cancel-plan-order':
      return cancels([{ symbol: null, order: readReference(fieldsOfObject(object), 'algo') }]);
    case 'batch-cancel-plan-order':
      return cancels(symbolsIn(object));
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

/**
 * An order that waits for a price is named with `tpslType: tpsl` and the exchange's id, and counted apart. Its market needn't
 * be there, so it isn't looked at.
 *
 * @see https://www.bitget.com/api-doc/spot/trade/Cancel-Order
 */
function describeCancel(fields: Fields): CancelIntent {
  const symbol = readSymbol(fields);
  if (choiceField(fields, 'tpslType', ['normal', 'tpsl']) !== 'tpsl')
    return { symbol, order: readReference(fields) };
  refuseFields(fields, ['clientOid'], 'has no meaning with tpslType tpsl: name the order by orderId');
  return { symbol: null, order: readReference(fields, 'algo') };
}

/** Each replacement is an order, and cancels one. */
function replacements(list: readonly Fields[]): Description {
  const replaced = list.map(describeReplacement);
  return {
    orders: replaced,
    cancels: replaced.map(({ symbol, amends }) => ({ symbol, order: amends })),
  };
}

/**
 * The entries of a batch with their markets. Bitget reads the market beside the list (`batchMode: single`, the default) or
 * the one in each entry (`multiple`), and ignores the other: here both must say the same where both are there.
 *
 * @see https://www.bitget.com/api-doc/spot/trade/Batch-Place-Orders
 */
function entriesOf(object: JsonObject, names: readonly string[]): (readonly [Fields, string])[] {
  const top = fieldsOfObject(new Map([...object].filter(([name]) => name !== 'orderList')));
  const several = choiceField(top, 'batchMode', ['single', 'multiple']) === 'multiple';
  const outer = several && !top.has('symbol') ? null : readSymbol(top);
  return listIn(object, 'orderList').map((fields) => {
    refuseOtherFields(fields, names);
    const inner = outer === null || fields.has('symbol') ? readSymbol(fields) : outer;
    if (outer !== null && inner !== outer)
      malformed(
        'batch',
        'An order names another market than stands beside the list: use batchMode multiple alone.',
      );
    if (several && !fields.has('symbol'))
      malformed('batch', 'With batchMode multiple, each order names its market.');
    return [fields, inner] as const;
  });
}

function listIn(object: JsonObject, name: string): Fields[] {
  const list = object.get(name);
  if (list === undefined || !isJsonArray(list) || list.length === 0 || list.length > LARGEST_BATCH)
    return malformed(name, `${name} must be a list of 1 to ${LARGEST_BATCH} entries.`);
  return list.map((entry) =>
    isJsonObject(entry) ? fieldsOfObject(entry) : malformed(name, `Each entry of ${name} must be an object.`),
  );
}

/** All plan orders of some markets; of all without a list. */
function symbolsIn(object: JsonObject): CancelIntent[] {
  const list = object.get('symbolList');
  if (list === undefined) return [{ symbol: null, order: null }];
  if (!isJsonArray(list) || list.length === 0 || list.length > LARGEST_BATCH)
    return malformed('symbolList', `symbolList must be a list of 1 to ${LARGEST_BATCH} markets.`);
  return list.map((symbol) =>
    typeof symbol === 'string' && isSymbol(symbol)
      ? { symbol, order: null }
      : malformed('symbolList', 'symbolList must hold spot markets, like BTCUSDT.'),
  );
}

function orders(list: readonly OrderIntent[]): Description {
  return { orders: list, cancels: [] };
}

function cancels(list: readonly CancelIntent[]): Description {
  return { orders: [], cancels: list };
}
