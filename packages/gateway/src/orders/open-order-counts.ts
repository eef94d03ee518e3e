import type { Dialect, UnsignedRequest } from '../dialect/dialect.ts';
import type { JsonValue } from '../http/strict-json.ts';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import type { OpenOrders } from '../policy/judge-request.ts';

/** Asks an exchange something on the gateway's own behalf, signed with the real key. */
export type AskExchange = (
  dialect: Dialect,
  key: LoadedExchangeKey,
  request: UnsignedRequest,
) => Promise<{ readonly status: number; readonly body: JsonValue }>;

/** A count is used again for so long, in milliseconds; shorter right after it refused an order. */
const USED_FOR_MS = 2_000;
const USED_FOR_WHEN_TIGHT_MS = 250;
/** More pages than this are not counted: so many open orders are above every limit. */
const MOST_PAGES = 20;

interface Count {
  readonly count: number;
  readonly asOf: Date;
  readonly askedAt: number;
  tight: boolean;
}

/**
 * How many orders are open on each account, by the exchange's own lists. It is asked when an order needs to know, once for
 * all that wait, and at most every two seconds.
 */
export class OpenOrderCounts {
  readonly #ask: AskExchange;
  readonly #databaseTime: () => Promise<Date>;
  readonly #monotonic: () => number;
  readonly #counts = new Map<number, Count>();
  readonly #asking = new Map<number, Promise<Count | null>>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(ask: AskExchange, databaseTime: () => Promise<Date>, monotonic: () => number) {
    this.#ask = ask;
    this.#databaseTime = databaseTime;
    this.#monotonic = monotonic;
  }

  /** The count; null when the exchange doesn't tell. */
  async of(key: LoadedExchangeKey, dialect: Dialect): Promise<OpenOrders | null> {
    const last = this.#counts.get(key.number);
    const usedFor = last?.tight ? USED_FOR_WHEN_TIGHT_MS : USED_FOR_MS;
    const count =
      last !== undefined && this.#monotonic() - last.askedAt <= usedFor
        ? last
        : await this.#renew(key, dialect);
    return count === null
      ? null
      : { count: count.count, asOf: count.asOf, ageMs: this.#monotonic() - count.askedAt };
  }

  /** An order was refused by this count: orders may have been filled since, so that the next one asks anew. */
  tighten({ number }: Pick<LoadedExchangeKey, 'number'>): void {
    const count = this.#counts.get(number);
    if (count !== undefined) count.tight = true;
  }

  #renew(key: LoadedExchangeKey, dialect: Dialect): Promise<Count | null> {
    let asking = this.#asking.get(key.number);
    if (asking === undefined) {
      asking = this.#count(key, dialect)
        .catch(() => null)
        .finally(() => this.#asking.delete(key.number));
      this.#asking.set(key.number, asking);
    }
    return asking;
  }

  async #count(key: LoadedExchangeKey, dialect: Dialect): Promise<Count | null> {
    const askedAt = this.#monotonic();
    const asOf = await this.#databaseTime();
    let count = 0;
    for (const list of dialect.answers.openOrders) {
      let cursor: string | null = null;
      for (let page = 0; ; page++) {
        if (page === MOST_PAGES) return null;
        const { status, body } = await this.#ask(dialect, key, list.request(cursor));
        const read = list.read(status, body);
        if (read === null) return null;
        count += read.count;
        if (read.next === null) break;
        cursor = read.next;
      }
    }
    const result = { count, asOf, askedAt, tight: false };
    this.#counts.set(key.number, result);
    return result;
  }
}
