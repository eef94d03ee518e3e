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
import { instrumentField } from '../../dialect/instrument-field.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { malformed } from '../../refusal.ts';
import { INSTRUMENTS } from './instrument.ts';

/** `market_limit` is missing on purpose: it fills at any price, and may then rest. */
const TYPES = [
  'limit',
  'market',
  'stop_limit',
  'take_limit',
  'stop_market',
  'take_market',
  'trailing_stop',
] as const;
type WireType = (typeof TYPES)[number];

const LIFETIMES = {
  good_til_cancelled: 'GTC',
  good_til_day: 'GTD',
  fill_or_kill: 'FOK',
  immediate_or_cancel: 'IOC',
} as const;

const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LABEL = /^[A-Za-z0-9_.:-]{1,64}$/;

/**
 * Describes a buy or sell order. `amount` counts in base units on spot; what it is on derivatives is not looked at, since
 * those are refused.
 *
 * @throws Refusal malformed for what can't be understood
 * @see https://docs.deribit.com/api-reference/trading/private-buy
 */
export function orderOf(fields: Fields, side: 'buy' | 'sell'): OrderIntent {
  const { symbol, derivative } = instrumentField(fields, INSTRUMENTS);
  const wireType = choiceField(fields, 'type', TYPES) ?? 'limit';
  const lifetime = choiceField(fields, 'time_in_force', Object.keys(LIFETIMES) as (keyof typeof LIFETIMES)[]);
  const postOnly = readPostOnly(fields);
  if (postOnly && (wireType !== 'limit' || (lifetime ?? 'good_til_cancelled') !== 'good_til_cancelled'))
    malformed('post_only', '"post_only" is for limit orders that are good_til_cancelled.');
  checkExtras(fields);
  const product = productOf(fields);
  return {
    action: 'create',
    symbol,
    side,
    ...readPrices(fields, wireType, postOnly),
    quantity: requiredAmount(fields, 'amount'),
    quoteQuantity: null,
    timeInForce: lifetime === null ? null : LIFETIMES[lifetime],
    product: derivative ? 'derivative' : product,
    clientOrderId: readLabel(fields),
    amends: null,
  };
}

/**
 * Describes an amendment. One that doesn't repeat `post_only` may make a plain limit order of the order, so it is described
 * as that of a limit order: Deribit wants triggers and flags to be given again.
 *
 * @see https://docs.deribit.com/api-reference/trading/private-edit
 */
export function amendmentOf(fields: Fields): OrderIntent {
  checkExtras(fields);
  const postOnly = readPostOnly(fields);
  const trigger = amountField(fields, 'trigger_price');
  // An offset alone doesn't say it: of an order that doesn't wait Deribit may ignore it.
  const waits = trigger !== null;
  amountField(fields, 'trigger_offset');
  if (waits && postOnly) malformed('post_only', '"post_only" is for limit orders.');
  return {
    action: 'amend',
    symbol: null,
    side: null,
    type: waits ? null : postOnly ? 'post-only' : 'limit',
    quantity: requiredAmount(fields, 'amount'),
    quoteQuantity: null,
    price: amountField(fields, 'price'),
    trigger,
    timeInForce: null,
    product: productOf(fields),
    clientOrderId: null,
    amends: byExchange(readOrderId(fields)),
  };
}

/** The id of an order, as the exchange gives it. */
export function readOrderId(fields: Fields): string {
  return textField(fields, 'order_id', ORDER_ID) ?? requiredField(fields, 'order_id');
}

/** A client's own word for an order, or for several. */
export function readLabel(fields: Fields): string | null {
  return textField(fields, 'label', LABEL);
}

function readPrices(
  fields: Fields,
  wireType: WireType,
  postOnly: boolean,
): Pick<OrderIntent, 'type' | 'price' | 'trigger'> {
  const why = `has no meaning for ${wireType}`;
  const limited = wireType === 'limit' || wireType.endsWith('_limit');
  if (!limited) refuseFields(fields, ['price'], why);
  const price = limited ? requiredAmount(fields, 'price') : null;
  if (wireType === 'limit' || wireType === 'market') {
    refuseFields(fields, ['trigger', 'trigger_price', 'trigger_offset'], why);
    const type: OrderType = postOnly ? 'post-only' : wireType;
    return { type, price, trigger: null };
  }
  requiredChoice(fields, 'trigger', ['index_price', 'mark_price', 'last_price']);
  if (wireType === 'trailing_stop') {
    requiredAmount(fields, 'trigger_offset');
    refuseFields(fields, ['trigger_price'], why);
    return { type: 'trailing-stop', price: null, trigger: null };
  }
  refuseFields(fields, ['trigger_offset'], why);
  return {
    type: limited ? 'stop-limit' : 'stop-market',
    price,
    trigger: requiredAmount(fields, 'trigger_price'),
  };
}

/** Without `reject_post_only` the exchange would change the price that was judged. */
function readPostOnly(fields: Fields): boolean {
  const [postOnly, rejects] = [flagField(fields, 'post_only'), flagField(fields, 'reject_post_only')];
  if (postOnly !== rejects)
    malformed(
      'post_only',
      '"post_only" and "reject_post_only" belong together: else the price may be changed.',
    );
  return postOnly;
}

/** What only positions, options and market makers have. */
function productOf(fields: Fields): Product {
  const [reduces, protects] = [flagField(fields, 'reduce_only'), flagField(fields, 'mmp')];
  return reduces || protects || fields.has('advanced') ? 'derivative' : 'spot';
}

/** Parameters that don't change what an order costs. */
function checkExtras(fields: Fields): void {
  amountField(fields, 'display_amount');
  amountField(fields, 'max_show');
  textField(fields, 'valid_until', /^[1-9][0-9]{12}$/);
}
