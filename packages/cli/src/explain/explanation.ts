import {
  type AssetDecision,
  type Backtest,
  type Decision,
  type DefinitionLibrary,
  formatDate,
  type IndexDefinition,
  nearest,
  type Panel,
  runBacktest,
} from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { printable } from '../output/printable.ts';
import { heldWeight } from './held-weight.ts';

/** Why an asset is in or out of an index on a date. Dates are epoch days. */
export interface Explanation {
  readonly definition: IndexDefinition;
  readonly asset: string;
  readonly date: number;
  /** Whether the index trades on the date itself. */
  readonly isRebalance: boolean;
  /** The last rebalance on or before the date, and what it says of the asset. */
  readonly decision: Decision;
  readonly ofAsset: AssetDecision;
  /** An overlay date selects nothing: the last rebalance that did. Otherwise the same as above. */
  readonly selection: Decision;
  readonly selectionOfAsset: AssetDecision;
  /** Share of the index in this asset at the end of the date. */
  readonly heldWeight: number;
}

/**
 * Runs the index and looks into its reasoning.
 *
 * @param day epoch day
 * @throws HoldfastError ASSET_UNKNOWN, COMMAND_INVALID for a date outside the index, and what `runBacktest` throws
 */
export function explain(
  panel: Panel,
  definition: IndexDefinition,
  library: DefinitionLibrary,
  asset: string,
  day: number,
): Explanation {
  checkAsset(panel, definition, asset);
  const backtest = runBacktest(panel, definition, { library });
  checkDate(backtest, day);
  const until = backtest.rebalances.filter(({ date }) => date <= day);
  const selecting = until.findLast(({ eligible }) => eligible !== null) ?? until[0];
  const decisions: Decision[] = [];
  runBacktest(panel, definition, {
    library,
    recorder: { scope: 'all', from: selecting.date, to: day, record: (decision) => decisions.push(decision) },
  });
  const decision = decisions[decisions.length - 1];
  return {
    definition,
    asset,
    date: day,
    isRebalance: decision.date === day,
    decision,
    ofAsset: about(decision, asset),
    selection: decisions[0],
    selectionOfAsset: about(decisions[0], asset),
    heldWeight: heldWeight(panel, library, backtest, until[until.length - 1], asset, day),
  };
}

function about(decision: Decision, asset: string): AssetDecision {
  const found = decision.assets.find((entry) => entry.asset === asset);
  if (found) return found;
  throw new HoldfastError('ASSET_UNKNOWN', `The index never considers "${asset}".`, { asset });
}

function checkAsset(panel: Panel, { id, members, cash_asset }: IndexDefinition, asset: string): void {
  if (members === null ? panel.indexOf(asset) !== undefined : members.includes(asset) || asset === cash_asset)
    return;
  const known = members ?? panel.assets;
  const meant = nearest(asset, known);
  throw new HoldfastError(
    'ASSET_UNKNOWN',
    `${members === null ? 'The snapshot has no asset' : `${id} is made of indices and has no member`} "${printable(asset)}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    { asset, meant: meant ?? null },
  );
}

function checkDate({ dates, definition }: Backtest, day: number): void {
  const first = dates[0];
  const last = dates[dates.length - 1];
  if (day >= first && day <= last) return;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `${definition.id} runs from ${formatDate(first)} to ${formatDate(last)}; ${formatDate(day)} is outside. Choose a date in between.`,
    { date: formatDate(day), first: formatDate(first), last: formatDate(last) },
  );
}
