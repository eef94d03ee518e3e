import { add, compare, subtract } from '@holdfast/decimal';
import type { TradeRules } from '../policy/policy.ts';
import { NOTHING, type RecordedWorth, type WorthRange } from './recorded-request.ts';

const DAY_MS = 86_400_000;

/** Whether a request fits under the sums of 24 hours; `rule` is the one that it breaks, or may break. */
export type Fit = { readonly fits: 'yes' } | { readonly fits: 'no' | 'maybe'; readonly rule: string };

interface Counted {
  readonly place: string;
  readonly time: number;
  range: WorthRange;
}

/** What one key has sent in the last 24 hours: at least, and at most. Requests come in the order of time. */
export class DailySums {
  readonly #counted = new Map<string, Counted>();
  #least = NOTHING;
  #most = NOTHING;
  /** How many count nobody knows how much. */
  #unknown = 0;

  /** Whether a request fits, at its time. */
  fit({ maxDailyUsd, maxDailySlippageUsd }: TradeRules, time: number, { least, most }: WorthRange): Fit {
    for (const { place, time: sent, range } of this.#counted.values()) {
      if (sent > time - DAY_MS) break;
      this.#take(range, subtract);
      this.#counted.delete(place);
    }
    const limits = { notionalUsd: maxDailyUsd, slippageUsd: maxDailySlippageUsd };
    const broken = ruleBroken(sum(this.#least, least, add), limits);
    if (broken !== null) return { fits: 'no', rule: broken };
    if (most === null || this.#unknown > 0) return { fits: 'maybe', rule: 'max_daily_usd' };
    const perhaps = ruleBroken(sum(this.#most, most, add), limits);
    return perhaps === null ? { fits: 'yes' } : { fits: 'maybe', rule: perhaps };
  }

  /** Counts what a request sent, or may have sent. */
  count(place: string, time: number, range: WorthRange): void {
    this.#counted.set(place, { place, time, range });
    this.#take(range, add);
  }

  /** The exchange rejected all of a request, or a part of it, nobody knows which. */
  release(place: string, how: 'rejected' | 'partly'): void {
    const counted = this.#counted.get(place);
    if (counted === undefined) return;
    this.#take(counted.range, subtract);
    counted.range = { least: NOTHING, most: how === 'rejected' ? NOTHING : counted.range.most };
    this.#take(counted.range, add);
  }

  #take({ least, most }: WorthRange, how: typeof add): void {
    this.#least = sum(this.#least, least, how);
    if (most !== null) this.#most = sum(this.#most, most, how);
    else this.#unknown += how === add ? 1 : -1;
  }
}

function ruleBroken(worth: RecordedWorth, limits: RecordedWorth): string | null {
  if (compare(worth.notionalUsd, limits.notionalUsd) > 0) return 'max_daily_usd';
  return compare(worth.slippageUsd, limits.slippageUsd) > 0 ? 'max_daily_slippage_usd' : null;
}

function sum(a: RecordedWorth, b: RecordedWorth, how: typeof add): RecordedWorth {
  return {
    notionalUsd: how(a.notionalUsd, b.notionalUsd),
    slippageUsd: how(a.slippageUsd, b.slippageUsd),
  };
}
