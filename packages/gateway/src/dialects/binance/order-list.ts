import type { Decimal } from '@holdfast/decimal';
import type { Description, OrderIntent } from '../../dialect/dialect.ts';
import { choiceField, type Fields, requiredAmount } from '../../dialect/fields.ts';
import { malformed, Refusal } from '../../refusal.ts';
import {
  type BinanceSide,
  type LegNames,
  legNames,
  orderLeg,
  type Size,
  sideOf,
  typeOf,
} from './order-leg.ts';

/** A list's orders, all of which are judged: which of them will fill is not known beforehand. */
const LISTS: Readonly<Record<string, (fields: Fields) => OrderIntent[]>> = {
  '/api/v3/order/oco': deprecatedOco,
  '/api/v3/orderList/oco': (fields) => {
    const size = baseSize(requiredAmount(fields, 'quantity'));
    return ['above', 'below'].map((leg) => listLeg(fields, leg, sideOf(fields), size));
  },
  '/api/v3/orderList/oto': (fields) => [working(fields), ...pending(fields, ['pending'])],
  '/api/v3/orderList/otoco': (fields) => [
    working(fields),
    ...pending(fields, ['pendingAbove', 'pendingBelow']),
  ],
  '/api/v3/orderList/opo': (fields) => [working(fields), ...paidOff(fields, ['pending'])],
  '/api/v3/orderList/opoco': (fields) => [
    working(fields),
    ...paidOff(fields, ['pendingAbove', 'pendingBelow']),
  ],
};

/** Names of the two orders of the deprecated form of an OCO. */
const OCO_LIMIT: LegNames = {
  ...legNames('limit'),
  price: 'price',
};
const OCO_STOP: LegNames = {
  ...legNames('stop'),
  price: 'stopLimitPrice',
  stopPrice: 'stopPrice',
  trailingDelta: 'trailingDelta',
  timeInForce: 'stopLimitTimeInForce',
};

/**
 * The orders of an order list.
 *
 * @throws Refusal forbidden for a list that isn't known
 */
export function describeList(path: string, fields: Fields): Description {
  const orders = LISTS[path];
  if (orders === undefined)
    throw new Refusal('forbidden', 'unknown endpoint', `What ${path} would do is not known to the gateway.`);
  return { orders: orders(fields), cancels: [] };
}

function listLeg(fields: Fields, leg: string, side: BinanceSide, size: Size): OrderIntent {
  const { type, ...names } = legNames(leg);
  return orderLeg(fields, typeOf(fields, type), side, size, names);
}

function working(fields: Fields): OrderIntent {
  choiceField(fields, 'workingType', ['LIMIT', 'LIMIT_MAKER']);
  const size = baseSize(requiredAmount(fields, 'workingQuantity'));
  return listLeg(fields, 'working', sideOf(fields, 'workingSide'), size);
}

function pending(fields: Fields, legs: readonly string[]): OrderIntent[] {
  const size = baseSize(requiredAmount(fields, 'pendingQuantity'));
  return legs.map((leg) => listLeg(fields, leg, sideOf(fields, 'pendingSide'), size));
}

/** Orders that sell what the working order bought: at most its quantity (faqs/opo.md). */
function paidOff(fields: Fields, legs: readonly string[]): OrderIntent[] {
  if (sideOf(fields, 'workingSide') !== 'BUY' || sideOf(fields, 'pendingSide') !== 'SELL')
    malformed('sides', 'The working order must buy and the pending orders must sell.');
  const size = baseSize(requiredAmount(fields, 'workingQuantity'));
  return legs.map((leg) => listLeg(fields, leg, 'SELL', size));
}

function deprecatedOco(fields: Fields): OrderIntent[] {
  const size = baseSize(requiredAmount(fields, 'quantity'));
  const side = sideOf(fields);
  const stop = fields.has('stopLimitPrice') ? 'STOP_LOSS_LIMIT' : 'STOP_LOSS';
  return [
    orderLeg(fields, 'LIMIT_MAKER', side, size, OCO_LIMIT),
    orderLeg(fields, stop, side, size, OCO_STOP),
  ];
}

function baseSize(quantity: Decimal): Size {
  return { quantity, quoteQuantity: null };
}
