import { bookSide } from '../market/order-book.ts';
import type { Moment } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { TakenDepth } from './depth.ts';
import { heldFor, type PaperFees } from './fee.ts';
import { type LateFills, type LateOrder, lateLock, pieceOf } from './late-fills.ts';
import type { Ledger } from './ledger.ts';
import { costOf, crosses, type Offer, type Trades, tradesOf } from './offers.ts';
import { isOpen, type Order, type OrderStatus, remaining, type Side } from './order.ts';
import type { OrderRegister } from './order-register.ts';
import { listingOf, type PaperMarkets } from './paper-markets.ts';
import { Rejection } from './rejection.ts';
import type { Settlement } from './settlement.ts';
import { floorTo, least, type Units } from './units.ts';

/** What orders are matched with and by. */
interface MatchingParts {
  readonly markets: PaperMarkets;
  readonly fees: PaperFees;
  readonly ledger: Ledger;
  readonly register: OrderRegister;
  readonly settlement: Settlement;
  readonly late: LateFills;
}

/** Matches orders by price, then time, with each other and with the synthetic book, and sees them to their end. */
export class Matching {
  readonly #markets: PaperMarkets;
  readonly #fees: PaperFees;
  readonly #ledger: Ledger;
  readonly #register: OrderRegister;
  readonly #settlement: Settlement;
  readonly #late: LateFills;
  readonly #taken = new TakenDepth();
  /** Open orders that expire by themselves. */
  readonly #expiring = new Set<Order>();

  constructor({ markets, fees, ledger, register, settlement, late }: MatchingParts) {
    this.#markets = markets;
    this.#fees = fees;
    this.#ledger = ledger;
    this.#register = register;
    this.#settlement = settlement;
    this.#late = late;
  }

  /** When an order expires by itself next; infinite: never. */
  get nextExpiry(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { expiresAt = first } of this.#expiring) first = Math.min(first, expiresAt);
    return first;
  }

  /** Takes an order that money is set aside for, and trades what it can trade at once, or later if it is late. */
  take(symbol: PaperSymbol, order: Order, { steps, stopped }: Trades, late: boolean, time: number): void {
    this.#register.add(order);
    if (order.expiresAt !== undefined) this.#expiring.add(order);
    if (late) {
      this.#late.add(order);
      return;
    }
    for (const step of steps) this.trade(symbol, order, step, time);
    this.settle(symbol, order, time, stopped);
  }

  /** Closes what has expired by then. */
  expire(time: number): void {
    for (const order of this.#expiring) {
      const { expiresAt = time } = order;
      if (expiresAt <= time) this.close(order, 'EXPIRED', expiresAt);
    }
  }

  /** Open orders in a symbol. */
  openIn(symbol: string): readonly Order[] {
    const resting = this.#register.resting(symbol);
    if (this.#late.isEmpty) return resting;
    return [...resting, ...this.#late.orders.filter((order) => order.symbol === symbol)];
  }

  /** What somebody who buys (or sells) can take, the best price first; resting orders before the synthetic book. */
  offers(symbol: PaperSymbol, side: Side, time: number): Offer[] {
    const moment = this.#markets.moment(symbol.name, time);
    if (moment === null) return [];
    const offers: Offer[] = [];
    let taken = this.#taken.at(symbol.name, side, time);
    for (const { price, quantity } of bookSide(symbol, moment, side === 'BUY' ? 'ask' : 'bid')) {
      const gone = least(taken, quantity);
      taken -= gone;
      const left = floorTo(quantity - gone, symbol.step);
      if (left > 0n) offers.push({ price, quantity: left, order: null });
    }
    for (const order of this.#register.resting(symbol.name)) {
      if (order.side !== side && order.price !== null) {
        offers.push({ price: order.price, quantity: remaining(order), order });
      }
    }
    const direction = side === 'BUY' ? 1 : -1;
    return offers.sort(
      (a, b) =>
        direction * Number(a.price - b.price) ||
        Number(a.order === null) - Number(b.order === null) ||
        (a.order?.rank ?? 0) - (b.order?.rank ?? 0),
    );
  }

  /** The trades that an order makes at once. @throws Rejection no-liquidity, lot-size */
  immediate(symbol: PaperSymbol, order: Order, offers: readonly Offer[]): Trades {
    const want = {
      quantity: order.quantity === null ? null : remaining(order),
      quote: order.quoteQuantity,
    };
    const trades = tradesOf(order, offers, want, symbol.step);
    const { steps, stopped, left } = trades;
    if (order.timeInForce === 'FOK' && left !== 0n) return { steps: [], stopped, left };
    if (order.type === 'MARKET' && !stopped && steps.every(({ quantity }) => quantity === 0n)) {
      // What doesn't pay a single step is too small; otherwise nobody is there.
      throw new Rejection(
        offers.some((offer) => offer.order?.account !== order.account) ? 'lot-size' : 'no-liquidity',
      );
    }
    return trades;
  }

  /** What is set aside for an order: at its limit, or, at the market, what its trades cost. */
  needed(symbol: PaperSymbol, order: Order, steps: readonly Offer[], late: boolean): Units {
    if (order.price !== null) return heldFor(order, remaining(order), this.#fees);
    const cost = costOf(order, steps, this.#fees);
    if (!late) return cost;
    const asset = order.side === 'BUY' ? symbol.quote : symbol.base;
    return lateLock(order, cost, this.#ledger.balance(order.account, asset).free);
  }

  trade(symbol: PaperSymbol, order: Order, { price, quantity, order: other }: Offer, time: number): void {
    if (quantity === 0n) {
      if (other !== null) this.close(other, 'EXPIRED_IN_MATCH', time);
      return;
    }
    if (other === null) this.#taken.note(symbol.name, order.side, quantity, time);
    this.#settlement.trade(symbol, { price, quantity }, order, other, time);
    if (other !== null && other.status === 'FILLED') this.finish(other);
  }

  /** What becomes of the rest of an order after it has traded what it could. */
  settle(symbol: PaperSymbol, order: Order, time: number, stopped: boolean): void {
    if (order.status === 'FILLED') this.finish(order);
    else if (stopped) this.close(order, 'EXPIRED_IN_MATCH', time);
    else if (order.type === 'MARKET') {
      // One that is sized in quote has what it could spend; one that ran the book dry has expired.
      const done = order.quantity === null && order.executed > 0n;
      order.status = done ? 'FILLED' : 'EXPIRED';
      order.updatedAt = time;
      this.finish(order);
    } else if (
      order.timeInForce === 'GTC' &&
      listingOf(this.#markets, symbol.name, time)?.delisted === false
    ) {
      this.#register.rest(order);
    } else this.close(order, 'EXPIRED', time);
  }

  close(order: Order, status: OrderStatus, time: number): void {
    order.status = status;
    order.updatedAt = time;
    this.finish(order);
  }

  /** An order trades no more: what is still set aside for it is free again. */
  finish(order: Order): void {
    const symbol = this.#markets.symbols.get(order.symbol);
    if (symbol !== undefined) this.#settlement.hold(symbol, order, 0n);
    this.#expiring.delete(order);
    this.#late.remove(order);
    this.#register.leave(order);
  }

  /** Fills resting orders that the market has come to, at their own price. In a market that is no more they expire. */
  matchResting(name: string, time: number): void {
    const listing = listingOf(this.#markets, name, time);
    if (listing === null || listing.delisted) {
      for (const order of [...this.openIn(name)]) this.close(order, 'EXPIRED', time);
      return;
    }
    const moment = this.#markets.moment(name, time);
    if (moment === null) return;
    for (const side of ['BUY', 'SELL'] as const) {
      const direction = side === 'BUY' ? -1 : 1;
      const waiting = this.#register
        .resting(name)
        .filter((order) => order.side === side)
        .sort((a, b) => direction * Number((a.price ?? 0n) - (b.price ?? 0n)) || a.rank - b.rank);
      for (const order of waiting) this.#matchOne(listing.symbol, moment, order, time);
    }
  }

  #matchOne(symbol: PaperSymbol, moment: Moment, order: Order, time: number): void {
    const { price } = order;
    if (price === null) return;
    let reachable = 0n;
    for (const level of bookSide(symbol, moment, order.side === 'BUY' ? 'ask' : 'bid')) {
      if (!crosses(order, level.price)) break;
      reachable += level.quantity;
    }
    const left = reachable - this.#taken.at(symbol.name, order.side, time);
    // What is left of an order from before the step changed may be less than a step.
    const quantity = left >= remaining(order) ? remaining(order) : floorTo(left, symbol.step);
    if (quantity <= 0n) return;
    this.#taken.note(symbol.name, order.side, quantity, time);
    this.#settlement.trade(symbol, { price, quantity }, null, order, time);
    if (order.status === 'FILLED') this.finish(order);
  }

  /** Trades the next piece of a late order, at the prices of that moment. */
  fillPiece(late: LateOrder, time: number): void {
    const { order } = late;
    const listing = listingOf(this.#markets, order.symbol, time);
    if (listing === null) {
      this.close(order, 'EXPIRED', time);
      return;
    }
    const { symbol } = listing;
    const want = pieceOf(late, this.#fees, symbol.step);
    const { steps, stopped, left } = tradesOf(
      order,
      this.offers(symbol, order.side, time),
      want,
      symbol.step,
    );
    const killed = order.timeInForce === 'FOK' && left !== 0n;
    for (const step of killed ? [] : steps) this.trade(symbol, order, step, time);
    if (this.#late.passed(late) || stopped || !isOpen(order)) this.settle(symbol, order, time, stopped);
  }
}
