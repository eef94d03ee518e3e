import { type Backtest, formatDate } from '@holdfast/engine';
import {
  formatLevel,
  formatNumber,
  formatPercent,
  formatPlural,
  formatSignedPercent,
  orDash,
} from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { survivorNote } from '../quality/survivor-note.ts';
import { deepestDrawdowns } from '../series/drawdown.ts';
import type { IndexReportInput, Interval } from './input.ts';
import { NO_VOLATILITY, NO_YEAR } from './missing.ts';
import type { Naming } from './naming.ts';

const SHORT_YEAR = 365;

/** Title, one paragraph a person can quote, headline numbers and what to be careful about. */
export function summary(input: IndexReportInput, names: Naming): Html {
  const { backtest, snapshot } = input;
  const { definition, dates } = backtest;
  const first = dates[0];
  const last = dates[dates.length - 1];
  return html`<h1><bdi>${definition.name}</bdi></h1>
${definition.description ? html`<p class="lead">${definition.description}</p>` : null}
<p class="meta">${formatDate(first)} to ${formatDate(last)} · ${formatPlural(dates.length, 'day')} · snapshot <bdi>${snapshot.name}</bdi>${snapshot.survivorBiased ? html` <span class="tag warn">survivor-biased</span>` : null}</p>
${headline(input)}
<p class="lead">${sentence(backtest, names)}</p>
${last - first < SHORT_YEAR - 1 && last > first ? html`<div class="note" role="note"><p><strong>Less than a year.</strong> CAGR and other yearly figures stretch ${formatPlural(last - first, 'day')} to 365. Look at the total return.</p></div>` : null}
${survivorNote(snapshot)}`;
}

function headline({ backtest, uncertainty }: IndexReportInput): Html {
  const { statistics, definition } = backtest;
  const base = definition.base.value;
  const interval = (value: Interval | null | undefined, format: (value: number) => string): string =>
    value && uncertainty
      ? `${formatPercent(uncertainty.confidence, 0)} interval ${format(value.low)} to ${format(value.high)}`
      : '';
  const percent = (value: number): string => formatPercent(value);
  const ratio = (value: number): string => formatNumber(value, 2);
  const tiles: readonly (readonly [string, Content, string])[] = [
    [
      'Total return',
      formatSignedPercent(statistics.finalLevel / base - 1),
      `${formatLevel(base)} became ${formatLevel(statistics.finalLevel)}`,
    ],
    [
      'CAGR',
      orDash(statistics.cagr, (value) => formatSignedPercent(value), NO_YEAR),
      interval(uncertainty?.cagr, percent),
    ],
    ['Volatility', orDash(statistics.volatility, percent, NO_VOLATILITY), 'a year'],
    ['Sharpe ratio', orDash(statistics.sharpe, ratio, NO_VOLATILITY), interval(uncertainty?.sharpe, ratio)],
    ['Max drawdown', percent(statistics.maxDrawdown), interval(uncertainty?.maxDrawdown, percent)],
    ['One-way turnover', percent(statistics.meanOneWayTurnover), 'mean of a rebalance'],
    [
      'Costs',
      formatPercent(statistics.totalCost / base),
      `of the first ${formatLevel(base)}, ${formatPlural(statistics.rebalances, 'rebalance')}`,
    ],
  ];
  return html`<dl class="headline">${tiles.map(
    ([label, value, sub]) =>
      html`<div><dt>${label}</dt><dd>${value}</dd>${sub ? html`<dd class="sub">${sub}</dd>` : null}</div>`,
  )}</dl>`;
}

function sentence({ definition, dates, levels, benchmarks, statistics }: Backtest, names: Naming): string {
  const base = definition.base.value;
  const parts = [
    `${formatLevel(base)} put in on ${formatDate(dates[0])} became ${formatLevel(statistics.finalLevel)} on ${formatDate(dates[dates.length - 1])}, after all costs`,
  ];
  const others = benchmarks.map(
    ({ id, own }) => `${names.plain(id)} made ${formatLevel(own.finalLevel)} of it`,
  );
  if (others.length > 0) parts.push(`; ${others.join(', ')}`);
  parts.push('. ');
  const [deepest] = deepestDrawdowns(levels, 1);
  parts.push(
    deepest
      ? `The deepest fall was ${formatPercent(-deepest.depth)}, from ${formatDate(dates[deepest.peak])} to ${formatDate(dates[deepest.trough])}${
          deepest.recovery === null
            ? ', and had not been made good by the end'
            : `, made good on ${formatDate(dates[deepest.recovery])}`
        }.`
      : 'It never fell below an earlier level.',
  );
  return parts.join('');
}
