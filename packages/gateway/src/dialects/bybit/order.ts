import type { Decimal } from '@holdfast/decimal';
import type { CancelIntent, OrderIntent, OrderType } from '../../dialect/dialect.ts';
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
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { malformed } from '../../refusal.ts';

const ATTACHED = ['takeProfit', 'stopLoss', 'tpOrderType', 'slOrderType', 'tpLimitPrice', 'slLimitPrice'];

/**
 * The orders that a spot order's parameters ask for: the order, and those that take-profit and stop-loss would place on
 * the other side once it is filled.
 *
 * A market buy's `qty` is in quote currency and a market sell's in base currency, unless `marketUnit` says otherwise.
 * For conditional orders the documentation doesn't say which counts, so a conditional market buy is refused, and
 * `marketUnit` on any conditional order.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/order/create-order
 *
 * @throws Refusal malformed for what can't be understood
 */
export function ordersOf(fields: Fields, action: 'create' | 'test'): OrderIntent[] {
  const side = requiredChoice(fields, 'side', ['Buy', 'Sell']);
  const limit = requiredChoice(fields, 'orderType', ['Limit', 'Market']) === 'Limit';
  const trigger = triggerOf(fields);
  const timeInForce = choiceField(fields, 'timeInForce', ['GTC', 'IOC', 'FOK', 'PostOnly']);
  choiceField(fields, 'smpType', ['None', 'CancelMaker', 'CancelTaker', 'CancelBoth']);
  if (limit)
    refuseFields(
      fields,
      ['marketUnit', 'slippageTolerance', 'slippageToleranceType'],
      'is for market orders',
    );
  else refuseFields(fields, ['price', ...ATTACHED], 'does not belong to a market order');
  if (trigger !== null)
    refuseFields(fields, ['marketUnit', ...ATTACHED], 'does not belong to a conditional order');
  if (trigger !== null && !limit && side === 'Buy')
    malformed(
      'conditional market buy',
      'Give a conditional buy a limit price: its size would not be certain.',
    );
  if (!limit && timeInForce === 'PostOnly') malformed('timeInForce', 'A market order can’t be PostOnly.');
  choiceField(fields, 'slippageToleranceType', ['TickSize', 'Percent']);
  amountField(fields, 'slippageTolerance');
  const order: OrderIntent = {
    action,
    symbol: symbolOf(fields),
    side: side === 'Buy' ? 'buy' : 'sell',
    type: typeOf(limit, trigger, timeInForce === 'PostOnly'),
    ...sizeOf(fields, limit, side),
    price: limit ? requiredAmount(fields, 'price') : null,
    trigger,
    timeInForce,
    product: 'spot',
    clientOrderId: linkId(fields),
    amends: null,
  };
  return [
    order,
    ...attached(fields, order, 'takeProfit', 'tp'),
    ...attached(fields, order, 'stopLoss', 'sl'),
  ];
}

/** An amendment. Its `qty` is in base units: amounts in quote currency are only those of market orders. */
export function amendmentOf(fields: Fields): OrderIntent {
  return {
    action: 'amend',
    symbol: symbolOf(fields),
    side: null,
    type: null,
    quantity: amountField(fields, 'qty'),
    quoteQuantity: null,
    price: amountField(fields, 'price'),
    trigger: amountField(fields, 'triggerPrice'),
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: orderId(fields),
  };
}

export function cancelOf(fields: Fields): CancelIntent {
  filterOf(fields);
  return { symbol: symbolOf(fields), order: orderId(fields) };
}

/** Cancels every order of a symbol, or of all. */
export function cancelAllOf(fields: Fields): CancelIntent {
  filterOf(fields);
  textField(fields, 'baseCoin', /^[A-Z0-9]{1,20}$/);
  return { symbol: fields.has('symbol') ? symbolOf(fields) : null, order: null };
}

function triggerOf(fields: Fields): Decimal | null {
  const filter = choiceField(fields, 'orderFilter', ['Order', 'tpslOrder', 'StopOrder']);
  const trigger = amountField(fields, 'triggerPrice');
  if ((filter === 'tpslOrder' || filter === 'StopOrder') !== (trigger !== null))
    malformed(
      'orderFilter',
      'A conditional order has "triggerPrice" and the orderFilter tpslOrder or StopOrder.',
    );
  return trigger;
}

function typeOf(limit: boolean, trigger: Decimal | null, postOnly: boolean): OrderType {
  if (trigger !== null) return limit ? 'stop-limit' : 'stop-market';
  if (!limit) return 'market';
  return postOnly ? 'post-only' : 'limit';
}

function sizeOf(
  fields: Fields,
  limit: boolean,
  side: 'Buy' | 'Sell',
): Pick<OrderIntent, 'quantity' | 'quoteQuantity'> {
  const qty = requiredAmount(fields, 'qty');
  const unit = choiceField(fields, 'marketUnit', ['baseCoin', 'quoteCoin']);
  const quote = unit === null ? !limit && side === 'Buy' : unit === 'quoteCoin';
  return quote ? { quantity: null, quoteQuantity: qty } : { quantity: qty, quoteQuantity: null };
}

/** The order that `takeProfit` or `stopLoss` places once the main order is filled. */
function attached(
  fields: Fields,
  main: OrderIntent,
  name: 'takeProfit' | 'stopLoss',
  prefix: 'tp' | 'sl',
): OrderIntent[] {
  const trigger = amountField(fields, name);
  const limit = choiceField(fields, `${prefix}OrderType`, ['Market', 'Limit']) === 'Limit';
  const price = amountField(fields, `${prefix}LimitPrice`);
  if (trigger === null) {
    refuseFields(fields, [`${prefix}OrderType`, `${prefix}LimitPrice`], `needs "${name}"`);
    return [];
  }
  if (limit !== (price !== null))
    malformed(name, `"${prefix}LimitPrice" and "${prefix}OrderType": "Limit" belong together.`);
  return [
    {
      ...main,
      side: main.side === 'buy' ? 'sell' : 'buy',
      type: limit ? 'stop-limit' : 'stop-market',
      price,
      trigger,
      timeInForce: null,
      clientOrderId: null,
      attached: true,
    },
  ];
}

function filterOf(fields: Fields): void {
  choiceField(fields, 'orderFilter', [
    'Order',
    'tpslOrder',
    'StopOrder',
    'OcoOrder',
    'BidirectionalTpslOrder',
  ]);
}

/** The symbol, as Bybit writes it on spot: capitals and digits. */
function symbolOf(fields: Fields): string {
  requiredField(fields, 'symbol');
  return textField(fields, 'symbol', /^[A-Z0-9]{2,30}$/)!;
}

/** The order that is meant. With both ids, Bybit takes the first; here it must be one. */
function orderId(fields: Fields): OrderReference {
  const [theirs, ours] = [textField(fields, 'orderId', /^[A-Za-z0-9-]{1,64}$/), linkId(fields)];
  if (theirs !== null && ours === null) return byExchange(theirs);
  if (theirs === null && ours !== null) return byClient(ours);
  return malformed('order id', 'Exactly one of "orderId" and "orderLinkId" must be there.');
}

function linkId(fields: Fields): string | null {
  return textField(fields, 'orderLinkId', /^[A-Za-z0-9_-]{1,36}$/);
}
