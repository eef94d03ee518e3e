import type { Order } from '../exchange/order.ts';
import { KrakenError } from './kraken-error.ts';

/** What an account may do, by how well Kraken knows its holder. */
interface Tier {
  /** Calls of a key: how many at once, and how many more each second. */
  readonly calls: number;
  readonly callsASecond: number;
  /** Counts of an account in one market. */
  readonly counts: number;
  readonly countsASecond: number;
  /** Open orders in one market. */
  readonly openOrders: number;
}

/**
 * The lowest tier, so that what works here works for everybody.
 *
 * Sources: https://docs.kraken.com/exchange/guides/rest/ratelimits, https://docs.kraken.com/exchange/guides/general/ratelimits
 */
export const STARTER: Tier = {
  calls: 15,
  callsASecond: 0.33,
  counts: 60,
  countsASecond: 1,
  openOrders: 60,
};

/** What changing or cancelling an order counts by its age: younger than so many seconds, so much. */
const AMEND_BY_AGE = [
  [5, 3],
  [10, 2],
  [15, 1],
] as const;
const CANCEL_BY_AGE = [
  [5, 8],
  [10, 6],
  [15, 5],
  [45, 4],
  [90, 2],
  [300, 1],
] as const;

/** Ages of so many orders are known; older ones count as old. */
const MOST_AGES = 10_000;

interface Counter {
  value: number;
  at: number;
}

/**
 * Kraken's two kinds of limit: a counter of calls for each key, and one of orders for each account and market. Both fall with
 * time. Who goes on after a refusal waits longer. Cancelling counts, and is never refused here.
 *
 * Times are milliseconds of the clock that limits go by.
 */
export class KrakenLimits {
  readonly #calls = new Map<string, Counter>();
  readonly #counts = new Map<string, Counter>();
  /** When an order was placed or changed last. */
  readonly #since = new Map<number, number>();

  /** @param cost what an endpoint counts @throws KrakenError EAPI:Rate limit exceeded */
  call(key: string, cost: number, now: number): void {
    if (!take(this.#calls, key, cost, now, STARTER.calls, STARTER.callsASecond)) {
      throw new KrakenError('EAPI:Rate limit exceeded');
    }
  }

  /** Uses up the calls of a key, so that it has to wait for the next. */
  exhaust(key: string, now: number): void {
    this.#calls.set(key, { value: STARTER.calls, at: now });
  }

  /** New orders arrive: one by itself counts 1, those of a batch half. @throws KrakenError EOrder:Rate limit exceeded */
  add(account: string, symbol: string, count: number, now: number): void {
    this.#count(account, symbol, count, now);
  }

  placed({ id }: Order, now: number): void {
    this.#since.set(id, now);
    if (this.#since.size <= MOST_AGES) return;
    for (const oldest of this.#since.keys()) {
      this.#since.delete(oldest);
      break;
    }
  }

  /** An order is to be changed. @throws KrakenError EOrder:Rate limit exceeded */
  amend({ account, symbol, id }: Order, now: number): void {
    this.#count(account, symbol, 1 + this.#byAge(AMEND_BY_AGE, id, now), now);
    this.#since.set(id, now);
  }

  /** An order was cancelled. */
  cancelled({ account, symbol, id }: Order, now: number): void {
    const cost = this.#byAge(CANCEL_BY_AGE, id, now);
    this.#since.delete(id);
    take(this.#counts, `${account} ${symbol}`, cost, now, STARTER.counts, STARTER.countsASecond);
  }

  #count(account: string, symbol: string, cost: number, now: number): void {
    if (!take(this.#counts, `${account} ${symbol}`, cost, now, STARTER.counts, STARTER.countsASecond)) {
      throw new KrakenError('EOrder:Rate limit exceeded');
    }
  }

  #byAge(steps: readonly (readonly [seconds: number, count: number])[], id: number, now: number): number {
    const since = this.#since.get(id);
    if (since === undefined) return 0;
    return steps.find(([seconds]) => now - since < seconds * 1000)?.[1] ?? 0;
  }
}

/** Counts, also when it is too much then: up to twice the most. */
function take(
  counters: Map<string, Counter>,
  name: string,
  cost: number,
  now: number,
  most: number,
  aSecond: number,
): boolean {
  const { value, at } = counters.get(name) ?? { value: 0, at: now };
  const left = Math.max(0, value - (Math.max(0, now - at) / 1000) * aSecond) + cost;
  counters.set(name, { value: Math.min(left, 2 * most), at: now });
  return left <= most;
}
