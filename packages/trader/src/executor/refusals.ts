import type { RefusalCause } from '../venue/venue.ts';
import type { GivenUpSteps } from './given-up.ts';

/** What a refusal means for the round: the step may go on, or the exchange takes nothing at the moment. */
export type AfterRefusal =
  | { readonly kind: 'goes-on' }
  /** After so many milliseconds of the wall's clock, by which the gateway looks at markets. */
  | { readonly kind: 'pauses'; readonly milliseconds: number }
  | { readonly kind: 'busy' };

/** Refusals because the gateway knew no price; each waits longer, together 15 seconds. */
const MOST_UNPRICED = 5;
const FIRST_PAUSE_MS = 250;

/** Draws the consequences of refusals: what passes by itself is waited for, what does not is given up. */
export class Refusals {
  readonly #givenUp: GivenUpSteps;
  /** Steps that were refused by a market's rules once; the rules were read anew since. */
  readonly #filtered = new Set<number>();
  readonly #unpriced = new Map<number, number>();

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
        return { kind: 'busy' };
      case 'unpriced': {
        const times = (this.#unpriced.get(step) ?? 0) + 1;
        this.#unpriced.set(step, times);
        if (times <= MOST_UNPRICED) return { kind: 'pauses', milliseconds: FIRST_PAUSE_MS * 2 ** times };
        this.#givenUp.giveUp(step, reason, true);
        break;
      }
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
    return { kind: 'goes-on' };
  }

  /** An order of the step was taken: the next refusal is a new one. */
  taken(step: number): void {
    this.#filtered.delete(step);
    this.#unpriced.delete(step);
  }
}
