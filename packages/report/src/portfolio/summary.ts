import { formatDate } from '@holdfast/engine';
import { formatCount, formatDollars, formatPercent, formatSignedPercent, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import { safeHref } from '../page/page.ts';
import type { PortfolioReportInput } from './input.ts';
import type { Performance } from './performance.ts';
import { formatPoints } from './points.ts';
import { modeTags, toDo } from './standing.ts';

const NOT_VALUED = 'it has not been valued yet';
export const NO_INDEX = 'the index has no level at the first or the last date';
export const NO_BITCOIN = 'bitcoin has no price at the first or the last date';

/** Name, what it follows, what its owner must know first, headline figures and a sentence to quote. */
export function summary(input: PortfolioReportInput, performance: Performance | null): Html {
  return html`<h1><bdi>${input.name}</bdi></h1>
<p class="meta">${modeTags(input)} · follows ${indexLink(input)}${input.accounts.length > 0 ? html` · ${accountList(input)}` : null} · as of ${moment(input.asOf)} UTC</p>
${toDo(input, 'This portfolio')}${
  input.mode === 'off'
    ? html`<div class="note" role="note"><p><strong>This portfolio is off.</strong> Nothing is traded, and no plan is made.</p></div>`
    : null
}
${performance === null && input.tradeCount === 0 ? null : headline(input, performance)}
${performance ? html`<p class="lead">${sentence(performance)}</p>` : null}`;
}

/** The index's name, as a link when it has a report. */
export function indexLink({ index }: PortfolioReportInput): Html {
  return index.href === null
    ? html`<bdi>${index.name}</bdi>`
    : html`<a href="${safeHref(index.href)}"><bdi>${index.name}</bdi></a>`;
}

/** Accounts with their exchanges; those with made-up money say so. */
export function accountList({ accounts }: PortfolioReportInput): Html {
  return html`${accounts.length === 1 ? 'account' : 'accounts'} ${accounts.map(
    ({ name, exchange, paper }, i) =>
      html`${i > 0 ? ', ' : null}<bdi>${name}</bdi> (<bdi>${exchange}</bdi>${paper ? ', paper money' : null})`,
  )}`;
}

function headline(
  { index, feesUsd, tradeCount }: PortfolioReportInput,
  performance: Performance | null,
): Html {
  const { valueUsd, investedUsd, totalReturn, maxDrawdown } = performance ?? {};
  const lastDate = performance?.dates.at(-1);
  const percent = (value: number): string => formatSignedPercent(value);
  const gain = performance ? performance.valueUsd - performance.investedUsd : null;
  const invested = performance?.investedUsd ?? 0;
  const moved = performance !== null && performance.onlyDeposit === null;
  const tiles: readonly (readonly [Content, Content, Content])[] = [
    [
      'Value',
      orDash(valueUsd, formatDollars, NOT_VALUED),
      lastDate === undefined ? '' : `on ${formatDate(lastDate)}`,
    ],
    ['Put in', orDash(investedUsd, formatDollars, NOT_VALUED), 'deposits less withdrawals'],
    [
      'Return',
      orDash(totalReturn, percent, NOT_VALUED),
      gain === null
        ? ''
        : moved
          ? 'time-weighted'
          : `${gain < 0 ? 'lost' : 'gained'} ${formatDollars(Math.abs(gain))}`,
    ],
    [
      'Against the index',
      orDash(
        performance?.difference,
        (value) => `${formatPoints(value)} pts`,
        performance ? NO_INDEX : NOT_VALUED,
      ),
      'percentage points of return',
    ],
    [
      'Index',
      orDash(performance?.indexReturn, percent, performance ? NO_INDEX : NOT_VALUED),
      html`<bdi>${index.name}</bdi>`,
    ],
    [
      'Bitcoin',
      orDash(performance?.bitcoinReturn, percent, performance ? NO_BITCOIN : NOT_VALUED),
      'bought once and held',
    ],
    [
      'Max drawdown',
      orDash(maxDrawdown, (value) => formatPercent(value), NOT_VALUED),
      'from an earlier peak',
    ],
    [
      'Fees paid',
      formatDollars(feesUsd),
      `${formatCount(tradeCount)} ${tradeCount === 1 ? 'trade' : 'trades'}${invested > 0 ? `; ${formatPercent(feesUsd / invested, 2)} of what was put in` : ''}`,
    ],
  ];
  return html`<dl class="headline four">${tiles.map(
    ([label, value, sub]) =>
      html`<div><dt>${label}</dt><dd>${value}</dd>${sub ? html`<dd class="sub">${sub}</dd>` : null}</div>`,
  )}</dl>`;
}

function sentence(performance: Performance): string {
  const { dates, onlyDeposit, valueUsd, totalReturn, indexReturn, bitcoinReturn } = performance;
  const base = onlyDeposit ?? 100;
  const of = (rate: number): string => formatDollars(base * (1 + rate));
  const others = [
    indexReturn === null ? null : `the index would have made ${of(indexReturn)} of it`,
    bitcoinReturn === null ? null : `bitcoin ${of(bitcoinReturn)}`,
  ].filter((part) => part !== null);
  const first = formatDate(dates[0]);
  const last = formatDate(dates[dates.length - 1]);
  const own =
    onlyDeposit === null
      ? `Every $100 in it on ${first} became ${of(totalReturn)} by ${last}, after all costs`
      : `${formatDollars(base)} put in on ${first} became ${formatDollars(valueUsd)} by ${last}, after all costs`;
  return `${own}${others.length > 0 ? `; ${others.join(', ')}` : ''}.`;
}
