import type { Dialect, UnsignedRequest } from '../dialect/dialect.ts';
import type { JsonValue } from '../http/strict-json.ts';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import type { OpenOrders } from '../policy/judge-request.ts';
import { type TokenBucket, takeToken } from '../policy/rate.ts';
import type { PaperClock } from '../upstream/paper-clock.ts';

/** Asks an exchange something on the gateway's own behalf, signed with the real key. */
export type AskExchange = (
  dialect: Dialect,
  key: LoadedExchangeKey,
  request: UnsignedRequest,
) => Promise<{ readonly status: number; readonly body: JsonValue }>;

/** A count is used again for so long, in milliseconds, as long as it leaves room. */
const USED_FOR_MS = 5_000;
/** So often in a row an account may be asked; then as often as its exchange allows. Clients could make us ask. */
const IN_A_ROW = 5;
/** More pages than this are not counted: so many open orders are above every limit. */
const MOST_PAGES = 20;

interface Count {
  readonly count: number;
  readonly asOf: Date;
  readonly askedAt: number;
  /** Orders that this replica sent since; others may have sent more, which the database knows. */
  sent: number;
  /** Orders are gone since, or it refused one. */
  outdated: boolean;
}

/** A new order that must fit under a limit. */
interface Wanted {
  readonly orders: number;
  readonly limit: number;
}

/**
 * How many orders are open on each account, by the exchange's own lists. It is asked when an order needs to know, once for
 * all that wait: every five seconds, and at once when the last count leaves no room but may be outdated, five times in a
 * row at most.
 */
export class OpenOrderCounts {
  readonly #ask: AskExchange;
  readonly #databaseTime: () => Promise<Date>;
  readonly #monotonic: () => number;
  readonly #counts = new Map<number, Count>();
  readonly #asking = new Map<number, Promise<void>>();
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(ask: AskExchange, databaseTime: () => Promise<Date>, monotonic: () => number) {
    this.#ask = ask;
    this.#databaseTime = databaseTime;
    this.#monotonic = monotonic;
  }

  /**
   * The newest count, with its age; null when the exchange never told one.
   *
   * @param paper the clock of the paper exchange that is asked
   */
  async of(
    key: LoadedExchangeKey,
    dialect: Dialect,
    wanted: Wanted,
    paper: PaperClock | null = null,
  ): Promise<OpenOrders | null> {
    if (this.#isDue(this.#counts.get(key.number), wanted)) await this.#renew(key, dialect, paper);
    const count = this.#counts.get(key.number);
    return count === undefined
      ? null
      : { count: count.count, asOf: count.asOf, ageMs: this.#monotonic() - count.askedAt };
  }

  /** Orders were sent with the key. */
  sent({ number }: Pick<LoadedExchangeKey, 'number'>, orders: number): void {
    const count = this.#counts.get(number);
    if (count !== undefined) count.sent += orders;
  }

  /** An order was cancelled, or refused for this count: the next one that needs to know asks anew. */
  outdate({ number }: Pick<LoadedExchangeKey, 'number'>): void {
    const count = this.#counts.get(number);
    if (count !== undefined) count.outdated = true;
  }

  #isDue(last: Count | undefined, { orders, limit }: Wanted): boolean {
    if (last === undefined || this.#monotonic() - last.askedAt > USED_FOR_MS) return true;
    return last.outdated || last.count + last.sent + orders > limit;
  }

  async #renew(key: LoadedExchangeKey, dialect: Dialect, paper: PaperClock | null): Promise<void> {
    let asking = this.#asking.get(key.number);
    if (asking === undefined) {
      const rate = {
        perSecondMilli: Math.floor(1_000_000 / dialect.answers.openOrdersEveryMs),
        burst: IN_A_ROW,
      };
      const name = `${key.number}${paper === null ? '' : '/paper'}`;
      const now = paper?.limitMs() ?? this.#monotonic();
      const { allowed, bucket } = takeToken(this.#buckets.get(name) ?? null, rate, now);
      this.#buckets.set(name, bucket);
      if (!allowed) return;
      asking = this.#count(key, dialect)
        .catch(() => undefined)
        .finally(() => this.#asking.delete(key.number));
      this.#asking.set(key.number, asking);
    }
    await asking;
  }

  async #count(key: LoadedExchangeKey, dialect: Dialect): Promise<void> {
    const askedAt = this.#monotonic();
    // Orders that were placed since then may be missing in the lists, so that the database counts them too.
    const ageMs = dialect.answers.openOrdersAgeMs ?? 0;
    const asOf = new Date((await this.#databaseTime()).getTime() - ageMs);
    let count = 0;
    for (const list of dialect.answers.openOrders) {
      let cursor: string | null = null;
      for (let page = 0; ; page++) {
        if (page === MOST_PAGES) return;
        const { status, body } = await this.#ask(dialect, key, list.request(cursor));
        const read = list.read(status, body, cursor);
        if (read === null) return;
        count += read.count;
        if (read.next === null) break;
        cursor = read.next;
      }
    }
    this.#counts.set(key.number, { count, asOf, askedAt, sent: 0, outdated: false });
  }
}
