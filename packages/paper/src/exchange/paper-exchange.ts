import { type FaultPlan, NO_FAULTS } from '../faults/fault-plan.ts';
import { bookSide, type Level } from '../market/order-book.ts';
import type { Moment } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { TakenDepth } from './depth.ts';
import { heldFor, type PaperFees } from './fee.ts';
import { checkFilters } from './filters.ts';
import { BalanceHolds } from './holds.ts';
import { LateFills, type LateOrder, lateLock, pieceOf } from './late-fills.ts';
import { Ledger } from './ledger.ts';
import { costOf, crosses, type Offer, type Trades, tradesOf } from './offers.ts';
import {
  type Amendment,
  isOpen,
  type NewOrder,
  type Order,
  type OrderStatus,
  remaining,
  type Side,
} from './order.ts';
import { OrderRegister } from './order-register.ts';
import { averagePrice, type Listing, listingOf, type PaperMarkets } from './paper-markets.ts';
import { Rejection } from './rejection.ts';
import { Settlement } from './settlement.ts';
import { floorTo, least, type Units } from './units.ts';

/** How often resting orders are looked at; simulated milliseconds. */
const MATCH_EVERY_MS = 900_000;

/** Faults that change what trades. */
export type TradingFaults = Pick<FaultPlan, 'seed' | 'late_fills' | 'holds'>;

/**
 * A spot exchange: accounts, orders, and matching by price, then time, against each other and against a synthetic book around the
 * market's price. Pure: time comes with every call, so the same calls give the same exchange.
 *
 * Times never go back; all are simulated milliseconds since 1970.
 */
export class PaperExchange {
  readonly ledger = new Ledger();
  readonly settlement: Settlement;
  readonly holds: BalanceHolds;
  readonly #markets: PaperMarkets;
  readonly #fees: PaperFees;
  readonly #register = new OrderRegister();
  readonly #taken = new TakenDepth();
  readonly #late: LateFills;
  /** Open orders that expire by themselves. */
  readonly #expiring = new Set<Order>();
  #nextOrder = 1;
  #nextRank = 1;
  #time = 0;

  constructor(markets: PaperMarkets, fees: PaperFees, faults: TradingFaults = NO_FAULTS) {
    this.#markets = markets;
    this.#fees = fees;
    this.settlement = new Settlement(this.ledger, fees, markets);
    this.holds = new BalanceHolds(this.ledger, faults.holds);
    this.#late = new LateFills(faults.seed, faults.late_fills);
  }

  get time(): number {
    return this.#time;
  }

  /** Lets time pass: resting orders that the price has reached are filled, and what the fault plan has for that time happens. */
  advance(time: number): void {
    if (time < this.#time) throw new RangeError('time does not go back');
    // Always at the same moments, however time is advanced.
    for (let at = this.#nextEvent(); at <= time; at = this.#nextEvent()) this.#happen(at);
    this.#time = time;
  }

  /** Takes an order and matches what can be matched at once. @throws Rejection */
  place(account: string, asked: NewOrder, time: number): Order {
    this.advance(time);
    const symbol = this.check(account, asked, time);
    const earlier = this.#register.findByClientId(account, asked.clientOrderId);
    if (earlier !== null && isOpen(earlier)) throw new Rejection('client-id-taken');
    const offers = this.#offers(symbol, asked.side, time);
    if (asked.type === 'LIMIT_MAKER' && offers.some(({ price }) => crosses(asked, price))) {
      throw new Rejection('would-take');
    }
    const order: Order = {
      ...asked,
      id: this.#nextOrder,
      rank: this.#nextRank,
      account,
      createdAt: time,
      updatedAt: time,
      status: 'NEW',
      locked: 0n,
      executed: 0n,
      executedQuote: 0n,
      fills: [],
    };
    const { steps, stopped } = this.#immediate(symbol, order, offers);
    const late = this.#late.isLate(order.id) && steps.some(({ quantity }) => quantity > 0n);
    this.settlement.hold(symbol, order, this.#needed(symbol, order, steps, late));
    this.#nextOrder++;
    this.#nextRank++;
    this.#register.add(order);
    if (order.expiresAt !== undefined) this.#expiring.add(order);
    if (late) this.#late.add(order);
    else {
      for (const step of steps) this.#trade(symbol, order, step, time);
      this.#settle(symbol, order, time, stopped);
    }
    return order;
  }

  /**
   * Whether an order keeps the rules of its market.
   *
   * @returns the market as it is then
   * @throws Rejection symbol-unknown, symbol-halted, and those of the filters
   */
  check(account: string, asked: NewOrder, time: number): PaperSymbol {
    const { symbol } = this.#listing(asked.symbol, time);
    const average = averagePrice(this.#markets, symbol.name, time, symbol.averageMinutes ?? 0);
    if (average === null) throw new Rejection('symbol-halted');
    const open = this.#openIn(symbol.name).filter((order) => order.account === account);
    const { free, locked } = this.ledger.balance(account, symbol.base);
    const ordered = open.reduce((sum, order) => sum + (order.side === 'BUY' ? remaining(order) : 0n), 0n);
    checkFilters(symbol, asked, { average, open: open.length, position: free + locked + ordered });
    return symbol;
  }

  /** @throws Rejection order-unknown */
  cancel(account: string, id: number, time: number): Order {
    this.advance(time);
    const order = this.#openOrder(account, id);
    this.#close(order, 'CANCELED', time);
    return order;
  }

  /**
   * Changes a resting order in place. It keeps its turn when it only becomes smaller; with a new price it may trade at once. A
   * quantity of no more than what was filled cancels the rest.
   *
   * @throws Rejection order-unknown, symbol-halted, would-take, insufficient-balance, and those of the filters
   */
  amend(account: string, id: number, change: Amendment, time: number): Order {
    this.advance(time);
    const order = this.#openOrder(account, id);
    if (order.type === 'MARKET') throw new Rejection('order-unknown');
    const { symbol } = this.#listing(order.symbol, time);
    const average = averagePrice(this.#markets, symbol.name, time, symbol.averageMinutes ?? 0);
    if (average === null) throw new Rejection('symbol-halted');
    const { quantity = order.quantity, price = order.price } = given(change);
    if (quantity !== null && quantity > 0n && quantity <= order.executed) {
      this.#close(order, 'CANCELED', time);
      order.quantity = order.executed;
      return order;
    }
    const asked = { ...order, quantity, price };
    checkFilters(symbol, asked, { average, open: 0, position: 0n });
    const isMoved = price !== order.price && !this.#late.has(order);
    const offers = isMoved ? this.#offers(symbol, order.side, time) : [];
    const postOnly = change.postOnly || order.type === 'LIMIT_MAKER';
    if (postOnly && offers.some((offer) => crosses(asked, offer.price))) throw new Rejection('would-take');
    this.settlement.hold(symbol, order, heldFor(asked, remaining(asked), this.#fees));
    const larger = quantity !== null && order.quantity !== null && quantity > order.quantity;
    if (larger || price !== order.price) order.rank = this.#nextRank++;
    order.quantity = quantity;
    order.price = price;
    order.updatedAt = time;
    const { steps, stopped } = this.#immediate(symbol, order, offers);
    for (const step of steps) this.#trade(symbol, order, step, time);
    if (!isOpen(order)) this.#finish(order);
    else if (stopped) this.#close(order, 'CANCELED', time);
    return order;
  }

  deposit(account: string, asset: string, amount: Units, time: number): void {
    if (amount <= 0n) throw new Rejection('amount-invalid');
    this.advance(time);
    this.ledger.deposit(account, asset, amount);
  }

  /** @throws Rejection amount-invalid, insufficient-balance */
  withdraw(account: string, asset: string, amount: Units, time: number): void {
    if (amount <= 0n) throw new Rejection('amount-invalid');
    this.advance(time);
    this.ledger.withdraw(account, asset, amount);
  }

  /** An account's orders, the oldest first. */
  orders(account: string): readonly Order[] {
    return this.#register.of(account);
  }

  findOrder(account: string, id: number | null, clientOrderId: string | null): Order | null {
    if (id !== null) return this.#register.find(account, id);
    return clientOrderId === null ? null : this.#register.findByClientId(account, clientOrderId);
  }

  /** What a market shows: the synthetic book, less what was taken from it, and the resting orders. */
  book(name: string, time: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const { symbol } = this.#listing(name, time);
    const merged = (side: Side) => {
      const levels = new Map<Units, Units>();
      for (const { price, quantity } of this.#offers(symbol, side, time)) {
        levels.set(price, (levels.get(price) ?? 0n) + quantity);
      }
      return [...levels].map(([price, quantity]) => ({ price, quantity }));
    };
    return { bids: merged('SELL'), asks: merged('BUY') };
  }

  /** When something happens by itself next; infinite: never. */
  #nextEvent(): number {
    const idle = this.#register.restingSymbols.length === 0 && this.#late.orders.length === 0;
    const match = idle
      ? Number.POSITIVE_INFINITY
      : this.#time - (this.#time % MATCH_EVERY_MS) + MATCH_EVERY_MS;
    let first = Math.min(match, this.holds.next, this.#late.next);
    for (const { expiresAt = first } of this.#expiring) first = Math.min(first, expiresAt);
    return first;
  }

  #happen(at: number): void {
    this.holds.apply(at);
    for (const order of this.#expiring) {
      const { expiresAt = at } = order;
      if (expiresAt <= at) this.#close(order, 'EXPIRED', expiresAt);
    }
    if (at % MATCH_EVERY_MS === 0) {
      const names = new Set([
        ...this.#register.restingSymbols,
        ...this.#late.orders.map(({ symbol }) => symbol),
      ]);
      for (const name of names) this.#matchResting(name, at);
    }
    for (const late of this.#late.due(at)) this.#fillPiece(late, at);
    // What had expired before it was placed closes now, and time does not go back for it.
    this.#time = Math.max(this.#time, at);
  }

  #openOrder(account: string, id: number): Order {
    const order = this.#register.find(account, id);
    if (order === null || !isOpen(order)) throw new Rejection('order-unknown');
    return order;
  }

  #openIn(symbol: string): readonly Order[] {
    const late = this.#late.orders.filter((order) => order.symbol === symbol);
    return [...this.#register.resting(symbol), ...late];
  }

  #listing(name: string, time: number): Listing {
    const listing = listingOf(this.#markets, name, time);
    if (listing === null) throw new Rejection('symbol-unknown');
    return listing;
  }

  /** What somebody who buys (or sells) can take, the best price first; resting orders before the synthetic book. */
  #offers(symbol: PaperSymbol, side: Side, time: number): Offer[] {
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
  #immediate(symbol: PaperSymbol, order: Order, offers: readonly Offer[]): Trades {
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
  #needed(symbol: PaperSymbol, order: Order, steps: readonly Offer[], late: boolean): Units {
    if (order.price !== null) return heldFor(order, remaining(order), this.#fees);
    const cost = costOf(order, steps, this.#fees);
    if (!late) return cost;
    const asset = order.side === 'BUY' ? symbol.quote : symbol.base;
    return lateLock(order, cost, this.ledger.balance(order.account, asset).free);
  }

  #trade(symbol: PaperSymbol, order: Order, { price, quantity, order: other }: Offer, time: number): void {
    if (quantity === 0n) {
      if (other !== null) this.#close(other, 'EXPIRED_IN_MATCH', time);
      return;
    }
    if (other === null) this.#taken.note(symbol.name, order.side, quantity, time);
    this.settlement.trade(symbol, { price, quantity }, order, other, time);
    if (other !== null && other.status === 'FILLED') this.#finish(other);
  }

  /** What becomes of the rest of an order after it has traded what it could. */
  #settle(symbol: PaperSymbol, order: Order, time: number, stopped: boolean): void {
    if (order.status === 'FILLED') this.#finish(order);
    else if (stopped) this.#close(order, 'CANCELED', time);
    else if (order.type === 'MARKET') {
      // One that is sized in quote has what it could spend; one that ran the book dry has expired.
      const done = order.quantity === null && order.executed > 0n;
      order.status = done ? 'FILLED' : 'EXPIRED';
      order.updatedAt = time;
      this.#finish(order);
    } else if (
      order.timeInForce === 'GTC' &&
      listingOf(this.#markets, symbol.name, time)?.delisted === false
    ) {
      this.#register.rest(order);
    } else this.#close(order, 'EXPIRED', time);
  }

  #close(order: Order, status: OrderStatus, time: number): void {
    order.status = status;
    order.updatedAt = time;
    this.#finish(order);
  }

  /** An order trades no more: what is still set aside for it is free again. */
  #finish(order: Order): void {
    const symbol = this.#markets.symbols.get(order.symbol);
    if (symbol !== undefined) this.settlement.hold(symbol, order, 0n);
    this.#expiring.delete(order);
    this.#late.remove(order);
    this.#register.leave(order);
  }

  /** Fills resting orders that the market has come to, at their own price. In a market that is no more they expire. */
  #matchResting(name: string, time: number): void {
    const listing = listingOf(this.#markets, name, time);
    if (listing === null || listing.delisted) {
      for (const order of this.#openIn(name)) this.#close(order, 'EXPIRED', time);
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
    this.settlement.trade(symbol, { price, quantity }, null, order, time);
    if (order.status === 'FILLED') this.#finish(order);
  }

  /** Trades the next piece of a late order, at the prices of that moment. */
  #fillPiece(late: LateOrder, time: number): void {
    const { order } = late;
    const listing = listingOf(this.#markets, order.symbol, time);
    if (listing === null) {
      this.#close(order, 'EXPIRED', time);
      return;
    }
    const { symbol } = listing;
    const want = pieceOf(late, this.#fees, symbol.step);
    const { steps, stopped, left } = tradesOf(
      order,
      this.#offers(symbol, order.side, time),
      want,
      symbol.step,
    );
    const killed = order.timeInForce === 'FOK' && left !== 0n;
    for (const step of killed ? [] : steps) this.#trade(symbol, order, step, time);
    if (this.#late.passed(late) || stopped || !isOpen(order)) this.#settle(symbol, order, time, stopped);
  }
}

/** What an amendment says, without what it leaves as it is. */
function given({ quantity, price }: Amendment): { quantity?: Units; price?: Units } {
  return { ...(quantity === null ? {} : { quantity }), ...(price === null ? {} : { price }) };
}
