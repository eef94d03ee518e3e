/** Returns of a portfolio and its index over the same time. */
export interface ReturnPair {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly portfolioReturn: number;
  readonly indexReturn: number;
}

const DAY = 86_400_000;
/** Crypto markets never close. */
const DAYS_A_YEAR = 365;

/**
 * Annualised standard deviation of the difference of daily returns. Intervals within a day (UTC) are compounded first. With d the
 * difference of a day's returns and Δ the days that it spans:
 *
 *   √( 365 · Σ (d − μ·Δ)² ÷ Δ ÷ (n − 1) ),   μ = Σ d ÷ Σ Δ
 *
 * Where every day has its mark Δ is 1, and this is the sample standard deviation times √365. Where marks are missing, a
 * difference over three days counts as three days' worth of variance, not as one wild day.
 *
 * @returns null with fewer than two days
 */
export function trackingError(returns: readonly ReturnPair[]): number | null {
  const days = byDay(returns);
  if (days.length < 2) return null;
  const span = days.reduce((sum, { days }) => sum + days, 0);
  const mean = days.reduce((sum, { difference }) => sum + difference, 0) / span;
  const squares = days.reduce((sum, { difference, days }) => sum + (difference - mean * days) ** 2 / days, 0);
  return Math.sqrt((DAYS_A_YEAR * squares) / (days.length - 1));
}

/** Differences of compounded returns, by the day in which intervals end; midnight ends the day before. */
function byDay(returns: readonly ReturnPair[]): { difference: number; days: number }[] {
  const days = new Map<number, { portfolio: number; index: number; days: number }>();
  for (const { start, end, portfolioReturn, indexReturn } of returns) {
    const day = Math.floor((end - 1) / DAY);
    const { portfolio, index, days: span } = days.get(day) ?? { portfolio: 1, index: 1, days: 0 };
    days.set(day, {
      portfolio: portfolio * (1 + portfolioReturn),
      index: index * (1 + indexReturn),
      days: span + (end - start) / DAY,
    });
  }
  return [...days.values()].map(({ portfolio, index, days }) => ({ difference: portfolio - index, days }));
}
