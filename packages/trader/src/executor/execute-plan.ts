import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { type AccountView, viewAccount } from './account-view.ts';
import type { Execution, ExecutionParts, ExecutionResult } from './execution.ts';
import { GivenUpSteps } from './given-up.ts';
import type { OrderRecord } from './journal.ts';
import { type Settling, settleOrder } from './settle-order.ts';
import { movedTooFar } from './slippage.ts';
import { type StepProgress, stepProgress } from './step-progress.ts';
import { TakingBack } from './taking-back.ts';
import { TradingRound } from './trading-round.ts';
import { TradingWait } from './trading-wait.ts';

export type { Execution, ExecutionParts, ExecutionResult, ExecutionShortfall } from './execution.ts';

/** Rounds in a row without an answer, or with "busy", before the execution gives up; each waits longer. */
const MOST_FAILURES = 8;
const FIRST_PAUSE_MS = 250;
/** Before what an exchange was told is asked for again; twice as long each time, up to eight times: Kraken counts questions. */
const LOOK_AGAIN_MS = 200;
const MOST_DOUBLINGS = 3;

/**
 * Carries out a plan: observes the orders and balances, compares with what the plan wants, places the next few orders, and
 * observes again, until nothing is left that can be traded. What it does hangs on what it observes; what it remembers is only
 * there so that nothing is sent twice. It may be ended at any moment and begun anew with the same plan.
 *
 * @throws HoldfastError VENUE_UNREACHABLE after many tries, VENUE_REFUSED, VENUE_INCONSISTENT, ACCOUNT_NOT_LIVE
 * @example
 * const result = await executePlan({ portfolio: 'growth', plan: '17', steps: plan.orders, mids, settings }, parts);
 */
export function executePlan(execution: Execution, parts: ExecutionParts): Promise<ExecutionResult> {
  return new PlanExecution(execution, parts).run();
}

interface Busy {
  readonly kind: 'busy';
  readonly reason: string;
}

class PlanExecution {
  readonly #execution: Execution;
  readonly #parts: ExecutionParts;
  readonly #givenUp = new GivenUpSteps();
  readonly #takingBack = new TakingBack();
  readonly #trading: TradingRound;
  readonly #waiting: TradingWait;
  readonly #missingSince = new Map<string, number>();
  /** How often the exchange took no order, one time after the other, in its own words or the gateway's. */
  #busyInARow = 0;
  /** How often something unknown was looked at again, one time after the other. */
  #looks = 0;

  constructor(execution: Execution, parts: ExecutionParts) {
    this.#execution = execution;
    this.#parts = parts;
    this.#waiting = new TradingWait(parts.wall, () => parts.isStopping());
    this.#trading = new TradingRound(execution, this.#givenUp, this.#takingBack, (account) =>
      this.#settling(account),
    );
  }

  async run(): Promise<ExecutionResult> {
    let failures = 0;
    for (;;) {
      let outcome: ExecutionResult | Busy | null;
      try {
        outcome = await this.#round();
        failures = 0;
      } catch (error) {
        if (!isHoldfastError(error)) throw error;
        if (error.code !== 'VENUE_UNREACHABLE') {
          await this.#leaveNothingResting();
          throw error;
        }
        if (++failures > MOST_FAILURES) throw error;
        await this.#parts.sleep(FIRST_PAUSE_MS * 2 ** failures);
        continue;
      }
      if (outcome?.kind === 'busy') await this.#waitOutBusy(outcome);
      else if (outcome !== null) return outcome;
    }
  }

  async #lookAgain(): Promise<void> {
    await this.#parts.sleep(LOOK_AGAIN_MS * 2 ** Math.min(this.#looks++, MOST_DOUBLINGS));
  }

  async #waitOutBusy({ reason }: Busy): Promise<void> {
    if (++this.#busyInARow > MOST_FAILURES) {
      throw new HoldfastError('VENUE_UNREACHABLE', `The exchange takes no orders right now: ${reason}`);
    }
    await this.#parts.sleep(FIRST_PAUSE_MS * 2 ** this.#busyInARow);
  }

  /** One look at everything, and what follows from it. Null: there is more to do. */
  async #round(): Promise<ExecutionResult | Busy | null> {
    const { steps } = this.#execution;
    const { journal, onProgress } = this.#parts;
    const stopping = await this.#parts.isStopping();
    const isUnknown = await this.#settleAll(stepProgress(steps, await journal.orders()));
    const progress = stepProgress(steps, await journal.orders());
    const pending = progress.flatMap((step) => step.pending);
    const unfinished = progress.filter((step) => !this.#isFinished(step));
    onProgress?.(steps.length - unfinished.length, steps.length);
    if (unfinished.length === 0) return this.#finished(progress);
    if (stopping) return this.#wayOut(pending, { kind: 'interrupted' });
    const views = await this.#observe(unfinished, pending);
    const moved = this.#moved(unfinished, views);
    if (moved !== null) return this.#wayOut(pending, { kind: 'replan', reason: moved });
    const { acted, isSlow, busy, wakeUps } = await this.#trading.act(progress, views);
    if (busy !== null) return { kind: 'busy', reason: busy };
    if (acted) this.#busyInARow = 0;
    if (isUnknown || isSlow) {
      await this.#lookAgain();
      return null;
    }
    this.#looks = 0;
    if (!acted) {
      const { clock } = this.#parts.venueOf(unfinished[0].planned.account);
      await this.#waiting.wait(wakeUps, clock);
    }
    return null;
  }

  /** Asks for every order that may still trade. @returns whether something is unknown of one */
  async #settleAll(progress: readonly StepProgress[]): Promise<boolean> {
    let isUnknown = false;
    for (const order of progress.flatMap(({ pending }) => pending)) {
      const state = await settleOrder(order, this.#settling(order.account));
      isUnknown ||= state === 'unknown';
    }
    return isUnknown;
  }

  #settling(account: string): Settling {
    const { journal, wall, sleep } = this.#parts;
    const missingSince = this.#missingSince;
    return { venue: this.#parts.venueOf(account), journal, missingSince, wall, sleep };
  }

  #isFinished({ step, remainder, pending }: StepProgress): boolean {
    return pending.length === 0 && (remainder.units === 0n || this.#givenUp.of(step) !== null);
  }

  #finished(progress: readonly StepProgress[]): ExecutionResult {
    return { kind: 'finished', shortfalls: this.#givenUp.shortfalls(progress) };
  }

  /** Takes back what rests, waits until everything is known, and only then ends. */
  async #wayOut(pending: readonly OrderRecord[], result: ExecutionResult): Promise<ExecutionResult | null> {
    if (pending.length === 0) return result;
    let isSlow = false;
    for (const order of pending) {
      const asked = await this.#takingBack.takeBack(order, this.#settling(order.account));
      isSlow ||= asked !== 'first';
    }
    if (isSlow) await this.#lookAgain();
    return null;
  }

  /** Before a person has to look: nothing is left to trade by itself. What can't be taken back stays open in the journal. */
  async #leaveNothingResting(): Promise<void> {
    for (const order of await this.#parts.journal.orders()) {
      await this.#takingBack.takeBack(order, this.#settling(order.account)).catch(ignoreVenue);
    }
  }

  /** Markets, prices and balances of the accounts that still have something to do. */
  async #observe(
    unfinished: readonly StepProgress[],
    pending: readonly OrderRecord[],
  ): Promise<ReadonlyMap<string, AccountView>> {
    const views = new Map<string, AccountView>();
    for (const account of new Set(unfinished.map(({ planned }) => planned.account))) {
      const venue = this.#parts.venueOf(account);
      views.set(account, await viewAccount(account, venue, this.#parts.journal, pending));
    }
    return views;
  }

  /** Says which market moved too far for the plan, or null. */
  #moved(unfinished: readonly StepProgress[], views: ReadonlyMap<string, AccountView>): string | null {
    const { mids, settings } = this.#execution;
    for (const { planned } of unfinished) {
      const { account, symbol } = planned;
      const quote = views.get(account)?.quotes.get(symbol);
      if (quote === undefined) continue;
      const moved = movedTooFar(planned, quote, mids[`${account} ${symbol}`], settings);
      if (moved !== null) return moved;
    }
    return null;
  }
}

function ignoreVenue(error: unknown): void {
  if (!isHoldfastError(error)) throw error;
}
