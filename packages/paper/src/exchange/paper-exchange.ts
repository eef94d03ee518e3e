import { bookSide, type Level } from '../market/order-book.ts';
import type { Moment } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { feeOf, feeSide, heldFor, isFeeOnTop, type PaperFees } from './fee.ts';
import { checkFilters } from './filters.ts';
import { Ledger } from './ledger.ts';
import {
  type Amendment,
  isOpen,
  type NewOrder,
  type Order,
  type OrderStatus,
  remaining,
  type Side,
} from './order.ts';
import { Rejection } from './rejection.ts';
import { floorTo, least, ONE, times, type Units } from './units.ts';

/** The markets of a paper exchange, by time. */
export interface PaperMarkets {
  readonly symbols: ReadonlyMap<string, PaperSymbol>;
  /** Null while a symbol has no price. */
  moment(symbol: string, time: number): Moment | null;
}

/** How often resting orders are looked at, and how long a book takes to fill up again; simulated milliseconds. */
const MATCH_EVERY_MS = 900_000;
const REFILL_MS = 3_600_000;

/** What was taken from one side of a book, and has not come back yet. */
interface Taken {
  quantity: Units;
  time: number;
}

/**
 * A spot exchange: accounts, orders, and matching by price, then time, against each other and against a synthetic book around the
 * market's price. Pure: time comes with every call, so the same calls give the same exchange.
 *
 * Times never go back; all are simulated milliseconds since 1970.
 */
export class PaperExchange {
  readonly ledger = new Ledger();
  readonly #markets: PaperMarkets;
  readonly #fees: PaperFees;
  readonly #orders = new Map<number, Order>();
  readonly #byAccount = new Map<string, Order[]>();
  readonly #byClientId = new Map<string, Order>();
  /** Open orders of a symbol. */
  readonly #resting = new Map<string, Order[]>();
  readonly #taken = new Map<string, Taken>();
  #nextOrder = 1;
  /** Open orders that expire by themselves. */
  readonly #expiring = new Set<Order>();
  #nextTrade = 1;
  #nextRank = 1;
  #time = 0;

  constructor(markets: PaperMarkets, fees: PaperFees) {
    this.#markets = markets;
    this.#fees = fees;
  }

  get time(): number {
    return this.#time;
  }

  /** Lets time pass: resting orders that the price has reached are filled. */
  advance(time: number): void {
    if (time < this.#time) throw new RangeError('time does not go back');
    // Always at the same moments, however time is advanced.
    for (
      let at = this.#time - (this.#time % MATCH_EVERY_MS) + MATCH_EVERY_MS;
      at <= time;
      at += MATCH_EVERY_MS
    ) {
      if (this.#resting.size === 0) break;
      this.#expire(at);
      for (const symbol of [...this.#resting.keys()]) this.#matchResting(symbol, at);
    }
    this.#expire(time);
    this.#time = time;
  }

  /** Takes an order and matches what can be matched at once. @throws Rejection */
  place(account: string, asked: NewOrder, time: number): Order {
    this.advance(time);
    const symbol = this.#symbol(asked.symbol);
    const moment = this.#markets.moment(symbol.name, time);
    if (moment === null) throw new Rejection('symbol-halted');
    const resting = this.#resting.get(symbol.name) ?? [];
    const open = resting.filter((order) => order.account === account).length;
    checkFilters(symbol, asked, moment, open);
    const clientKey = `${account} ${asked.clientOrderId}`;
    const earlier = this.#byClientId.get(clientKey);
    if (earlier !== undefined && isOpen(earlier)) throw new Rejection('client-id-taken');
    const offers = this.#offers(symbol, asked.side, time);
    if (asked.type === 'LIMIT_MAKER' && offers.some(({ price }) => crosses(asked, price))) {
      throw new Rejection('would-take');
    }
    const order: Order = {
      ...asked,
      id: this.#nextOrder,
      rank: this.#nextRank++,
      account,
      createdAt: time,
      updatedAt: time,
      status: 'NEW',
      executed: 0n,
      executedQuote: 0n,
      fills: [],
    };
    const steps = this.#plan(symbol, order, offers);
    this.#lock(symbol, order, steps);
    this.#nextOrder++;
    this.#orders.set(order.id, order);
    this.#byClientId.set(clientKey, order);
    const mine = this.#byAccount.get(account);
    if (mine === undefined) this.#byAccount.set(account, [order]);
    else mine.push(order);
    for (const step of steps) this.#trade(symbol, order, step, time);
    this.#settle(symbol, order, steps);
    return order;
  }

  /** @throws Rejection order-unknown */
  cancel(account: string, id: number, time: number): Order {
    this.advance(time);
    const order = this.#openOrder(account, id);
    this.#close(this.#symbol(order.symbol), order, 'CANCELED', time);
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
    const symbol = this.#symbol(order.symbol);
    const moment = this.#markets.moment(symbol.name, time);
    if (moment === null) throw new Rejection('symbol-halted');
    const { quantity = order.quantity, price = order.price } = given(change);
    if (quantity !== null && quantity > 0n && quantity <= order.executed) {
      this.#close(symbol, order, 'CANCELED', time);
      order.quantity = order.executed;
      return order;
    }
    const asked = { ...order, quantity, price };
    checkFilters(symbol, asked, moment, 0);
    const offers = price === order.price ? [] : this.#offers(symbol, order.side, time);
    const postOnly = change.postOnly || order.type === 'LIMIT_MAKER';
    if (postOnly && offers.some((offer) => crosses(asked, offer.price))) throw new Rejection('would-take');
    const asset = order.side === 'BUY' ? symbol.quote : symbol.base;
    const more = this.#held(asked, remaining(asked)) - this.#held(order, remaining(order));
    if (more > 0n) this.ledger.lock(account, asset, more);
    else this.ledger.unlock(account, asset, -more);
    const larger = quantity !== null && order.quantity !== null && quantity > order.quantity;
    if (larger || price !== order.price) order.rank = this.#nextRank++;
    order.quantity = quantity;
    order.price = price;
    order.updatedAt = time;
    for (const step of this.#plan(symbol, order, offers)) this.#trade(symbol, order, step, time);
    if (!isOpen(order)) this.#finish(symbol, order);
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
    return this.#byAccount.get(account) ?? [];
  }

  findOrder(account: string, id: number | null, clientOrderId: string | null): Order | null {
    const order = id === null ? this.#byClientId.get(`${account} ${clientOrderId}`) : this.#orders.get(id);
    return order === undefined || order.account !== account ? null : order;
  }

  /** What a market shows: the synthetic book, less what was taken from it, and the resting orders. */
  book(name: string, time: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const symbol = this.#symbol(name);
    const merged = (side: Side) => {
      const levels = new Map<Units, Units>();
      for (const { price, quantity } of this.#offers(symbol, side, time)) {
        levels.set(price, (levels.get(price) ?? 0n) + quantity);
      }
      return [...levels].map(([price, quantity]) => ({ price, quantity }));
    };
    return { bids: merged('SELL'), asks: merged('BUY') };
  }

  #openOrder(account: string, id: number): Order {
    const order = this.#orders.get(id);
    if (order === undefined || order.account !== account || !isOpen(order))
      throw new Rejection('order-unknown');
    return order;
  }

  /** Closes what has expired by then. */
  #expire(time: number): void {
    for (const order of this.#expiring) {
      const { expiresAt = time } = order;
      if (expiresAt <= time) this.#close(this.#symbol(order.symbol), order, 'EXPIRED', expiresAt);
    }
  }

  #held(order: Pick<NewOrder, 'side' | 'feeIn' | 'price'>, left: Units): Units {
    return heldFor(order, left, this.#fees);
  }

  #symbol(name: string): PaperSymbol {
    const symbol = this.#markets.symbols.get(name);
    if (symbol === undefined) throw new Rejection('symbol-unknown');
    return symbol;
  }

  /** What somebody who buys (or sells) can take, the best price first; resting orders before the synthetic book. */
  #offers(symbol: PaperSymbol, side: Side, time: number): Offer[] {
    const moment = this.#markets.moment(symbol.name, time);
    if (moment === null) return [];
    const offers: Offer[] = [];
    let taken = this.#takenNow(symbol.name, side, time);
    for (const { price, quantity } of bookSide(symbol, moment, side === 'BUY' ? 'ask' : 'bid')) {
      const gone = least(taken, quantity);
      taken -= gone;
      const left = floorTo(quantity - gone, symbol.step);
      if (left > 0n) offers.push({ price, quantity: left, order: null });
    }
    for (const order of this.#resting.get(symbol.name) ?? []) {
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

  /** The trades that an order makes at once. */
  #plan(symbol: PaperSymbol, order: Order, offers: readonly Offer[]): Offer[] {
    const steps: Offer[] = [];
    let left = order.quantity === null ? null : remaining(order);
    let quoteLeft = order.quoteQuantity;
    for (const offer of offers) {
      if (order.price !== null && !crosses(order, offer.price)) break;
      // Nobody trades with themselves: the resting order goes.
      if (offer.order?.account === order.account) {
        steps.push({ ...offer, quantity: 0n });
        continue;
      }
      let quantity = offer.quantity;
      if (left !== null) quantity = least(quantity, left);
      if (quoteLeft !== null)
        quantity = least(quantity, floorTo((quoteLeft * ONE) / offer.price, symbol.step));
      if (quantity <= 0n) break;
      steps.push({ ...offer, quantity });
      if (left !== null) left -= quantity;
      if (quoteLeft !== null) quoteLeft -= times(quantity, offer.price);
      if (left === 0n) break;
    }
    const traded = steps.some(({ quantity }) => quantity > 0n);
    if (order.timeInForce === 'FOK' && left !== 0n) return [];
    if (order.type === 'MARKET' && !traded) throw new Rejection('no-liquidity');
    return steps;
  }

  /** Sets aside what an order can cost: at its limit, or, at the market, what its trades cost. */
  #lock(symbol: PaperSymbol, order: Order, steps: readonly Offer[]): void {
    this.ledger.lock(
      order.account,
      order.side === 'BUY' ? symbol.quote : symbol.base,
      order.price === null ? cost(order, steps, this.#fees) : this.#held(order, remaining(order)),
    );
  }

  #trade(symbol: PaperSymbol, order: Order, { price, quantity, order: other }: Offer, time: number): void {
    if (quantity === 0n) {
      if (other !== null) this.#close(symbol, other, 'EXPIRED', time);
      return;
    }
    const quote = times(quantity, price);
    const buyer = order.side === 'BUY' ? order : other;
    const seller = order.side === 'BUY' ? other : order;
    if (other === null) this.#note(symbol.name, order.side, quantity, time);
    if (buyer !== null) this.ledger.payLocked(buyer.account, seller?.account ?? null, symbol.quote, quote);
    else this.ledger.payFromMarket(order.account, symbol.quote, quote);
    if (seller !== null) this.ledger.payLocked(seller.account, buyer?.account ?? null, symbol.base, quantity);
    else this.ledger.payFromMarket(order.account, symbol.base, quantity);
    for (const [one, maker] of [
      [order, false],
      [other, true],
    ] as const) {
      if (one !== null) this.#fill(symbol, one, price, quantity, quote, maker, time);
    }
    this.#nextTrade++;
    if (other !== null && other.status === 'FILLED') this.#finish(symbol, other);
  }

  #fill(
    symbol: PaperSymbol,
    order: Order,
    price: Units,
    quantity: Units,
    quote: Units,
    maker: boolean,
    time: number,
  ): void {
    const commissionAsset = feeSide(order) === 'base' ? symbol.base : symbol.quote;
    const commission = feeOf(order, quantity, quote, maker ? this.#fees.maker : this.#fees.taker);
    const onTop = isFeeOnTop(order);
    if (onTop) this.ledger.takeLockedFee(order.account, commissionAsset, commission);
    else this.ledger.takeFee(order.account, commissionAsset, commission);
    const left = order.quantity === null ? 0n : remaining(order);
    order.executed += quantity;
    order.executedQuote += quote;
    order.updatedAt = time;
    order.fills.push({ tradeId: this.#nextTrade, price, quantity, commission, commissionAsset, maker, time });
    order.status = order.quantity !== null && remaining(order) === 0n ? 'FILLED' : 'PARTIALLY_FILLED';
    if (order.price === null) return;
    // What a better price than the limit, or a lower fee than the taker's, leaves is free again.
    const [asset, paid] = order.side === 'BUY' ? [symbol.quote, quote] : [symbol.base, quantity];
    const spent = onTop ? paid + commission : paid;
    const spare = this.#held(order, left) - spent - this.#held(order, left - quantity);
    if (spare > 0n) this.ledger.unlock(order.account, asset, spare);
  }

  /** What becomes of the rest of an order after it was matched. */
  #settle(symbol: PaperSymbol, order: Order, steps: readonly Offer[]): void {
    if (order.status === 'FILLED') {
      this.#finish(symbol, order);
      return;
    }
    const rests = order.type !== 'MARKET' && order.timeInForce === 'GTC';
    if (rests) {
      const resting = this.#resting.get(symbol.name);
      if (resting === undefined) this.#resting.set(symbol.name, [order]);
      else resting.push(order);
      if (order.expiresAt !== undefined) this.#expiring.add(order);
      return;
    }
    if (order.type !== 'MARKET') {
      this.#close(symbol, order, 'EXPIRED', order.createdAt);
      return;
    }
    // A market order that is sized in quote has what it could spend; one that ran the book dry has expired.
    const dry = order.quantity !== null || steps.length === 0;
    order.status = dry ? 'EXPIRED' : 'FILLED';
  }

  #close(symbol: PaperSymbol, order: Order, status: OrderStatus, time: number): void {
    const asset = order.side === 'BUY' ? symbol.quote : symbol.base;
    if (order.type !== 'MARKET') {
      this.ledger.unlock(order.account, asset, this.#held(order, remaining(order)));
    }
    order.status = status;
    order.updatedAt = time;
    this.#finish(symbol, order);
  }

  #finish(symbol: PaperSymbol, order: Order): void {
    this.#expiring.delete(order);
    const resting = this.#resting.get(symbol.name);
    if (resting === undefined) return;
    const at = resting.indexOf(order);
    if (at >= 0) resting.splice(at, 1);
    if (resting.length === 0) this.#resting.delete(symbol.name);
  }

  /** Fills resting orders that the market has come to, at their own price. */
  #matchResting(name: string, time: number): void {
    const symbol = this.#symbol(name);
    const moment = this.#markets.moment(name, time);
    if (moment === null) return;
    for (const side of ['BUY', 'SELL'] as const) {
      const direction = side === 'BUY' ? -1 : 1;
      const waiting = (this.#resting.get(name) ?? [])
        .filter((order) => order.side === side)
        .sort((a, b) => direction * Number((a.price ?? 0n) - (b.price ?? 0n)) || a.rank - b.rank);
      for (const order of waiting) this.#matchOne(symbol, moment, order, time);
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
    const left = reachable - this.#takenNow(symbol.name, order.side, time);
    const quantity = floorTo(least(left, remaining(order)), symbol.step);
    if (quantity <= 0n) return;
    const quote = times(quantity, price);
    const [paid, got, amount, received] =
      order.side === 'BUY'
        ? [symbol.quote, symbol.base, quote, quantity]
        : [symbol.base, symbol.quote, quantity, quote];
    this.#note(symbol.name, order.side, quantity, time);
    this.ledger.payLocked(order.account, null, paid, amount);
    this.ledger.payFromMarket(order.account, got, received);
    this.#fill(symbol, order, price, quantity, quote, true, time);
    this.#nextTrade++;
    if (order.status === 'FILLED') this.#finish(symbol, order);
  }

  #takenNow(symbol: string, side: Side, time: number): Units {
    const taken = this.#taken.get(`${symbol} ${side}`);
    if (taken === undefined) return 0n;
    const left = BigInt(Math.max(0, REFILL_MS - Math.floor(time - taken.time)));
    return (taken.quantity * left) / BigInt(REFILL_MS);
  }

  #note(symbol: string, side: Side, quantity: Units, time: number): void {
    const before = this.#takenNow(symbol, side, time);
    this.#taken.set(`${symbol} ${side}`, { quantity: before + quantity, time });
  }
}

/** Something to trade with: a level of the synthetic book, or another's order. */
interface Offer extends Level {
  readonly order: Order | null;
}

function crosses({ side, price }: Pick<NewOrder, 'side' | 'price'>, offer: Units): boolean {
  if (price === null) return true;
  return side === 'BUY' ? offer <= price : offer >= price;
}

/** What the trades of an order at the market cost, a fee on top included. */
function cost(order: Order, steps: readonly Offer[], { taker }: PaperFees): Units {
  let sum = 0n;
  for (const { price, quantity } of steps) {
    const quote = times(quantity, price);
    sum += order.side === 'BUY' ? quote : quantity;
    if (isFeeOnTop(order)) sum += feeOf(order, quantity, quote, taker);
  }
  return sum;
}

/** What an amendment says, without what it leaves as it is. */
function given({ quantity, price }: Amendment): { quantity?: Units; price?: Units } {
  return { ...(quantity === null ? {} : { quantity }), ...(price === null ? {} : { price }) };
}
