import {
  add,
  compare,
  type Decimal,
  formatDecimal,
  multiply,
  parseDecimal,
  subtract,
} from '@holdfast/decimal';
import type { OrderToPlace, RefusalCause, VenueFill, VenueMarket } from '../../src/venue/venue.ts';

const ZERO: Decimal = { units: 0n, scale: 0 };

interface Level {
  price: Decimal;
  amount: Decimal;
}

export interface Book {
  bids: Level[];
  asks: Level[];
}

export interface MemoryOrder extends OrderToPlace {
  readonly exchangeId: string;
  /** The rules that it was accepted by; the market may be gone since. */
  readonly market: VenueMarket;
  state: 'open' | 'closed';
  filled: Decimal;
  readonly fills: VenueFill[];
}

/** A small exchange: one account, a book a market, exact numbers, limit orders as GTC, IOC and post-only. */
export class MemoryExchange {
  readonly markets = new Map<string, VenueMarket>();
  readonly books = new Map<string, Book>();
  readonly orders = new Map<string, MemoryOrder>();
  readonly free = new Map<string, Decimal>();
  readonly locked = new Map<string, Decimal>();
  /** What of each balance belongs to somebody else. */
  readonly others = new Map<string, Decimal>();
  readonly feeIn: 'quote' | 'base';
  /** What must never happen, and did. */
  readonly problems: string[] = [];
  now: () => number = () => 0;
  #trades = 0;

  constructor(feeIn: 'quote' | 'base' = 'quote') {
    this.feeIn = feeIn;
  }

  deposit(asset: string, amount: string, others = '0'): void {
    this.free.set(asset, add(exact(amount), exact(others)));
    this.others.set(asset, exact(others));
  }

  setBook(symbol: string, bids: [string, string][], asks: [string, string][]): void {
    const levels = (side: [string, string][]) =>
      side.map(([price, amount]) => ({ price: exact(price), amount: exact(amount) }));
    this.books.set(symbol, { bids: levels(bids), asks: levels(asks) });
  }

  /** Takes an order, or says why not. */
  accept(given: OrderToPlace): MemoryOrder | { refused: RefusalCause; reason: string } {
    const { symbol, side, clientOrderId } = given;
    const market = this.markets.get(symbol);
    const book = this.books.get(symbol);
    if (market?.active !== true || book === undefined) {
      return { refused: 'halted', reason: 'Market is closed.' };
    }
    if (this.orders.has(clientOrderId)) this.problems.push(`${clientOrderId} was sent twice`);
    const broken = brokenFilter(market, given);
    if (broken !== null) return { refused: 'filters', reason: `Filter failure: ${broken}` };
    const [price, amount] = [exact(given.price), exact(given.amount)];
    const best = side === 'buy' ? book.asks.at(0) : book.bids.at(0);
    if (given.timeInForce === 'PO' && best !== undefined && crosses(side, price, best.price)) {
      return { refused: 'passive', reason: 'Order would immediately match and take.' };
    }
    const spends = side === 'buy' ? market.quote : market.base;
    const lock = this.#lockOf(given, market, amount);
    if (compare(this.#of(this.free, spends), lock) < 0) {
      return { refused: 'funds', reason: 'Account has insufficient balance for requested action.' };
    }
    this.#move(spends, lock);
    this.#checkOthers(spends);
    const order: MemoryOrder = {
      ...given,
      market,
      exchangeId: `x${this.orders.size + 1}`,
      state: 'open',
      filled: ZERO,
      fills: [],
    };
    this.orders.set(clientOrderId, order);
    this.#match(order, book);
    if (given.timeInForce === 'IOC') this.close(order);
    return order;
  }

  /** Somebody trades against a resting order. */
  fillResting(order: MemoryOrder, share: number): void {
    if (order.state !== 'open') return;
    const { market } = order;
    const left = subtract(exact(order.amount), order.filled);
    const step = exact(market.amount_step);
    const lots = lotsIn(left, step);
    const taken = share >= 1 ? lots : BigInt(Math.ceil(Number(lots) * share));
    if (taken <= 0n) return;
    this.#fill(order, { units: step.units * taken, scale: step.scale }, exact(order.price));
  }

  /** Ends an order; what it had locked is free again. */
  close(order: MemoryOrder): void {
    if (order.state === 'closed') return;
    const { market } = order;
    order.state = 'closed';
    const spends = order.side === 'buy' ? market.quote : market.base;
    const left = this.#lockOf(order, market, subtract(exact(order.amount), order.filled));
    this.#move(spends, subtract(ZERO, left));
  }

  total(asset: string): Decimal {
    return add(this.#of(this.free, asset), this.#of(this.locked, asset));
  }

  /** What the portfolio has, without others. */
  own(asset: string): Decimal {
    return subtract(this.total(asset), this.#of(this.others, asset));
  }

  #match(order: MemoryOrder, book: Book): void {
    const levels = order.side === 'buy' ? book.asks : book.bids;
    const price = exact(order.price);
    for (const level of levels) {
      const left = subtract(exact(order.amount), order.filled);
      if (left.units === 0n || !crosses(order.side, price, level.price)) break;
      const taken = compare(level.amount, left) < 0 ? level.amount : left;
      if (taken.units === 0n) continue;
      level.amount = subtract(level.amount, taken);
      this.#fill(order, taken, level.price);
    }
    for (const side of [book.bids, book.asks]) {
      for (let at = side.length - 1; at >= 0; at--) if (side[at].amount.units === 0n) side.splice(at, 1);
    }
  }

  #fill(order: MemoryOrder, amount: Decimal, price: Decimal): void {
    const { market } = order;
    const spends = order.side === 'buy' ? market.quote : market.base;
    this.#move(spends, subtract(ZERO, this.#lockOf(order, market, amount)));
    const cost = multiply(amount, price);
    const feeAsset =
      this.feeIn === 'quote' ? market.quote : order.side === 'buy' ? market.base : market.quote;
    const fee = multiply(feeAsset === market.base ? amount : cost, exact(market.taker_fee));
    const change = (asset: string, by: Decimal) => this.free.set(asset, add(this.#of(this.free, asset), by));
    change(market.base, order.side === 'buy' ? amount : subtract(ZERO, amount));
    change(market.quote, order.side === 'buy' ? subtract(ZERO, cost) : cost);
    change(feeAsset, subtract(ZERO, fee));
    order.filled = add(order.filled, amount);
    order.fills.push({
      tradeId: `t${++this.#trades}`,
      amount: formatDecimal(amount),
      price: formatDecimal(price),
      fee: formatDecimal(fee),
      feeAsset,
      time: this.now(),
    });
    if (compare(order.filled, exact(order.amount)) >= 0) order.state = 'closed';
    this.#checkOthers(market.base);
    this.#checkOthers(market.quote);
  }

  #lockOf({ side, price }: OrderToPlace, market: VenueMarket, amount: Decimal): Decimal {
    if (side === 'sell') return amount;
    const cost = multiply(amount, exact(price));
    return this.feeIn === 'quote' ? add(cost, multiply(cost, exact(market.taker_fee))) : cost;
  }

  #move(asset: string, intoLock: Decimal): void {
    this.free.set(asset, subtract(this.#of(this.free, asset), intoLock));
    this.locked.set(asset, add(this.#of(this.locked, asset), intoLock));
  }

  #checkOthers(asset: string): void {
    if (compare(this.#of(this.free, asset), this.#of(this.others, asset)) >= 0) return;
    this.problems.push(
      `${asset} of somebody else was spent: ${formatDecimal(this.#of(this.free, asset))} is free`,
    );
  }

  #of(balances: ReadonlyMap<string, Decimal>, asset: string): Decimal {
    return balances.get(asset) ?? ZERO;
  }
}

/** The filter that an order breaks, or null. */
export function brokenFilter(market: VenueMarket, { amount, price }: OrderToPlace): string | null {
  const [size, at] = [exact(amount), exact(price)];
  if (!isMultiple(size, exact(market.amount_step))) return 'LOT_SIZE';
  if (!isMultiple(at, exact(market.price_tick))) return 'PRICE_FILTER';
  if (compare(size, exact(market.min_amount)) < 0) return 'LOT_SIZE minimum';
  if (market.max_amount !== undefined && compare(size, exact(market.max_amount)) > 0)
    return 'LOT_SIZE maximum';
  const notional = multiply(size, at);
  if (compare(notional, exact(market.min_notional)) < 0) return 'NOTIONAL minimum';
  if (market.max_notional !== undefined && compare(notional, exact(market.max_notional)) > 0) {
    return 'NOTIONAL maximum';
  }
  return null;
}

function crosses(side: 'buy' | 'sell', price: Decimal, against: Decimal): boolean {
  return side === 'buy' ? compare(price, against) >= 0 : compare(price, against) <= 0;
}

function isMultiple(value: Decimal, step: Decimal): boolean {
  const scale = Math.max(value.scale, step.scale);
  return (
    (value.units * 10n ** BigInt(scale - value.scale)) % (step.units * 10n ** BigInt(scale - step.scale)) ===
    0n
  );
}

function lotsIn(value: Decimal, step: Decimal): bigint {
  const scale = Math.max(value.scale, step.scale);
  return (
    (value.units * 10n ** BigInt(scale - value.scale)) / (step.units * 10n ** BigInt(scale - step.scale))
  );
}

export function exact(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new RangeError(`"${text}" is no decimal number`);
  return value;
}
