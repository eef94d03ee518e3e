import type { ClientFrame, FrameRequest, InstrumentNames } from '../../../dialect/stream-dialect.ts';
import { listMember, objectIn, refuseOtherMembers, textMember } from '../../../dialect/stream-fields.ts';
import {
  formatJson,
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
} from '../../../http/strict-json.ts';
import { malformed, Refusal } from '../../../refusal.ts';

/** The REST endpoint that does what a frame does, and whether it takes a list. */
const ENDPOINTS: Readonly<Record<string, readonly [path: string, list: boolean]>> = {
  order: ['order', false],
  'batch-orders': ['batch-orders', true],
  'cancel-order': ['cancel-order', false],
  'batch-cancel-orders': ['cancel-batch-orders', true],
  'amend-order': ['amend-order', false],
  'batch-amend-orders': ['amend-batch-orders', true],
};
const LARGEST_BATCH = 20;

export function isOkxOrderOperation(op: string): boolean {
  return Object.hasOwn(ENDPOINTS, op);
}

/**
 * Reads a frame that trades as the REST request that does the same. Instruments by number (`instIdCode`) get their names from
 * the exchange's public list, and the names are what is judged and sent.
 *
 * @throws Refusal malformed
 * @see https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-place-order
 */
export function readOkxOrder(op: string, frame: JsonObject): ClientFrame {
  refuseOtherMembers(frame, ['id', 'op', 'args', 'expTime']);
  const id = textMember(frame, 'id', /^[A-Za-z0-9]{1,32}$/);
  const [path, list] = ENDPOINTS[op];
  const args = listMember(frame, 'args', list ? LARGEST_BATCH : 1).map(objectIn);
  const expiry = frame.has('expTime') ? Number(textMember(frame, 'expTime', /^[1-9][0-9]{12}$/)) : null;
  return {
    kind: 'request',
    instruments: args.flatMap((arg) => (arg.has('instIdCode') ? [codeOf(arg)] : [])),
    request: (names) => requestOf(path, list, args, names, expiry),
    answer: (_status, body) => answerOf(id, op, body),
  };
}

function requestOf(
  path: string,
  list: boolean,
  args: readonly JsonObject[],
  names: InstrumentNames,
  expiry: number | null,
): FrameRequest {
  const orders = args.map((arg) => named(arg, names));
  return {
    method: 'POST',
    path: `/api/v5/trade/${path}`,
    query: [],
    body: { kind: 'json', value: list ? orders : orders[0] },
    timestamp: null,
    windowMs: null,
    until: expiry,
  };
}

/** The order with its instrument's name in the place of its number. */
function named(arg: JsonObject, names: InstrumentNames): JsonObject {
  if (!arg.has('instIdCode')) return arg;
  const name = names.get(codeOf(arg));
  if (name === undefined)
    return malformed('instIdCode', 'The instrument of instIdCode is not known; name it by instId.');
  if (arg.has('instId') && arg.get('instId') !== name)
    return malformed('instIdCode', 'instId and instIdCode name two instruments.');
  const rest = [...arg].filter(([member]) => member !== 'instIdCode' && member !== 'instId');
  return new Map([['instId', name], ...rest]);
}

function codeOf(arg: JsonObject): string {
  const code = arg.get('instIdCode');
  const text = code instanceof JsonNumber ? code.source : code;
  if (typeof text !== 'string' || !/^(?:0|[1-9][0-9]{0,15})$/.test(text))
    return malformed('instIdCode', 'instIdCode must be a whole number.');
  return text;
}

/** Code, message and data are the same in both protocols. */
function answerOf(id: string, op: string, body: JsonValue | null): string {
  if (body === null || !isJsonObject(body) || !body.has('code'))
    throw new Refusal(
      'unavailable',
      'exchange',
      'The exchange’s answer is not understood; whether it acted is unknown.',
    );
  const members = new Map<string, JsonValue>([
    ['id', id],
    ['op', op],
  ]);
  for (const name of ['code', 'msg', 'data', 'inTime', 'outTime']) {
    const value = body.get(name);
    if (value !== undefined) members.set(name, value);
  }
  return formatJson(members);
}
