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
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import { malformed } from '../../refusal.ts';
import { PRESET_PARAMETERS } from './endpoints/trading.ts';

const SYMBOL = /^[A-Z0-9]{2,30}$/;
const ORDER_ID = /^[0-9]{1,30}$/;
const CLIENT_ID = /^[A-Za-z0-9_.:-]{1,50}$/;
const SIDES = ['buy', 'sell'] as const;

/** The documentation's words, and ccxt's. */
const FORCES: Readonly<Record<string, string | null>> = {
  gtc: null,
  GTC: null,
  ioc: 'IOC',
  IOC: 'IOC',
  fok: 'FOK',
  FOK: 'FOK',
  post_only: 'POST_ONLY',
};

/**
 * Describes an order of spot, and what its presets place once it is filled. With `tpslType: tpsl` it waits for a price.
 *
 * @param symbol where the request names it
 * @throws Refusal malformed
 * @see https://www.bitget.com/api-doc/spot/trade/Place-Order
 */
export function describeOrder(fields: Fields, symbol: string = readSymbol(fields)): OrderIntent[] {
  const waits = choiceField(fields, 'tpslType', ['normal', 'tpsl']) === 'tpsl';
  if (waits) refuseFields(fields, [...PRESET_PARAMETERS, 'clientOid'], 'has no meaning with tpslType tpsl');
  else refuseFields(fields, ['triggerPrice'], 'needs tpslType tpsl');
  textField(fields, 'requestTime', /^[1-9][0-9]{12}$/);
  textField(fields, 'receiveWindow', /^[1-9][0-9]{0,12}$/);
  const order = { ...common(fields, symbol), ...readKind(fields), ...readSize(fields) };
  if (waits) return [waiting(order, requiredAmount(fields, 'triggerPrice'))];
  return [
    order,
    ...attached(fields, order, 'presetTakeProfitPrice', 'executeTakeProfitPrice'),
    ...attached(fields, order, 'presetStopLossPrice', 'executeStopLossPrice'),
  ];
}

/**
 * Describes a plan order, which waits for a price. Its size counts in base currency, or with `planType: total` in quote
 * currency. An execution price of one at market, which ccxt sends, means nothing: it fills at any price.
 *
 * @throws Refusal malformed
 * @see https://www.bitget.com/api-doc/spot/plan/Place-Plan-Order
 */
export function describePlanOrder(fields: Fields): OrderIntent {
  requiredChoice(fields, 'triggerType', ['fill_price', 'mark_price']);
  const limit = requiredChoice(fields, 'orderType', ['limit', 'market']) === 'limit';
  const price = amountField(fields, 'executePrice');
  // ccxt sends it twice.
  if (fields.has('price') && (!limit || fields.get('price') !== fields.get('executePrice')))
    malformed('price', 'A plan order has its price in executePrice.');
  const inQuote = choiceField(fields, 'planType', ['amount', 'total']) === 'total';
  if (limit && inQuote)
    malformed('planType', 'A size in quote currency is only understood for orders at market.');
  const size = requiredAmount(fields, 'size');
  const order: OrderIntent = {
    ...common(fields, readSymbol(fields)),
    type: limit ? 'limit' : 'market',
    timeInForce: limit ? timeInForceOf(readForce(fields)) : null,
    price: limit ? (price ?? requiredAmount(fields, 'executePrice')) : null,
    quantity: inQuote ? null : size,
    quoteQuantity: inQuote ? size : null,
  };
  return waiting(order, requiredAmount(fields, 'triggerPrice'));
}

/**
 * Describes a limit order in the place of another. Its side and kind are the other's, which must be certain: what was placed
 * with a client's id may be an earlier order that has the id.
 *
 * @throws Refusal malformed, also for a new client's id: the answer might name an earlier order that has it
 * @see https://www.bitget.com/api-doc/spot/trade/Cancel-Replace-Order
 */
export function describeReplacement(fields: Fields): OrderIntent {
  choiceField(fields, 'orderType', ['limit']);
  refuseFields(
    fields,
    ['newClientOid'],
    'is not taken here: the answer might name an earlier order that has it',
  );
  return {
    action: 'amend',
    symbol: readSymbol(fields),
    side: null,
    type: 'limit',
    quantity: requiredAmount(fields, 'size'),
    quoteQuantity: null,
    price: requiredAmount(fields, 'price'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: readReference(fields),
    needsKnownSize: true,
  };
}

/** Reads `symbol`: capitals and digits, as spot writes it in the second version. */
export function readSymbol(fields: Fields): string {
  const symbol = requiredField(fields, 'symbol');
  return isSymbol(symbol) ? symbol : malformed('symbol', 'symbol is no spot market, like BTCUSDT.');
}

export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/** An order is named by one id; an empty one is none. Given both, the exchange looks at one of them only. */
export function readReference(fields: Fields, kind: OrderReference['kind'] = 'order'): OrderReference {
  const given = new Map([...fields].filter(([, value]) => value !== ''));
  const id = textField(given, 'orderId', ORDER_ID);
  const clientId = textField(given, 'clientOid', CLIENT_ID);
  if (id !== null && clientId !== null)
    malformed('two ids', 'Name the order by orderId or by clientOid, not by both.');
  if (clientId !== null) return byClient(clientId, kind);
  return byExchange(id ?? requiredField(given, 'orderId'), kind);
}

function common(fields: Fields, symbol: string): OrderIntent {
  choiceField(fields, 'stpMode', ['none', 'cancel_taker', 'cancel_maker', 'cancel_both']);
  return {
    action: 'create',
    symbol,
    side: requiredChoice(fields, 'side', SIDES),
    type: null,
    quantity: null,
    quoteQuantity: null,
    price: null,
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: textField(fields, 'clientOid', CLIENT_ID),
    amends: null,
  };
}

/** `force` has no meaning for a market order, and is asked for all the same. */
function readKind(fields: Fields): Pick<OrderIntent, 'type' | 'price' | 'timeInForce'> {
  const force = readForce(fields);
  if (requiredChoice(fields, 'orderType', ['limit', 'market']) === 'market') {
    refuseFields(fields, ['price'], 'has no meaning for a market order');
    return { type: 'market', price: null, timeInForce: null };
  }
  return {
    type: force === 'POST_ONLY' ? 'post-only' : 'limit',
    price: requiredAmount(fields, 'price'),
    timeInForce: timeInForceOf(force),
  };
}

function readForce(fields: Fields): string | null {
  const force = choiceField(fields, 'force', Object.keys(FORCES));
  return force === null ? null : FORCES[force];
}

function timeInForceOf(force: string | null): string | null {
  return force === 'POST_ONLY' ? null : force;
}

/** `size` of a market buy counts in quote currency, of anything else in base currency. */
function readSize(fields: Fields): {
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
} {
  const size = requiredAmount(fields, 'size');
  return fields.get('orderType') === 'market' && fields.get('side') === 'buy'
    ? { quantity: null, quoteQuantity: size }
    : { quantity: size, quoteQuantity: null };
}

function waiting(order: OrderIntent, trigger: Decimal): OrderIntent {
  const type: OrderType = order.type === 'market' ? 'stop-market' : 'stop-limit';
  return { ...order, type, trigger, kind: 'algo' };
}

/** The order that a preset places once the main order is filled: at its execution price, or at market without one. */
function attached(
  fields: Fields,
  main: OrderIntent,
  triggerName: (typeof PRESET_PARAMETERS)[number],
  priceName: (typeof PRESET_PARAMETERS)[number],
): OrderIntent[] {
  const trigger = amountField(fields, triggerName);
  if (trigger === null) {
    refuseFields(fields, [priceName], `needs "${triggerName}"`);
    return [];
  }
  const price = amountField(fields, priceName);
  return [
    {
      ...main,
      side: main.side === 'buy' ? 'sell' : 'buy',
      type: price === null ? 'stop-market' : 'stop-limit',
      price,
      trigger,
      timeInForce: null,
      clientOrderId: null,
      attached: true,
    },
  ];
}
