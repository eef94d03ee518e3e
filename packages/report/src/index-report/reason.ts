import type { AssetDecision, IndexDefinition } from '@holdfast/engine';
import { formatNumber, formatPercent, formatPlural, formatUsd } from '../html/format.ts';

/** A selection value in its own unit, as a person reads it. */
export function formatRankedValue(by: IndexDefinition['select']['by'], value: number): string {
  switch (by) {
    case 'market-cap':
    case 'volume':
      return formatUsd(value);
    case 'return':
      return formatPercent(value);
    case 'sharpe':
      return formatNumber(value, 2);
    case 'low-volatility':
      // Ranked by minus the deviation, so that the calmest comes first.
      return `${formatPercent(-value, 2)} a day`;
    case 'votes':
      return formatNumber(value, Number.isInteger(value) ? 0 : 2);
    case 'all':
      return '—';
  }
}

/** What the values are called in a column's header. */
export function rankedValueLabel(select: IndexDefinition['select']): string {
  const days = select.window === null ? '' : `, ${formatPlural(select.window, 'day')}`;
  switch (select.by) {
    case 'market-cap':
      return 'Market cap';
    case 'volume':
      return `Mean volume${days}`;
    case 'return':
      return `Return${days}`;
    case 'sharpe':
      return `Sharpe ratio${days}`;
    case 'low-volatility':
      return `Deviation${days}`;
    case 'votes':
      return 'Votes';
    case 'all':
      return 'Value';
  }
}

/** Why an asset is a member and why its weight is what it is, in a sentence or two. */
export function memberReason(asset: AssetDecision, definition: IndexDefinition): string {
  return [placeReason(asset, definition), weightReason(asset, definition)].filter(Boolean).join(' ');
}

function placeReason(asset: AssetDecision, { select, weight }: IndexDefinition): string {
  if (weight.scheme === 'custom') return 'The definition file gives its weight.';
  const top = select.top ?? 0;
  const rank = asset.rank === null ? '' : `Rank ${asset.rank}`;
  switch (asset.place) {
    case 'top':
      return `${rank} is within the top ${top}.`;
    case 'core':
      return `${rank} is within the first ${top - select.buffer}, which are always in.`;
    case 'kept':
      return `${rank}: was a member and stays down to rank ${top + select.buffer}.`;
    case 'filled':
      return `${rank} took a place that was still free.`;
    case 'all':
      return 'Every eligible asset is a member.';
    default:
      return asset.rank === null ? '' : `${rank}.`;
  }
}

function weightReason(asset: AssetDecision, { weight }: IndexDefinition): string {
  const raw = asset.rawWeight;
  const bounded = asset.boundedWeight;
  if (raw === null || bounded === null) return '';
  const to = `${formatPercent(raw)} to ${formatPercent(bounded)}`;
  const up = bounded > raw;
  switch (asset.bound) {
    case 'cap':
      return up
        ? `Raised by what the cap took from others, up to the cap itself: ${to}.`
        : `The cap of ${formatPercent(weight.cap ?? bounded)} cut its weight: ${to}.`;
    case 'floor':
      return `The floor of ${formatPercent(weight.floor ?? bounded)} raised its weight: ${to}.`;
    case 'sector-cap':
      return `Its sector reached the cap of ${formatPercent(weight.sector_cap ?? bounded)}: ${to}.`;
    case 'infeasible':
      return `The bounds could not be kept, so all weights are equal: ${to}.`;
    case null:
      if (Math.abs(bounded - raw) < 5e-4) return '';
      return up ? `Raised by what a cap took from others: ${to}.` : `Gave to others' floor: ${to}.`;
  }
}
