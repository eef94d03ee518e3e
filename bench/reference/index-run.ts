import type { IndexDefinition, RebalanceReason } from '@holdfast/engine';
import type { CloseCalls } from './close-calls.ts';
import { decide } from './decision.ts';
import type { Span } from './first-date.ts';
import {
  type Holdings,
  heldValues,
  isDelisted,
  missingTo1,
  trade,
  valueOn,
  withoutDelisted,
} from './holdings.ts';
import type { Instrument, Market } from './market.ts';
import { investedShare, overlaySchedule } from './overlay.ts';
import { isFromDate, isScheduled } from './schedule.ts';

/** One rebalance, in level units. */
export interface ReferenceRebalance {
  /** Epoch day. */
  readonly date: number;
  readonly reason: RebalanceReason;
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly traded: number;
  readonly cost: number;
  readonly impact: number;
  /** ½ × traded / value before; 0 when there was no value. */
  readonly turnover: number;
  readonly buys: boolean;
  readonly investedShare: number;
  /** Null on an overlay date. */
  readonly eligible: number | null;
  /** Whether the bounds could not be kept. */
  readonly breach: boolean;
  /** Above 0 by id, the cash asset included. */
  readonly targets: Readonly<Record<string, number>>;
}

/** State of an index at the end of a date. */
interface Day {
  readonly level: number;
  readonly investedShare: number;
  readonly members: ReadonlySet<string>;
  /** Whether everything is cash. */
  readonly isCash: boolean;
  /** Whether what is held changed, by trades or by a delisting. */
  readonly isChanged: boolean;
  /** Members' shares of the level. */
  readonly weights: ReadonlyMap<string, number>;
}

/** The days of an index, the first of them at position `span.first` of the market's dates. */
export interface IndexRun {
  readonly days: readonly Day[];
  readonly rebalances: readonly ReferenceRebalance[];
}

/**
 * One index over its dates, a day at a time: delistings, then a rebalance if it is time for one, then the level.
 *
 * @param cashAsset what the rest is held in, or null: cash
 * @param shadow the run of the same index without overlay; null for an index without overlay
 * @throws HoldfastError CAPITAL_EXCEEDS_LIQUIDITY, SOLVER_NOT_CONVERGED
 */
export function runIndex(
  market: Market,
  cashAsset: Instrument | null,
  definition: IndexDefinition,
  { first, last }: Span,
  shadow: IndexRun | null,
  closeCalls: CloseCalls,
): IndexRun {
  const instruments = new Map(market.instruments.map((instrument) => [instrument.id, instrument]));
  if (cashAsset !== null) instruments.set(cashAsset.id, cashAsset);
  const { overlay, rebalance, stale_after, lag } = definition;
  const fromDates = definition.weights?.map(({ from }) => from) ?? [];

  let holdings: Holdings = { cash: definition.base.value, units: new Map() };
  let members: ReadonlySet<string> = new Set();
  let share = 1;
  let targets = new Map<string, number>();
  const days: Day[] = [];
  const rebalances: ReferenceRebalance[] = [];

  /** Members' shares of V at the prices of `t`. */
  const memberWeights = (t: number): Map<string, number> => {
    const value = valueOn(holdings, instruments, t);
    const held = heldValues(holdings, instruments, t);
    return new Map([...members].map((id) => [id, value > 0 ? (held.get(id) ?? 0) / value : 0]));
  };

  const drifted = (t: number): boolean => {
    const drift = rebalance.drift;
    // An index that has lost everything has no weights.
    if (drift === null || valueOn(holdings, instruments, t) === 0) return false;
    let over = false;
    for (const [id, weight] of memberWeights(t)) {
      const distance = Math.abs(weight - (targets.get(id) ?? 0));
      closeCalls.compared(distance, drift, 1);
      if (distance > drift) over = true;
    }
    return over;
  };

  for (let t = first; t <= last; t++) {
    const heldBefore = holdings.units.size;
    holdings = withoutDelisted(holdings, instruments, market, t, definition);
    members = new Set([...members].filter((id) => !isDelisted(instruments.get(id)!, market, t, stale_after)));

    const isDelisting = holdings.units.size < heldBefore;

    const date = market.dates[t];
    const dateBefore = t === first ? date : market.dates[t - 1];
    let reason: RebalanceReason | null = null;
    if (t === first) reason = 'start';
    else if (isFromDate(fromDates, dateBefore, date)) reason = 'weights';
    else if (isScheduled(rebalance.schedule, dateBefore, date)) reason = 'schedule';
    else if (drifted(t)) reason = 'drift';

    if (overlay !== null && (t === first || isScheduled(overlaySchedule(overlay), dateBefore, date))) {
      const seen = Math.max(0, t - lag - first + 1);
      const next = investedShare(overlay, shadow!.days.slice(0, seen), closeCalls);
      if (reason === null && Math.abs(next - share) > 1e-12) reason = 'overlay';
      share = next;
    }

    if (reason !== null) {
      let weights: ReadonlyMap<string, number>;
      let eligible: number | null = null;
      let breach = false;
      if (reason === 'overlay') {
        weights = shadow!.days[t - first].weights;
        members = shadow!.days[t - first].members;
      } else {
        const decision = decide(market, definition, t, members, closeCalls);
        weights = decision.weights;
        members = new Set(weights.keys());
        eligible = decision.eligible;
        breach = decision.breach;
      }
      targets = new Map();
      for (const [id, weight] of weights) if (share * weight > 0) targets.set(id, share * weight);
      if (cashAsset !== null && cashAsset.rows[t] !== null) {
        const rest = missingTo1(targets);
        if (rest > 0) targets.set(cashAsset.id, (targets.get(cashAsset.id) ?? 0) + rest);
      }
      const { after, ...trades } = trade(holdings, targets, instruments, t, definition);
      holdings = after;
      const { valueBefore, traded } = trades;
      rebalances.push({
        date,
        reason,
        ...trades,
        turnover: valueBefore > 0 ? traded / 2 / valueBefore : 0,
        investedShare: share,
        eligible,
        breach,
        targets: Object.fromEntries(targets),
      });
    }
    days.push({
      // The value after the trades, if there were any: they are at the prices of t.
      level:
        reason === null ? valueOn(holdings, instruments, t) : rebalances[rebalances.length - 1].valueAfter,
      investedShare: share,
      members,
      isCash: holdings.units.size === 0,
      isChanged: reason !== null || isDelisting,
      weights: memberWeights(t),
    });
  }
  return { days, rebalances };
}
