import type { IndexDefinition } from '@holdfast/engine';
import type { Instrument } from './market.ts';
import { mean, sampleDeviation } from './moments.ts';
import { lastVolumes, logReturns } from './window.ts';

const ROWS = 30;

/**
 * Market impact of one trade, in level units: x · σ · √(x / ADV) with x in USD. An instrument without 30 log
 * returns and 30 volumes up to `known` = t − lag pays none.
 *
 * @param trade level units bought or sold, ≥ 0
 */
export function impactOf(
  trade: number,
  instrument: Instrument,
  definition: IndexDefinition,
  known: number,
): number {
  if (definition.capital === null) return 0;
  const returns = logReturns(instrument, known, ROWS);
  const volumes = lastVolumes(instrument, known, ROWS);
  if (returns === null || volumes === null) return 0;
  const usdPerLevelUnit = definition.capital / definition.base.value;
  const x = trade * usdPerLevelUnit;
  return (x * sampleDeviation(returns)! * Math.sqrt(x / mean(volumes))) / usdPerLevelUnit;
}
