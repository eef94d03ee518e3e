import { type Backtest, formatDate, type Statistics } from '@holdfast/engine';
import type { Colors } from 'picocolors/types.js';
import { counted, grouped, percent } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';
import type { Intervals } from './intervals.ts';

/** Members that are listed one by one. */
const MOST_MEMBERS = 25;

/** A backtest for a person: headline numbers beside the benchmarks, and the members now. */
export function backtestText(
  backtest: Backtest,
  snapshot: { readonly name: string; readonly survivorBiased: boolean },
  intervals: Intervals | null,
  colors: Colors,
): string {
  const { definition, dates, statistics, benchmarks } = backtest;
  const first = formatDate(dates[0]);
  const last = formatDate(dates[dates.length - 1]);
  const columns = [{ id: definition.id, own: statistics }, ...benchmarks];
  const lines: [string, (own: Statistics) => string][] = [
    ['Final level', (own) => grouped(own.finalLevel)],
    ['CAGR', (own) => percent(own.cagr)],
    ['Volatility', (own) => percent(own.volatility)],
    ['Sharpe', (own) => grouped(own.sharpe)],
    ['Sortino', (own) => grouped(own.sortino)],
    ['Calmar', (own) => grouped(own.calmar)],
    ['Max drawdown', (own) => percent(own.maxDrawdown)],
  ];
  const against: [string, (k: number) => string][] = [
    ['Beta', (k) => grouped(benchmarks[k].against.beta)],
    ['Alpha a year', (k) => percent(benchmarks[k].against.alpha)],
    ['Tracking error', (k) => percent(benchmarks[k].against.trackingError)],
    ['Information ratio', (k) => grouped(benchmarks[k].against.informationRatio)],
  ];
  const rows = [
    ['', ...columns.map(({ id }) => colors.bold(printable(id)))],
    ...lines.map(([label, show]) => [label, ...columns.map(({ own }) => show(own))]),
    ...(benchmarks.length === 0 ? [] : against).map(([label, show]) => [
      label,
      '',
      ...benchmarks.map((_, k) => show(k)),
    ]),
  ];
  const right = columns.map((_, i) => i + 1);
  return [
    `${colors.bold(printable(definition.name))}  ${colors.dim(`${first} to ${last}, ${counted(statistics.days, 'day')}, snapshot ${snapshot.name}`)}\n\n`,
    table(rows, right),
    `\n${counted(statistics.rebalances, 'rebalance')}, one-way turnover ${percent(statistics.meanOneWayTurnover)} each, total cost ${grouped(statistics.totalCost)}\n`,
    intervals === null ? '' : `\n${intervalText(intervals)}`,
    `\n${membersText(backtest)}`,
    snapshot.survivorBiased
      ? `\n${colors.yellow('Survivor-biased:')} coins that died before this snapshot was collected are missing, so results look better than they were.\n`
      : '',
  ].join('');
}

function intervalText({ confidence, cagr, sharpe, maxDrawdown, probabilisticSharpe }: Intervals): string {
  const between = (interval: { lower: number; upper: number } | null, show: (value: number) => string) =>
    interval === null ? '–' : `${show(interval.lower)} to ${show(interval.upper)}`;
  return table([
    [`By chance, ${percent(confidence, 0)} of histories`, ''],
    ['CAGR', between(cagr, percent)],
    ['Sharpe', between(sharpe, grouped)],
    ['Max drawdown', between(maxDrawdown, percent)],
    ['True Sharpe above 0 with probability', percent(probabilisticSharpe, 1)],
  ]);
}

function membersText({ rebalances }: Backtest): string {
  const latest = rebalances[rebalances.length - 1];
  if (latest === undefined) return '';
  const members = Object.entries(latest.targets).sort(([, a], [, b]) => b - a);
  const cash = 1 - members.reduce((sum, [, weight]) => sum + weight, 0);
  const rest = members.slice(MOST_MEMBERS);
  const shown = [
    ...members.slice(0, MOST_MEMBERS).map(([asset, weight]) => [`  ${printable(asset)}`, percent(weight)]),
    ...(rest.length === 0
      ? []
      : [[`  ${counted(rest.length, 'other')}`, percent(rest.reduce((sum, [, weight]) => sum + weight, 0))]]),
    ...(cash > 5e-7 ? [['  cash', percent(cash)]] : []),
  ];
  return `Members since ${formatDate(latest.date)}\n${table(shown, [1])}`;
}
