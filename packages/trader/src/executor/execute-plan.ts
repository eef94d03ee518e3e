import { compare, type Decimal, formatDecimal, multiply } from '@holdfast/decimal';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import type { PlanOrder } from '../planner/plan.ts';
import { clientOrderId } from '../venue/client-order-id.ts';
import {
  LATEST_SEND_MS,
  type Quote,
  type RefusalCause,
  type TimeInForce,
  type Venue,
  type VenueMarket,
} from '../venue/venue.ts';
import { AccountView, midOf } from './account-view.ts';
import type { ExecutionSettings } from './execution-settings.ts';
import type { Journal, OrderRecord } from './journal.ts';
import { crossing, restingPrice, type Sized, sizeOrder, worstPrice } from './order-size.ts';
import { recordFound, type Settling, settleOrder } from './settle-order.ts';
import { decimal, type StepProgress, stepProgress } from './step-progress.ts';

/** A plan to be carried out: its orders, and the middle of each market that it was made with. */
export interface Execution {
  readonly portfolio: string;
  readonly plan: string;
  readonly steps: readonly PlanOrder[];
  /** By account and symbol, as `account symbol`. */
  readonly mids: Readonly<Record<string, number>>;
  readonly settings: ExecutionSettings;
}

/** What an execution works with. */
export interface ExecutionParts {
  readonly journal: Journal;
  venueOf(account: string): Venue;
  wall(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Told after each round, for a person who watches. */
  onProgress?(done: number, of: number): void;
  /** Asked in each round whether to end after it; what rests in the book is taken back first. */
  isStopping(): Promise<boolean>;
}

/** A part of a plan that was not carried out, and why. */
export interface ExecutionShortfall {
  readonly step: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Base units that are missing. */
  readonly missing: string;
  readonly reason: string;
  /** Whether trying again later may help. */
  readonly again: boolean;
}

export type ExecutionResult =
  | { readonly kind: 'finished'; readonly shortfalls: readonly ExecutionShortfall[] }
  /** The market is no longer what the plan was made for. */
  | { readonly kind: 'replan'; readonly reason: string }
  | { readonly kind: 'interrupted' };

/** Rounds without an answer, or with "busy", before the execution gives up; each waits longer. */
const MOST_FAILURES = 8;
const FIRST_PAUSE_MS = 250;
const UNKNOWN_PAUSE_MS = 200;
/** Rounds that a halted market, or missing funds, are waited for. */
const MOST_WAITS = 3;
/** Refusals because the gateway knew no price; each waits longer, together 15 seconds. */
const MOST_UNPRICED = 5;
const MOST_ATTEMPTS = 500;

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

class PlanExecution {
  readonly #execution: Execution;
  readonly #parts: ExecutionParts;
  readonly #givenUp = new Map<number, { reason: string; again: boolean }>();
  readonly #waited = new Map<number, number>();
  readonly #refusals = new Map<string, number>();
  /** Symbols whose rules changed once already. */
  #filtersChanged = false;
  #busy = 0;

  constructor(execution: Execution, parts: ExecutionParts) {
    this.#execution = execution;
    this.#parts = parts;
  }

  async run(): Promise<ExecutionResult> {
    let failures = 0;
    for (;;) {
      try {
        const result = await this.#round();
        if (result !== null) return result;
        failures = 0;
      } catch (error) {
        if (!isHoldfastError(error) || error.code !== 'VENUE_UNREACHABLE' || ++failures > MOST_FAILURES)
          throw error;
        await this.#parts.sleep(FIRST_PAUSE_MS * 2 ** failures);
      }
    }
  }

  async #round(): Promise<ExecutionResult | null> {
    const { steps } = this.#execution;
    const { journal, onProgress } = this.#parts;
    const stopping = await this.#parts.isStopping();
    let progress = stepProgress(steps, await journal.orders());
    let unknown = false;
    for (const { pending } of progress) {
      for (const order of pending) {
        const state = await settleOrder(order, this.#settling(order.account));
        unknown ||= state === 'unknown';
      }
    }
    progress = stepProgress(steps, await journal.orders());
    const open = progress.flatMap(({ pending }) => pending).filter(({ state }) => state === 'open');
    const unfinished = progress.filter((step) => !this.#isFinished(step));
    onProgress?.(steps.length - unfinished.length, steps.length);
    if (unfinished.length === 0 && open.length === 0 && !unknown) return this.#finished(progress);
    if (stopping) {
      if (open.length === 0 && !unknown) return { kind: 'interrupted' };
      await this.#cancelAll(open);
      await this.#parts.sleep(UNKNOWN_PAUSE_MS);
      return null;
    }
    const views = await this.#observe(unfinished);
    const moved = this.#moved(unfinished, views);
    if (moved !== null) {
      if (open.length === 0 && !unknown) return { kind: 'replan', reason: moved };
      await this.#cancelAll(open);
      await this.#parts.sleep(unknown ? UNKNOWN_PAUSE_MS : 0);
      return null;
    }
    const acted = await this.#act(progress, views);
    if (unknown) await this.#parts.sleep(UNKNOWN_PAUSE_MS);
    else if (!acted) await this.#wait(progress);
    return null;
  }

  #settling(account: string): Settling {
    const { journal, wall, sleep } = this.#parts;
    return { venue: this.#parts.venueOf(account), journal, wall, sleep };
  }

  #isFinished({ step, remainder, pending }: StepProgress): boolean {
    return pending.length === 0 && (remainder.units === 0n || this.#givenUp.has(step));
  }

  #finished(progress: readonly StepProgress[]): ExecutionResult {
    return {
      kind: 'finished',
      shortfalls: progress.flatMap(({ step, remainder, planned }): ExecutionShortfall[] => {
        const given = this.#givenUp.get(step);
        if (remainder.units === 0n || given === undefined) return [];
        const { symbol, side } = planned;
        return [{ step, symbol, side, missing: formatDecimal(remainder), ...given }];
      }),
    };
  }

  async #cancelAll(open: readonly OrderRecord[]): Promise<void> {
    for (const { account, symbol, clientOrderId, exchangeId } of open) {
      if (exchangeId !== null) await this.#parts.venueOf(account).cancel(symbol, clientOrderId, exchangeId);
    }
  }

  /** Markets, prices and balances of the accounts that still have something to do. */
  async #observe(unfinished: readonly StepProgress[]): Promise<ReadonlyMap<string, AccountView>> {
    const views = new Map<string, AccountView>();
    for (const { planned } of unfinished) {
      if (views.has(planned.account)) continue;
      const venue = this.#parts.venueOf(planned.account);
      const [markets, quotes, balances] = await Promise.all([
        venue.markets(),
        venue.quotes(),
        venue.balances(),
      ]);
      const held = await this.#parts.journal.holdings(planned.account);
      views.set(planned.account, new AccountView(venue, markets, quotes, balances, held));
    }
    return views;
  }

  /** Says which market moved too far for the plan, or null. */
  #moved(unfinished: readonly StepProgress[], views: ReadonlyMap<string, AccountView>): string | null {
    const { mids, settings } = this.#execution;
    for (const { planned } of unfinished) {
      const { symbol, side, price, account } = planned;
      const quote = views.get(account)?.quotes.get(symbol);
      const planMid = mids[`${account} ${symbol}`];
      if (quote === undefined || planMid === undefined) continue;
      const mid = midOf(quote);
      const change = mid / planMid - 1;
      const touch = Number(side === 'buy' ? quote.ask : quote.bid);
      const worst = worstPrice(side, price, settings);
      const beyond = side === 'buy' ? touch > worst : touch < worst;
      if (Math.abs(change) > settings.max_slippage || beyond) {
        return `${symbol} moved by ${(change * 100).toFixed(2)} % since the plan was made`;
      }
    }
    return null;
  }

  /** Places, re-prices and gives up. Tells whether anything was done. */
  async #act(progress: readonly StepProgress[], views: ReadonlyMap<string, AccountView>): Promise<boolean> {
    const { settings } = this.#execution;
    let acted = false;
    let under = progress.reduce((count, { pending }) => count + pending.length, 0);
    let waitingSales = false;
    for (const step of progress) {
      if (this.#isFinished(step)) continue;
      const view = views.get(step.planned.account);
      if (view === undefined) continue;
      if (step.pending.length > 0) {
        if (step.planned.side === 'sell') waitingSales = true;
        acted = (await this.#look(step, view)) || acted;
        continue;
      }
      if (under >= settings.orders_at_once) break;
      const done = await this.#advance(step, view, waitingSales || under > 0);
      if (done === 'placed') under++;
      if (done !== 'waits') acted = true;
      if (step.planned.side === 'sell' && !this.#isFinished(step)) waitingSales = true;
    }
    return acted;
  }

  /** A resting order: taken back when it rests no longer at the touch, or patience has run out. */
  async #look(
    { planned, pending, firstPlacedAt }: StepProgress,
    { venue, quotes }: AccountView,
  ): Promise<boolean> {
    const { settings } = this.#execution;
    const quote = quotes.get(planned.symbol);
    let acted = false;
    for (const order of pending) {
      if (order.state !== 'open' || order.exchangeId === null || quote === undefined) continue;
      const now = venue.clock.now();
      const impatient = firstPlacedAt !== null && now - firstPlacedAt >= settings.patience_s * 1000;
      const touch = restingPrice(planned.side, quote);
      const old = now - order.placedAt >= settings.reprice_s * 1000;
      const left = compare(touch, decimal(order.price)) !== 0;
      if (!impatient && !(old && left)) continue;
      await venue.cancel(order.symbol, order.clientOrderId, order.exchangeId);
      acted = true;
    }
    return acted;
  }

  /** Places the next order of a step, or says why there is none. */
  async #advance(
    step: StepProgress,
    view: AccountView,
    othersUnderWay: boolean,
  ): Promise<'placed' | 'gave-up' | 'waits'> {
    const { settings } = this.#execution;
    const { planned } = step;
    const { venue } = view;
    const market = view.markets.get(planned.symbol);
    const quote = view.quotes.get(planned.symbol);
    if (market === undefined || !market.active || quote === undefined) {
      return this.#hold(step.step, 'the market is halted or shows no price');
    }
    if (step.nextAttempt >= MOST_ATTEMPTS) {
      return this.#giveUp(step.step, `it was tried ${MOST_ATTEMPTS} times`, true);
    }
    const now = venue.clock.now();
    const pause = step.latest !== null && step.latest.state === 'closed' && Number(step.latest.filled) > 0;
    const rests =
      settings.patience_s > 0 &&
      (step.firstPlacedAt === null || now - step.firstPlacedAt < settings.patience_s * 1000);
    let price = restingPrice(planned.side, quote);
    let largest: Decimal | null = null;
    let timeInForce: TimeInForce = 'PO';
    if (!rests) {
      if (pause && step.latest !== null && step.latest.timeInForce === 'IOC') {
        // The book fills up again between two slices.
        if (now - step.latest.placedAt < settings.slice_pause_s * 1000) return 'waits';
      }
      const worst = worstPrice(planned.side, planned.price, settings);
      const crossed = crossing(
        planned.side,
        await this.#depth(view, planned, quote, step.remainder),
        worst,
        step.remainder,
        settings.depth_share,
      );
      if (crossed === null) return this.#hold(step.step, 'the book shows nothing at an acceptable price');
      ({ price, largest } = crossed);
      timeInForce = 'IOC';
    }
    const spends = planned.side === 'buy' ? market.quote : market.base;
    const sized = sizeOrder({
      side: planned.side,
      market,
      remainder: step.remainder,
      available: view.available(spends),
      price,
      largest,
    });
    if (sized.kind !== 'order') return this.#tooLittle(step, sized, market, spends, othersUnderWay);
    this.#waited.delete(step.step);
    view.spend(
      spends,
      planned.side === 'buy' ? multiply(decimal(sized.amount), decimal(sized.price)) : decimal(sized.amount),
    );
    return this.#place(step, view, sized, timeInForce, midOf(quote));
  }

  #tooLittle(
    { step, remainder }: StepProgress,
    sized: Exclude<Sized, { kind: 'order' }>,
    { base }: VenueMarket,
    spends: string,
    othersUnderWay: boolean,
  ): 'gave-up' | 'waits' {
    if (sized.kind === 'too-small') {
      const left = formatDecimal(remainder);
      return this.#giveUp(
        step,
        `the remaining ${left} ${base} are below the smallest order of ${sized.least} ${base}`,
        false,
      );
    }
    // Sales that are under way may still bring it.
    if (othersUnderWay) return 'waits';
    return this.#hold(step, `there is not enough ${spends} for it`);
  }

  /** The top of the book when that is enough; otherwise the book is asked for. */
  async #depth({ venue }: AccountView, { side, symbol }: PlanOrder, quote: Quote, wanted: Decimal) {
    const [price, amount] = side === 'buy' ? [quote.ask, quote.askAmount] : [quote.bid, quote.bidAmount];
    const enough = Number(amount) * this.#execution.settings.depth_share >= Number(formatDecimal(wanted));
    return enough ? [{ price, amount }] : venue.depth(symbol, side);
  }

  /** Waits a few rounds for something to change, then gives the step up. */
  #hold(step: number, reason: string): 'waits' | 'gave-up' {
    const waited = (this.#waited.get(step) ?? 0) + 1;
    this.#waited.set(step, waited);
    return waited > MOST_WAITS ? this.#giveUp(step, reason, true) : 'waits';
  }

  #giveUp(step: number, reason: string, again: boolean): 'gave-up' {
    this.#givenUp.set(step, { reason, again });
    return 'gave-up';
  }

  async #place(
    step: StepProgress,
    { venue }: AccountView,
    sized: Extract<Sized, { kind: 'order' }>,
    timeInForce: TimeInForce,
    mid: number,
  ): Promise<'placed' | 'gave-up' | 'waits'> {
    const { portfolio, plan } = this.#execution;
    const { journal, wall } = this.#parts;
    const { account, symbol, side } = step.planned;
    const id = clientOrderId({ portfolio, plan, step: step.step, attempt: step.nextAttempt });
    const sentAt = wall();
    const order: OrderRecord = {
      clientOrderId: id,
      step: step.step,
      attempt: step.nextAttempt,
      account,
      symbol,
      side,
      amount: sized.amount,
      price: sized.price,
      timeInForce,
      mid,
      state: 'written',
      filled: '0',
      exchangeId: null,
      refusal: null,
      placedAt: venue.clock.now(),
      sentAt,
      deadAt: sentAt + venue.acceptanceMs,
    };
    await journal.write(order);
    const { amount, price } = sized;
    const sendBy = sentAt + LATEST_SEND_MS;
    const placement = await venue.place({
      clientOrderId: id,
      symbol,
      side,
      amount,
      price,
      timeInForce,
      sendBy,
    });
    if (placement.kind === 'accepted') {
      this.#busy = 0;
      await recordFound(order, placement.order, this.#settling(account));
      return 'placed';
    }
    // What became of it is asked in the next round.
    if (placement.kind === 'unclear') return 'placed';
    await journal.refused(id, placement.reason);
    return this.#afterRefusal(step.step, placement.cause, placement.reason, venue);
  }

  async #afterRefusal(
    step: number,
    cause: RefusalCause,
    reason: string,
    venue: Venue,
  ): Promise<'placed' | 'gave-up' | 'waits'> {
    const key = `${step} ${cause}`;
    const times = (this.#refusals.get(key) ?? 0) + 1;
    this.#refusals.set(key, times);
    switch (cause) {
      case 'passive':
        return 'placed';
      case 'busy':
        if (++this.#busy > MOST_FAILURES) {
          throw new HoldfastError('VENUE_UNREACHABLE', `The exchange takes no orders right now: ${reason}`);
        }
        await this.#parts.sleep(FIRST_PAUSE_MS * 2 ** this.#busy);
        return 'placed';
      case 'unpriced':
        if (times > MOST_UNPRICED) return this.#giveUp(step, reason, true);
        await this.#parts.sleep(FIRST_PAUSE_MS * 2 ** times);
        return 'placed';
      case 'funds':
        if (times <= MOST_WAITS) return 'waits';
        return this.#giveUp(step, reason, true);
      case 'filters':
        venue.forgetMarkets();
        if (this.#filtersChanged && times > 1) return this.#giveUp(step, reason, true);
        this.#filtersChanged = true;
        return 'placed';
      case 'halted':
        return this.#giveUp(step, reason, true);
      case 'policy':
      case 'other':
        return this.#giveUp(step, reason, false);
    }
  }

  /** Lets trading time pass until there may be something new. */
  async #wait(progress: readonly StepProgress[]): Promise<void> {
    const { reprice_s, patience_s, slice_pause_s } = this.#execution.settings;
    const [first] = progress.filter((step) => !this.#isFinished(step));
    if (first === undefined) return;
    const rests = progress.some(({ pending }) => pending.length > 0);
    const { clock } = this.#parts.venueOf(first.planned.account);
    const pause = rests ? Math.min(reprice_s, patience_s) : Math.max(1, slice_pause_s);
    await clock.wait(Math.max(1, pause) * 1000);
  }
}
