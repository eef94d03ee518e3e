import type { VenueMarket } from '../venue/venue.ts';
import type { AccountView } from './account-view.ts';
import type { Execution } from './execution.ts';
import { type GivenUpSteps, HOLD_LOOK_MS } from './given-up.ts';
import { nextOrder } from './next-order.ts';
import { placeOrder } from './place-order.ts';
import { Refusals } from './refusals.ts';
import { isToBeTakenBack, patienceEnds } from './resting-order.ts';
import type { Settling } from './settle-order.ts';
import type { StepProgress } from './step-progress.ts';
import type { TakingBack } from './taking-back.ts';
import type { WakeUp } from './trading-wait.ts';

/** What a round of trading came to. */
export interface RoundOutcome {
  /** Something was sent: what came of it is to be looked at. */
  readonly acted: boolean;
  /** An order was taken back before, and the exchange still shows it as open. */
  readonly isSlow: boolean;
  /** The exchange takes no orders at the moment, in its words; null: it does. */
  readonly busy: string | null;
  /** When the steps that wait are to be looked at again. */
  readonly wakeUps: readonly WakeUp[];
}

const LEAST_PAUSE_MS = 1000;
/** How the round ended for one step; `busy` ends it for all. */
type Ended =
  | { readonly kind: 'acted'; readonly isSlow: boolean }
  | { readonly kind: 'waits'; readonly wakeUp: WakeUp }
  | { readonly kind: 'busy'; readonly reason: string };

const ACTED: Ended = { kind: 'acted', isSlow: false };

/** Goes through the steps of a plan once: takes resting orders back, places new ones, and gives up what can't go on. */
export class TradingRound {
  readonly #execution: Execution;
  readonly #givenUp: GivenUpSteps;
  readonly #refusals: Refusals;
  readonly #takingBack: TakingBack;
  readonly #settling: (account: string) => Settling;

  constructor(
    execution: Execution,
    givenUp: GivenUpSteps,
    takingBack: TakingBack,
    settling: (account: string) => Settling,
  ) {
    this.#execution = execution;
    this.#givenUp = givenUp;
    this.#takingBack = takingBack;
    this.#refusals = new Refusals(givenUp);
    this.#settling = settling;
  }

  /** @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED, VENUE_INCONSISTENT, ACCOUNT_NOT_LIVE */
  async act(
    progress: readonly StepProgress[],
    views: ReadonlyMap<string, AccountView>,
  ): Promise<RoundOutcome> {
    const wakeUps: WakeUp[] = [];
    /** Assets that a step before still brings, as `account asset`. */
    const coming = new Set<string>();
    let acted = false;
    let isSlow = false;
    let underWay = progress.reduce((count, { pending }) => count + pending.length, 0);
    for (const step of progress) {
      const view = views.get(step.planned.account);
      if (view === undefined || this.#isOver(step)) continue;
      const rests = step.pending.length > 0;
      // Orders that rest are looked at however many there are.
      if (!rests && underWay >= this.#execution.settings.orders_at_once) {
        noteComing(coming, step, view);
        continue;
      }
      const ended = rests
        ? await this.#look(step, view)
        : await this.#advance(step, view, coming, underWay > 0);
      if (ended.kind === 'busy') return { acted, isSlow, busy: ended.reason, wakeUps };
      if (ended.kind === 'waits') wakeUps.push(ended.wakeUp);
      else {
        acted = true;
        isSlow ||= ended.isSlow;
        if (!rests && this.#givenUp.of(step.step) === null) underWay++;
      }
      if (this.#givenUp.of(step.step) === null) noteComing(coming, step, view);
    }
    return { acted, isSlow, busy: null, wakeUps };
  }

  #isOver({ step, remainder, pending }: Pick<StepProgress, 'step' | 'remainder' | 'pending'>): boolean {
    return pending.length === 0 && (remainder.units === 0n || this.#givenUp.of(step) !== null);
  }

  /** Looks at a step's resting orders. */
  async #look(step: StepProgress, { venue, quotes }: AccountView): Promise<Ended> {
    const { settings } = this.#execution;
    const now = venue.clock.now();
    const quote = quotes.get(step.planned.symbol);
    const patienceEnd = patienceEnds(step.firstPlacedAt ?? now, settings);
    let acted = false;
    let isSlow = false;
    for (const order of step.pending) {
      if (!isToBeTakenBack(order, patienceEnd, quote, now, settings)) continue;
      const asked = await this.#takingBack.takeBack(order, this.#settling(order.account));
      acted ||= asked !== null;
      isSlow ||= asked === 'again';
    }
    if (acted) return { kind: 'acted', isSlow };
    const at = Math.max(now + LEAST_PAUSE_MS, Math.min(now + settings.reprice_s * 1000, patienceEnd));
    return { kind: 'waits', wakeUp: { clock: venue.clock, at } };
  }

  /** Places the next order of a step, or says why there is none. */
  async #advance(
    step: StepProgress,
    view: AccountView,
    coming: ReadonlySet<string>,
    isBusy: boolean,
  ): Promise<Ended> {
    const { venue } = view;
    const { account, symbol, side } = step.planned;
    const market = view.markets.get(symbol);
    const spends = market === undefined ? '' : side === 'buy' ? market.quote : market.base;
    const isFunded = coming.has(`${account} ${spends}`);
    const next = await nextOrder(step, view, this.#execution.settings, { isFunded, isBusy });
    const now = venue.clock.now();
    switch (next.kind) {
      case 'wait':
        return { kind: 'waits', wakeUp: { clock: venue.clock, at: next.until } };
      case 'hold':
        // A halt may be over, or the market gone.
        if (market?.active !== true) venue.forgetMarkets();
        if (!this.#givenUp.hold(step.step, next.reason, now)) return ACTED;
        return { kind: 'waits', wakeUp: { clock: venue.clock, at: now + HOLD_LOOK_MS } };
      case 'give-up':
        this.#givenUp.giveUp(step.step, next.reason, next.again);
        return ACTED;
    }
    view.spend(next.spends, next.takes);
    const placed = await placeOrder(this.#execution, step, next, this.#settling(account));
    if (placed.kind === 'under-way') {
      this.#givenUp.goesOn(step.step);
      this.#refusals.taken(step.step);
      return ACTED;
    }
    const after = this.#refusals.after(step.step, placed, now, () => venue.forgetMarkets());
    if (after.kind === 'busy') return { kind: 'busy', reason: placed.reason };
    if (after.kind === 'pauses') await this.#settling(account).sleep(after.milliseconds);
    if (this.#givenUp.of(step.step) !== null) return ACTED;
    const pause = placed.cause === 'funds' || placed.cause === 'halted' ? HOLD_LOOK_MS : LEAST_PAUSE_MS;
    return { kind: 'waits', wakeUp: { clock: venue.clock, at: now + pause } };
  }
}

/** Notes what a step that is not finished still brings to its account. */
function noteComing(coming: Set<string>, { planned }: StepProgress, { markets }: AccountView): void {
  const market: VenueMarket | undefined = markets.get(planned.symbol);
  if (market === undefined) return;
  coming.add(`${planned.account} ${planned.side === 'buy' ? market.base : market.quote}`);
}
