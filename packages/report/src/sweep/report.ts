import { formatDate } from '@holdfast/engine';
import { median, quantile } from 'd3-array';
import { histogram } from '../chart/histogram.ts';
import { formatCount, formatNumber, formatPercent, formatPlural, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { NO_DRAWDOWN, NO_VOLATILITY, NO_YEAR } from '../index-report/missing.ts';
import { page } from '../page/page.ts';
import { survivorNote } from '../quality/survivor-note.ts';
import { heatMapSection } from './heat-map.ts';
import type { SweepReportInput, SweepVariant } from './input.ts';
import { bestFirst, formatValue, STATISTICS, statisticOf } from './statistic.ts';

const BEST = 20;
const ERRORS = 12;

/**
 * The report of a sweep as one HTML file: heat maps, distribution, the best variants, and how much of their figures
 * selection explains.
 *
 * @example
 * await writeFile('sweep.html', renderSweepReport(input));
 */
export function renderSweepReport(input: SweepReportInput): string {
  const { variants, snapshot, total, name } = input;
  const ranked = bestFirst(variants, input.statistic);
  return page({
    title: `Sweep of ${name} · Holdfast`,
    intro: html`<h1>Sweep of <bdi>${name}</bdi></h1>
<p class="meta">${formatPlural(variants.length, 'variant')} · snapshot <bdi>${snapshot.name}</bdi>, ${formatDate(snapshot.firstDate)} to ${formatDate(snapshot.lastDate)}${snapshot.survivorBiased ? html` <span class="tag warn">survivor-biased</span>` : null}</p>
${headline(input, ranked)}
<div class="note warn" role="note"><p><strong>Picked from ${formatCount(ranked.length)}.</strong> The best of many variants looks good by chance alone. Its own figures say nothing about the future until selection is allowed for: read them together with the two numbers above.</p></div>
${variants.length < total ? html`<div class="note warn" role="note"><p><strong>Not complete.</strong> ${formatCount(variants.length)} of ${formatCount(total)} combinations were run before the sweep was stopped.</p></div>` : null}
${survivorNote(snapshot)}`,
    sections: [
      { id: 'heat-map', title: 'Heat map', content: heatMapSection(input) },
      { id: 'best', title: 'Best variants', content: bestSection(input, ranked) },
      { id: 'distribution', title: 'Distribution', content: distributionSection(input, ranked) },
      { id: 'selection', title: 'How much is selection', content: selectionSection(input) },
      ...(variants.some((variant) => variant.statistics === null)
        ? [{ id: 'errors', title: 'Not run', content: errorSection(variants) }]
        : []),
      {
        id: 'definition',
        title: 'Definition',
        content: html`<pre tabindex="0" role="region" aria-label="Definition file"><code>${input.definitionText}</code></pre>`,
      },
    ],
  });
}

const probability = (value: number): string => formatPercent(value);
const trials = (value: number): string => formatNumber(value, 1);
const NO_PBO = 'needs at least two variants and enough days to split';
const NO_DSR = 'needs at least two variants with a Sharpe ratio';

function headline({ statistic, bias }: SweepReportInput, ranked: readonly SweepVariant[]): Html {
  const { label, format } = STATISTICS[statistic];
  const values = ranked.map((variant) => statisticOf(variant, statistic) ?? Number.NaN);
  const tiles: readonly (readonly [string, Content, string])[] = [
    [`Best ${label}`, orDash(values[0], format, 'no variant has it'), ranked[0] ? settings(ranked[0]) : ''],
    [
      `Median ${label}`,
      orDash(median(values), format, 'no variant has it'),
      `of ${formatPlural(values.length, 'variant')}`,
    ],
    [
      'Probability of overfitting',
      orDash(bias?.pbo, probability, NO_PBO),
      'PBO; near 50% or above is no skill',
    ],
    [
      'Deflated Sharpe ratio',
      orDash(bias?.deflatedSharpe, probability, NO_DSR),
      'probability that the best is above the luck of the search',
    ],
  ];
  return html`<dl class="headline wide">${tiles.map(
    ([title, value, sub]) => html`<div><dt>${title}</dt><dd>${value}</dd><dd class="sub">${sub}</dd></div>`,
  )}</dl>`;
}

function settings(variant: SweepVariant): string {
  return Object.entries(variant.values)
    .map(([key, value]) => `${key} ${formatValue(value)}`)
    .join(', ');
}

function bestSection({ keys, statistic, bias }: SweepReportInput, ranked: readonly SweepVariant[]): Html {
  const ratio = (value: number): string => formatNumber(value, 2);
  const percent = (value: number): string => formatPercent(value);
  const figure = (
    label: string,
    value: (variant: SweepVariant) => number | null | undefined,
    format: (value: number) => string,
    missing: string,
  ): Column<SweepVariant> => ({
    label,
    kind: 'number',
    cell: (variant) => orDash(value(variant), format, missing),
    sort: (variant) => value(variant) ?? null,
  });
  return html`<p>By ${STATISTICS[statistic].label}. Probability of backtest overfitting ${orDash(bias?.pbo, probability, NO_PBO)}, deflated Sharpe ratio of the best ${orDash(bias?.deflatedSharpe, probability, NO_DSR)}.</p>${table(
    {
      caption: ranked.length > BEST ? `The best ${BEST} of ${formatCount(ranked.length)}` : 'All variants',
      rows: ranked.slice(0, BEST),
      empty: 'No variant could be run.',
      columns: [
        ...keys.map(
          ({ key }): Column<SweepVariant> => ({
            label: key,
            cell: (variant) => html`<bdi>${formatValue(variant.values[key])}</bdi>`,
            sort: (variant) => formatValue(variant.values[key]),
          }),
        ),
        figure('CAGR', (variant) => variant.statistics?.cagr, percent, NO_YEAR),
        figure('Volatility', (variant) => variant.statistics?.volatility, percent, NO_VOLATILITY),
        figure('Sharpe', (variant) => variant.statistics?.sharpe, ratio, NO_VOLATILITY),
        figure('Max drawdown', (variant) => variant.statistics?.maxDrawdown, percent, ''),
        figure('Calmar', (variant) => variant.statistics?.calmar, ratio, NO_DRAWDOWN),
        figure('Turnover', (variant) => variant.statistics?.meanOneWayTurnover, percent, ''),
      ],
    },
  )}`;
}

function distributionSection({ statistic }: SweepReportInput, ranked: readonly SweepVariant[]): Html {
  const { label, format } = STATISTICS[statistic];
  const values = ranked.map((variant) => statisticOf(variant, statistic) ?? Number.NaN);
  if (values.length === 0) return html`<p class="muted">No variant has this statistic.</p>`;
  const at = (share: number): string => format(quantile(values, share) ?? Number.NaN);
  const summary = `Half of ${formatPlural(values.length, 'variant')} lie between ${at(0.25)} and ${at(0.75)}, the median is ${at(0.5)}, the best ${format(values[0])}.`;
  return html`<figure class="chart"><figcaption><h3>${label} of all variants</h3><p>${summary}</p></figcaption>${histogram(
    {
      id: 'distribution-chart',
      title: `Distribution of ${label}`,
      description: summary,
      values,
      format,
      marked: { value: values[0], label: `best ${format(values[0])}` },
    },
  )}</figure>`;
}

function selectionSection({ bias }: SweepReportInput): Html {
  if (!bias) return html`<p class="muted">Neither was computed for this sweep.</p>`;
  return html`<dl class="facts">
<dt>Probability of backtest overfitting</dt><dd>${orDash(bias.pbo, probability, NO_PBO)} <span class="muted">in this share of all ways to cut the history into ${bias.splits} pieces and halve them, the best variant of one half was below the median in the other</span></dd>
<dt>Probabilistic Sharpe ratio of the best</dt><dd>${orDash(bias.probabilisticSharpe, probability, NO_DSR)} <span class="muted">probability that its true Sharpe ratio is above 0, as if it had been the only one tried</span></dd>
<dt>Deflated Sharpe ratio of the best</dt><dd>${orDash(bias.deflatedSharpe, probability, NO_DSR)} <span class="muted">probability that it is above what the best of so many variants would show by luck alone; they resemble each other, so ${formatPlural(bias.tried, 'variant')} count as ${orDash(bias.effectiveTrials, trials, NO_DSR)} independent trials</span></dd>
<dt>Deflated by every variant in full</dt><dd>${orDash(bias.deflatedSharpeByAll, probability, NO_DSR)} <span class="muted">the same as if all variants were independent: the stricter reading</span></dd>
</dl>
${bias.compared < bias.tried ? html`<p>Overfitting and independence were measured on ${formatPlural(bias.compared, 'variant')} of ${formatCount(bias.tried)}: the best one and others evenly spread over the grid, because the daily returns of all of them would not fit into memory.</p>` : null}
<p class="muted">PBO: Bailey, Borwein, López de Prado and Zhu, The Probability of Backtest Overfitting (2017). Deflated Sharpe ratio: Bailey and López de Prado (2014).</p>`;
}

function errorSection(variants: readonly SweepVariant[]): Html {
  const groups = Map.groupBy(
    variants.filter((variant) => variant.statistics === null),
    (variant) => variant.error ?? 'no reason was given',
  );
  const rows = [...groups].sort((a, b) => b[1].length - a[1].length);
  return html`${table({
    caption: 'Combinations that could not be run',
    rows: rows.slice(0, ERRORS),
    columns: [
      { label: 'Reason', cell: ([reason]) => html`<span class="reason">${reason}</span>` },
      { label: 'Variants', kind: 'number', cell: ([, group]) => formatCount(group.length) },
      { label: 'For example', cell: ([, group]) => settings(group[0]) },
    ],
  })}${rows.length > ERRORS ? html`<p class="muted">The ${ERRORS} most frequent of ${formatPlural(rows.length, 'reason')}.</p>` : null}`;
}
