import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { malformed } from '../../refusal.ts';

/** What a Binance order type means, and which prices it must have; it must not have the others. */
interface Meaning {
  readonly type: OrderType;
  readonly priced: boolean;
  readonly triggered: boolean;
}

/** Source: rest-api.md, table "additional mandatory parameters based on order type". */
const MEANINGS = {
  LIMIT: { type: 'limit', priced: true, triggered: false },
  LIMIT_MAKER: { type: 'post-only', priced: true, triggered: false },
  MARKET: { type: 'market', priced: false, triggered: false },
  STOP_LOSS: { type: 'stop-market', priced: false, triggered: true },
  STOP_LOSS_LIMIT: { type: 'stop-limit', priced: true, triggered: true },
  TAKE_PROFIT: { type: 'stop-market', priced: false, triggered: true },
  TAKE_PROFIT_LIMIT: { type: 'stop-limit', priced: true, triggered: true },
} as const satisfies Record<string, Meaning>;

export type BinanceOrderType = keyof typeof MEANINGS;
const ORDER_TYPES = Object.keys(MEANINGS) as BinanceOrderType[];
const SIDES = ['BUY', 'SELL'] as const;
export type BinanceSide = (typeof SIDES)[number];

/** How much: exactly one of the two is not null. */
export interface Size {
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
}

/** The names that one order's parameters have in a request. */
export interface LegNames {
  readonly price: string;
  readonly stopPrice: string;
  readonly trailingDelta: string;
  readonly timeInForce: string;
  readonly icebergQty: string;
  readonly clientOrderId: string;
}

/** Names of a leg of an order list: all begin with the leg's. */
export function legNames(leg: string): LegNames & { readonly type: string } {
  return {
    type: `${leg}Type`,
    price: `${leg}Price`,
    stopPrice: `${leg}StopPrice`,
    trailingDelta: `${leg}TrailingDelta`,
    timeInForce: `${leg}TimeInForce`,
    icebergQty: `${leg}IcebergQty`,
    clientOrderId: `${leg}ClientOrderId`,
  };
}

/** Names of a request's only order. */
const PLAIN_NAMES: LegNames = {
  price: 'price',
  stopPrice: 'stopPrice',
  trailingDelta: 'trailingDelta',
  timeInForce: 'timeInForce',
  icebergQty: 'icebergQty',
  clientOrderId: 'newClientOrderId',
};

/**
 * One order of a request.
 *
 * A stop with `trailingDelta` and no limit price is a `trailing-stop`: it fills at any price.
 *
 * @throws Refusal malformed when a price that its type needs is missing, or one is there that it doesn't take
 */
export function orderLeg(
  fields: Fields,
  type: BinanceOrderType,
  side: BinanceSide,
  size: Size,
  names: LegNames = PLAIN_NAMES,
): OrderIntent {
  const meaning: Meaning = MEANINGS[type];
  if (!meaning.priced)
    refuseFields(fields, [names.price, names.timeInForce, names.icebergQty], `does not belong to ${type}`);
  if (!meaning.triggered)
    refuseFields(fields, [names.stopPrice, names.trailingDelta], `does not belong to ${type}`);
  const trigger = amountField(fields, names.stopPrice);
  const trailing = textField(fields, names.trailingDelta, /^[1-9][0-9]{0,5}$/) !== null;
  if (meaning.triggered && trigger === null && !trailing)
    malformed('missing parameter', `A ${type} order needs "${names.stopPrice}" or "${names.trailingDelta}".`);
  amountField(fields, names.icebergQty);
  return {
    action: 'create',
    symbol: symbolOf(fields),
    side: side === 'BUY' ? 'buy' : 'sell',
    type: trailing && !meaning.priced ? 'trailing-stop' : meaning.type,
    ...size,
    price: meaning.priced ? requiredAmount(fields, names.price) : null,
    trigger,
    timeInForce: choiceField(fields, names.timeInForce, ['GTC', 'IOC', 'FOK']),
    product: 'spot',
    clientOrderId: clientId(fields, names.clientOrderId),
    amends: null,
  };
}

/** Size of a market order that may be sized in either currency, and of any other order. */
export function sizeOf(fields: Fields, type: BinanceOrderType): Size {
  const quoteQuantity = amountField(fields, 'quoteOrderQty');
  if (quoteQuantity === null) return { quantity: requiredAmount(fields, 'quantity'), quoteQuantity: null };
  if (type !== 'MARKET' || fields.has('quantity'))
    malformed('quoteOrderQty', '"quoteOrderQty" is for market orders, instead of "quantity".');
  return { quantity: null, quoteQuantity };
}

/** The symbol, as Binance writes it: capitals and digits. */
export function symbolOf(fields: Fields): string {
  requiredField(fields, 'symbol');
  return textField(fields, 'symbol', /^[A-Z0-9]{2,30}$/)!;
}

export function sideOf(fields: Fields, name = 'side'): BinanceSide {
  return requiredChoice(fields, name, SIDES);
}

export function typeOf(fields: Fields, name = 'type'): BinanceOrderType {
  return requiredChoice(fields, name, ORDER_TYPES);
}

/** An id that a client gave, in the form that Binance's error -1100 names. */
export function clientId(fields: Fields, name: string): string | null {
  return textField(fields, name, /^[A-Za-z0-9:/_.-]{1,36}$/);
}

/** An id that the exchange gave. */
export function exchangeId(fields: Fields, name: string): string | null {
  return textField(fields, name, /^[0-9]{1,19}$/);
}
