import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { mean, sampleDeviation } from '../statistics/moments.ts';
import { numbersInForce } from '../universe/dated-numbers.ts';
import type { RuleView } from '../view.ts';
import { shrunkCovariance } from './covariance.ts';
import { minVarianceWeights } from './min-variance.ts';
import { riskParityWeights } from './risk-parity.ts';

const YEAR = Math.sqrt(365);

/** Writes the raw weight (≥ 0, any scale) of each of the first `count` members to `raw`. */
export type WeightingScheme = (view: RuleView, members: Int32Array, count: number, raw: Float64Array) => void;

/** The scheme of `weight.scheme`. Solvers keep their last answer to start from; the answer doesn't depend on it. */
export function schemeOf(panel: Panel, definition: IndexDefinition): WeightingScheme {
  const window = definition.weight.window ?? 0;
  switch (definition.weight.scheme) {
    case 'market-cap':
      return (view, members, count, raw) => {
        for (let i = 0; i < count; i++) raw[i] = view.marketCap(members[i]);
      };
    case 'sqrt-market-cap':
      return (view, members, count, raw) => {
        for (let i = 0; i < count; i++) raw[i] = Math.sqrt(view.marketCap(members[i]));
      };
    case 'equal':
      return (_view, _members, count, raw) => {
        raw.fill(1, 0, count);
      };
    case 'custom':
      return (view, members, count, raw) => {
        const numbers = numbersInForce(panel, definition.weights ?? [], view.day);
        for (let i = 0; i < count; i++) raw[i] = numbers?.get(members[i]) ?? 0;
      };
    case 'inverse-volatility':
      return inverseVolatility(window);
    case 'sharpe':
      return sharpe(window);
    case 'risk-parity':
      return riskParity(window);
    case 'min-variance':
      return (view, members, count, raw) => {
        minVarianceWeights(covarianceOf(view, members, count, window), raw);
      };
  }
}

function inverseVolatility(window: number): WeightingScheme {
  const scratch = new Float64Array(window);
  return (view, members, count, raw) => {
    for (let i = 0; i < count; i++) {
      view.copyReturns(members[i], 'log', window, scratch, 0);
      raw[i] = 1 / sampleDeviation(scratch);
    }
  };
}

function sharpe(window: number): WeightingScheme {
  const scratch = new Float64Array(window);
  return (view, members, count, raw) => {
    for (let i = 0; i < count; i++) {
      view.copyReturns(members[i], 'simple', window, scratch, 0);
      raw[i] = Math.max(0, (mean(scratch) / sampleDeviation(scratch)) * YEAR);
    }
  };
}

function riskParity(window: number): WeightingScheme {
  const last = new Map<number, number>();
  return (view, members, count, raw) => {
    const covariance = covarianceOf(view, members, count, window);
    const start = new Float64Array(count);
    const known = last.size > 0;
    for (let i = 0; i < count; i++) start[i] = last.get(members[i]) ?? 1 / count;
    riskParityWeights(covariance, raw, known ? start : null);
    last.clear();
    for (let i = 0; i < count; i++) last.set(members[i], raw[i]);
  };
}

function covarianceOf(view: RuleView, members: Int32Array, count: number, window: number) {
  const returns = new Float64Array(count * window);
  for (let i = 0; i < count; i++) view.copyReturns(members[i], 'simple', window, returns, i * window);
  return shrunkCovariance(returns, count, window, new Float64Array(count * count));
}
