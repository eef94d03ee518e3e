import type { Decision, Rebalance } from '@holdfast/engine';

/** Shares of the index over time, as layers. */
export interface WeightHistory {
  /** Epoch days; a rebalance is there twice: before its trades and after. */
  readonly dates: number[];
  /** The largest by mean weight, largest first. */
  readonly layers: readonly {
    readonly asset: string;
    readonly values: Float64Array;
    readonly mean: number;
  }[];
  readonly other: Float64Array;
  readonly cash: Float64Array;
}

/**
 * Weights at every rebalance, before (from the decisions) and after it. Between two rebalances a drawing joins
 * them by straight lines, which is an approximation; after the last, the targets are held level. Where a decision is
 * missing the previous targets stand for the weights before.
 *
 * @param end epoch day of the last level
 * @param count how many assets get a layer of their own
 * @param maxPoints rebalances are thinned out evenly beyond so many dates
 */
export function weightHistory(
  rebalances: readonly Rebalance[],
  decisions: readonly Decision[],
  end: number,
  count = 12,
  maxPoints = 500,
): WeightHistory {
  const decisionOf = new Map(decisions.map((decision) => [decision.date, decision]));
  const every = Math.ceil((rebalances.length * 2) / maxPoints);
  const states: { date: number; weights: ReadonlyMap<string, number> }[] = [];
  let held: ReadonlyMap<string, number> = new Map();
  rebalances.forEach((rebalance, i) => {
    const after = new Map(Object.entries(rebalance.targets));
    if (i % every === 0 || i === rebalances.length - 1) {
      const decision = decisionOf.get(rebalance.date);
      if (i > 0) {
        const before = decision
          ? new Map(decision.assets.map((asset) => [asset.asset, asset.weightBefore]))
          : held;
        states.push({ date: rebalance.date, weights: before });
      }
      states.push({ date: rebalance.date, weights: after });
    }
    held = after;
  });
  if (states.length > 0 && end > states[states.length - 1].date) states.push({ date: end, weights: held });
  return layered(states, count);
}

function layered(
  states: readonly { date: number; weights: ReadonlyMap<string, number> }[],
  count: number,
): WeightHistory {
  const dates = states.map((state) => state.date);
  const mean = meanWeights(states);
  const largest = [...mean].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count);
  const layers = largest.map(([asset, weight]) => ({
    asset,
    mean: weight,
    values: Float64Array.from(states, ({ weights }) => weights.get(asset) ?? 0),
  }));
  const invested = Float64Array.from(states, ({ weights }) => {
    let sum = 0;
    for (const weight of weights.values()) sum += weight;
    return sum;
  });
  const other = Float64Array.from(invested, (sum, i) => {
    let rest = sum;
    for (const layer of layers) rest -= layer.values[i];
    return Math.max(0, rest);
  });
  const cash = Float64Array.from(invested, (sum) => Math.max(0, 1 - sum));
  return { dates, layers, other, cash };
}

/** Mean over time by the trapezoids between states. */
function meanWeights(
  states: readonly { date: number; weights: ReadonlyMap<string, number> }[],
): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (weights: ReadonlyMap<string, number>, days: number): void => {
    for (const [asset, weight] of weights) sums.set(asset, (sums.get(asset) ?? 0) + weight * days);
  };
  let total = 0;
  for (let i = 1; i < states.length; i++) {
    const days = states[i].date - states[i - 1].date;
    total += days;
    add(states[i - 1].weights, days / 2);
    add(states[i].weights, days / 2);
  }
  if (total === 0) {
    // A single date: its targets are the mean.
    return new Map(states.at(-1)?.weights ?? []);
  }
  for (const [asset, sum] of sums) sums.set(asset, sum / total);
  return sums;
}
