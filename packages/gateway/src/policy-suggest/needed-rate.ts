import type { RateRule } from '../policy/policy.ts';

const TOKEN = 1_000_000;

/** The most requests in a span that ends with one of them. */
export class BusiestSpan {
  readonly spanMs: number;
  /** Times in the span before the newest. */
  #times: number[] = [];
  #from = 0;
  most = 0;
  /** When that span ended; null: nothing was seen. */
  time: number | null = null;

  constructor(spanMs: number) {
    this.spanMs = spanMs;
  }

  count(time: number): void {
    this.#times.push(time);
    while (this.#times[this.#from] <= time - this.spanMs) this.#from++;
    if (this.#from > 1000 && this.#from > this.#times.length / 2) {
      this.#times = this.#times.slice(this.#from);
      this.#from = 0;
    }
    const now = this.#times.length - this.#from;
    if (now <= this.most) return;
    this.most = now;
    this.time = time;
  }
}

/**
 * How many requests at once a bucket must hold so that one with this refill never runs dry: `takeToken` turned round, in the
 * same whole numbers.
 */
export class NeededBurst {
  readonly perSecondMilli: number;
  #missing = 0;
  #at = Number.MIN_SAFE_INTEGER;
  #most = 0;

  constructor(perSecondMilli: number) {
    this.perSecondMilli = perSecondMilli;
  }

  count(time: number): void {
    const at = Math.max(Math.trunc(time), this.#at);
    // A thousandth of a token per second is a millionth of one per millisecond.
    this.#missing = Math.max(0, this.#missing - (at - this.#at) * this.perSecondMilli) + TOKEN;
    this.#at = at;
    this.#most = Math.max(this.#most, this.#missing);
  }

  /** Whole requests, at least 1. */
  get burst(): number {
    return Math.max(1, Math.ceil(this.#most / TOKEN));
  }
}

/** A number with room above it, as a whole number. */
export function withRoom(count: number, headroomPct: bigint): number {
  return Number((BigInt(count) * (100n + headroomPct) + 99n) / 100n);
}

/**
 * Refills to try, in thousandths of a request a second, the strictest first: the busiest minute spread over a minute, then
 * shorter spans, then what is allowed now. A strict one may need a larger burst than is allowed.
 */
export function refillsToTry(spans: readonly BusiestSpan[], headroomPct: bigint, now: RateRule): number[] {
  const refills = spans.map(({ most, spanMs }) =>
    roundedRefill(withRoom(Math.ceil((most * 1_000_000) / spanMs), headroomPct)),
  );
  return [...new Set([...refills.filter((milli) => milli < now.perSecondMilli), now.perSecondMilli])].sort(
    (a, b) => a - b,
  );
}

/** Up to two digits: 37 stays, 1234 becomes 1300. At least one thousandth. */
function roundedRefill(milli: number): number {
  const step = 10 ** Math.max(0, String(milli).length - 2);
  return Math.max(1, Math.ceil(milli / step) * step);
}
