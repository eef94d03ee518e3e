import type { IndexDefinition } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { impactOf } from './impact.ts';
import { type Instrument, lastPriceAt, lastRowAt, type Market } from './market.ts';
import { sum } from './moments.ts';

/** What an index owns between two rebalances; values are in level units. */
export interface Holdings {
  readonly cash: number;
  /** By id, the cash asset included; all above 0. */
  readonly units: ReadonlyMap<string, number>;
}

/** What one rebalance did. */
export interface Trades {
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly traded: number;
  readonly cost: number;
  readonly impact: number;
  /** Whether anything was bought. */
  readonly buys: boolean;
  readonly after: Holdings;
}

/** Whether an instrument without a price on `t` counts as delisted: its last price is `stale_after` days old. */
export function isDelisted(instrument: Instrument, market: Market, t: number, staleAfter: number): boolean {
  if (instrument.rows[t] !== null) return false;
  const last = lastRowAt(instrument, t);
  return last === null || market.dates[t] - market.dates[last] >= staleAfter;
}

/** Turns delisted holdings into cash at their last price × (1 − haircut), without cost. */
export function withoutDelisted(
  holdings: Holdings,
  instruments: ReadonlyMap<string, Instrument>,
  market: Market,
  t: number,
  { stale_after, delist_haircut }: IndexDefinition,
): Holdings {
  let { cash } = holdings;
  const units = new Map<string, number>();
  for (const [id, owned] of holdings.units) {
    const instrument = instruments.get(id)!;
    if (isDelisted(instrument, market, t, stale_after)) {
      cash += owned * lastPriceAt(instrument, t)! * (1 - delist_haircut);
    } else {
      units.set(id, owned);
    }
  }
  return { cash, units };
}

/** Value of each holding on `t`, a stale one at its last price. */
export function heldValues(
  holdings: Holdings,
  instruments: ReadonlyMap<string, Instrument>,
  t: number,
): Map<string, number> {
  return new Map(
    [...holdings.units].map(([id, owned]) => [id, owned * lastPriceAt(instruments.get(id)!, t)!]),
  );
}

/** V = Σ units × price + cash. */
export function valueOn(holdings: Holdings, instruments: ReadonlyMap<string, Instrument>, t: number): number {
  return sum([...heldValues(holdings, instruments, t).values()]) + holdings.cash;
}

/** 1 − Σ targets; what rounding leaves of weights that sum to 1 is not cash. */
export function missingTo1(targets: ReadonlyMap<string, number>): number {
  const rest = 1 - sum([...targets.values()]);
  return rest < 1e-12 ? 0 : rest;
}

/**
 * Trades to the target weights at the prices of `t`.
 *
 * @param targets weights above 0 by id, summing to at most 1; the rest becomes cash
 * @throws HoldfastError CAPITAL_EXCEEDS_LIQUIDITY
 */
export function trade(
  holdings: Holdings,
  targets: ReadonlyMap<string, number>,
  instruments: ReadonlyMap<string, Instrument>,
  t: number,
  definition: IndexDefinition,
): Trades {
  const held = heldValues(holdings, instruments, t);
  for (const [id, value] of held) {
    const stale = instruments.get(id)!.rows[t] === null;
    if (stale && !targets.has(id)) held.set(id, value * (1 - definition.delist_haircut));
  }
  const valueBefore = sum([...held.values()]) + holdings.cash;

  let traded = 0;
  let impact = 0;
  let buys = false;
  for (const id of new Set([...held.keys(), ...targets.keys()])) {
    const bought = (targets.get(id) ?? 0) * valueBefore - (held.get(id) ?? 0);
    traded += Math.abs(bought);
    impact += impactOf(Math.abs(bought), instruments.get(id)!, definition, t - definition.lag);
    buys ||= bought > 0;
  }
  const cost = (traded * definition.cost_bps) / 10_000 + impact;
  if (definition.capital !== null && cost > valueBefore) {
    throw new HoldfastError(
      'CAPITAL_EXCEEDS_LIQUIDITY',
      'The trades would cost more than the index is worth.',
    );
  }
  const valueAfter = valueBefore - cost;
  const units = new Map<string, number>();
  for (const [id, weight] of targets) {
    units.set(id, (weight * valueAfter) / lastPriceAt(instruments.get(id)!, t)!);
  }
  return {
    valueBefore,
    valueAfter,
    traded,
    cost,
    impact,
    buys,
    after: { cash: missingTo1(targets) * valueAfter, units },
  };
}
