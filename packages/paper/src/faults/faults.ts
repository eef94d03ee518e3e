import type { FaultPlan } from './fault-plan.ts';

/** What happens to one request. */
export interface Fate {
  readonly delayMs: number;
  /** Null: it is served as usual. */
  readonly fault: keyof FaultPlan['chance'] | null;
}

/** z of the normal distribution at 99 %. */
const Z99 = 2.3263;

/** Draws what happens to each request: the same plan gives the same draws in the same order. */
export class Faults {
  readonly #plan: FaultPlan;
  #state: number;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
    this.#state = plan.seed >>> 0;
  }

  next(): Fate {
    const { latency, chance } = this.#plan;
    let delayMs = 0;
    if (latency !== null && latency.median_ms > 0) {
      const spread = Math.log(latency.p99_ms / latency.median_ms) / Z99;
      delayMs = latency.median_ms * Math.exp(spread * this.#normal());
    }
    let drawn = this.#uniform();
    for (const [fault, part] of Object.entries(chance)) {
      if (drawn < part) return { delayMs, fault: fault as keyof FaultPlan['chance'] };
      drawn -= part;
    }
    return { delayMs, fault: null };
  }

  #uniform(): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#uniform())) * Math.cos(2 * Math.PI * this.#uniform());
  }
}

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Whether a simulated time lies in one of the spans. */
export function isWithin(spans: readonly Span[], time: number): boolean {
  return spans.some(({ from, to }) => time >= Date.parse(from) && time < Date.parse(to));
}
