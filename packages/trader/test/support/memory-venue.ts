import { formatDecimal, subtract } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import {
  type Balances,
  type DepthLevel,
  LATEST_SEND_MS,
  type OrderToPlace,
  type Placement,
  type Quote,
  type TradingClock,
  type Venue,
  type VenueFill,
  type VenueMarket,
  type VenueOrder,
} from '../../src/venue/venue.ts';
import { exact, type MemoryExchange, type MemoryOrder } from './memory-exchange.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { TestClock } from './test-clock.ts';

/** How often each thing goes wrong, from 0 to 1. */
export interface VenueFaults {
  /** The answer is lost, and the order never came. */
  readonly lostBefore: number;
  /** The answer is lost, and the order is there. */
  readonly lostAfter: number;
  /** The answer is lost, and the order comes later, at the latest when the exchange stops taking it. */
  readonly late: number;
  readonly busy: number;
  readonly unreachable: number;
  /** Answers from a copy that lags behind. */
  readonly lag: number;
  /** A cancellation that says it failed, before or after it took effect. */
  readonly cancelFails: number;
  /** A resting order is filled just before it is cancelled. */
  readonly cancelLoses: number;
  /** Fills that are shown late, or only in part. */
  readonly fillsLate: number;
}

export const NO_VENUE_FAULTS: VenueFaults = {
  lostBefore: 0,
  lostAfter: 0,
  late: 0,
  busy: 0,
  unreachable: 0,
  lag: 0,
  cancelFails: 0,
  cancelLoses: 0,
  fillsLate: 0,
};

/** How long after it was sent the exchange may take a request. */
const TAKEN_FOR_MS = 5000;
const LONGEST_LAG_MS = 3000;

interface Snapshot {
  readonly at: number;
  readonly state: 'open' | 'closed';
  readonly filled: string;
}

/** A venue over the exchange in memory, whose connection is as bad as one likes. */
export class MemoryVenue implements Venue {
  readonly exchange = 'memory';
  readonly acceptanceMs = LATEST_SEND_MS + TAKEN_FOR_MS;
  readonly cash = ['USDT'] as const;
  readonly clock: TradingClock;
  faults: VenueFaults = NO_VENUE_FAULTS;
  /** What was sent, in its order. */
  readonly placed: OrderToPlace[] = [];
  readonly cancelled: string[] = [];
  /** Calls that are left: what goes on without end must not go on for ever in a test. */
  callsLeft = 50_000;
  /** The markets that the trader was told, and the book that it was shown last. */
  told: readonly VenueMarket[] = [];
  readonly shown = new Map<string, readonly DepthLevel[]>();
  /** Called before an order is looked at; what it throws ends the call. */
  beforePlace: (order: OrderToPlace) => Placement | null = () => null;
  #knowsMarkets = false;
  readonly #exchange: MemoryExchange;
  readonly #time: TestClock;
  readonly #random: SeededRandom;
  readonly #histories = new Map<string, Snapshot[]>();
  readonly #acceptedUntil = new Map<string, number>();
  readonly #balances: { at: number; balances: Balances }[] = [];

  constructor(exchange: MemoryExchange, time: TestClock, random: SeededRandom) {
    this.#exchange = exchange;
    this.#time = time;
    this.#random = random;
    this.clock = time.trading;
    exchange.now = time.trading.now;
  }

  async markets(): Promise<readonly VenueMarket[]> {
    if (this.#knowsMarkets) return this.told;
    this.#call();
    this.#knowsMarkets = true;
    this.told = [...this.#exchange.markets.values()];
    return this.told;
  }

  forgetMarkets(): void {
    this.#knowsMarkets = false;
  }

  async quotes(): Promise<ReadonlyMap<string, Quote>> {
    this.#call();
    const quotes = new Map<string, Quote>();
    for (const [symbol, { bids, asks }] of this.#exchange.books) {
      const [bid, ask] = [bids.at(0), asks.at(0)];
      if (bid === undefined || ask === undefined) continue;
      quotes.set(symbol, {
        bid: formatDecimal(bid.price),
        ask: formatDecimal(ask.price),
        bidAmount: formatDecimal(bid.amount),
        askAmount: formatDecimal(ask.amount),
      });
      for (const side of ['buy', 'sell'] as const) {
        const { price, amount } = side === 'buy' ? ask : bid;
        this.shown.set(`${symbol} ${side}`, [{ price: formatDecimal(price), amount: formatDecimal(amount) }]);
      }
    }
    return quotes;
  }

  async depth(symbol: string, side: 'buy' | 'sell'): Promise<readonly DepthLevel[]> {
    this.#call();
    const book = this.#exchange.books.get(symbol);
    const levels = (side === 'buy' ? book?.asks : book?.bids) ?? [];
    const told = levels.map(({ price, amount }) => ({
      price: formatDecimal(price),
      amount: formatDecimal(amount),
    }));
    this.shown.set(`${symbol} ${side}`, told);
    return told;
  }

  async balances(): Promise<Balances> {
    this.#call();
    this.#remember();
    const lag = this.#lag();
    const old = this.#balances.findLast(({ at }) => at <= this.#time.wall() - lag);
    return (old ?? this.#balances[this.#balances.length - 1]).balances;
  }

  async place(order: OrderToPlace): Promise<Placement> {
    this.#count();
    if (this.#time.wall() > order.sendBy) {
      return { kind: 'refused', cause: 'busy', reason: 'it was ready too late to be sent' };
    }
    this.placed.push(order);
    const forced = this.beforePlace(order);
    if (forced !== null) return forced;
    const { faults } = this;
    if (this.#random.hits(faults.busy))
      return { kind: 'refused', cause: 'busy', reason: 'Too many requests.' };
    const until = this.#time.wall() + TAKEN_FOR_MS;
    this.#acceptedUntil.set(order.clientOrderId, until);
    if (this.#random.hits(faults.lostBefore)) return this.#unclear();
    if (this.#random.hits(faults.late)) {
      const delay = this.#random.hits(0.3) ? TAKEN_FOR_MS : this.#random.whole(1, TAKEN_FOR_MS);
      this.#time.at(this.#time.wall() + delay, () => this.#accept(order));
      return this.#unclear();
    }
    const accepted = this.#accept(order);
    if (this.#random.hits(faults.lostAfter)) return this.#unclear();
    if ('refused' in accepted) return { kind: 'refused', cause: accepted.refused, reason: accepted.reason };
    return { kind: 'accepted', order: this.#told(accepted, this.#snapshot(accepted)) };
  }

  async find(_symbol: string, clientOrderId: string): Promise<VenueOrder | null> {
    this.#call();
    const order = this.#exchange.orders.get(clientOrderId);
    if (order === undefined) return null;
    this.note(order);
    const wall = this.#time.wall();
    const history = this.#histories.get(clientOrderId) ?? [];
    const seen = history.findLast(({ at }) => at <= wall - this.#lag());
    if (seen !== undefined) return this.#told(order, seen);
    // Not shown yet; but once it can no longer be accepted, the exchange says what it knows.
    if (wall <= (this.#acceptedUntil.get(clientOrderId) ?? 0)) return null;
    return this.#told(order, history[0]);
  }

  async cancel(_symbol: string, clientOrderId: string, _exchangeId: string): Promise<void> {
    this.cancelled.push(clientOrderId);
    this.#call();
    const order = this.#exchange.orders.get(clientOrderId);
    if (order === undefined) return;
    const fails = this.#random.hits(this.faults.cancelFails);
    if (fails && this.#random.hits(0.5)) throw unreachable();
    if (this.#random.hits(this.faults.cancelLoses))
      this.#exchange.fillResting(order, this.#random.next() + 0.3);
    this.#exchange.close(order);
    this.note(order);
    if (fails) throw unreachable();
  }

  async fills(_symbol: string, exchangeId: string): Promise<readonly VenueFill[]> {
    this.#call();
    const order = [...this.#exchange.orders.values()].find((found) => found.exchangeId === exchangeId);
    const fills = order?.fills ?? [];
    return this.#random.hits(this.faults.fillsLate)
      ? fills.slice(0, this.#random.whole(0, fills.length))
      : fills;
  }

  /** Remembers what an order is at this moment, for answers that lag. */
  note(order: MemoryOrder): void {
    const history = this.#histories.get(order.clientOrderId) ?? [];
    this.#histories.set(order.clientOrderId, history);
    const now = this.#snapshot(order);
    const last = history.at(-1);
    if (last?.state !== now.state || last.filled !== now.filled) history.push(now);
  }

  #accept(order: OrderToPlace): ReturnType<MemoryExchange['accept']> {
    this.#remember();
    const accepted = this.#exchange.accept(order);
    if (!('refused' in accepted)) this.note(accepted);
    return accepted;
  }

  #snapshot({ state, filled }: MemoryOrder): Snapshot {
    return { at: this.#time.wall(), state, filled: formatDecimal(filled) };
  }

  #told(order: MemoryOrder, { state, filled }: Snapshot): VenueOrder {
    const { exchangeId, fills } = order;
    const isHidden = state === 'open' || this.#random.hits(this.faults.fillsLate);
    return { exchangeId, state, filled, fills: isHidden ? null : fills };
  }

  #remember(): void {
    const assets = new Set([...this.#exchange.free.keys(), ...this.#exchange.locked.keys()]);
    const zero = exact('0');
    const balances = new Map(
      [...assets].map((asset) => {
        const free = this.#exchange.free.get(asset) ?? zero;
        const locked = subtract(this.#exchange.total(asset), free);
        return [asset, { free: formatDecimal(free), locked: formatDecimal(locked) }];
      }),
    );
    this.#balances.push({ at: this.#time.wall(), balances });
  }

  #lag(): number {
    return this.#random.hits(this.faults.lag) ? this.#random.whole(1, LONGEST_LAG_MS) : 0;
  }

  #unclear(): Placement {
    this.#time.passWall(this.#random.whole(0, 2000));
    return { kind: 'unclear', reason: 'RequestTimeout: no answer' };
  }

  #call(): void {
    this.#count();
    if (this.#random.hits(this.faults.unreachable)) throw unreachable();
  }

  #count(): void {
    if (--this.callsLeft < 0) throw new Error('it asks without end');
  }
}

function unreachable(): HoldfastError {
  return new HoldfastError('VENUE_UNREACHABLE', 'The exchange can’t be asked right now.');
}
