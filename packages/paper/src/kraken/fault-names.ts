import type { FaultPlan } from '../faults/fault-plan.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { assetNamed, KrakenNames } from './names.ts';

/** A fault plan that names markets and assets in any way that Kraken takes, by the names that the exchange has inside. */
export function planByOwnNames(plan: FaultPlan, { symbols }: Pick<SnapshotMarkets, 'symbols'>): FaultPlan {
  const names = new KrakenNames(symbols.values());
  const named = <T extends { readonly symbol: string }>(one: T): T => ({
    ...one,
    symbol: names.pair(one.symbol)?.name ?? one.symbol,
  });
  return {
    ...plan,
    halts: plan.halts.map(named),
    filters: plan.filters.map(named),
    delistings: plan.delistings.map(named),
    holds: plan.holds.map((hold) => ({ ...hold, asset: assetNamed(hold.asset) })),
  };
}
