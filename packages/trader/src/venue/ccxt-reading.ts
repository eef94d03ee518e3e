import { compare, parseDecimal } from '@holdfast/decimal';
import ccxt, { type Market, type Order, type Trade } from 'ccxt';
import { plainDecimal } from './plain-decimal.ts';
import type { VenueFill, VenueMarket, VenueOrder } from './venue.ts';

const FINEST_STEP = '0.00000001';

/** A market as ccxt knows it. */
export function marketOf(exchange: string, market: Market): VenueMarket {
  const { precision, limits } = market as NonNullable<Market>;
  const optional = <K extends string>(key: K, value: unknown) => {
    const given = plainDecimal(value);
    return given === null || Number(given) <= 0 ? {} : { [key]: given };
  };
  return {
    exchange,
    symbol: String(market?.symbol),
    base: String(market?.base),
    quote: String(market?.quote),
    amount_step: stepOf(precision.amount),
    price_tick: stepOf(precision.price),
    min_amount: plainDecimal(limits.amount?.min) ?? '0',
    ...optional('max_amount', limits.amount?.max),
    min_notional: plainDecimal(limits.cost?.min) ?? '0',
    ...optional('max_notional', limits.cost?.max),
    taker_fee: plainDecimal(market?.taker) ?? '0.001',
    maker_fee: plainDecimal(market?.maker) ?? '0.001',
    active: market?.active === true,
  };
}

/** A step; zero is Binance's way to say that a filter is switched off. */
function stepOf(value: unknown): string {
  const told = plainDecimal(value);
  return told === null || told === '0' ? FINEST_STEP : told;
}

/**
 * Whether an answer is about an order of ours: a cache or a broken connection may hand out another one's. Kraken may tell an
 * id that is a UUID with dashes; its answer to a new order has none.
 */
export function isOf({ clientOrderId }: Pick<Order, 'clientOrderId'>, asked: string): boolean {
  return clientOrderId === undefined || clientOrderId.replaceAll('-', '') === asked;
}

/**
 * An order as ccxt read it from an answer.
 *
 * @param asked base units that it was for; null: not known
 * @throws NullResponse when it says too little to be one: an answer that broke off may still be read as an empty one
 */
export function orderOf(order: Order, asked: string | null): VenueOrder {
  const open = order.status === 'open' || order.status === undefined;
  const told = plainDecimal(order.filled);
  if (order.id === undefined || (!open && told === null)) {
    throw new ccxt.NullResponse('the answer does not say what became of the order');
  }
  const filled = told ?? '0';
  const at = order.lastTradeTimestamp ?? order.timestamp;
  const fills = (order.trades ?? []).flatMap((trade) => fillsOf(trade, at));
  // An order that is wholly filled is closed, whatever word the exchange has for it.
  const isWhole = asked !== null && isAtLeast(filled, asked);
  return {
    exchangeId: String(order.id),
    state: open && !isWhole ? 'open' : 'closed',
    filled,
    fills: fills.length === 0 ? null : fills,
  };
}

/**
 * The fills that a trade of ccxt's is; none when it says too little, such as only its id.
 *
 * @param orderTime milliseconds since 1970, for a trade that is told with its order and has no time of its own, as in Binance's
 *   answer to a new order
 */
export function fillsOf({ id, amount, price, fee, timestamp }: Trade, orderTime?: number): VenueFill[] {
  const [size, at] = [plainDecimal(amount), plainDecimal(price)];
  const time = Number(timestamp ?? orderTime ?? Number.NaN);
  if (id === undefined || size === null || at === null || !(time > 0)) return [];
  return [
    {
      tradeId: String(id),
      amount: size,
      price: at,
      fee: plainDecimal(fee?.cost) ?? '0',
      feeAsset: fee?.currency ?? null,
      time,
    },
  ];
}

function isAtLeast(filled: string, asked: string): boolean {
  const [told, whole] = [parseDecimal(filled), parseDecimal(asked)];
  return told !== null && whole !== null && compare(told, whole) >= 0;
}
