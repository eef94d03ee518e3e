import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import type { SelectionTrace, Selector } from '../selection/selector.ts';
import type { DecisionView } from '../view.ts';
import type { AssetDecision, DecisionRecorder } from './decision.ts';
import { squareRootImpact } from './impact.ts';
import type { Portfolio } from './portfolio.ts';
import type { RebalanceFigures } from './rebalance-log.ts';
import type { Weights } from './simulation.ts';

/** A rebalance that has just been traded, with all that explains it. */
export interface TradedRebalance {
  readonly panel: Panel;
  readonly definition: IndexDefinition;
  readonly view: DecisionView;
  /** The selector after its decision; null on an overlay date. */
  readonly selector: Selector | null;
  /** The shadow's weights that were taken over on an overlay date; otherwise null. */
  readonly shadow: Weights | null;
  readonly portfolio: Portfolio;
  /** Members before the rebalance. */
  readonly wasMember: Uint8Array;
  readonly oldSlots: Int32Array;
  readonly figures: RebalanceFigures;
}

/** Puts the full reasoning of a rebalance together and hands it to the recorder. Slow path: only when asked for. */
export function recordDecision(recorder: DecisionRecorder, traded: TradedRebalance): void {
  const { panel, view, selector, portfolio, figures, oldSlots } = traded;
  const newSlots = portfolio.slots.subarray(0, portfolio.slotCount);
  const involved = new Set<number>([...oldSlots, ...newSlots]);
  const assets =
    recorder.scope === 'all'
      ? Array.from({ length: panel.assetCount }, (_, asset) => asset)
      : [...involved].sort((a, b) => a - b);
  const traces = selector?.trace(view, traded.wasMember, assets) ?? new Map<number, SelectionTrace>();
  const shadow = new Map<number, number>();
  traded.shadow?.assets.forEach((asset, i) => {
    shadow.set(asset, traded.shadow?.weights[i] ?? 0);
  });
  const held = new Set(oldSlots);
  recorder.record({
    date: figures.date,
    knownUntil: view.knownDay,
    reason: figures.reason,
    valueBefore: figures.valueBefore,
    valueAfter: figures.valueAfter,
    cost: figures.cost,
    turnover: figures.turnover,
    investedShare: figures.investedShare,
    breach: selector?.breach ?? false,
    assets: assets.map((asset) =>
      describe(traded, asset, traces.get(asset), shadow.get(asset) ?? null, held.has(asset)),
    ),
  });
}

function describe(
  { panel, definition, view, portfolio, figures }: TradedRebalance,
  asset: number,
  trace: SelectionTrace | undefined,
  fromShadow: number | null,
  wasHeld: boolean,
): AssetDecision {
  const heldBefore = wasHeld ? portfolio.heldValue[asset] : 0;
  const trade = portfolio.target[asset] * figures.valueBefore - heldBefore;
  const { capital, base, cost_bps } = definition;
  let impact = 0;
  if (capital !== null && trade !== 0) {
    const estimate = squareRootImpact(capital / base.value)(view, asset, Math.abs(trade));
    if (estimate > 0) impact = estimate;
  }
  return {
    asset: panel.assets[asset],
    failed: trace?.failed ?? null,
    failedBecause: trace?.failedBecause ?? null,
    rank: trace?.rank ?? null,
    value: trace?.value ?? null,
    place: trace?.place ?? null,
    rawWeight: trace?.rawWeight ?? fromShadow,
    boundedWeight: trace?.boundedWeight ?? fromShadow,
    bound: trace?.bound ?? null,
    targetWeight: portfolio.target[asset],
    weightBefore: figures.valueBefore > 0 ? heldBefore / figures.valueBefore : 0,
    trade,
    cost: (Math.abs(trade) * cost_bps) / 10_000 + impact,
    impact,
  };
}
