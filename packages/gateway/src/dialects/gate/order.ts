import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  fieldsOfObject,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { byClient, byExchange, type OrderReference } from '../../dialect/order-reference.ts';
import type { JsonObject } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { amendedProductOf, productOf } from './account.ts';

const PAIR = /^[A-Z0-9]{1,20}_[A-Z0-9]{1,20}$/;
const EXCHANGE_ID = /^[0-9]{1,20}$/;
/** A client's own id; Gate wants the `t-` before it. */
const TEXT = /^t-[A-Za-z0-9_.-]{1,28}$/;

/** Words of `time_in_force`, with what they make of a limit order. */
const LIMIT_TYPES: Readonly<Record<string, readonly [OrderType, string | null]>> = {
  gtc: ['limit', null],
  ioc: ['limit', 'IOC'],
  fok: ['limit', 'FOK'],
  poc: ['post-only', null],
};

/**
 * Describes one order. `amount` of a market buy counts in quote currency, everything else in base currency.
 *
 * @throws Refusal malformed for attached orders and whatever has no meaning with the type
 * @see https://www.gate.com/docs/developers/apiv4/en/#create-an-order
 */
export function describeOrder(object: JsonObject): OrderIntent {
  const fields = orderFields(object);
  const atMarket = (choiceField(fields, 'type', ['limit', 'market']) ?? 'limit') === 'market';
  const side = readSide(fields);
  const amount = requiredAmount(fields, 'amount');
  checkExtras(fields, atMarket);
  const common = {
    action: 'create',
    symbol: readPair(fields, 'currency_pair'),
    side,
    trigger: null,
    product: productOf(fields, object),
    clientOrderId: textField(fields, 'text', TEXT),
    amends: null,
  } as const;
  if (!atMarket) {
    const word = choiceField(fields, 'time_in_force', ['gtc', 'ioc', 'fok', 'poc']) ?? 'gtc';
    const [type, timeInForce] = LIMIT_TYPES[word];
    const price = requiredAmount(fields, 'price');
    return { ...common, type, quantity: amount, quoteQuantity: null, price, timeInForce };
  }
  refuseFields(fields, ['price'], 'has no meaning for a market order');
  const timeInForce = choiceField(fields, 'time_in_force', ['ioc', 'fok'])?.toUpperCase() ?? null;
  const size =
    side === 'buy' ? { quantity: null, quoteQuantity: amount } : { quantity: amount, quoteQuantity: null };
  return { ...common, type: 'market', ...size, price: null, timeInForce };
}

/**
 * An amendment: `amount` is the order's whole size from then on, in base currency.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#amend-single-order
 */
export function describeAmendment(object: JsonObject, id: string): OrderIntent {
  const fields = orderFields(object);
  textField(fields, 'amend_text', /^[A-Za-z0-9_.-]{1,64}$/);
  checkActionMode(fields);
  return {
    action: 'amend',
    symbol: readPair(fields, 'currency_pair'),
    side: null,
    type: null,
    quantity: amountField(fields, 'amount'),
    quoteQuantity: null,
    price: amountField(fields, 'price'),
    trigger: null,
    timeInForce: null,
    product: amendedProductOf(fields, object),
    clientOrderId: null,
    amends: readOrderId(id),
  };
}

/** An order by its id: digits are Gate's own, `t-…` is a client's. @throws Refusal malformed for anything else */
export function readOrderId(id: string): OrderReference {
  if (EXCHANGE_ID.test(id)) return byExchange(id);
  if (TEXT.test(id)) return byClient(id);
  return malformed('order id', 'An order is named by its number, or by the text that it was placed with.');
}

/** A spot market, like BTC_USDT. @throws Refusal malformed */
export function readPair(fields: Fields, name: string): string {
  requiredField(fields, name);
  return textField(fields, name, PAIR) ?? malformed('missing parameter', `"${name}" is missing.`);
}

export function readSide(fields: Fields): 'buy' | 'sell' {
  return requiredChoice(fields, 'side', ['buy', 'sell']);
}

/** How much the answer tells; not what is done. */
export function checkActionMode(fields: Fields): void {
  choiceField(fields, 'action_mode', ['ACK', 'RESULT', 'FULL']);
}

function orderFields(object: JsonObject): Fields {
  if (object.has('stop_profit') || object.has('stop_loss'))
    malformed(
      'attached orders',
      'stop_profit and stop_loss place further orders later. Place them yourself.',
    );
  return fieldsOfObject(object);
}

/** Checks the parameters that don't change what an order costs. */
function checkExtras(fields: Fields, atMarket: boolean): void {
  checkActionMode(fields);
  choiceField(fields, 'stp_act', ['cn', 'co', 'cb']);
  choiceField(fields, 'textIsRequired', ['true', 'false']);
  if (!atMarket) refuseFields(fields, ['slippage'], 'has no meaning for a limit order');
  else refuseFields(fields, ['iceberg'], 'has no meaning for a market order');
  amountField(fields, 'slippage');
  if (fields.get('iceberg') !== '0') amountField(fields, 'iceberg');
}
