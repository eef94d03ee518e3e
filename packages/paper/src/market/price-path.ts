/** What is known of a market on a day. */
export interface DayData {
  /** USD at the end of the day. */
  readonly close: number;
  /** USD traded in the day; NaN: unknown. */
  readonly volume: number;
}

/** A market at a moment. */
export interface Moment {
  /** Mid price, USD. */
  readonly mid: number;
  /** Standard deviation of a day's return. */
  readonly volatility: number;
  /** USD a day. */
  readonly volume: number;
}

export const DAY_MS = 86_400_000;
/** How long prices go on after history, where they do. */
export const WALK_DAYS = 36_525;
const HOURS = 24;
/** Days whose returns make the volatility. */
const VOLATILITY_DAYS = 20;
const LEAST_VOLATILITY = 0.003;
const UNKNOWN_VOLUME = 100_000;
/** How much a price wanders inside a day, as a part of the day's volatility. */
const WANDERING = 0.5;
/** Of a walk beyond history: its largest volatility, its bounds in USD, and the number of its random numbers. */
const MOST_WALK = 0.08;
const LEAST_PRICE = 1e-6;
const MOST_PRICE = 1e7;
const WALK = 1000;

/**
 * A price at any time from one price a day. Between two closes it goes from one to the other on a Brownian bridge of hours,
 * whose random numbers hang on asset, day and seed alone: the same time always has the same price.
 */
export class PricePath {
  readonly #days: (DayData | null)[];
  /** Days of history. */
  readonly #known: number;
  readonly #goesOn: boolean;
  readonly #start: number;
  readonly #seed: number;
  readonly #hours = new Map<number, Float64Array>();

  /**
   * @param days one entry a day, null where there is no price
   * @param start milliseconds since 1970 at which the first day ends
   * @param goesOn whether days that are not there follow by chance on the last one
   */
  constructor(days: readonly (DayData | null)[], start: number, seed: number, goesOn = false) {
    this.#days = [...days];
    this.#start = start;
    this.#seed = seed;
    this.#known = days.length;
    this.#goesOn = goesOn;
  }

  /** Null before the first price, and from a day on that has none. */
  at(time: number): Moment | null {
    const position = (time - this.#start) / DAY_MS;
    const day = Math.floor(position);
    if (this.#goesOn) this.#extend(day + 1);
    const from = this.#days[day];
    if (from === undefined || from === null) return null;
    const volatility = this.#volatility(day);
    const volume = from.volume > 0 ? from.volume : UNKNOWN_VOLUME;
    const to = this.#days[day + 1];
    // The last day goes on with its close.
    if (to === undefined || to === null) return { mid: from.close, volatility, volume };
    const hour = (position - day) * HOURS;
    const whole = Math.floor(hour);
    const path = this.#path(day, Math.log(from.close), Math.log(to.close), volatility);
    const part = hour - whole;
    return { mid: Math.exp(path[whole] * (1 - part) + path[whole + 1] * part), volatility, volume };
  }

  /**
   * Adds days up to one: a random walk without drift in logarithms, with the volatility of the last days of history, whose random
   * numbers hang on asset, day and seed alone. A market that has ended stays so.
   */
  #extend(day: number): void {
    const last = this.#days[this.#known - 1];
    if (last === undefined || last === null) return;
    const volatility = Math.min(MOST_WALK, this.#volatility(this.#known - 1));
    while (this.#days.length <= day && this.#days.length < this.#known + WALK_DAYS) {
      const before = this.#days[this.#days.length - 1] ?? last;
      const step = normal(this.#seed, this.#days.length, WALK) * volatility;
      const close = Math.min(MOST_PRICE, Math.max(LEAST_PRICE, before.close * Math.exp(step)));
      this.#days.push({ close, volume: last.volume });
    }
  }

  /** Logarithms of the 25 hourly prices of a day. */
  #path(day: number, from: number, to: number, volatility: number): Float64Array {
    const known = this.#hours.get(day);
    if (known !== undefined) return known;
    const walk = new Float64Array(HOURS + 1);
    for (let hour = 1; hour <= HOURS; hour++) {
      walk[hour] =
        walk[hour - 1] + normal(this.#seed, day, hour) * volatility * WANDERING * Math.sqrt(1 / HOURS);
    }
    const end = walk[HOURS];
    const path = walk.map(
      (value, hour) => from + ((to - from) * hour) / HOURS + value - (end * hour) / HOURS,
    );
    this.#hours.set(day, path);
    return path;
  }

  #volatility(day: number): number {
    let sum = 0;
    let count = 0;
    for (let d = Math.max(1, day - VOLATILITY_DAYS + 1); d <= day; d++) {
      const now = this.#days[d];
      const before = this.#days[d - 1];
      if (now === null || before === null || now === undefined || before === undefined) continue;
      sum += Math.log(now.close / before.close) ** 2;
      count++;
    }
    return count === 0 ? 0.04 : Math.max(LEAST_VOLATILITY, Math.sqrt(sum / count));
  }
}

/** A number of the standard normal distribution that hangs on its arguments alone (sum of twelve uniform ones). */
function normal(seed: number, day: number, hour: number): number {
  let sum = -6;
  let state =
    (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(day + 1, 0x85ebca6b) ^ Math.imul(hour, 0xc2b2ae35)) >>> 0;
  for (let i = 0; i < 12; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    sum += ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  return sum;
}
