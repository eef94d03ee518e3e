import { add, compare, type Decimal, subtract } from '@holdfast/decimal';
import { NOTHING, type RecordedWorth } from '../policy-test/recorded-request.ts';

const DAY_MS = 86_400_000;

/** The largest amount seen, and when. */
export interface Peak {
  readonly amount: Decimal;
  /** Milliseconds since 1970; null: nothing was seen. */
  readonly time: number | null;
}

/** The largest sums of 24 hours of one key, counted as the gateway does: what is sent counts until it is rejected. */
export class DailyPeak {
  readonly #counted = new Map<string, { readonly time: number; worth: RecordedWorth }>();
  #sum: RecordedWorth = NOTHING;
  notionalUsd: Peak = { amount: NOTHING.notionalUsd, time: null };
  slippageUsd: Peak = { amount: NOTHING.slippageUsd, time: null };

  /** @param measured whether the sum that a request leads to is looked at, or only counts for later ones */
  count(place: string, time: number, worth: RecordedWorth, measured = true): void {
    for (const [counted, { time: sent, worth: amounts }] of this.#counted) {
      if (sent > time - DAY_MS) break;
      this.#sum = combined(this.#sum, amounts, subtract);
      this.#counted.delete(counted);
    }
    this.#counted.set(place, { time, worth });
    this.#sum = combined(this.#sum, worth, add);
    if (!measured) return;
    this.notionalUsd = higher(this.notionalUsd, this.#sum.notionalUsd, time);
    this.slippageUsd = higher(this.slippageUsd, this.#sum.slippageUsd, time);
  }

  /** The exchange rejected all of a request, so that it doesn't count any more. */
  release(place: string): void {
    const counted = this.#counted.get(place);
    if (counted === undefined) return;
    this.#sum = combined(this.#sum, counted.worth, subtract);
    counted.worth = NOTHING;
  }
}

/** The higher of a peak and an amount. */
export function higher(peak: Peak, amount: Decimal, time: number): Peak {
  return compare(amount, peak.amount) > 0 ? { amount, time } : peak;
}

function combined(a: RecordedWorth, b: RecordedWorth, how: typeof add): RecordedWorth {
  return {
    notionalUsd: how(a.notionalUsd, b.notionalUsd),
    slippageUsd: how(a.slippageUsd, b.slippageUsd),
  };
}
