import type { LotSize, PaperSymbol } from '../market/symbol.ts';
import type { NewOrder } from './order.ts';
import { Rejection } from './rejection.ts';
import { times, toNumber, type Units, unitsOf } from './units.ts';

/** What filters look at beside the order. */
export interface FilterContext {
  /** Mean price of the last minutes, as many as the symbol says. */
  readonly average: number;
  /** How many orders the account has open in the symbol. */
  readonly open: number;
  /** What the account has of the base, free or not, and what it has on order. */
  readonly position: Units;
}

/**
 * The rules of a market: step and tick, smallest and largest order, distance from the price, number of open orders, position
 * (Binance: https://developers.binance.com/docs/binance-spot-api-docs/filters). An order that is sized in quote can't break
 * the rules of quantities: it trades as many steps as it can pay.
 *
 * @throws Rejection lot-size, market-lot-size, price-filter, percent-price, notional, too-many-orders, max-position
 */
export function checkFilters(
  symbol: PaperSymbol,
  order: NewOrder,
  { average, open, position }: FilterContext,
): void {
  const { quantity, quoteQuantity, price } = order;
  const atMarket = order.type === 'MARKET';
  if (quantity !== null) {
    if (!fits(quantity, symbol)) throw new Rejection('lot-size');
    if (atMarket && symbol.market !== undefined && !fits(quantity, symbol.market)) {
      throw new Rejection('market-lot-size');
    }
  }
  if (price !== null) checkPrice(symbol, order.side, price, average);
  const notional = quoteQuantity ?? times(quantity ?? 0n, price ?? unitsOf(average));
  const { minAppliesToMarket = true, maxAppliesToMarket = false } = symbol;
  if ((!atMarket || minAppliesToMarket) && notional < symbol.minNotional) throw new Rejection('notional');
  if ((!atMarket || maxAppliesToMarket) && notional > symbol.maxNotional) throw new Rejection('notional');
  if (!atMarket && open >= symbol.maxOrders) throw new Rejection('too-many-orders');
  if (order.side === 'BUY' && symbol.maxPosition !== undefined) {
    const bought = quantity ?? unitsOf(toNumber(quoteQuantity ?? 0n) / average);
    if (position + bought > symbol.maxPosition) throw new Rejection('max-position');
  }
}

function checkPrice(symbol: PaperSymbol, side: NewOrder['side'], price: Units, average: number): void {
  if (price <= 0n || price % symbol.tick !== 0n) throw new Rejection('price-filter');
  const { priceUp, priceDown, askUp = priceUp, askDown = priceDown } = symbol;
  const [up, down] = side === 'BUY' ? [priceUp, priceDown] : [askUp, askDown];
  const part = toNumber(price) / average;
  if (part > up || part < down) throw new Rejection('percent-price');
}

function fits(quantity: Units, { minQuantity, maxQuantity, step }: LotSize): boolean {
  return (
    quantity > 0n &&
    quantity >= minQuantity &&
    quantity <= maxQuantity &&
    (step === 0n || quantity % step === 0n)
  );
}
