import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType, Product } from '../../dialect/dialect.ts';
import {
  type Fields,
  refuseFields,
  refuseOtherFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import {
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { ORDER_PARAMETERS, UPDATE_PARAMETERS } from './trade-endpoints.ts';

/** With the prefix EXCHANGE they are spot; without it they are on margin, or of a derivative. */
const KINDS = ['LIMIT', 'MARKET', 'STOP', 'STOP LIMIT', 'TRAILING STOP', 'FOK', 'IOC'] as const;
type Kind = (typeof KINDS)[number];
const TYPES = KINDS.flatMap((kind) => [`EXCHANGE ${kind}`, kind] as const);

const SYMBOL = /^t(?:[A-Z0-9]{6}|[A-Z0-9]{2,12}:[A-Z0-9]{2,12})$/;
const DERIVATIVE = /F0/;
const ORDER_ID = /^[1-9][0-9]{0,17}$/;
/** Up to 45 bits. */
const CLIENT_ID = /^[1-9][0-9]{0,13}$/;
const GROUP_ID = /^[1-9][0-9]{0,9}$/;
const EXPIRY =
  /^(?:[1-9][0-9]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?Z?)?)$/;

const HIDDEN = 64;
const POST_ONLY = 4096;
/** `close`, `reduce-only` and `no variable rates` speak of positions and of funding. */
const MARGIN_FLAGS = 512 | 1024 | 524_288;
/** Members of an order that are whole numbers; all others are texts. */
const WHOLE_NUMBERS = ['id', 'cid', 'gid', 'flags'];

/**
 * Describes a new order.
 *
 * @throws Refusal malformed
 * @see https://docs.bitfinex.com/reference/rest-auth-submit-order
 */
export function describeOrder(parameters: JsonObject): OrderIntent {
  const fields = orderFields(parameters, ORDER_PARAMETERS);
  const { kind, isExchange } = kindOf(requiredChoice(fields, 'type', TYPES));
  const symbol = textField(fields, 'symbol', SYMBOL) ?? requiredField(fields, 'symbol');
  const { side, quantity } = signedAmount(fields, requiredField(fields, 'amount'));
  const flags = readFlags(fields) ?? 0;
  checkSettings(fields, parameters);
  return {
    action: 'create',
    symbol,
    side,
    ...pricesOf(fields, kind, (flags & POST_ONLY) !== 0),
    quantity,
    quoteQuantity: null,
    timeInForce: kind === 'FOK' || kind === 'IOC' ? kind : null,
    product: productOf(symbol, isExchange, flags),
    clientOrderId: textField(fields, 'cid', CLIENT_ID),
    amends: null,
  };
}

/**
 * Describes a change of an order. Its `price` is the limit of one type and the trigger of another, so that each change says
 * by its parameters of which type the order must be; where it is of another, it is refused.
 *
 * @throws Refusal malformed
 * @see https://docs.bitfinex.com/reference/rest-auth-update-order
 */
export function describeUpdate(parameters: JsonObject): OrderIntent {
  const fields = orderFields(parameters, UPDATE_PARAMETERS);
  const amount = fields.get('amount');
  const { side, quantity } =
    amount === undefined ? { side: null, quantity: null } : signedAmount(fields, amount);
  const flags = readFlags(fields);
  if (flags !== null && (flags & MARGIN_FLAGS) !== 0)
    malformed('flags', 'A change may set no flags but hidden (64) and post-only (4096).');
  checkSettings(fields, parameters);
  return {
    action: 'amend',
    symbol: null,
    side,
    ...changedPrices(fields, flags),
    quantity,
    quoteQuantity: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: byExchange(orderId(parameters.get('id'))),
  };
}

/** An order's number. */
export function orderId(value: JsonValue | undefined): string {
  const id = scalarText(value);
  return id !== null && ORDER_ID.test(id) ? id : malformed('id', '"id" must be the number of an order.');
}

function orderFields(parameters: JsonObject, names: readonly string[]): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (name === 'meta') continue;
    fields.set(name, fieldText(name, value));
  }
  refuseOtherFields(fields, names);
  return fields;
}

/** Amounts and prices must be texts: a number in JSON may be rounded by whoever reads it. */
function fieldText(name: string, value: JsonValue): string {
  if (typeof value === 'string') return value;
  const whole = value instanceof JsonNumber && (WHOLE_NUMBERS.includes(name) || name === 'tif');
  return whole ? value.source : malformed('parameter value', `"${name.slice(0, 80)}" must be a string.`);
}

function kindOf(type: string): { readonly kind: Kind; readonly isExchange: boolean } {
  const isExchange = type.startsWith('EXCHANGE ');
  const kind = KINDS.find((one) => one === (isExchange ? type.slice('EXCHANGE '.length) : type));
  return { kind: kind ?? malformed('type', 'The type of the order is not understood.'), isExchange };
}

/** Above zero buys, below zero sells. */
function signedAmount(
  fields: Fields,
  text: string,
): { readonly side: 'buy' | 'sell'; readonly quantity: Decimal } {
  const isSale = text.startsWith('-');
  const quantity = parseDecimal(isSale ? text.slice(1) : text);
  if (quantity === null || quantity.units === 0n || fields.get('amount') !== text)
    return malformed('amount', '"amount" must be a plain decimal number like 0.25, or -0.25 to sell.');
  return { side: isSale ? 'sell' : 'buy', quantity };
}

type Prices = Pick<OrderIntent, 'price' | 'trigger'> & { readonly type: OrderType | null };

function pricesOf(fields: Fields, kind: Kind, postOnly: boolean): Prices {
  if (postOnly && kind !== 'LIMIT') malformed('flags', 'Only limit orders can be post-only.');
  const only = (...names: string[]) =>
    refuseFields(
      fields,
      ['price', 'price_aux_limit', 'price_trailing'].filter((name) => !names.includes(name)),
      'has no meaning for an order of this type',
    );
  switch (kind) {
    case 'MARKET':
      only();
      return { type: 'market', price: null, trigger: null };
    case 'LIMIT':
    case 'FOK':
    case 'IOC':
      only('price');
      return {
        type: postOnly ? 'post-only' : 'limit',
        price: requiredAmount(fields, 'price'),
        trigger: null,
      };
    case 'STOP':
      only('price');
      return { type: 'stop-market', price: null, trigger: requiredAmount(fields, 'price') };
    case 'STOP LIMIT':
      only('price', 'price_aux_limit');
      return {
        type: 'stop-limit',
        price: requiredAmount(fields, 'price_aux_limit'),
        trigger: requiredAmount(fields, 'price'),
      };
    case 'TRAILING STOP':
      only('price_trailing');
      requiredAmount(fields, 'price_trailing');
      return { type: 'trailing-stop', price: null, trigger: null };
  }
}

function changedPrices(fields: Fields, flags: number | null): Prices {
  const [price, limit, trail] = ['price', 'price_aux_limit', 'price_trailing'].map((name) =>
    fields.has(name) ? requiredAmount(fields, name) : null,
  );
  if (flags !== null && (limit !== null || trail !== null))
    malformed('flags', 'Flags can be changed for limit orders only.');
  if (trail !== null) {
    refuseFields(fields, ['price', 'price_aux_limit'], 'has no meaning beside price_trailing');
    return { type: 'trailing-stop', price: null, trigger: null };
  }
  if (limit !== null) return { type: 'stop-limit', price: limit, trigger: price };
  if (flags !== null)
    return { type: (flags & POST_ONLY) === 0 ? 'limit' : 'post-only', price, trigger: null };
  return { type: price === null ? null : 'limit', price, trigger: null };
}

/** Null where there are none. */
function readFlags(fields: Fields): number | null {
  const text = textField(fields, 'flags', /^(?:0|[1-9][0-9]{0,8})$/);
  if (text === null) return null;
  const flags = Number(text);
  if ((flags & ~(HIDDEN | POST_ONLY | MARGIN_FLAGS)) !== 0)
    malformed(
      'flags',
      'Of the flags, hidden (64) and post-only (4096) are accepted through the gateway. OCO (16384) places a second order, whose id no answer tells.',
    );
  return flags;
}

function productOf(symbol: string, isExchange: boolean, flags: number): Product {
  if (DERIVATIVE.test(symbol)) return 'derivative';
  return isExchange && (flags & MARGIN_FLAGS) === 0 ? 'spot' : 'margin';
}

function checkSettings(fields: Fields, parameters: JsonObject): void {
  textField(fields, 'gid', GROUP_ID);
  textField(fields, 'tif', EXPIRY);
  checkMeta(parameters.get('meta'));
}

/** `meta` also sets leverage (`$F33`), visibility, and whose affiliate earns: all that is refused. */
function checkMeta(meta: JsonValue | undefined): void {
  if (meta === undefined) return;
  const members = isJsonObject(meta) ? [...meta] : null;
  if (
    members?.every(([name, value]) => name === 'protect_selfmatch' && /^[01]$/.test(scalarText(value) ?? ''))
  )
    return;
  malformed('meta', 'Of meta, only {"protect_selfmatch": 1} is accepted through the gateway.');
}
