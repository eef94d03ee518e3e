import type { IndexDefinition } from '@holdfast/engine';
import type { CloseCalls } from './close-calls.ts';
import { numbersInForce } from './dated-numbers.ts';
import { byUtf8Bytes, type Instrument, type Market } from './market.ts';
import { allEqual, annualisedSharpe, mean, sampleDeviation } from './moments.ts';
import { lastVolumes, logReturns, simpleReturns, windowReturn } from './window.ts';

/** What an instrument is ranked by at `known` = t − lag; null when the rule lacks what it needs. */
export function rankingValue(
  instrument: Instrument,
  definition: IndexDefinition,
  market: Market,
  known: number,
): number | null {
  const window = definition.select.window ?? 0;
  switch (definition.select.by) {
    case 'market-cap':
      return instrument.rows[known]?.marketCap ?? null;
    case 'volume': {
      const volumes = lastVolumes(instrument, known, window);
      return volumes === null ? null : mean(volumes);
    }
    case 'return':
      return windowReturn(instrument, known, window);
    case 'sharpe': {
      const returns = simpleReturns(instrument, known, window);
      return returns === null ? null : annualisedSharpe(returns);
    }
    case 'low-volatility': {
      const returns = logReturns(instrument, known, window);
      return returns === null || allEqual(returns) ? null : -sampleDeviation(returns)!;
    }
    case 'votes':
      return numbersInForce(definition.votes ?? [], market.dates[known])[instrument.id] ?? null;
    case 'all':
      return 0;
  }
}

/** An eligible instrument and what it is ranked by. */
export interface Candidate {
  readonly instrument: Instrument;
  readonly value: number;
}

/**
 * Descending by value, ties by id ascending.
 *
 * @param exact whether the values come from the snapshot, so that equal ones are a tie
 */
export function ranked(
  candidates: readonly Candidate[],
  exact: boolean,
  closeCalls: CloseCalls,
): Candidate[] {
  const order = [...candidates].sort(
    (a, b) => b.value - a.value || byUtf8Bytes(a.instrument.id, b.instrument.id),
  );
  for (let rank = 1; rank < order.length; rank++) {
    const [better, worse] = [order[rank - 1].value, order[rank].value];
    closeCalls.compared(better, worse, Math.max(Math.abs(better), Math.abs(worse)), exact);
  }
  return order;
}

/** The first `top` of the order, with the current members' privilege of `buffer`. */
export function chosen(
  order: readonly Candidate[],
  top: number,
  buffer: number,
  members: ReadonlySet<string>,
): Candidate[] {
  const taken = new Set<Candidate>();
  const take = (candidate: Candidate) => {
    if (taken.size < top) taken.add(candidate);
  };
  order.filter((_, i) => i + 1 <= top - buffer).forEach(take);
  order.filter(({ instrument }, i) => i + 1 <= top + buffer && members.has(instrument.id)).forEach(take);
  order.forEach(take);
  return order.filter((candidate) => taken.has(candidate));
}
