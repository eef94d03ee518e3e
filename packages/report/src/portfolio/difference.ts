import { figure } from '../chart/figure.ts';
import { lineChart } from '../chart/line-chart.ts';
import { type WaterfallScale, waterfallBar, waterfallScale } from '../chart/waterfall-bar.ts';
import { formatPercent, formatSignedPercent } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { table } from '../html/table.ts';
import { apportion } from './apportion.ts';
import type { DifferencePart, PortfolioReportInput } from './input.ts';
import type { Performance } from './performance.ts';
import { formatPoints } from './points.ts';

/** In the order in which they are told; what is not explained comes last, with what all parts leave. */
const PARTS: readonly (readonly [Exclude<DifferencePart, 'unexplained'>, string, string])[] = [
  ['fees', 'Fees', 'what exchanges charged'],
  ['spread', 'Spread', 'prices of trades against the middle of the book'],
  ['cash', 'Cash drag', 'cash that the index does not hold'],
  ['timing', 'Timing', 'traded later than the index, at other prices'],
  ['untradable', 'Untradable members', 'no account of the portfolio can buy them'],
  ['notWorthIt', 'Not worth trading', 'deviations whose correction would cost more than it is worth'],
  ['minimum', 'Minimums and lots', 'orders too small for the exchange, amounts that are no whole lots'],
  [
    'indexPricing',
    'Index pricing',
    'the index’s level against its members at the account’s prices; costs that the index models',
  ],
];

/** A hundredth of a percentage point, the smallest that is shown. */
const STEP = 1e-4;

interface Row {
  readonly label: string;
  readonly meaning: string;
  /** Multiples of `STEP`. */
  readonly shown: number;
  readonly from: number;
  readonly to: number;
  readonly total: boolean;
}

/** The difference to the index through time, and the parts that add up to it. */
export function differenceSection(input: PortfolioReportInput, performance: Performance | null): Html {
  const total = performance?.difference ?? null;
  if (performance === null || total === null || performance.indexReturn === null) {
    return html`<p class="muted">There is no difference to show before portfolio and index both have a value at the first and at the last date.</p>`;
  }
  const opening = html`<p>The portfolio made ${formatSignedPercent(performance.totalReturn, 2)}, its index ${formatSignedPercent(performance.indexReturn, 2)}: a difference of ${formatPoints(total)} percentage points.${input.trackingError === null ? '' : ` The tracking error is ${formatPercent(input.trackingError, 2)} a year.`}</p>`;
  return html`${opening}${
    input.difference === null
      ? html`<p class="muted">Its parts have not been computed yet.</p>`
      : partsTable(input.difference, total)
  }${throughTime(performance)}`;
}

function partsTable(parts: Readonly<Record<DifferencePart, number>>, total: number): Html {
  const rest = PARTS.reduce((left, [part]) => left - parts[part], total);
  const values = [...PARTS.map(([part]) => parts[part]), rest];
  const shown = apportion(values, STEP);
  const rows: Row[] = [];
  let sum = 0;
  for (const [i, [, label, meaning]] of PARTS.entries()) {
    rows.push({ label, meaning, shown: shown[i], from: sum, to: sum + shown[i], total: false });
    sum += shown[i];
  }
  const unexplained = shown[PARTS.length];
  if (unexplained !== 0) {
    const to = sum + unexplained;
    rows.push({
      label: 'Not explained',
      meaning: 'what no other part accounts for',
      shown: unexplained,
      from: sum,
      to,
      total: false,
    });
    sum = to;
  }
  const scale: WaterfallScale = waterfallScale(rows.map((row) => row.shown));
  rows.push({
    label: 'Difference',
    meaning: 'the sum of the above',
    shown: sum,
    from: 0,
    to: sum,
    total: true,
  });
  const points = (steps: number): string => formatPoints(steps * STEP);
  return html`<div class="parts">${table({
    caption:
      'Where the difference comes from, in percentage points; each bar begins where the one above ends',
    rows,
    rowClass: (row) => (row.total ? 'strong total' : row.shown === 0 ? 'quiet' : null),
    columns: [
      { label: 'Part', cell: (row) => html`${row.label}<span class="sub">${row.meaning}</span>` },
      { label: 'Points', kind: 'number', cell: (row) => points(row.shown) },
      { label: 'Sum so far', kind: 'number', cell: (row) => points(row.to) },
      {
        label: 'As bars',
        cell: (row) => waterfallBar(row.from, row.to, scale),
      },
    ],
  })}</div>`;
}

/** Return less the index's, at each mark. */
function throughTime({ dates, levels, index }: Performance): Html | null {
  if (dates.length < 2) return null;
  const values = Float64Array.from(levels, (level, t) => level - index[t]);
  const known = values.filter(Number.isFinite);
  const series = [{ label: 'Return less the index’s', colour: 'c0', values, filled: true }];
  const summary = `Return since the start less the index’s, in percentage points: between ${formatPoints(Math.min(...known))} and ${formatPoints(Math.max(...known))}.`;
  return figure({
    id: 'difference-figure',
    title: 'The difference through time',
    summary,
    dates,
    series,
    format: (value) => formatPoints(value),
    legend: 'none',
    drawing: lineChart({
      id: 'difference-chart',
      title: 'The difference through time',
      description: summary,
      dates,
      series,
      ticks: 'percent',
      include: [0],
      height: 140,
    }),
  });
}
