import { formatDecimal } from '@holdfast/decimal';
import type { ExecutionShortfall } from './execution.ts';
import type { StepProgress } from './step-progress.ts';

/** Why a step is not carried on. */
export interface GivenUp {
  readonly reason: string;
  /** Whether trying again later may help. */
  readonly again: boolean;
}

/** How long a step waits for a market to open, or for money; trading milliseconds. */
const LONGEST_HOLD_MS = 60_000;
/** How often it looks again meanwhile. */
export const HOLD_LOOK_MS = 15_000;

/**
 * The steps that were given up, and since when others wait for something that may change by itself. Kept in memory only: an
 * execution that is begun anew waits anew.
 */
export class GivenUpSteps {
  readonly #givenUp = new Map<number, GivenUp>();
  readonly #heldSince = new Map<number, number>();

  of(step: number): GivenUp | null {
    return this.#givenUp.get(step) ?? null;
  }

  giveUp(step: number, reason: string, again: boolean): void {
    this.#givenUp.set(step, { reason, again });
  }

  /**
   * Waits for something to change, and gives the step up after a minute of it.
   *
   * @param now trading time
   * @returns whether it still waits
   */
  hold(step: number, reason: string, now: number): boolean {
    const since = this.#heldSince.get(step) ?? now;
    this.#heldSince.set(step, since);
    if (now - since < LONGEST_HOLD_MS) return true;
    this.giveUp(step, reason, true);
    return false;
  }

  /** It goes on: the next wait begins anew. */
  goesOn(step: number): void {
    this.#heldSince.delete(step);
  }

  /** What is missing of the steps that were given up. */
  shortfalls(progress: readonly StepProgress[]): ExecutionShortfall[] {
    return progress.flatMap(({ step, remainder, planned }): ExecutionShortfall[] => {
      const given = this.of(step);
      if (remainder.units === 0n || given === null) return [];
      const { symbol, side } = planned;
      return [{ step, symbol, side, missing: formatDecimal(remainder), ...given }];
    });
  }
}
