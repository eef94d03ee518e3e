import {
  type AssetDecision,
  type Decision,
  formatDate,
  type IndexDefinition,
  type RebalanceReason,
} from '@holdfast/engine';
import { grouped, percent } from '../output/format.ts';
import type { Explanation } from './explanation.ts';

const REASONS: Readonly<Record<RebalanceReason, string>> = {
  start: 'the first date of the index',
  schedule: 'scheduled',
  weights: 'a date from which the definition gives new weights',
  drift: 'a weight had drifted too far from its target',
  overlay: 'the overlay changed the invested share',
};

/** The reasoning as a person would tell it, in order: when, eligible, rank, weight, overlay, trade, held. */
export function sentences(explanation: Explanation): string[] {
  const { definition, asset, decision, ofAsset, selection, selectionOfAsset } = explanation;
  return [
    ...whenSentences(explanation),
    ...(selection === decision
      ? []
      : [`It selected nothing: members and their weights are those of ${formatDate(selection.date)}.`]),
    eligibilitySentence(selectionOfAsset, asset),
    ...rankSentences(selectionOfAsset, definition),
    ...weightSentences(selectionOfAsset, definition),
    ...overlaySentences(decision, ofAsset, definition),
    tradeSentence(decision, ofAsset, asset),
    ...(explanation.isRebalance
      ? []
      : [`On ${formatDate(explanation.date)} ${asset} is ${percent(explanation.heldWeight)} of the index.`]),
  ];
}

function whenSentences({ definition, date, isRebalance, decision }: Explanation): string[] {
  const day = formatDate(date);
  const seen = `The rules saw rows up to ${formatDate(decision.knownUntil)}.`;
  if (isRebalance) return [`${day} is a rebalance of ${definition.id}: ${REASONS[decision.reason]}.`, seen];
  return [
    `${day} is no rebalance of ${definition.id}. The last one before it was ${formatDate(decision.date)}: ${REASONS[decision.reason]}.`,
    seen,
  ];
}

function eligibilitySentence({ failed, failedBecause }: AssetDecision, asset: string): string {
  if (failed === null) return `${asset} was eligible.`;
  return `${asset} was not eligible (${failed}): ${failedBecause ?? 'a filter left it out'}.`;
}

function rankSentences({ rank, value, place }: AssetDecision, { select }: IndexDefinition): string[] {
  if (place === 'all') return ['Every eligible asset is a member.'];
  if (rank === null) return [];
  const by = value === null ? '' : ` by ${select.by} (${rankedValue(value, select.by)})`;
  const places: Readonly<Record<string, string>> = {
    top: `which is within the top ${select.top}, so it is a member`,
    core: `which is within the first ${(select.top ?? 0) - select.buffer}, so it is a member`,
    kept: `and it was a member before, so the buffer of ${select.buffer} keeps its place`,
    filled: 'and took a place that was still free',
    outside: `which is outside the ${select.top} places, so it is no member`,
  };
  return [`It ranked ${rank}${by}, ${place === null ? 'with no place given' : places[place]}.`];
}

function rankedValue(value: number, by: IndexDefinition['select']['by']): string {
  if (by === 'market-cap' || by === 'volume') return `${grouped(value, 0)} USD`;
  if (by === 'return') return percent(value);
  if (by === 'low-volatility') return `${percent(-value)} a day`;
  return grouped(value, 4);
}

function weightSentences(
  { rawWeight, boundedWeight, bound }: AssetDecision,
  { weight }: IndexDefinition,
): string[] {
  if (rawWeight === null || boundedWeight === null) return [];
  const start = `The scheme ${weight.scheme} gave it ${percent(rawWeight)}`;
  const bounded = percent(boundedWeight);
  switch (bound) {
    case 'cap':
      return [`${start}; the cap holds it at ${bounded}.`];
    case 'floor':
      return [`${start}; the floor holds it at ${bounded}.`];
    case 'sector-cap':
      return [`${start}; the bound of its sector leaves it ${bounded}.`];
    case 'infeasible':
      return [
        `${start}; the bounds could not be kept by these members, so all weights are equal: ${bounded}.`,
      ];
    case null:
      return [
        Math.abs(boundedWeight - rawWeight) < 1e-9
          ? `${start}.`
          : `${start}; bounds of others make it ${bounded}.`,
      ];
  }
}

function overlaySentences(
  { investedShare }: Decision,
  { targetWeight }: AssetDecision,
  { overlay }: IndexDefinition,
): string[] {
  if (overlay === null || (targetWeight === 0 && investedShare > 0)) return [];
  return [
    `The overlay invests ${percent(investedShare)} of the index, which makes its target ${percent(targetWeight)}.`,
  ];
}

function tradeSentence({ valueBefore }: Decision, traded: AssetDecision, asset: string): string {
  const { trade, cost, impact, targetWeight, weightBefore } = traded;
  const change = `from ${percent(weightBefore)} to ${percent(targetWeight)}`;
  if (trade === 0) {
    return targetWeight === 0
      ? `${asset} was neither held nor bought.`
      : `Nothing had to be traded: ${change}.`;
  }
  const impactPart = impact > 0 ? `, of which ${grouped(impact, 4)} impact` : '';
  return `It was ${trade > 0 ? 'bought' : 'sold'}, ${change}: ${grouped(Math.abs(trade), 4)} of a level of ${grouped(valueBefore, 2)}, for a cost of ${grouped(cost, 4)}${impactPart}.`;
}
