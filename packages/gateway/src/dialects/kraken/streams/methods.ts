import type { FrameRequest, InstrumentNames } from '../../../dialect/stream-dialect.ts';
import { listMember, objectIn, refuseOtherMembers } from '../../../dialect/stream-fields.ts';
import type { Pair } from '../../../http/pairs.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '../../../http/strict-json.ts';
import { malformed } from '../../../refusal.ts';
import { flag, given, ORDER_MEMBERS, restOrder, textOf } from './order-fields.ts';

/** How a frame that trades is read as a REST request. */
export interface KrakenMethod {
  /** Symbols whose REST names `request` needs. */
  instruments(params: JsonObject): readonly string[];
  request(params: JsonObject, names: InstrumentNames): FrameRequest;
}

const LARGEST_BATCH = 15;
const MOST_CANCELS = 50;
/** What a frame has besides the order. */
const REQUEST_MEMBERS = ['symbol', 'deadline', 'validate', 'token'];

/**
 * Methods that trade. `edit_order` is left out: `amend_order` does the same and keeps the order's id.
 *
 * Source: https://docs.kraken.com/api/docs/websocket-v2/add_order and the pages beside it
 */
export const KRAKEN_METHODS: ReadonlyMap<string, KrakenMethod> = new Map<string, KrakenMethod>([
  [
    'add_order',
    {
      instruments: (params) => [symbolOf(params)],
      request: (params, names) => {
        refuseOtherMembers(params, [...ORDER_MEMBERS, ...REQUEST_MEMBERS]);
        return form('AddOrder', [...restOrder(params), ...contextOf(params, names)]);
      },
    },
  ],
  [
    'batch_add',
    {
      instruments: (params) => [symbolOf(params)],
      request: (params, names) => {
        refuseOtherMembers(params, ['orders', ...REQUEST_MEMBERS]);
        const orders = listMember(params, 'orders', LARGEST_BATCH).map((entry) => {
          const order = objectIn(entry);
          refuseOtherMembers(order, ORDER_MEMBERS);
          return objectOf(restOrder(order));
        });
        return json('AddOrderBatch', objectOf(contextOf(params, names)).set('orders', orders));
      },
    },
  ],
  [
    'amend_order',
    {
      // The order is found by its id, whatever the symbol says.
      instruments: () => [],
      request: (params) => {
        refuseOtherMembers(params, [
          ...[
            'order_id',
            'cl_ord_id',
            'order_qty',
            'display_qty',
            'limit_price',
            'limit_price_type',
            'post_only',
          ],
          ...['trigger_price', 'trigger_price_type', 'deadline', 'token'],
        ]);
        for (const name of ['limit_price_type', 'trigger_price_type']) {
          if ((textOf(params.get(name), name) ?? 'static') !== 'static')
            malformed(name, `Only a ${name} of static is understood.`);
        }
        const text = (name: string) => textOf(params.get(name), name);
        return form(
          'AmendOrder',
          given([
            ['txid', text('order_id')],
            ['cl_ord_id', text('cl_ord_id')],
            ['order_qty', text('order_qty')],
            ['display_qty', text('display_qty')],
            ['limit_price', text('limit_price')],
            ['trigger_price', text('trigger_price')],
            ['post_only', flag(params, 'post_only') ? 'true' : null],
            ['deadline', text('deadline')],
          ]),
        );
      },
    },
  ],
  [
    'cancel_order',
    {
      instruments: () => [],
      request: (params) => {
        refuseOtherMembers(params, ['order_id', 'cl_ord_id', 'order_userref', 'token']);
        const ids = [...words(params, 'order_id'), ...words(params, 'order_userref')];
        return cancellation(ids, words(params, 'cl_ord_id'));
      },
    },
  ],
  [
    'batch_cancel',
    {
      instruments: () => [],
      request: (params) => {
        refuseOtherMembers(params, ['orders', 'cl_ord_id', 'token']);
        return cancellation(words(params, 'orders'), words(params, 'cl_ord_id'));
      },
    },
  ],
  [
    'cancel_all',
    {
      instruments: () => [],
      request: (params) => {
        refuseOtherMembers(params, ['token']);
        return form('CancelAll', []);
      },
    },
  ],
  [
    'cancel_all_orders_after',
    {
      instruments: () => [],
      request: (params) => {
        refuseOtherMembers(params, ['timeout', 'token']);
        const timeout =
          textOf(params.get('timeout'), 'timeout') ?? malformed('timeout', '"timeout" is missing.');
        return form('CancelAllOrdersAfter', [{ name: 'timeout', value: timeout }]);
      },
    },
  ],
]);

function symbolOf(params: JsonObject): string {
  const symbol = params.get('symbol');
  if (typeof symbol !== 'string' || !/^[A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20}$/.test(symbol))
    return malformed('symbol', '"symbol" must be like BTC/USD.');
  return symbol;
}

function contextOf(params: JsonObject, names: InstrumentNames): Pair[] {
  const pair =
    names.get(symbolOf(params)) ?? malformed('symbol', 'The symbol is in no list of the exchange.');
  return given([
    ['pair', pair],
    ['deadline', textOf(params.get('deadline'), 'deadline')],
    ['validate', flag(params, 'validate') ? 'true' : null],
  ]);
}

/** One id is a cancellation of its own, which says more of what became of it. */
function cancellation(ids: readonly string[], clientIds: readonly string[]): FrameRequest {
  const count = ids.length + clientIds.length;
  if (count === 0 || count > MOST_CANCELS)
    malformed('order_id', `Name between 1 and ${MOST_CANCELS} orders to cancel.`);
  if (count === 1)
    return form(
      'CancelOrder',
      ids.length === 1 ? [{ name: 'txid', value: ids[0] }] : [{ name: 'cl_ord_id', value: clientIds[0] }],
    );
  const body = new Map<string, JsonValue>();
  if (ids.length > 0) body.set('orders', ids);
  if (clientIds.length > 0) body.set('cl_ord_ids', clientIds);
  return json('CancelOrderBatch', body);
}

function words(params: JsonObject, name: string): string[] {
  const value = params.get(name);
  if (value === undefined) return [];
  if (!isJsonArray(value)) return malformed(name, `"${name}" must be a list.`);
  return value.map((item) => textOf(item, name) ?? malformed(name, `"${name}" must hold texts.`));
}

function form(endpoint: string, pairs: readonly Pair[]): FrameRequest {
  return requestTo(endpoint, { kind: 'form', pairs });
}

function json(endpoint: string, value: JsonValue): FrameRequest {
  return requestTo(endpoint, { kind: 'json', value });
}

function requestTo(endpoint: string, body: FrameRequest['body']): FrameRequest {
  return { method: 'POST', path: `/0/private/${endpoint}`, query: [], body, timestamp: null, windowMs: null };
}

function objectOf(pairs: readonly Pair[]): Map<string, JsonValue> {
  return new Map(pairs.map(({ name, value }) => [name, value]));
}
