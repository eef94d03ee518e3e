import type { RefusalCause } from '../venue/venue.ts';
import type { GivenUpSteps } from './given-up.ts';

/** What a refusal means for the round: the step may go on, or the exchange takes nothing at the moment. */
export type AfterRefusal = 'goes-on' | 'busy';

/** Draws the consequences of refusals: what passes by itself is waited for, what does not is given up. */
export class Refusals {
  readonly #givenUp: GivenUpSteps;
  /** Steps that were refused by a market's rules once; the rules were read anew since. */
  readonly #filtered = new Set<number>();

  constructor(givenUp: GivenUpSteps) {
    this.#givenUp = givenUp;
  }

  /** @param now trading time @param forgetMarkets has the market's rules read anew */
  after(
    step: number,
    { cause, reason }: { readonly cause: RefusalCause; readonly reason: string },
    now: number,
    forgetMarkets: () => void,
  ): AfterRefusal {
    switch (cause) {
      case 'busy':
        return 'busy';
      case 'passive':
        break;
      case 'funds':
        this.#givenUp.hold(step, reason, now);
        break;
      case 'halted':
        forgetMarkets();
        this.#givenUp.hold(step, reason, now);
        break;
      case 'filters':
        forgetMarkets();
        if (this.#filtered.has(step)) this.#givenUp.giveUp(step, reason, true);
        this.#filtered.add(step);
        break;
      case 'policy':
      case 'other':
        this.#givenUp.giveUp(step, reason, false);
        break;
    }
    return 'goes-on';
  }

  /** An order of the step was taken: the next refusal by rules is a new one. */
  taken(step: number): void {
    this.#filtered.delete(step);
  }
}
