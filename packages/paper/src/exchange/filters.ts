import type { Moment } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import type { NewOrder } from './order.ts';
import { Rejection } from './rejection.ts';
import { times, toNumber, unitsOf } from './units.ts';

/**
 * The rules of a market: step and tick, smallest and largest order, distance from the price, number of open orders (Binance:
 * https://developers.binance.com/docs/binance-spot-api-docs/filters).
 *
 * @param open how many orders the account has open in the symbol
 * @throws Rejection lot-size, price-filter, percent-price, notional, too-many-orders
 */
export function checkFilters(symbol: PaperSymbol, order: NewOrder, { mid }: Moment, open: number): void {
  const { quantity, quoteQuantity, price } = order;
  if (quantity !== null) {
    const inBounds = quantity >= symbol.minQuantity && quantity <= symbol.maxQuantity;
    if (!inBounds || quantity % symbol.step !== 0n) throw new Rejection('lot-size');
  }
  if (price !== null) {
    if (price <= 0n || price % symbol.tick !== 0n) throw new Rejection('price-filter');
    const part = toNumber(price) / mid;
    if (part > symbol.priceUp || part < symbol.priceDown) throw new Rejection('percent-price');
  }
  const notional = quoteQuantity ?? times(quantity ?? 0n, price ?? unitsOf(mid));
  if (notional < symbol.minNotional || notional > symbol.maxNotional) throw new Rejection('notional');
  if (order.type !== 'MARKET' && open >= symbol.maxOrders) throw new Rejection('too-many-orders');
}
