import { BinanceError } from './binance-error.ts';

const MINUTE = 60_000;
const MOST_WEIGHT = 6000;
const MOST_ORDERS = 100;
const ORDERS_EVERY = 10_000;
/** Requests that go on after a 429 lead to a ban. */
const PATIENCE = 10;
const BAN_SECONDS = 120;

interface Window {
  start: number;
  used: number;
}

/**
 * Request weight a minute and orders in ten seconds; who goes on after a 429 is banned with a 418 (Binance: "limits", in
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits). All clients of a paper exchange share one address.
 */
export class RateLimiter {
  readonly #weight: Window = { start: 0, used: 0 };
  readonly #orders = new Map<string, Window>();
  #refused = 0;
  #bannedUntil = 0;

  get usedWeight(): number {
    return this.#weight.used;
  }

  /**
   * @param now milliseconds of the clock that limits go by
   * @param wall milliseconds since 1970, for what is said
   * @throws BinanceError -1003 with status 429 or 418
   */
  take(weight: number, now: number, wall = now): void {
    if (now < this.#bannedUntil) {
      const wait = Math.ceil((this.#bannedUntil - now) / 1000);
      throw new BinanceError(
        -1003,
        `Way too much request weight used; IP banned until ${Math.ceil(wall + this.#bannedUntil - now)}.`,
        418,
        wait,
      );
    }
    renew(this.#weight, MINUTE, now);
    if (this.#weight.used + weight > MOST_WEIGHT) {
      this.#refused++;
      if (this.#refused > PATIENCE) this.#bannedUntil = now + BAN_SECONDS * 1000;
      const wait = Math.ceil((this.#weight.start + MINUTE - now) / 1000);
      throw new BinanceError(
        -1003,
        'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
        429,
        wait,
      );
    }
    this.#refused = 0;
    this.#weight.used += weight;
  }

  /** Counts a new order of an account. @throws BinanceError -1015 */
  takeOrder(account: string, now: number): number {
    let window = this.#orders.get(account);
    if (window === undefined) {
      window = { start: now, used: 0 };
      this.#orders.set(account, window);
    }
    renew(window, ORDERS_EVERY, now);
    if (window.used >= MOST_ORDERS) {
      const wait = Math.ceil((window.start + ORDERS_EVERY - now) / 1000);
      throw new BinanceError(
        -1015,
        'Too many new orders; current limit is 100 orders per 10 SECOND.',
        429,
        wait,
      );
    }
    window.used++;
    return window.used;
  }
}

function renew(window: Window, length: number, now: number): void {
  if (now - window.start < length) return;
  window.start = now - (now % length);
  window.used = 0;
}
