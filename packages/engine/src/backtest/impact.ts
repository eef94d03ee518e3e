import { mean, sampleDeviation } from '../statistics/moments.ts';
import type { RuleView } from '../view.ts';

/** Rows that volatility and volume of the impact are measured over. */
const WINDOW = 30;

/** Cost in level units of a trade of `value` level units in `asset`; NaN when volume or volatility is unknown. */
export type ImpactModel = (view: RuleView, asset: number, value: number) => number;

/**
 * Square-root market impact: a trade of x USD costs x · σ · √(x / ADV), σ the daily volatility and ADV the average
 * daily volume in USD of the last 30 rows at t − lag. The square-root law is the common finding of, among others,
 * N. Torre, "BARRA Market Impact Model Handbook" (1997) and R. Almgren, C. Thum, E. Hauptmann, H. Li, "Direct
 * Estimation of Equity Market Impact" (2005); a coefficient of 1 is the usual order of magnitude.
 *
 * @param usdPerLevelUnit capital / base value
 */
export function squareRootImpact(usdPerLevelUnit: number): ImpactModel {
  const scratch = new Float64Array(WINDOW);
  return (view, asset, value) => {
    if (value === 0) return 0;
    if (view.closeRun(asset) <= WINDOW || view.volumeRun(asset) < WINDOW) return Number.NaN;
    view.copyReturns(asset, 'log', WINDOW, scratch, 0);
    const deviation = sampleDeviation(scratch);
    view.copyVolumes(asset, WINDOW, scratch);
    return value * deviation * Math.sqrt((value * usdPerLevelUnit) / mean(scratch));
  };
}
