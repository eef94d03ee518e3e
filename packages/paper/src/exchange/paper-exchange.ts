import { type FaultPlan, NO_FAULTS } from '../faults/fault-plan.ts';
import type { Level } from '../market/order-book.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { heldFor, type PaperFees } from './fee.ts';
import { checkFilters } from './filters.ts';
import { BalanceHolds } from './holds.ts';
import { LateFills } from './late-fills.ts';
import { Ledger } from './ledger.ts';
import { Matching } from './matching.ts';
import { crosses } from './offers.ts';
import { type Amendment, isOpen, type NewOrder, type Order, remaining, type Side } from './order.ts';
import { OrderRegister } from './order-register.ts';
import { averagePrice, type Listing, listingOf, type PaperMarkets } from './paper-markets.ts';
import { Rejection } from './rejection.ts';
import { Settlement } from './settlement.ts';
import type { Units } from './units.ts';

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
  readonly #late: LateFills;
  readonly #matching: Matching;
  #nextOrder = 1;
  #nextRank = 1;
  #time = 0;

  constructor(markets: PaperMarkets, fees: PaperFees, faults: TradingFaults = NO_FAULTS) {
    this.#markets = markets;
    this.#fees = fees;
    this.settlement = new Settlement(this.ledger, fees, markets);
    this.holds = new BalanceHolds(this.ledger, faults.holds);
    this.#late = new LateFills(faults.seed, faults.late_fills);
    this.#matching = new Matching({
      markets,
      fees,
      ledger: this.ledger,
      register: this.#register,
      settlement: this.settlement,
      late: this.#late,
    });
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
    const offers = this.#matching.offers(symbol, asked.side, time);
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
    const trades = this.#matching.immediate(symbol, order, offers);
    const late = this.#late.isLate(order.id) && trades.steps.some(({ quantity }) => quantity > 0n);
    this.settlement.hold(symbol, order, this.#matching.needed(symbol, order, trades.steps, late));
    this.#nextOrder++;
    this.#nextRank++;
    this.#matching.take(symbol, order, trades, late, time);
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
    const open = this.#matching.openIn(symbol.name).filter((order) => order.account === account);
    const { free, locked } = this.ledger.balance(account, symbol.base);
    const ordered = open.reduce((sum, order) => sum + (order.side === 'BUY' ? remaining(order) : 0n), 0n);
    checkFilters(symbol, asked, { average, open: open.length, position: free + locked + ordered });
    return symbol;
  }

  /** @throws Rejection order-unknown */
  cancel(account: string, id: number, time: number): Order {
    this.advance(time);
    const order = this.#openOrder(account, id);
    this.#matching.close(order, 'CANCELED', time);
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
      this.#matching.close(order, 'CANCELED', time);
      order.quantity = order.executed;
      return order;
    }
    const asked = { ...order, quantity, price };
    checkFilters(symbol, asked, { average, open: 0, position: 0n });
    const isMoved = price !== order.price && !this.#late.has(order);
    const offers = isMoved ? this.#matching.offers(symbol, order.side, time) : [];
    const postOnly = change.postOnly || order.type === 'LIMIT_MAKER';
    if (postOnly && offers.some((offer) => crosses(asked, offer.price))) throw new Rejection('would-take');
    this.settlement.hold(symbol, order, heldFor(asked, remaining(asked), this.#fees));
    const larger = quantity !== null && order.quantity !== null && quantity > order.quantity;
    if (larger || price !== order.price) order.rank = this.#nextRank++;
    order.quantity = quantity;
    order.price = price;
    order.updatedAt = time;
    const { steps, stopped } = this.#matching.immediate(symbol, order, offers);
    for (const step of steps) this.#matching.trade(symbol, order, step, time);
    if (!isOpen(order)) this.#matching.finish(order);
    else if (stopped) this.#matching.close(order, 'EXPIRED_IN_MATCH', time);
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

  /** Whether there ever is such a market. */
  wasListed(name: string): boolean {
    return this.#markets.symbols.has(name);
  }

  /** What a market shows: the synthetic book, less what was taken from it, and the resting orders. */
  book(name: string, time: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const { symbol } = this.#listing(name, time);
    const merged = (side: Side) => {
      const levels = new Map<Units, Units>();
      for (const { price, quantity } of this.#matching.offers(symbol, side, time)) {
        levels.set(price, (levels.get(price) ?? 0n) + quantity);
      }
      return [...levels].map(([price, quantity]) => ({ price, quantity }));
    };
    return { bids: merged('SELL'), asks: merged('BUY') };
  }

  /** When something happens by itself next; infinite: never. */
  #nextEvent(): number {
    const idle = this.#register.hasNoResting && this.#late.isEmpty;
    const match = idle
      ? Number.POSITIVE_INFINITY
      : this.#time - (this.#time % MATCH_EVERY_MS) + MATCH_EVERY_MS;
    return Math.min(match, this.holds.next, this.#late.next, this.#matching.nextExpiry);
  }

  #happen(at: number): void {
    this.holds.apply(at);
    this.#matching.expire(at);
    if (at % MATCH_EVERY_MS === 0) {
      const names = new Set([
        ...this.#register.restingSymbols,
        ...this.#late.orders.map(({ symbol }) => symbol),
      ]);
      for (const name of names) this.#matching.matchResting(name, at);
    }
    for (const late of this.#late.due(at)) this.#matching.fillPiece(late, at);
    // What had expired before it was placed closes now, and time does not go back for it.
    this.#time = Math.max(this.#time, at);
  }

  #openOrder(account: string, id: number): Order {
    const order = this.#register.find(account, id);
    if (order === null || !isOpen(order)) throw new Rejection('order-unknown');
    return order;
  }

  #listing(name: string, time: number): Listing {
    const listing = listingOf(this.#markets, name, time);
    if (listing === null) throw new Rejection('symbol-unknown');
    return listing;
  }
}

/** What an amendment says, without what it leaves as it is. */
function given({ quantity, price }: Amendment): { quantity?: Units; price?: Units } {
  return { ...(quantity === null ? {} : { quantity }), ...(price === null ? {} : { price }) };
}
