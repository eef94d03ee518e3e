import { listIn, textIn } from '../../../dialect/answer-reading.ts';
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '../../../http/strict-json.ts';
import { Refusal } from '../../../refusal.ts';

/**
 * The answer to a REST request in the form of a stream's: the first error's words, or what was asked for.
 *
 * @param id of the frame, as JSON text; null without one
 */
export function krakenAnswer(
  method: string,
  id: string | null,
  params: JsonObject,
  status: number,
  body: JsonValue | null,
): string {
  const errors = body === null ? [] : listIn(body, 'error');
  if (status !== 200 || body === null || !isJsonObject(body) || !body.has('error'))
    throw new Refusal(
      'unavailable',
      'exchange',
      'The exchange’s answer is not understood; whether it acted is unknown.',
    );
  const members = new Map<string, JsonValue>([['method', method]]);
  if (id !== null) members.set('req_id', JSON.parse(id) as string);
  if (errors.length > 0) {
    const words = errors.filter((error) => typeof error === 'string').join(', ');
    return textWithId(members.set('success', false).set('error', words), id);
  }
  const result = body.get('result') ?? null;
  return textWithId(members.set('success', true).set('result', resultOf(method, params, result)), id);
}

/** Ids may be numbers, which are written as they came. */
function textWithId(members: Map<string, JsonValue>, id: string | null): string {
  members.delete('req_id');
  const text = formatJson(members);
  return id === null ? text : `{"req_id":${id},${text.slice(1)}`;
}

function resultOf(method: string, params: JsonObject, result: JsonValue): JsonValue {
  switch (method) {
    case 'add_order':
      return orderOf(listIn(result, 'txid')[0], params);
    case 'batch_add':
      return listIn(result, 'orders').map((order, at) => {
        const error = textIn(order, 'error');
        const asked = listIn(params, 'orders')[at];
        const own = asked !== undefined && isJsonObject(asked) ? asked : new Map<string, JsonValue>();
        return error === null
          ? orderOf(isJsonObject(order) ? order.get('txid') : undefined, own)
          : new Map([['error', error]]);
      });
    case 'amend_order':
      return picked(new Map([...asMap(result), ...asMap(params)]), ['amend_id', 'order_id', 'cl_ord_id']);
    case 'cancel_order':
    case 'batch_cancel': {
      const [orderId] = listIn(params, 'order_id');
      return new Map([...(orderId === undefined ? [] : [['order_id', orderId] as const]), ...asMap(result)]);
    }
    default:
      return result;
  }
}

function orderOf(txid: JsonValue | undefined, params: JsonObject): JsonObject {
  return new Map([
    ...(txid === undefined ? [] : [['order_id', txid] as const]),
    ...picked(params, ['cl_ord_id', 'order_userref']),
  ]);
}

function picked(object: JsonObject, names: readonly string[]): Map<string, JsonValue> {
  return new Map([...object].filter(([name]) => names.includes(name)));
}

function asMap(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : new Map();
}
