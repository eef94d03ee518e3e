import { formatDate } from '@holdfast/engine';
import type { Explanation } from './explanation.ts';
import { sentences } from './sentences.ts';

/** The reasoning as `holdfast index explain --json` prints it. Weights are fractions, money is in level units. */
export function explanationJson(explanation: Explanation) {
  const { definition, decision, ofAsset, selection, selectionOfAsset } = explanation;
  return {
    index: definition.id,
    asset: explanation.asset,
    date: formatDate(explanation.date),
    is_rebalance: explanation.isRebalance,
    decision: {
      date: formatDate(decision.date),
      known_until: formatDate(decision.knownUntil),
      reason: decision.reason,
      value_before: decision.valueBefore,
      value_after: decision.valueAfter,
      turnover: decision.turnover,
      cost: decision.cost,
      invested_share: decision.investedShare,
      breach: decision.breach,
    },
    selection: {
      date: formatDate(selection.date),
      eligible: selectionOfAsset.failed === null,
      failed: selectionOfAsset.failed,
      failed_because: selectionOfAsset.failedBecause,
      ranked_by: definition.select.by,
      rank: selectionOfAsset.rank,
      value: selectionOfAsset.value,
      place: selectionOfAsset.place,
      raw_weight: selectionOfAsset.rawWeight,
      bounded_weight: selectionOfAsset.boundedWeight,
      bound: selectionOfAsset.bound,
    },
    target_weight: ofAsset.targetWeight,
    weight_before: ofAsset.weightBefore,
    trade: ofAsset.trade,
    cost: ofAsset.cost,
    impact: ofAsset.impact,
    held_weight: explanation.heldWeight,
    sentences: sentences(explanation),
  };
}
