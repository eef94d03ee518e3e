import { refuseOtherMembers } from '../../../dialect/stream-fields.ts';
import type { Pair } from '../../../http/pairs.ts';
import { isJsonObject, type JsonObject, type JsonValue, scalarText } from '../../../http/strict-json.ts';
import { malformed, Refusal } from '../../../refusal.ts';

/** Members of one order. Left out on purpose: `conditional`, `effective_time`, `no_mpp`, `sender_sub_id`. */
export const ORDER_MEMBERS = [
  ...['order_type', 'side', 'order_qty', 'limit_price', 'limit_price_type', 'triggers', 'time_in_force'],
  ...['margin', 'post_only', 'reduce_only', 'expire_time', 'cl_ord_id', 'order_userref', 'display_qty'],
  ...['fee_preference', 'cash_order_qty', 'stp_type'],
];

const WITH_TRIGGER = ['stop-loss', 'take-profit', 'stop-loss-limit', 'take-profit-limit'];
const WORD = /^[a-z_-]{1,32}$/;

/**
 * One order of a frame in the parameters of AddOrder. Prices are absolute: what is relative to a price of the exchange
 * is refused, since it can't be judged.
 *
 * @throws Refusal malformed, forbidden
 * @see https://docs.kraken.com/api/docs/websocket-v2/add_order
 */
export function restOrder(order: JsonObject): Pair[] {
  const text = (name: string) => textOf(order.get(name), name);
  const type = text('order_type') ?? malformed('order_type', '"order_type" is missing.');
  if (!WORD.test(type)) malformed('order_type', '"order_type" is none that the gateway knows.');
  // A margin order of the exchange says its leverage elsewhere.
  if (flag(order, 'margin'))
    throw new Refusal('forbidden', 'product', 'product: only spot can be traded, and this is margin.');
  const absolute = text('limit_price_type');
  if (absolute !== null && absolute !== 'static')
    malformed('limit_price_type', 'Only a limit_price_type of static is understood.');
  const trigger = triggerOf(order.get('triggers'));
  const triggered = WITH_TRIGGER.includes(type);
  if (triggered !== (trigger !== null))
    malformed('triggers', 'Stops and targets have triggers, others none.');
  const [limit, quantity, cash] = [text('limit_price'), text('order_qty'), text('cash_order_qty')];
  if ((quantity === null) === (cash === null))
    malformed('order_qty', 'An order has either order_qty or cash_order_qty.');
  const flags = [
    ...(flag(order, 'post_only') ? ['post'] : []),
    ...feeFlag(text('fee_preference')),
    ...(cash === null ? [] : ['viqc']),
  ];
  return given([
    ['ordertype', type],
    ['type', text('side')],
    ['volume', quantity ?? cash],
    ['price', trigger?.price ?? limit],
    ['price2', trigger === null ? null : limit],
    ['trigger', trigger?.reference ?? null],
    ['timeinforce', text('time_in_force')?.toUpperCase() ?? null],
    ['oflags', flags.length === 0 ? null : flags.join(',')],
    ['reduce_only', flag(order, 'reduce_only') ? 'true' : null],
    ['expiretm', expiryOf(text('expire_time'))],
    ['cl_ord_id', text('cl_ord_id')],
    ['userref', text('order_userref')],
    ['displayvol', text('display_qty')],
    ['stptype', text('stp_type')?.replaceAll('_', '-') ?? null],
  ]);
}

/** Pairs without those that have no value. */
export function given(pairs: readonly (readonly [name: string, value: string | null])[]): Pair[] {
  return pairs.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

/** A text or a number as it was written; null where it is not there. */
export function textOf(value: JsonValue | undefined, name: string): string | null {
  if (value === undefined) return null;
  return scalarText(value) ?? malformed(name, `"${name}" must be a text or a number.`);
}

/** A flag that must be true or false where it is there. */
export function flag(object: JsonObject, name: string): boolean {
  const value = object.get(name) ?? false;
  if (typeof value !== 'boolean') malformed(name, `"${name}" must be true or false.`);
  return value === true;
}

function triggerOf(value: JsonValue | undefined): { reference: string | null; price: string } | null {
  if (value === undefined) return null;
  if (!isJsonObject(value)) return malformed('triggers', '"triggers" must be an object.');
  refuseOtherMembers(value, ['reference', 'price', 'price_type']);
  const type = textOf(value.get('price_type'), 'price_type');
  if (type !== null && type !== 'static')
    malformed('price_type', 'Only a price_type of static is understood.');
  const price = textOf(value.get('price'), 'price') ?? malformed('triggers', 'A trigger has a price.');
  return { reference: textOf(value.get('reference'), 'reference'), price };
}

function feeFlag(preference: string | null): string[] {
  if (preference === null) return [];
  if (preference === 'base') return ['fcib'];
  return preference === 'quote'
    ? ['fciq']
    : malformed('fee_preference', '"fee_preference" is base or quote.');
}

/** A time of day as seconds since 1970, cut off: the order never lives longer than its client said. */
function expiryOf(text: string | null): string | null {
  if (text === null) return null;
  const time = Date.parse(text);
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z$/.test(text) || Number.isNaN(time))
    return malformed('expire_time', 'expire_time must be like 2026-01-31T12:00:00Z.');
  return String(Math.floor(time / 1000));
}
