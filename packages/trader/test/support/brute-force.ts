import type { Case } from './cases.ts';

interface State {
  /** Size of one step. */
  readonly step: number;
  readonly low: number;
  readonly high: number;
  readonly sign: 1 | -1;
  readonly cash: number;
  readonly needed: number;
  readonly cost: number;
}

/** What trying everything found. */
export interface BruteForce {
  /** J when amounts need no steps. */
  readonly objective: number;
  /** J in whole steps, when asked for: for each combination, all amounts within a few steps of its best sizes. */
  readonly inSteps: number;
  /** Σ(stepᵢ ÷ V)² over all assets. */
  readonly steps: number;
}

/**
 * The best J of a case with one account and one market an asset against USDT, fees in quote: every combination of buying,
 * selling in part, selling whole and leaving alone, each with its best sizes, without steps (minimums are rounded up to
 * them). Slow and plain: sizes are found by halving intervals, nested.
 */
export function bruteForce(
  given: Case,
  options: { readonly inSteps: boolean } = { inSteps: true },
): BruteForce {
  const lambda = 0.3;
  const cashFactor = 10;
  const [account] = given.holdings.accounts;
  const amount = (asset: string) => Number(account.balances[asset] ?? 0);
  const markets = given.markets.markets;
  const middle = (market: (typeof markets)[number]) => (Number(market.bid) + Number(market.ask)) / 2;
  const value = markets.reduce((sum, market) => sum + amount(market.base) * middle(market), amount('USDT'));
  let steps = 0;
  let cashTarget = 1;
  const items = markets.map((market) => {
    const mid = middle(market);
    const step = Number(market.amount_step);
    const fee = Number(market.taker_fee);
    const tick = Number(market.price_tick);
    const buyAt = Math.ceil(Number(market.ask) / tick - 1e-9) * tick;
    const sellAt = Math.floor(Number(market.bid) / tick + 1e-9) * tick;
    const up = (units: number) => Math.ceil(units / step - 1e-9) * step;
    const held = amount(market.base);
    const target = Number(given.targets.weights[market.base] ?? 0);
    cashTarget -= target;
    steps += ((step * mid) / value) ** 2;
    const leastOf = (price: number) =>
      up(Math.max(Number(market.min_amount), Number(market.min_notional) / price, step));
    const size = (units: number) => (units * mid) / value;
    const states: (State | null)[] = [null];
    const spread = (price: number) => price / mid;
    const leastBuy = leastOf(buyAt);
    const first = held < leastBuy;
    const buyCash = spread(Number(market.ask)) * (1 + fee);
    states.push({
      step: size(step),
      low: size(first ? up(1.1 * leastBuy) : leastBuy),
      high: 5,
      sign: 1,
      cash: buyCash,
      needed: spread(buyAt) * (1 + fee) * 1.002,
      cost: buyCash - 1,
    });
    const leastSell = leastOf(sellAt);
    const whole = Math.floor(held / step + 1e-9) * step;
    const sellCash = spread(Number(market.bid)) * (1 - fee);
    const sale = {
      step: size(step),
      sign: -1 as const,
      cash: -sellCash,
      needed: -spread(sellAt) * (1 - fee),
      cost: 1 - sellCash,
    };
    if (whole >= leastSell) {
      states.push({ ...sale, low: size(whole), high: size(whole) });
      if (held - leastSell >= leastSell)
        states.push({ ...sale, low: size(leastSell), high: size(held - leastSell) });
    }
    return { gap: (held * mid) / value - target, states };
  });
  const available = amount('USDT') / value;
  const cashGap = available - cashTarget;
  const world: World = { items, lambda, cashFactor, cashGap, available };
  const tried: { objective: number; sizes: number[]; states: (State | null)[] }[] = [];
  const picked: (State | null)[] = [];
  const descend = (i: number): void => {
    if (i === items.length) {
      const sizes = bestSizes(world, picked);
      if (sizes !== null)
        tried.push({ objective: objectiveOf(world, picked, sizes), sizes, states: [...picked] });
      return;
    }
    for (const state of items[i].states) {
      picked[i] = state;
      descend(i + 1);
    }
  };
  descend(0);
  tried.sort((a, b) => a.objective - b.objective);
  let inSteps = Number.POSITIVE_INFINITY;
  for (const { objective, sizes, states } of tried) {
    if (!options.inSteps || objective >= inSteps) break;
    inSteps = Math.min(inSteps, bestInSteps(world, states, sizes));
  }
  return { objective: tried[0].objective, inSteps, steps };
}

interface World {
  readonly items: readonly { readonly gap: number }[];
  readonly lambda: number;
  readonly cashFactor: number;
  readonly cashGap: number;
  readonly available: number;
}

const REACH = 3;

/** J of the best amounts in whole steps around given sizes. */
function bestInSteps(world: World, states: readonly (State | null)[], around: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY;
  const sizes = [...around];
  const descend = (i: number): void => {
    if (i === states.length) {
      if (sum(states, sizes, 'needed') <= world.available + 1e-12) {
        best = Math.min(best, objectiveOf(world, states, sizes));
      }
      return;
    }
    const state = states[i];
    if (state === null || state.low === state.high) {
      descend(i + 1);
      return;
    }
    const middle = Math.round(around[i] / state.step);
    for (let count = middle - REACH; count <= middle + REACH; count++) {
      sizes[i] = count * state.step;
      if (sizes[i] >= state.low - 1e-12 && sizes[i] <= state.high + 1e-12) descend(i + 1);
    }
  };
  descend(0);
  return best;
}

function sum(states: readonly (State | null)[], sizes: readonly number[], part: 'cash' | 'needed'): number {
  return sizes.reduce((total, size, i) => total + size * (states[i]?.[part] ?? 0), 0);
}

function objectiveOf(
  { items, lambda, cashFactor, cashGap }: World,
  states: readonly (State | null)[],
  sizes: readonly number[],
): number {
  const left = cashGap - sum(states, sizes, 'cash');
  let objective = lambda * cashFactor * left * left;
  for (const [i, state] of states.entries()) {
    const gap = items[i].gap + (state === null ? 0 : state.sign * sizes[i]);
    objective += lambda * gap * gap + (state === null ? 0 : state.cost * sizes[i] + 1e-6);
  }
  return objective;
}

/** The best sizes for given states; null when they can't be paid. */
function bestSizes(
  { items, lambda, cashFactor, cashGap, available }: World,
  states: readonly (State | null)[],
): number[] | null {
  // What a unit of cash is worth at the margin: of what is left (`idle`), and of what may be spent (`budget`).
  const sizesAt = (idle: number, budget: number): number[] =>
    states.map((state, i) => {
      if (state === null) return 0;
      const slope = state.cost + idle * state.cash + budget * state.needed;
      const free = -state.sign * (items[i].gap + (state.sign * slope) / (2 * lambda));
      return Math.min(Math.max(free, state.low), state.high);
    });
  const balanced = (budget: number): number[] => {
    let low = -40;
    let high = 40;
    for (let step = 0; step < 60; step++) {
      const idle = (low + high) / 2;
      const left = cashGap - sum(states, sizesAt(idle, budget), 'cash');
      if (-2 * lambda * cashFactor * left > idle) low = idle;
      else high = idle;
    }
    return sizesAt(high, budget);
  };
  let sizes = balanced(0);
  if (sum(states, sizes, 'needed') > available + 1e-12) {
    let low = 0;
    let high = 40;
    for (let step = 0; step < 55; step++) {
      const budget = (low + high) / 2;
      if (sum(states, balanced(budget), 'needed') > available) low = budget;
      else high = budget;
    }
    sizes = balanced(high);
    if (sum(states, sizes, 'needed') > available + 1e-9) return null;
  }
  return sizes;
}
