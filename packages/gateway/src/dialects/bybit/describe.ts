import type { Classification, Description, ParsedRequest } from '../../dialect/dialect.ts';
import { type Fields, fieldsOfObject, refuseOtherFields } from '../../dialect/fields.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { AMEND_PARAMETERS, CANCEL_PARAMETERS, ORDER_PARAMETERS } from './endpoints/trading.ts';
import { amendmentOf, cancelAllOf, cancelOf, ordersOf } from './order.ts';

const NOTHING: Description = { orders: [], cancels: [] };
/** Bybit takes 10 or 20 orders a batch, depending on the product. */
const LONGEST_BATCH = 20;

const DESCRIBED: Readonly<Record<string, (body: JsonObject) => Description>> = {
  '/v5/order/create': (body) => ({ orders: ordersOf(fieldsOfObject(body), 'create'), cancels: [] }),
  '/v5/order/pre-check': (body) => ({ orders: ordersOf(fieldsOfObject(body), 'test'), cancels: [] }),
  '/v5/order/amend': (body) => ({ orders: [amendmentOf(fieldsOfObject(body))], cancels: [] }),
  '/v5/order/cancel': (body) => ({ orders: [], cancels: [cancelOf(fieldsOfObject(body))] }),
  '/v5/order/cancel-all': (body) => ({ orders: [], cancels: [cancelAllOf(fieldsOfObject(body))] }),
  '/v5/order/create-batch': (body) => ({
    orders: batchOf(body, ORDER_PARAMETERS).flatMap((fields) => ordersOf(fields, 'create')),
    cancels: [],
  }),
  '/v5/order/amend-batch': (body) => ({
    orders: batchOf(body, AMEND_PARAMETERS).map(amendmentOf),
    cancels: [],
  }),
  '/v5/order/cancel-batch': (body) => ({
    orders: [],
    cancels: batchOf(body, CANCEL_PARAMETERS).map(cancelOf),
  }),
};

/**
 * Every order and cancellation of a request that trades spot, each of a batch; nothing for other classes.
 *
 * @throws Refusal forbidden for trading in another product, malformed for what can't be understood
 */
export function describeBybit({ body }: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade') return NOTHING;
  if (product !== 'spot')
    throw new Refusal('forbidden', 'product', `This trades in ${product}, and only spot is served.`);
  const describe = DESCRIBED[endpoint.path];
  if (describe === undefined)
    throw new Refusal('forbidden', 'unknown endpoint', `What ${endpoint.path} would do is not known.`);
  if (body.kind !== 'json' || !isJsonObject(body.value))
    return malformed('JSON body', 'Trading needs a body with a JSON object.');
  return describe(body.value);
}

function batchOf(body: JsonObject, names: readonly string[]): Fields[] {
  const batch = body.get('request');
  if (batch === undefined || !isJsonArray(batch) || batch.length === 0 || batch.length > LONGEST_BATCH)
    return malformed('batch', `"request" must be a list of 1 to ${LONGEST_BATCH} orders.`);
  return batch.map((item) => {
    if (!isJsonObject(item)) return malformed('batch', 'Every item of "request" must be an object.');
    const fields = fieldsOfObject(item);
    refuseOtherFields(fields, names);
    return fields;
  });
}
