import {
  type AssetDecision,
  type Backtest,
  type Decision,
  formatDate,
  type Rebalance,
  type RebalanceReason,
} from '@holdfast/engine';
import {
  formatCount,
  formatLevel,
  formatNumber,
  formatPercent,
  formatPlural,
  orDash,
} from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { table } from '../html/table.ts';
import type { IndexReportInput } from './input.ts';
import type { Naming } from './naming.ts';
import { formatRankedValue } from './reason.ts';

/** Trades that are listed in full; beyond, a page of daily rebalances would weigh tens of megabytes. */
const MAX_TRADE_ROWS = 2_500;
/** A table of more rebalances starts folded. */
const OPEN_TABLE = 40;
/** Sorting needs a key in every cell, which a long table can't afford. */
const SORTABLE_TABLE = 500;

const REASONS: Readonly<Record<RebalanceReason, string>> = {
  start: 'first purchase',
  schedule: 'schedule',
  weights: 'new weights in the file',
  drift: 'weights drifted',
  overlay: 'invested share changed',
};

/** Every rebalance in a table, and the trades of as many as fit, the latest first. */
export function rebalancesSection({ backtest, decisions }: IndexReportInput, names: Naming): Html {
  const { rebalances } = backtest;
  if (rebalances.length === 0) return html`<p class="muted">There was no rebalance.</p>`;
  const detailed = withDetail(decisions);
  const known = new Set(detailed.map((decision) => decision.date));
  const traded = rebalances.reduce((sum, rebalance) => sum + rebalance.traded, 0);
  const list = table({
    caption: `All ${formatPlural(rebalances.length, 'rebalance')}; values in level units`,
    rows: rebalances,
    columns: rebalanceColumns(known, costFormat(backtest.definition.base.value)).map((column) =>
      rebalances.length > SORTABLE_TABLE ? { ...column, sort: undefined } : column,
    ),
  });
  return html`<p>${formatPlural(rebalances.length, 'rebalance')} traded ${formatLevel(traded)} in level units and cost ${formatLevel(backtest.statistics.totalCost)}.</p>
${rebalances.length > OPEN_TABLE ? html`<details><summary>All ${formatCount(rebalances.length)} rebalances</summary>${list}</details>` : list}
<h3>Trades</h3>
<p>${
    detailed.length === rebalances.length
      ? 'Every rebalance with its trades, the latest first.'
      : `Trades of ${formatCount(detailed.length)} of the ${formatCount(rebalances.length)} rebalances, the latest first; ${
          decisions.length < rebalances.length
            ? 'the others were not recorded'
            : 'the others are left out to keep this file small'
        }. “holdfast index explain” shows any of them.`
  }</p>
${detailed.map((decision) => detail(decision, backtest, names))}`;
}

/** The latest decisions whose trades fit, and always the first purchase, latest first. */
function withDetail(decisions: readonly Decision[]): Decision[] {
  const chosen: Decision[] = [];
  let rows = decisions[0]?.assets.length ?? 0;
  for (let i = decisions.length - 1; i >= 1; i--) {
    rows += decisions[i].assets.length;
    if (rows > MAX_TRADE_ROWS && chosen.length > 0) break;
    chosen.push(decisions[i]);
  }
  if (decisions.length > 0) chosen.push(decisions[0]);
  return chosen;
}

function rebalanceColumns(known: ReadonlySet<number>, formatCost: (cost: number) => string) {
  const percent = (value: number): string => formatPercent(value, 2);
  return [
    {
      label: 'Date',
      cell: ({ date }: Rebalance): Content =>
        known.has(date)
          ? html`<a class="date" href="#r${date}">${formatDate(date)}</a>`
          : html`<span class="date">${formatDate(date)}</span>`,
      sort: ({ date }: Rebalance) => date,
    },
    { label: 'Reason', cell: ({ reason }: Rebalance) => REASONS[reason] },
    {
      label: 'Eligible',
      kind: 'number' as const,
      cell: ({ eligible }: Rebalance) =>
        orDash(eligible, formatCount, 'nothing is selected on an overlay date'),
      sort: ({ eligible }: Rebalance) => eligible,
    },
    {
      label: 'Members',
      kind: 'number' as const,
      cell: ({ targets }: Rebalance) => formatCount(Object.keys(targets).length),
      sort: ({ targets }: Rebalance) => Object.keys(targets).length,
    },
    {
      label: 'Invested',
      kind: 'number' as const,
      cell: ({ investedShare }: Rebalance) => formatPercent(investedShare),
      sort: ({ investedShare }: Rebalance) => investedShare,
    },
    {
      label: 'Turnover',
      hint: 'One way: half of what was traded, as a share of the value',
      kind: 'number' as const,
      cell: ({ turnover }: Rebalance) => percent(turnover),
      sort: ({ turnover }: Rebalance) => turnover,
    },
    {
      label: 'Traded',
      kind: 'number' as const,
      cell: ({ traded }: Rebalance) => formatLevel(traded),
      sort: ({ traded }: Rebalance) => traded,
    },
    {
      label: 'Cost',
      kind: 'number' as const,
      cell: ({ cost }: Rebalance) => formatCost(cost),
      sort: ({ cost }: Rebalance) => cost,
    },
    {
      label: 'Level after',
      kind: 'number' as const,
      cell: ({ valueAfter }: Rebalance) => formatLevel(valueAfter),
      sort: ({ valueAfter }: Rebalance) => valueAfter,
    },
  ];
}

function detail(decision: Decision, { definition }: Backtest, names: Naming): Html {
  const formatCost = costFormat(definition.base.value);
  const involved = decision.assets
    .filter((asset) => asset.trade !== 0 || asset.targetWeight > 0 || asset.weightBefore > 0)
    .sort((a, b) => b.targetWeight - a.targetWeight || b.weightBefore - a.weightBefore);
  const joined = involved.filter((asset) => asset.weightBefore === 0 && asset.targetWeight > 0).length;
  const left = involved.filter((asset) => asset.weightBefore > 0 && asset.targetWeight === 0).length;
  const changes = [joined > 0 ? `${joined} in` : '', left > 0 ? `${left} out` : '']
    .filter(Boolean)
    .join(', ');
  const before = (asset: AssetDecision): string =>
    asset.weightBefore === 0 ? 'new' : formatPercent(asset.weightBefore, 2);
  const impact = decision.assets.some((asset) => asset.impact > 0);
  return html`<details id="r${decision.date}"><summary>${formatDate(decision.date)} · ${REASONS[decision.reason]} · turnover ${formatPercent(decision.turnover)} · cost ${formatCost(decision.cost)}${changes ? ` · ${changes}` : ''}</summary><div class="inside">
<p class="muted">Known until ${formatDate(decision.knownUntil)}. Value ${formatLevel(decision.valueBefore)} before, ${formatLevel(decision.valueAfter)} after.${decision.breach ? ' The bounds could not be kept.' : ''}</p>
${table({
  caption: `Trades of ${formatDate(decision.date)}`,
  quietCaption: true,
  rows: involved,
  empty: 'Nothing was held and nothing was bought.',
  rowClass: (asset) => (asset.targetWeight === 0 ? 'quiet' : null),
  columns: [
    {
      label: 'Asset',
      cell: (asset) =>
        html`${names.full(asset.asset)}${asset.targetWeight === 0 ? html`<span class="sub">${leftBecause(asset, definition.select.by)}</span>` : null}`,
    },
    { label: 'Rank', kind: 'number', cell: (asset) => orDash(asset.rank, String, 'not ranked') },
    { label: 'Before', kind: 'number', cell: before },
    {
      label: 'Target',
      kind: 'number',
      cell: (asset) => (asset.targetWeight === 0 ? 'out' : formatPercent(asset.targetWeight, 2)),
    },
    { label: 'Bought or sold', kind: 'number', cell: (asset) => formatTrade(asset.trade) },
    { label: 'Cost', kind: 'number', cell: (asset) => formatCost(asset.cost) },
    ...(impact
      ? [
          {
            label: 'of it impact',
            kind: 'number' as const,
            cell: (asset: AssetDecision) => formatCost(asset.impact),
          },
        ]
      : []),
  ],
})}</div></details>
`;
}

function leftBecause(asset: AssetDecision, by: Parameters<typeof formatRankedValue>[0]): string {
  if (asset.failedBecause) return `left: ${asset.failedBecause}`;
  if (asset.rank === null) return 'sold';
  return `left: rank ${asset.rank}${asset.value === null ? '' : `, ${formatRankedValue(by, asset.value)}`}`;
}

function formatTrade(trade: number): string {
  if (trade === 0) return '0';
  return `${trade > 0 ? '+' : ''}${formatLevel(trade)}`;
}

/** Costs in level units: the same decimals in every row, so many that a millionth of the base shows. */
function costFormat(base: number): (cost: number) => string {
  const decimals = Math.min(4, Math.max(0, 6 - Math.floor(Math.log10(base))));
  return (cost) => formatNumber(cost, decimals);
}
