import { formatLevel, formatNumber, formatPercent } from '../html/format.ts';
import type { SweepStatistic, SweepVariant } from './input.ts';

/** How a statistic is called, written and judged. */
export interface StatisticInfo {
  readonly label: string;
  readonly format: (value: number) => string;
  readonly better: 'high' | 'low';
}

const percent = (value: number): string => formatPercent(value);
const ratio = (value: number): string => formatNumber(value, 2);

export const STATISTICS: Readonly<Record<SweepStatistic, StatisticInfo>> = {
  sharpe: { label: 'Sharpe ratio', format: ratio, better: 'high' },
  cagr: { label: 'CAGR', format: percent, better: 'high' },
  sortino: { label: 'Sortino ratio', format: ratio, better: 'high' },
  calmar: { label: 'Calmar ratio', format: ratio, better: 'high' },
  // Drawdowns are ≤ 0, so the higher is the shallower.
  maxDrawdown: { label: 'Max drawdown', format: percent, better: 'high' },
  volatility: { label: 'Volatility', format: percent, better: 'low' },
  finalLevel: { label: 'Final level', format: formatLevel, better: 'high' },
  meanOneWayTurnover: { label: 'Turnover', format: percent, better: 'low' },
  totalCost: { label: 'Total cost', format: formatLevel, better: 'low' },
};

/** The statistic of a variant; null where it could not be run or is not defined. */
export function statisticOf(variant: SweepVariant, statistic: SweepStatistic): number | null {
  const value = variant.statistics?.[statistic];
  return value === undefined || value === null || !Number.isFinite(value) ? null : value;
}

/** Variants that have the statistic, the best first; the order given breaks ties. */
export function bestFirst(variants: readonly SweepVariant[], statistic: SweepStatistic): SweepVariant[] {
  const sign = STATISTICS[statistic].better === 'high' ? -1 : 1;
  return variants
    .filter((variant) => statisticOf(variant, statistic) !== null)
    .sort((a, b) => sign * ((statisticOf(a, statistic) ?? 0) - (statisticOf(b, statistic) ?? 0)));
}

/** A value of a key as in the file. */
export function formatValue(value: SweepVariant['values'][string] | undefined): string {
  return value === null || value === undefined ? 'null' : String(value);
}
