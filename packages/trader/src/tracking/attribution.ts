import { noParts, partOf, type TrackingPart, type TrackingParts } from './parts.ts';
import {
  invalid,
  midAt,
  own,
  type TrackingFill,
  type TrackingInterval,
  type TrackingMark,
} from './tracking-input.ts';

/** One interval, split. USD. */
export interface IntervalAttribution {
  /** After the flows at its start, at mids. */
  readonly valueStart: number;
  /** Before the flows at its end, at mids. */
  readonly valueEnd: number;
  readonly indexReturn: number;
  /** Sum: valueEnd − valueStart × (1 + indexReturn). */
  readonly parts: TrackingParts;
}

/**
 * Splits what a portfolio gained beyond its index in one interval.
 *
 * With V the value at the start, h units held, p₀ and p₁ mids at the start and end, w = h·p₀ ÷ V, t the index's weights (what they
 * leave is cash with return 0), r = p₁ ÷ p₀ − 1, b = Σ t·r and R the index's return by its level:
 *
 *   V₁ − V·(1 + R) = V·Σ (w − t)·(r − b)  +  V·(b − R)  +  fills  −  fees  +  unexplained
 *
 * The first sum is the allocation effect of Brinson and Fachler ("Measuring Non-US Equity Portfolio Performance", Journal of
 * Portfolio Management 11 (3), 1985): measured against b, cash that lies idle costs the index's return, while measured against 0
 * it would cost nothing and everything else would be blamed. Each asset's term goes to the cause that its label names,
 * and that of cash to `cash`. Where targets τ are given that differ from t, because of members that can't be traded, w − t is taken
 * apart into w − τ, which goes by labels, and τ − t, which is `untradable`. The second is `indexPricing`.
 *
 * A fill moves x base (s = 1 bought, −1 sold) at price P, mid m and decision's mid d, with one quote worth Q. From then on it
 * changes the deviation that the first sum assumed to last, so each leg goes to the cause of its asset:
 *
 *   base:   s·x·(p₁ − m·Q) − s·x·m·Q·b·φ
 *   quote:  −s·x·P·(p₁ − Q) + s·x·P·Q·b·φ
 *   spread: −s·x·(P − m)·Q·(1 + b·φ)
 *
 * φ is the part of the interval that is left, so that b·φ stands for the index's return until its end: what was paid for the spread
 * could have earned it. It divides between the three and leaves their sum as it is.
 *
 * The move between plan and fill, −s·x·(m − d)·Q, counts as `timing` whatever the base's label (what Perold calls delay: "The
 * Implementation Shortfall", Journal of Portfolio Management 14 (3), 1988). A fee of u units worth F costs F·(1 + b·φ); what its
 * asset did from there against the index, F·(1 + b·φ) − u·p₁, goes to the cause of that asset.
 *
 * @throws HoldfastError TRACKING_INVALID when a price is missing
 */
export function attribute(interval: TrackingInterval, cash: ReadonlySet<string>): IntervalAttribution {
  const { start, end } = interval;
  const parts = noParts();
  const causeOf = (asset: string): TrackingPart =>
    cash.has(asset) ? 'cash' : partOf(own(start.labels, asset));

  const valueStart = worthOf(start, start.holdings);
  const held = addDeviations(parts, interval, valueStart, causeOf);
  const indexReturn = end.index.level / start.index.level - 1;
  parts.indexPricing += valueStart * (held.indexReturn - indexReturn);

  const derived = new Map(Object.entries(start.holdings));
  for (const fill of end.fills ?? []) {
    const left = (end.time - fill.time) / (end.time - start.time);
    addFill(parts, fill, end, held.indexReturn * left, causeOf);
    moveUnits(derived, fill);
  }

  const observed = beforeFlows(end);
  for (const asset of new Set([...derived.keys(), ...observed.keys()])) {
    const units = (observed.get(asset) ?? 0) - (derived.get(asset) ?? 0);
    if (units !== 0) parts.unexplained += units * midAt(end, asset);
  }
  return { valueStart, valueEnd: worthOf(end, Object.fromEntries(observed)), indexReturn, parts };
}

/** Deviations of weights as they are at the start, and the index's return at the account's mids. */
function addDeviations(
  parts: Record<TrackingPart, number>,
  { start, end }: TrackingInterval,
  value: number,
  causeOf: (asset: string) => TrackingPart,
): { indexReturn: number } {
  const { weights } = start.index;
  const targets = start.targets ?? weights;
  const members = [...new Set([...Object.keys(weights), ...Object.keys(targets)])]
    .map((asset) => ({ asset, weight: own(weights, asset) ?? 0, target: own(targets, asset) ?? 0 }))
    .filter(({ weight, target }) => weight > 0 || target > 0)
    .map((member) => ({ ...member, move: returnOf(member.asset, start, end) }));
  const indexReturn = members.reduce((sum, { weight, move }) => sum + weight * move, 0);

  let targetCash = 1;
  let indexCash = 1;
  for (const { asset, weight, target, move } of members) {
    targetCash -= target;
    indexCash -= weight;
    parts[causeOf(asset)] -= value * target * (move - indexReturn);
    parts.untradable += value * (target - weight) * (move - indexReturn);
  }
  parts.cash += value * targetCash * indexReturn;
  parts.untradable -= value * (targetCash - indexCash) * indexReturn;

  for (const [asset, units] of Object.entries(start.holdings)) {
    if (units === 0) continue;
    const before = midAt(start, asset);
    parts[causeOf(asset)] += units * (midAt(end, asset) - before) - units * before * indexReturn;
  }
  return { indexReturn };
}

/** A member's return at the account's mids; where there are none, the index's own. */
function returnOf(asset: string, start: TrackingMark, end: TrackingMark): number {
  const before = own(start.mids, asset);
  const after = own(end.mids, asset);
  if (before !== undefined && after !== undefined && before > 0) return after / before - 1;
  const told = own(start.index.returns, asset);
  if (told === undefined)
    throw invalid('marks', `${asset} is in the index, but has neither mids nor a return`);
  return told;
}

function addFill(
  parts: Record<TrackingPart, number>,
  fill: TrackingFill,
  end: TrackingMark,
  indexReturnLeft: number,
  causeOf: (asset: string) => TrackingPart,
): void {
  const { amount, price, decisionMid, fillMid = decisionMid, quoteUsd, base, quote, fee } = fill;
  const sign = fill.side === 'buy' ? 1 : -1;
  const carried = 1 + indexReturnLeft;
  const worth = amount * fillMid * quoteUsd;
  const paid = amount * price * quoteUsd;
  parts[causeOf(base)] += sign * (amount * midAt(end, base) - worth * carried);
  parts[causeOf(quote)] -= sign * (amount * price * midAt(end, quote) - paid * carried);
  parts.spread -= sign * (price - fillMid) * amount * quoteUsd * carried;

  const delay = -sign * amount * (fillMid - decisionMid) * quoteUsd;
  parts[causeOf(base)] -= delay;
  parts.timing += delay;

  if (fee === undefined || fee.amount === 0) return;
  parts.fees -= fee.usd * carried;
  parts[causeOf(fee.asset)] += fee.usd * carried - fee.amount * midAt(end, fee.asset);
}

function moveUnits(
  units: Map<string, number>,
  { side, base, quote, amount, price, fee }: TrackingFill,
): void {
  const move = (asset: string, by: number) => units.set(asset, (units.get(asset) ?? 0) + by);
  const sign = side === 'buy' ? 1 : -1;
  move(base, sign * amount);
  move(quote, -sign * amount * price);
  if (fee !== undefined) move(fee.asset, -fee.amount);
}

function beforeFlows({ holdings, flows }: TrackingMark): Map<string, number> {
  const before = new Map(Object.entries(holdings));
  for (const [asset, units] of Object.entries(flows ?? {}))
    before.set(asset, (before.get(asset) ?? 0) - units);
  return before;
}

function worthOf(mark: TrackingMark, units: Readonly<Record<string, number>>): number {
  return Object.entries(units).reduce(
    (value, [asset, held]) => (held === 0 ? value : value + held * midAt(mark, asset)),
    0,
  );
}
