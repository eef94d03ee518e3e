import type { OrderValues, ToldAmendment, ToldOrder, ToldOrders } from '@holdfast/database';
import { type Decimal, formatDecimal } from '@holdfast/decimal';
import type { AnswerReader } from '../dialect/dialect.ts';
import { byClient, referenceText } from '../dialect/order-reference.ts';
import { mayRest } from '../policy/judge.ts';
import type { Accepted, JudgedOrder, OwnOrder } from '../policy/judge-request.ts';

/** How long an order is remembered, in days: it may rest in the book for long, or can't rest at all. */
const RESTING_DAYS = 90;
const FLEETING_DAYS = 1;

/**
 * What the database is to know of a request's orders from the moment it is decided; undefined for a request without any.
 *
 * @example
 * const told = toldOrders(judgement, dialect.answers);
 */
export function toldOrders(
  { orders, shares }: Pick<Accepted, 'orders' | 'shares'>,
  answers: Pick<AnswerReader, 'amendsLater' | 'repeatsOrders'>,
): ToldOrders | undefined {
  if (orders.every(({ action }) => action === 'test')) return undefined;
  return {
    orders: orders.map((order) => {
      if (order.action === 'test') return null;
      return order.amended === null
        ? placement(order, answers.repeatsOrders === true)
        : amendment(order, order.amended, answers.amendsLater === true);
    }),
    shares: shares.map(({ symbol, notionalUsd, mostUsd }) => ({
      symbol,
      notionalUsd: formatDecimal(notionalUsd),
      mostUsd: formatDecimal(mostUsd),
    })),
  };
}

function placement(order: JudgedOrder, repeats: boolean): ToldOrder {
  const { symbol, side, type, clientOrderId, kind } = order;
  return {
    ids: clientOrderId === null ? [] : [referenceText(byClient(clientOrderId, kind ?? 'order'))],
    symbol,
    side,
    type,
    // Without an id of the client's the exchange has none to find an earlier order by.
    ...(repeats && clientOrderId !== null ? NOTHING : valuesOf(order)),
    keepDays: mayRest(order) ? RESTING_DAYS : FLEETING_DAYS,
  };
}

/** After an amendment that may still fail, only what it left as it was is known. */
function amendment(order: JudgedOrder, amended: OwnOrder, later: boolean): ToldAmendment {
  const [before, after] = [valuesOf(amended), valuesOf(order)];
  return {
    amends: amended.stored,
    ids:
      order.clientOrderId === null
        ? []
        : [referenceText(byClient(order.clientOrderId, order.kind ?? 'order'))],
    before,
    after: later ? inCommon(before, after) : after,
  };
}

const NOTHING: OrderValues = { quantity: null, quoteQuantity: null, price: null, trigger: null };

function valuesOf(order: Pick<JudgedOrder, 'quantity' | 'quoteQuantity' | 'price' | 'trigger'>): OrderValues {
  return {
    quantity: text(order.quantity),
    quoteQuantity: text(order.quoteQuantity),
    price: text(order.price),
    trigger: text(order.trigger),
  };
}

function inCommon(a: OrderValues, b: OrderValues): OrderValues {
  const same = (name: keyof OrderValues) => (a[name] === b[name] ? a[name] : null);
  return {
    quantity: same('quantity'),
    quoteQuantity: same('quoteQuantity'),
    price: same('price'),
    trigger: same('trigger'),
  };
}

function text(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
