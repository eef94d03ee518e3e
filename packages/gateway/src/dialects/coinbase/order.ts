import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  fieldsOfObject,
  flagField,
  refuseOtherFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readSymbol, refuseMargin } from './instrument.ts';

const CLIENT_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** RFC 3339 in UTC, to nanoseconds at most. */
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z$/;
const STOP_DIRECTIONS = ['STOP_DIRECTION_STOP_UP', 'STOP_DIRECTION_STOP_DOWN'] as const;

const FLAGS = ['post_only', 'rfq_disabled'];
const NESTED = ['order_configuration', 'attached_order_configuration'];

type Leg = Pick<OrderIntent, 'type' | 'quantity' | 'quoteQuantity' | 'price' | 'trigger' | 'timeInForce'>;

/** What an order configuration takes, and what it means. */
interface Variant {
  readonly parameters: readonly string[];
  legs(fields: Fields): readonly Leg[];
}

/**
 * The configurations that are understood. A limit order is sized in base currency only: an edited `size` would otherwise
 * be in a currency that the edit doesn't name. `twap_limit_gtd` and `scaled_limit_gtc` place orders of their own,
 * `market_market_fok` is for derivatives.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/guides/orders
 */
const VARIANTS: Readonly<Record<string, Variant>> = {
  market_market_ioc: { parameters: ['quote_size', 'base_size', 'rfq_disabled'], legs: marketLegs },
  sor_limit_ioc: limit('IOC', ['rfq_disabled']),
  limit_limit_gtc: limit('GTC', ['post_only', 'rfq_disabled']),
  limit_limit_gtd: limit('GTD', ['end_time', 'post_only']),
  limit_limit_fok: limit('FOK', ['rfq_disabled']),
  stop_limit_stop_limit_gtc: stopLimit('GTC', []),
  stop_limit_stop_limit_gtd: stopLimit('GTD', ['end_time']),
  trigger_bracket_gtc: bracket('GTC', []),
  trigger_bracket_gtd: bracket('GTD', ['end_time']),
};

/**
 * Describes an order with all its legs: a bracket is a limit order and a stop, of which only one will fill, and an
 * attached bracket comes behind the order it is attached to, on the other side.
 *
 * @throws Refusal forbidden for derivatives and margin, malformed for what isn't understood
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function describeOrder(body: JsonObject, action: 'create' | 'test'): OrderIntent[] {
  const fields = fieldsOfObject(new Map([...body].filter(([name]) => !NESTED.includes(name))));
  const symbol = readSymbol(fields);
  refuseMargin(fields);
  const side = requiredChoice(fields, 'side', ['BUY', 'SELL']) === 'BUY' ? 'buy' : 'sell';
  const clientOrderId = textField(fields, 'client_order_id', CLIENT_ID);
  if (action === 'create') requiredField(fields, 'client_order_id');
  const legs = readConfiguration(body.get('order_configuration'));
  const attached = body.get('attached_order_configuration');
  const exits = attached === undefined ? [] : readAttached(attached, legs);
  const common = { action, symbol, product: 'spot' as const, amends: null };
  return [
    ...legs.map((leg) => ({ ...common, ...leg, side, clientOrderId }) as const),
    ...exits.map(
      (leg) =>
        ({
          ...common,
          ...leg,
          side: side === 'buy' ? 'sell' : 'buy',
          clientOrderId: null,
          attached: true,
        }) as const,
    ),
  ];
}

function readConfiguration(value: JsonValue | undefined): readonly Leg[] {
  const { name, fields } = onlyMember(value, 'order_configuration');
  const variant = Object.hasOwn(VARIANTS, name) ? VARIANTS[name] : undefined;
  if (variant === undefined)
    return malformed(
      'order_configuration',
      `An order configuration named "${name.slice(0, 80)}" is not served.`,
    );
  refuseOtherFields(fields, variant.parameters);
  return variant.legs(fields);
}

/** An attached bracket takes its size from the order it is attached to, so that one must be sized in base currency. */
function readAttached(value: JsonValue, parents: readonly Leg[]): readonly Leg[] {
  const { name, fields } = onlyMember(value, 'attached_order_configuration');
  if (name !== 'trigger_bracket_gtc')
    malformed('attached_order_configuration', 'Only a trigger_bracket_gtc can be attached to an order.');
  refuseOtherFields(fields, ['limit_price', 'stop_trigger_price']);
  const quantity = parents.length === 1 ? parents[0].quantity : null;
  if (quantity === null)
    return malformed(
      'attached_order_configuration',
      'A bracket can be attached only to a single order with a base_size.',
    );
  return bracketLegs(fields, quantity, 'GTC');
}

function onlyMember(value: JsonValue | undefined, what: string): { name: string; fields: Fields } {
  const members = value !== undefined && isJsonObject(value) ? [...value] : [];
  const [name, inner] = members.length === 1 ? members[0] : [];
  if (name === undefined || inner === undefined || !isJsonObject(inner))
    return malformed(what, `"${what}" must be an object with one configuration in it.`);
  for (const [parameter, given] of inner) {
    // A flag as text might be ignored, and then be judged as what it isn't.
    if (FLAGS.includes(parameter) && typeof given !== 'boolean')
      malformed(parameter, `"${parameter}" must be true or false, without quotation marks.`);
  }
  return { name, fields: fieldsOfObject(inner) };
}

function marketLegs(fields: Fields): readonly Leg[] {
  const quantity = amountField(fields, 'base_size');
  const quoteQuantity = amountField(fields, 'quote_size');
  if ((quantity === null) === (quoteQuantity === null))
    malformed('size', 'A market order has either a base_size or a quote_size.');
  return [{ type: 'market', quantity, quoteQuantity, price: null, trigger: null, timeInForce: 'IOC' }];
}

function limit(timeInForce: string, extras: readonly string[]): Variant {
  return {
    parameters: ['base_size', 'limit_price', ...extras],
    legs: (fields) => {
      checkEndTime(fields, timeInForce);
      return [
        leg(flagField(fields, 'post_only') ? 'post-only' : 'limit', timeInForce, {
          quantity: requiredAmount(fields, 'base_size'),
          price: requiredAmount(fields, 'limit_price'),
          trigger: null,
        }),
      ];
    },
  };
}

function stopLimit(timeInForce: string, extras: readonly string[]): Variant {
  return {
    parameters: ['base_size', 'limit_price', 'stop_price', 'stop_direction', ...extras],
    legs: (fields) => {
      checkEndTime(fields, timeInForce);
      choiceField(fields, 'stop_direction', STOP_DIRECTIONS);
      return [
        leg('stop-limit', timeInForce, {
          quantity: requiredAmount(fields, 'base_size'),
          price: requiredAmount(fields, 'limit_price'),
          trigger: requiredAmount(fields, 'stop_price'),
        }),
      ];
    },
  };
}

function bracket(timeInForce: string, extras: readonly string[]): Variant {
  return {
    parameters: ['base_size', 'limit_price', 'stop_trigger_price', ...extras],
    legs: (fields) => {
      checkEndTime(fields, timeInForce);
      return bracketLegs(fields, requiredAmount(fields, 'base_size'), timeInForce);
    },
  };
}

/** At its trigger the stop becomes an order whose price Coinbase chooses: it counts as one that fills at any price. */
function bracketLegs(fields: Fields, quantity: Decimal, timeInForce: string): readonly Leg[] {
  const price = requiredAmount(fields, 'limit_price');
  const trigger = requiredAmount(fields, 'stop_trigger_price');
  return [
    leg('limit', timeInForce, { quantity, price, trigger: null }),
    leg('stop-market', timeInForce, { quantity, price: null, trigger }),
  ];
}

function leg(
  type: OrderType,
  timeInForce: string,
  amounts: Pick<Leg, 'quantity' | 'price' | 'trigger'>,
): Leg {
  return { type, timeInForce, quoteQuantity: null, ...amounts };
}

function checkEndTime(fields: Fields, timeInForce: string): void {
  if (timeInForce === 'GTD') requiredField(fields, 'end_time');
  textField(fields, 'end_time', TIME);
}
