import type { Level } from '../market/order-book.ts';
import { feeOf, isFeeOnTop, type PaperFees } from './fee.ts';
import type { NewOrder, Order } from './order.ts';
import { floorTo, least, ONE, times, type Units } from './units.ts';

/** Something to trade with: a level of the synthetic book, or another's order. */
export interface Offer extends Level {
  readonly order: Order | null;
}

/** The most that an order wants of what it is offered; null: as much as there is. */
export interface Want {
  readonly quantity: Units | null;
  readonly quote: Units | null;
}

/** What an order can trade at once. */
export interface Trades {
  /** An own resting order that goes because it stands in the way is a step of no quantity. */
  readonly steps: readonly Offer[];
  /** Whether an own resting order stops the order. */
  readonly stopped: boolean;
  /** Base units that are wanted and not offered; null when the order is sized in quote. */
  readonly left: Units | null;
}

/** Whether an order would trade at a price. */
export function crosses({ side, price }: Pick<NewOrder, 'side' | 'price'>, offer: Units): boolean {
  if (price === null) return true;
  return side === 'BUY' ? offer <= price : offer >= price;
}

/**
 * The trades that an order makes with what it is offered.
 *
 * @param offers the best price first
 * @param lot base units; what is sized in quote is rounded down to them
 */
export function tradesOf(order: Order, offers: readonly Offer[], want: Want, lot: Units): Trades {
  const steps: Offer[] = [];
  let { quantity: left, quote: quoteLeft } = want;
  let stopped = false;
  for (const offer of offers) {
    if (left === 0n || !crosses(order, offer.price)) break;
    // Nobody trades with themselves: one of the two orders goes, or both.
    if (offer.order?.account === order.account) {
      if (order.selfTrade !== 'arriving') steps.push({ ...offer, quantity: 0n });
      stopped = order.selfTrade === 'arriving' || order.selfTrade === 'both';
      if (stopped) break;
      continue;
    }
    let quantity = offer.quantity;
    if (left !== null) quantity = least(quantity, left);
    if (quoteLeft !== null) {
      const payable = floorTo((quoteLeft * ONE) / offer.price, lot);
      quantity = least(quantity, payable);
    }
    if (quantity <= 0n) break;
    steps.push({ ...offer, quantity });
    if (left !== null) left -= quantity;
    if (quoteLeft !== null) quoteLeft -= times(quantity, offer.price);
  }
  return { steps, stopped, left };
}

/** What the trades of an order at the market cost, a fee on top included. */
export function costOf(order: Order, steps: readonly Offer[], { taker }: PaperFees): Units {
  let sum = 0n;
  for (const { price, quantity } of steps) {
    const quote = times(quantity, price);
    sum += order.side === 'BUY' ? quote : quantity;
    if (isFeeOnTop(order)) sum += feeOf(order, quantity, quote, taker);
  }
  return sum;
}
