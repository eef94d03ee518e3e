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
const HOURS = 24;
/** Days whose returns make the volatility. */
const VOLATILITY_DAYS = 20;
const LEAST_VOLATILITY = 0.003;
const UNKNOWN_VOLUME = 100_000;
/** How much a price wanders inside a day, as a part of the day's volatility. */
const WANDERING = 0.5;

/**
 * A price at any time from one price a day. Between two closes it goes from one to the other on a Brownian bridge of hours,
 * whose random numbers hang on asset, day and seed alone: the same time always has the same price.
 */
export class PricePath {
  readonly #days: readonly (DayData | null)[];
  readonly #start: number;
  readonly #seed: number;
  readonly #hours = new Map<number, Float64Array>();

  /**
   * @param days one entry a day, null where there is no price
   * @param start milliseconds since 1970 at which the first day ends
   */
  constructor(days: readonly (DayData | null)[], start: number, seed: number) {
    this.#days = days;
    this.#start = start;
    this.#seed = seed;
  }

  /** Null before the first price, and from a day on that has none. */
  at(time: number): Moment | null {
    const position = (time - this.#start) / DAY_MS;
    const day = Math.floor(position);
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
