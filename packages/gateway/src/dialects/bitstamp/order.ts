import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import { choiceField, type Fields, refuseFields, requiredAmount, textField } from '../../dialect/fields.ts';
import { malformed, Refusal } from '../../refusal.ts';
import { DERIVATIVE_PARAMETERS } from './endpoints/trading.ts';

type Side = 'buy' | 'sell';

/** How long a limit order may stay; Bitstamp takes one of these at most (400.024). */
const KINDS: Readonly<Record<string, { readonly type: OrderType; readonly timeInForce: string | null }>> = {
  daily_order: { type: 'limit', timeInForce: 'DAY' },
  ioc_order: { type: 'limit', timeInForce: 'IOC' },
  fok_order: { type: 'limit', timeInForce: 'FOK' },
  gtd_order: { type: 'limit', timeInForce: 'GTD' },
  moc_order: { type: 'post-only', timeInForce: null },
};

/** `/buy/{market_symbol}/`: `amount` in base currency, at `price` or better. */
export function describeLimitOrder(fields: Fields, side: Side, symbol: string): OrderIntent {
  refuseFields(
    fields,
    ['limit_price'],
    'places a second order, the other way, when the first one fills. Place that order yourself then',
  );
  const named = Object.keys(KINDS).filter((name) => flag(fields, name));
  if (named.length > 1) malformed('order kind', `Only one of ${named.join(', ')} can be set.`);
  const kind = named.length === 0 ? { type: 'limit' as const, timeInForce: null } : KINDS[named[0]];
  const expiry = textField(fields, 'expire_time', /^[1-9][0-9]{12}$/);
  if ((expiry !== null) !== (kind.timeInForce === 'GTD'))
    malformed('expire_time', 'expire_time, in milliseconds, and gtd_order belong together.');
  return {
    ...plainOrder(fields, side, symbol),
    ...kind,
    quantity: requiredAmount(fields, 'amount'),
    price: requiredAmount(fields, 'price'),
  };
}

/** `/buy/market/{market_symbol}/`: `amount` in base currency, at any price. */
export function describeMarketOrder(fields: Fields, side: Side, symbol: string): OrderIntent {
  return { ...plainOrder(fields, side, symbol), quantity: requiredAmount(fields, 'amount') };
}

/** `/buy/instant/{market_symbol}/`: a buy is sized in quote currency, a sale only with `amount_in_counter`. */
export function describeInstantOrder(fields: Fields, side: Side, symbol: string): OrderIntent {
  const amount = requiredAmount(fields, 'amount');
  const order = plainOrder(fields, side, symbol);
  return side === 'buy' || flag(fields, 'amount_in_counter')
    ? { ...order, quoteQuantity: amount }
    : { ...order, quantity: amount };
}

/** The client's id of an order, which is for its own books: other orders may have the same. */
export function clientId(fields: Fields): string | null {
  return textField(fields, 'client_order_id', /^[A-Za-z0-9:/_.-]{1,128}$/);
}

/** What all orders have; at any price, and without a size yet. */
function plainOrder(fields: Fields, side: Side, symbol: string): OrderIntent {
  const other = DERIVATIVE_PARAMETERS.find((name) => fields.has(name));
  if (other !== undefined)
    throw new Refusal('forbidden', 'product', `"${other}" is for derivatives, and only spot is served.`, {
      parameter: other,
    });
  return {
    action: 'create',
    symbol,
    side,
    type: 'market',
    quantity: null,
    quoteQuantity: null,
    price: null,
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: clientId(fields),
    amends: null,
  };
}

/** A flag that is there is set. How Bitstamp reads one that says "false" isn't documented: leave it out. */
function flag(fields: Fields, name: string): boolean {
  return choiceField(fields, name, ['True', 'true']) !== null;
}
