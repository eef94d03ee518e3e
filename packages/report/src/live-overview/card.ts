import { smallLines } from '../chart/small-lines.ts';
import { lineSwatch } from '../chart/swatch.ts';
import { formatDollars, formatSignedPercent, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { dayOf } from '../html/moment.ts';
import { safeHref } from '../page/page.ts';
import { type Performance, performanceOf } from '../portfolio/performance.ts';
import { modeTags } from '../portfolio/standing.ts';
import { accountList, indexLink, NO_BITCOIN, NO_INDEX } from '../portfolio/summary.ts';
import { tradeSentence } from '../portfolio/trades.ts';
import { comparison } from '../portfolio/value.ts';
import type { LiveOverviewPortfolio } from './input.ts';

const LAST_TRADES = 3;

/** A portfolio in short: what it is worth, how it did beside its index and bitcoin, and what it last did. */
export function portfolioCard({ href, report }: LiveOverviewPortfolio, position: number): Html {
  const performance = performanceOf(report.marks);
  const id = `p${position}`;
  return html`<article class="card" aria-labelledby="${id}">
<h2 id="${id}"><a href="${safeHref(href)}"><bdi>${report.name}</bdi></a> ${modeTags(report)}</h2>
<p class="sub">${indexLink(report)}${report.accounts.length > 0 ? html` · ${accountList(report)}` : null}</p>
<p class="worth">${performance ? html`${formatDollars(performance.valueUsd)} <span class="sub">${formatDollars(performance.investedUsd)} put in</span>` : html`<span class="none">Not valued yet</span>`}</p>
${
  performance &&
  html`${lines(performance, report.name, report.index.name)}
<dl class="beside">${besides(performance).map(
    ([colour, label, value]) => html`<div><dt>${lineSwatch(colour)}${label}</dt><dd>${value}</dd></div>`,
  )}</dl>`
}
<h3>Last trades</h3>
${lastTrades(report)}
</article>
`;
}

function lines(performance: Performance, name: string, indexName: string): Html {
  const series = comparison(performance, name, indexName);
  const text = series
    .map(({ label, values }) => `${label} ${formatSignedPercent(values[values.length - 1] - 1)}`)
    .join(', ');
  return smallLines(performance.dates, series, `Return since the start: ${text}`);
}

function besides(performance: Performance): readonly (readonly [string, string, Content])[] {
  const percent = (value: number): string => formatSignedPercent(value);
  return [
    ['c0', 'Portfolio', percent(performance.totalReturn)],
    ['c1', 'Index', orDash(performance.indexReturn, percent, NO_INDEX)],
    ['c2', 'Bitcoin', orDash(performance.bitcoinReturn, percent, NO_BITCOIN)],
  ];
}

function lastTrades({ runs, tradeCount, mode }: LiveOverviewPortfolio['report']): Html {
  const trades = runs
    .flatMap((run) => run.trades)
    .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
    .slice(0, LAST_TRADES);
  if (trades.length === 0) {
    return html`<p class="muted">${tradeCount > 0 ? 'None lately.' : mode === 'off' ? 'None: it is off.' : 'No trade yet.'}</p>`;
  }
  return html`<ol class="last">${trades.map(
    (trade) =>
      html`<li>${dayOf(trade.time)} <span>${tradeSentence(trade)}<span class="sub">${trade.reason}</span></span></li>`,
  )}</ol>`;
}
