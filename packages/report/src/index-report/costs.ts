import { formatLevel, formatNumber, formatPercent, formatUsd, orDash } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { table } from '../html/table.ts';
import type { IndexReportInput } from './input.ts';

/** What trading cost, and what it would have cost with more money. */
export function costsSection({ backtest, capacity }: IndexReportInput): Html {
  const { statistics, rebalances, definition } = backtest;
  const impact = rebalances.reduce((sum, rebalance) => sum + rebalance.impact, 0);
  const last = rebalances.at(-1);
  return html`<dl class="facts">
<dt>Cost of a trade</dt><dd>${formatNumber(definition.cost_bps, Number.isInteger(definition.cost_bps) ? 0 : 1)} bps${definition.capital === null ? ', without market impact' : ` and market impact at ${formatUsd(definition.capital)}`}</dd>
<dt>Total cost</dt><dd>${formatLevel(statistics.totalCost)} level units${definition.capital === null ? '' : `, of which ${formatLevel(impact)} impact`}</dd>
<dt>Rebalances</dt><dd>${statistics.rebalances}${last ? html` <span class="muted">the first purchase included</span>` : null}</dd>
<dt>Mean one-way turnover</dt><dd>${formatPercent(statistics.meanOneWayTurnover)} <span class="muted">of a rebalance, the first purchase left out</span></dd>
</dl>
${
  capacity.length === 0
    ? html`<p class="muted">Capacity was not computed for this run.</p>`
    : html`<h3>Capacity</h3><p>The same rules with so much money, trades paying the square-root impact of their size. Drag is what costs take from the yearly growth.</p>${table(
        {
          caption: 'Cost drag by capital',
          quietCaption: true,
          rows: capacity,
          columns: [
            { label: 'Capital', cell: (row) => formatUsd(row.capitalUsd) },
            {
              label: 'Cost drag a year',
              kind: 'number',
              cell: (row) =>
                orDash(
                  row.feasible ? row.costDragPerYear : null,
                  (value) => formatPercent(value, 2),
                  'costs would eat the index',
                ),
            },
            {
              label: 'CAGR',
              kind: 'number',
              cell: (row) =>
                orDash(
                  row.feasible ? row.cagr : null,
                  (value) => formatPercent(value),
                  'costs would eat the index',
                ),
            },
            {
              label: 'Verdict',
              cell: (row) =>
                row.feasible ? 'possible' : html`<span class="tag warn">more than the market can take</span>`,
            },
          ],
        },
      )}`
}`;
}
