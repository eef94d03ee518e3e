import type { ClientFrame } from '../../../dialect/stream-dialect.ts';
import {
  idText,
  listMember,
  objectIn,
  refuseOtherMembers,
  textMember,
} from '../../../dialect/stream-fields.ts';
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '../../../http/strict-json.ts';
import { malformed, Refusal } from '../../../refusal.ts';
import { WINDOW } from '../parse.ts';

/** The REST endpoint that does what a frame does. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  'order.create': '/v5/order/create',
  'order.amend': '/v5/order/amend',
  'order.cancel': '/v5/order/cancel',
  'order.create-batch': '/v5/order/create-batch',
  'order.amend-batch': '/v5/order/amend-batch',
  'order.cancel-batch': '/v5/order/cancel-batch',
};

export function isBybitOrderOperation(op: string): boolean {
  return Object.hasOwn(ENDPOINTS, op);
}

/**
 * Reads a frame that trades as the REST request that does the same: its one argument is that request's body.
 *
 * @throws Refusal malformed
 * @see https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline
 */
export function readBybitOrder(op: string, frame: JsonObject): ClientFrame {
  refuseOtherMembers(frame, ['op', 'reqId', 'header', 'args']);
  const id = frame.has('reqId') ? idText(frame.get('reqId')) : null;
  if (frame.has('reqId') && id === null) malformed('reqId', '"reqId" must be a short word.');
  const header = objectIn(frame.get('header'));
  // A broker's name is taken off, as it is of requests.
  refuseOtherMembers(header, ['X-BAPI-TIMESTAMP', 'X-BAPI-RECV-WINDOW', 'Referer']);
  const timestamp = Number(textMember(header, 'X-BAPI-TIMESTAMP', /^[1-9][0-9]{12}$/));
  const windowMs = header.has('X-BAPI-RECV-WINDOW')
    ? Number(textMember(header, 'X-BAPI-RECV-WINDOW', /^[1-9][0-9]{0,4}$/))
    : WINDOW.default;
  const order = objectIn(listMember(frame, 'args', 1)[0]);
  return {
    kind: 'request',
    instruments: [],
    request: () => ({
      method: 'POST',
      path: ENDPOINTS[op],
      query: [],
      body: { kind: 'json', value: order },
      timestamp,
      windowMs,
    }),
    answer: (_status, body) => answerOf(id, op, body),
  };
}

function answerOf(id: string | null, op: string, body: JsonValue | null): string {
  if (body === null || !isJsonObject(body) || !body.has('retCode'))
    throw new Refusal(
      'unavailable',
      'exchange',
      'The exchange’s answer is not understood; whether it acted is unknown.',
    );
  const members = new Map<string, JsonValue>(id === null ? [] : [['reqId', JSON.parse(id) as string]]);
  for (const [name, as] of [
    ['retCode', 'retCode'],
    ['retMsg', 'retMsg'],
    ['result', 'data'],
    ['retExtInfo', 'retExtInfo'],
  ]) {
    const value = body.get(name);
    if (value !== undefined) members.set(as, value);
  }
  return formatJson(members.set('op', op).set('connId', 'holdfast'));
}
