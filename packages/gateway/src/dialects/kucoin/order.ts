import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType, Product } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  flagField,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { malformed } from '../../refusal.ts';

const SYMBOL = /^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/;
const CLIENT_ID = /^[A-Za-z0-9_-]{1,40}$/;
/** KuCoin's own ids have digits; the last words of its paths (`cancelAll`, `multi-cancel`) have none. */
const ORDER_ID = /^(?=[a-zA-Z]*[0-9])[A-Za-z0-9]{1,64}$/;
const PRINTABLE = /^[\x20-\x7e]{0,100}$/;
const SIDES = ['buy', 'sell'] as const;
const LIMIT_ONLY = ['price', 'timeInForce', 'cancelAfter', 'postOnly', 'hidden', 'iceberg', 'visibleSize'];

/** What an order is and at which price it fills. */
type Kind = Pick<OrderIntent, 'type' | 'price' | 'timeInForce'>;

/**
 * Describes one order that is placed at once.
 *
 * @throws Refusal malformed
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/add-order
 */
export function describeOrder(fields: Fields, action: 'create' | 'test' = 'create'): OrderIntent {
  return { ...common(fields), action, ...readKind(fields), ...readSize(fields) };
}

/**
 * Describes an order that waits for a price: a limit order or one at market behind `stopPrice`. On which side of it the
 * market has to come from, `stop` says, or KuCoin finds out itself.
 *
 * @throws Refusal malformed
 * @see https://www.kucoin.com/docs-new/rest/spot-trading/orders/add-stop-order
 */
export function describeStopOrder(fields: Fields): OrderIntent {
  const { type, price, timeInForce } = readKind(fields);
  choiceField(fields, 'stop', ['loss', 'entry']);
  return {
    ...common(fields),
    type: type === 'market' ? 'stop-market' : 'stop-limit',
    ...readSize(fields),
    price,
    timeInForce,
    trigger: requiredAmount(fields, 'stopPrice'),
    kind: 'algo',
  };
}

/**
 * Describes a pair of which one cancels the other: a limit order at `price`, and one at `limitPrice` behind `stopPrice`.
 * Both are judged, although only one fills.
 *
 * @throws Refusal malformed
 */
export function describeOco(fields: Fields): OrderIntent[] {
  const order: OrderIntent = { ...common(fields), quantity: requiredAmount(fields, 'size'), kind: 'list' };
  return [
    { ...order, type: 'limit', price: requiredAmount(fields, 'price') },
    {
      ...order,
      type: 'stop-limit',
      price: requiredAmount(fields, 'limitPrice'),
      trigger: requiredAmount(fields, 'stopPrice'),
    },
  ];
}

/** Reads `symbol`, which has the one form of a spot market: `BTC-USDT`. */
export function readSymbol(fields: Fields): string {
  const symbol = requiredField(fields, 'symbol');
  return SYMBOL.test(symbol) ? symbol : malformed('symbol', 'symbol is no spot market, like BTC-USDT.');
}

export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/** An order's id as KuCoin gives them. */
export function checkedOrderId(id: string): string {
  return ORDER_ID.test(id) ? id : malformed('order id', 'This is no order id of KuCoin.');
}

/** An order's id as its client gave it. */
export function checkedClientId(id: string): string {
  return CLIENT_ID.test(id)
    ? id
    : malformed('clientOid', 'clientOid has 1 to 40 letters, digits, "_" or "-".');
}

/** Reads `tradeType`: whoever says nothing trades spot. */
export function readProduct(fields: Fields): Product {
  const type = choiceField(fields, 'tradeType', ['TRADE', 'MARGIN_TRADE', 'MARGIN_ISOLATED_TRADE']);
  return type === null || type === 'TRADE' ? 'spot' : 'margin';
}

function common(fields: Fields): OrderIntent {
  textField(fields, 'remark', PRINTABLE);
  textField(fields, 'tags', PRINTABLE);
  choiceField(fields, 'stp', ['DC', 'CO', 'CN', 'CB']);
  return {
    action: 'create',
    symbol: readSymbol(fields),
    side: requiredChoice(fields, 'side', SIDES),
    type: null,
    quantity: null,
    quoteQuantity: null,
    price: null,
    trigger: null,
    timeInForce: null,
    product: readProduct(fields),
    clientOrderId: textField(fields, 'clientOid', CLIENT_ID),
    amends: null,
  };
}

function readKind(fields: Fields): Kind {
  if (requiredChoice(fields, 'type', ['limit', 'market']) === 'market') {
    refuseFields(fields, LIMIT_ONLY, 'has no meaning for a market order');
    return { type: 'market', price: null, timeInForce: null };
  }
  const timeInForce = choiceField(fields, 'timeInForce', ['GTC', 'GTT', 'IOC', 'FOK']);
  const seconds = textField(fields, 'cancelAfter', /^(?:-1|[1-9][0-9]{0,9})$/);
  if (seconds !== null && seconds !== '-1' && timeInForce !== 'GTT')
    malformed('cancelAfter', 'cancelAfter has a meaning with timeInForce GTT only.');
  const type: OrderType = flagField(fields, 'postOnly') ? 'post-only' : 'limit';
  if (type === 'post-only' && (timeInForce === 'IOC' || timeInForce === 'FOK'))
    malformed('postOnly', 'KuCoin ignores postOnly with IOC and FOK: leave one of them out.');
  flagField(fields, 'hidden');
  flagField(fields, 'iceberg');
  amountField(fields, 'visibleSize');
  return { type, price: requiredAmount(fields, 'price'), timeInForce };
}

/** A market order is sized by `size` in base or by `funds` in quote currency, any other by `size`. */
function readSize(fields: Fields): {
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
} {
  if (fields.get('type') !== 'market') {
    refuseFields(fields, ['funds'], 'has no meaning for a limit order');
    return { quantity: requiredAmount(fields, 'size'), quoteQuantity: null };
  }
  const [quantity, quoteQuantity] = [amountField(fields, 'size'), amountField(fields, 'funds')];
  if ((quantity === null) === (quoteQuantity === null))
    malformed('size', 'A market order has either size or funds.');
  return { quantity, quoteQuantity };
}
