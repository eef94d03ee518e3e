import type { IndexDefinition } from '@holdfast/engine';
import { shrunkCovariance } from './covariance.ts';
import { numbersInForce } from './dated-numbers.ts';
import type { Instrument, Market } from './market.ts';
import { minVariance } from './min-variance.ts';
import { allEqual, annualisedSharpe, sampleDeviation, sum } from './moments.ts';
import { riskParity } from './risk-parity.ts';
import { logReturns, simpleReturns } from './window.ts';

/** Whether the weight scheme has all that it needs of an instrument on `t`, `known` = t − lag. */
export function canBeWeighted(
  instrument: Instrument,
  definition: IndexDefinition,
  market: Market,
  t: number,
  known: number,
): boolean {
  const { scheme, window } = definition.weight;
  const varies = (returns: number[] | null) => returns !== null && !allEqual(returns);
  switch (scheme) {
    case 'equal':
      return true;
    case 'market-cap':
    case 'sqrt-market-cap':
      return (instrument.rows[known]?.marketCap ?? null) !== null;
    case 'inverse-volatility':
      return varies(logReturns(instrument, known, window!));
    case 'sharpe':
    case 'risk-parity':
    case 'min-variance':
      return varies(simpleReturns(instrument, known, window!));
    case 'custom':
      return (numbersInForce(definition.weights!, market.dates[t])[instrument.id] ?? 0) > 0;
  }
}

/** What the scheme gives the members before bounds: fractions of 1; with `custom` their own sum. */
export function rawWeights(
  members: readonly Instrument[],
  definition: IndexDefinition,
  market: Market,
  t: number,
  known: number,
): number[] {
  const { scheme, window } = definition.weight;
  if (scheme === 'custom') {
    const numbers = numbersInForce(definition.weights!, market.dates[t]);
    return members.map(({ id }) => numbers[id]);
  }
  const simple = () => members.map((member) => simpleReturns(member, known, window!)!);
  const sizes = (): number[] => {
    switch (scheme) {
      case 'equal':
        return members.map(() => 1);
      case 'market-cap':
        return members.map(({ rows }) => rows[known]!.marketCap!);
      case 'sqrt-market-cap':
        return members.map(({ rows }) => Math.sqrt(rows[known]!.marketCap!));
      case 'inverse-volatility':
        return members.map((member) => 1 / sampleDeviation(logReturns(member, known, window!)!)!);
      case 'sharpe':
        return simple().map((returns) => Math.max(0, annualisedSharpe(returns)!));
      case 'risk-parity':
        return riskParity(shrunkCovariance(simple()));
      case 'min-variance':
        return minVariance(shrunkCovariance(simple()));
    }
  };
  const raw = sizes();
  const total = sum(raw);
  return raw.map((size) => (total === 0 ? 1 / raw.length : size / total));
}
