import { shareBar } from '../chart/share-bar.ts';
import { amount } from '../html/amount.ts';
import { formatDollars, formatPercent, formatPlural, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import { table } from '../html/table.ts';
import type { PortfolioHolding, PortfolioReportInput } from './input.ts';
import { formatPoints } from './points.ts';

/** Deviations below it are rounding. */
const ON_TARGET = 5e-5;

/** What is held, what should be, and why the two differ. */
export function holdingsSection({ holdings, asOf }: PortfolioReportInput): Html {
  if (holdings.length === 0) return html`<p class="muted">It holds nothing, not even cash.</p>`;
  const rows = [...holdings].sort(
    (a, b) => Number(a.cash) - Number(b.cash) || b.weight - a.weight || b.target - a.target,
  );
  const largest = Math.max(...holdings.map(({ weight }) => weight), 0);
  const value = holdings.reduce((sum, { valueUsd }) => sum + (valueUsd ?? 0), 0);
  const cash = holdings.filter((holding) => holding.cash).reduce((sum, { weight }) => sum + weight, 0);
  const assets = holdings.filter((holding) => !holding.cash && holding.weight > 0).length;
  return html`<p>${formatPlural(assets, 'asset')} and ${formatPercent(cash)} cash, ${formatDollars(value)} together, as of ${moment(asOf)}.</p>
${table<PortfolioHolding>({
  caption: 'Holdings against targets; deviations in percentage points',
  rows,
  columns: [
    {
      label: 'Asset',
      cell: ({ asset, name, cash: isCash }) =>
        html`<bdi>${asset}</bdi>${name || isCash ? html` <span class="muted">${name ? html`<bdi>${name}</bdi>` : 'cash'}</span>` : null}`,
      sort: ({ asset }) => asset.toLowerCase(),
    },
    { label: 'Amount', kind: 'number', cell: (holding) => amount(holding.amount) },
    {
      label: 'Value',
      kind: 'number',
      cell: ({ valueUsd }) => orDash(valueUsd, formatDollars, 'no price'),
      sort: ({ valueUsd }) => valueUsd,
    },
    {
      label: 'Weight',
      kind: 'number',
      cell: ({ weight }) => html`${formatPercent(weight, 2)}${shareBar(largest > 0 ? weight / largest : 0)}`,
      sort: ({ weight }) => weight,
    },
    {
      label: 'Target',
      kind: 'number',
      cell: ({ target }) => formatPercent(target, 2),
      sort: ({ target }) => target,
    },
    {
      label: 'Deviation',
      kind: 'number',
      cell: ({ weight, target }) => formatPoints(weight - target),
      sort: ({ weight, target }) => weight - target,
    },
    { label: 'Why it is kept', cell: (holding) => html`<span class="reason">${why(holding)}</span>` },
  ],
})}`;
}

function why({ reason, weight, target }: PortfolioHolding): Content {
  if (reason !== null) return reason;
  return Math.abs(weight - target) < ON_TARGET ? html`<span class="muted">on target</span>` : '';
}
