import { type AssetDecision, type Decision, type EligibilityRule, formatDate } from '@holdfast/engine';
import { shareBar } from '../chart/share-bar.ts';
import { formatCount, formatPercent, formatPlural, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import type { IndexReportInput } from './input.ts';
import type { Naming } from './naming.ts';
import { formatRankedValue, memberReason, rankedValueLabel } from './reason.ts';

const NEAR_MISSES = 10;
const EXAMPLES = 6;

const RULES: Readonly<Record<EligibilityRule, string>> = {
  'price-on-date': 'no price on the day of the trade',
  'price-at-lag': 'no price on the day the rules look at',
  'excluded-id': 'excluded by id',
  'not-included': 'not in the list of included ids',
  'excluded-tag': 'has an excluded tag',
  'no-included-tag': 'has none of the included tags',
  'market-cap-missing': 'market cap unknown',
  'min-market-cap': 'market cap too small',
  'median-volume-incomplete': 'too few days of volume for its median',
  'min-median-volume': 'median volume too small',
  'min-age': 'too young',
  'selection-window-incomplete': 'too few days for the selection',
  'weight-window-incomplete': 'too few days for the weights',
  'flat-window': 'price did not move',
  'no-votes': 'no votes',
  'no-custom-weight': 'no weight in the file',
};

/** Members now with the reason for each, near misses, and what the filters left out. */
export function membersSection(input: IndexReportInput, names: Naming): Html {
  const { backtest, decisions } = input;
  const last = decisions.at(-1);
  if (!last) return targetsOnly(input, names);
  // An overlay date only scales weights: reasons are in the last decision that selected.
  const selected =
    input.lastSelection ?? decisions.findLast((decision) => decision.reason !== 'overlay') ?? last;
  const reasons = new Map(selected.assets.map((asset) => [asset.asset, asset]));
  const { definition } = backtest;
  const invested = last.assets.reduce((sum, asset) => sum + asset.targetWeight, 0);
  // While an overlay holds nothing, its reader wants to know what it would hold.
  const idle =
    definition.overlay !== null &&
    last.assets.every((asset) => asset.targetWeight === 0 || asset.asset === definition.cash_asset);
  const weightOf = (asset: AssetDecision): number => (idle ? (asset.boundedWeight ?? 0) : asset.targetWeight);
  const members = (idle ? selected : last).assets
    .filter((asset) => weightOf(asset) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a) || (a.asset < b.asset ? -1 : 1));
  const reasonOf = (asset: AssetDecision): AssetDecision => reasons.get(asset.asset) ?? asset;
  const columns: Column<AssetDecision>[] = [
    {
      label: 'Member',
      cell: (asset) => names.full(asset.asset),
      sort: (asset) => names.plain(asset.asset).toLowerCase(),
    },
    {
      label: idle ? 'Weight if invested' : 'Weight',
      kind: 'number',
      cell: (asset) =>
        html`${formatPercent(weightOf(asset), 2)}${shareBar(weightOf(asset) / weightOf(members[0]))}`,
      sort: weightOf,
    },
    {
      label: 'Raw weight',
      hint: 'What the scheme gave before caps, floors and overlay',
      kind: 'number',
      cell: (asset) =>
        orDash(reasonOf(asset).rawWeight, (value) => formatPercent(value, 2), 'not weighted by the scheme'),
      sort: (asset) => reasonOf(asset).rawWeight,
    },
    ...rankColumns(input, reasonOf),
    {
      label: 'Why',
      cell: (asset) => html`<span class="reason">${why(reasonOf(asset), input)}</span>`,
    },
  ];
  const state = idle
    ? `Since ${formatDate(last.date)} the overlay holds nothing but cash; these are the members it would invest in, with their weights before the overlay.`
    : `${last.date === selected.date ? '' : `Weights are those of ${formatDate(last.date)}, when the overlay changed. `}${
        definition.overlay
          ? `The overlay's invested share is ${formatPercent(last.investedShare)}; weights below include it. `
          : ''
      }${invested < 1 - 1e-9 ? `${formatPercent(1 - invested)} is cash.` : ''}`;
  return html`<p>Decided for ${formatDate(selected.date)} from data up to ${formatDate(selected.knownUntil)}. ${state}</p>
${selected.breach ? html`<div class="note warn" role="note"><p><strong>Bounds not kept.</strong> With these members the bounds can't all hold, so the weights are equal.</p></div>` : null}
${table({ caption: idle ? 'Members it would invest in' : `Members on ${formatDate(last.date)}, target weights`, columns, rows: members, empty: 'The index holds nothing but cash.' })}
${nearMisses(selected, input, names)}${leftOut(selected, names)}`;
}

function rankColumns(
  { backtest }: IndexReportInput,
  reasonOf: (asset: AssetDecision) => AssetDecision,
): Column<AssetDecision>[] {
  const { select, weight } = backtest.definition;
  if (select.by === 'all' || weight.scheme === 'custom') return [];
  return [
    {
      label: 'Rank',
      kind: 'number',
      cell: (asset) => orDash(reasonOf(asset).rank, String, 'not ranked'),
      sort: (asset) => reasonOf(asset).rank,
    },
    {
      label: rankedValueLabel(select),
      kind: 'number',
      cell: (asset) =>
        orDash(reasonOf(asset).value, (value) => formatRankedValue(select.by, value), 'no value'),
      sort: (asset) => reasonOf(asset).value,
    },
  ];
}

function why(asset: AssetDecision, { backtest }: IndexReportInput): Content {
  if (asset.asset === backtest.definition.cash_asset) return 'Holds what is not invested.';
  return memberReason(asset, backtest.definition);
}

function nearMisses(selected: Decision, input: IndexReportInput, names: Naming): Html | null {
  const { select, weight } = input.backtest.definition;
  if (select.by === 'all' || weight.scheme === 'custom') return null;
  const missed = selected.assets
    .filter((asset) => asset.place === 'outside' && asset.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .slice(0, NEAR_MISSES);
  return html`<h3>Near misses</h3>
<p>${
    select.buffer > 0
      ? `Eligible, but without a place: members keep theirs down to rank ${(select.top ?? 0) + select.buffer} before anyone new gets one.`
      : 'Eligible, but ranked too low.'
  }</p>
${table({
  caption: 'Near misses',
  quietCaption: true,
  empty: 'No eligible asset was left outside.',
  rows: missed,
  columns: [
    { label: 'Asset', cell: (asset) => names.full(asset.asset) },
    ...rankColumns(input, (asset) => asset),
    {
      label: 'Held before',
      kind: 'number',
      cell: (asset) => (asset.weightBefore > 0 ? formatPercent(asset.weightBefore, 2) : 'no'),
    },
  ],
})}`;
}

function leftOut(selected: Decision, names: Naming): Html | null {
  const byRule = Map.groupBy(
    selected.assets.filter((asset) => asset.failed !== null),
    (asset) => asset.failed as EligibilityRule,
  );
  if (byRule.size === 0) return null;
  const rows = [...byRule].sort((a, b) => b[1].length - a[1].length);
  const count = rows.reduce((sum, [, assets]) => sum + assets.length, 0);
  return html`<details><summary>${formatPlural(count, 'asset')} left out by the filters</summary>${table({
    caption: 'Left out, by the first rule that failed',
    rows,
    columns: [
      { label: 'Rule', cell: ([rule]) => RULES[rule] },
      { label: 'Assets', kind: 'number', cell: ([, assets]) => formatCount(assets.length) },
      {
        label: 'For example',
        cell: ([, assets]) =>
          html`<ul class="plain">${[...assets]
            .sort(
              (a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY) || 0,
            )
            .slice(0, EXAMPLES)
            .map(
              (asset) =>
                html`<li>${names.full(asset.asset)}${asset.failedBecause ? html`: <span class="muted">${asset.failedBecause}</span>` : null}</li>`,
            )}</ul>`,
      },
    ],
  })}</details>`;
}

/** Without decisions there are targets but no reasons. */
function targetsOnly({ backtest }: IndexReportInput, names: Naming): Html {
  const last = backtest.rebalances.at(-1);
  const rows = Object.entries(last?.targets ?? {}).sort((a, b) => b[1] - a[1]);
  return html`<p>This run did not record its decisions, so only the weights are known.</p>${table({
    caption: last ? `Members on ${formatDate(last.date)}` : 'Members',
    rows,
    empty: 'The index holds nothing but cash.',
    columns: [
      { label: 'Member', cell: ([asset]) => names.full(asset) },
      { label: 'Weight', kind: 'number', cell: ([, weight]) => formatPercent(weight, 2) },
    ],
  })}`;
}
