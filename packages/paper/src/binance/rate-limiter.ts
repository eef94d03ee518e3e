import { BinanceError } from './binance-error.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const MOST_WEIGHT = 6000;
/** Of an account's new orders: how many in how long. */
const ORDER_LIMITS = [
  { interval: 10_000, most: 100, name: '10 SECOND', header: '10s' },
  { interval: DAY, most: 200_000, name: '1 DAY', header: '1d' },
] as const;
/** Requests that go on after a 429 lead to a ban. */
const PATIENCE = 10;
/** Each ban of the same address is twice as long as the one before, up to three days. */
const FIRST_BAN = 2 * MINUTE;
const LONGEST_BAN = 3 * DAY;
/** How long nothing is left of the limit when a fault has used it up. */
export const USED_UP_SECONDS = 1;
export const TOO_MUCH = 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.';

interface Window {
  start: number;
  used: number;
}

/**
 * Request weight a minute, and orders in ten seconds and a day; who goes on after a 429 is banned with a 418, each time for longer
 * (Binance: "limits", in https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits). All clients of a paper
 * exchange share one address.
 */
export class RateLimiter {
  readonly #weight: Window = { start: 0, used: 0 };
  readonly #orders = new Map<string, Window[]>();
  #refused = 0;
  #bans = 0;
  #bannedUntil = 0;
  #usedUpUntil = 0;

  get usedWeight(): number {
    return this.#weight.used;
  }

  /** Nothing is left of the limit for a short while, as if others behind the same address had used it. */
  useUp(now: number): void {
    this.#usedUpUntil = now + USED_UP_SECONDS * 1000;
  }

  /**
   * @param now milliseconds of the clock that limits go by
   * @param wall milliseconds since 1970, for what is said
   * @throws BinanceError -1003 with status 429 or 418
   */
  take(weight: number, now: number, wall = now): void {
    if (now < this.#bannedUntil) {
      const until = Math.ceil(wall + this.#bannedUntil - now);
      throw new BinanceError(
        -1003,
        `Way too much request weight used; IP banned until ${until}.`,
        418,
        secondsTo(this.#bannedUntil, now),
      );
    }
    renew(this.#weight, MINUTE, now);
    const isOver = this.#weight.used + weight > MOST_WEIGHT;
    if (isOver || now < this.#usedUpUntil) {
      this.#refuse(now);
      const until = isOver ? this.#weight.start + MINUTE : this.#usedUpUntil;
      throw new BinanceError(-1003, TOO_MUCH, 429, secondsTo(until, now));
    }
    this.#refused = 0;
    this.#weight.used += weight;
  }

  /**
   * Counts a new order of an account.
   *
   * @returns the headers that say how many there were
   * @throws BinanceError -1015
   */
  takeOrder(account: string, now: number): [string, number][] {
    let windows = this.#orders.get(account);
    if (windows === undefined) {
      windows = ORDER_LIMITS.map(() => ({ start: Number.NEGATIVE_INFINITY, used: 0 }));
      this.#orders.set(account, windows);
    }
    for (const [nth, { interval, most, name }] of ORDER_LIMITS.entries()) {
      const window = windows[nth];
      renew(window, interval, now);
      if (window.used < most) continue;
      throw new BinanceError(
        -1015,
        `Too many new orders; current limit is ${most} orders per ${name}.`,
        429,
        secondsTo(window.start + interval, now),
      );
    }
    for (const window of windows) window.used++;
    return ORDER_LIMITS.map(({ header }, nth) => [`x-mbx-order-count-${header}`, windows[nth].used]);
  }

  /** A request too many: some lead to a ban. */
  #refuse(now: number): void {
    this.#refused++;
    if (this.#refused <= PATIENCE) return;
    this.#bannedUntil = now + Math.min(LONGEST_BAN, FIRST_BAN * 2 ** this.#bans);
    this.#bans++;
    this.#refused = 0;
  }
}

function secondsTo(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}

function renew(window: Window, length: number, now: number): void {
  if (now - window.start < length) return;
  window.start = now - (now % length);
  window.used = 0;
}
