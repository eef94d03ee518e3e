import { describe, expect, it } from 'vitest';
import { weightHistory } from '../../src/series/weight-history.ts';
import { reportInput } from '../fixtures.ts';

describe('weightHistory', () => {
  it('holds the whole index on every date: layers, other assets and cash sum to one', () => {
    const { backtest, decisions } = reportInput({ overlay: true, days: 400, assets: 40, top: 20 });
    const end = backtest.dates[backtest.dates.length - 1];
    const history = weightHistory(backtest.rebalances, decisions, end);
    expect(history.layers).toHaveLength(12);
    history.dates.forEach((_, i) => {
      const sum = history.layers.reduce((total, layer) => total + layer.values[i], 0);
      expect(sum + history.other[i] + history.cash[i]).toBeCloseTo(1, 9);
    });
  });

  it('shows each later rebalance before and after its trades, and ends at the last level', () => {
    const { backtest, decisions } = reportInput({ days: 70, every: 30 });
    const [a, b, c] = backtest.rebalances.map(({ date }) => date);
    const end = backtest.dates[69];
    expect(weightHistory(backtest.rebalances, decisions, end).dates).toEqual([a, b, b, c, c, end]);
  });

  it('takes the previous targets where a decision is missing', () => {
    const { backtest } = reportInput({ days: 40, every: 30 });
    const history = weightHistory(backtest.rebalances, [], backtest.dates[39]);
    const [first] = backtest.rebalances;
    for (const layer of history.layers) expect(layer.values[1]).toBe(first.targets[layer.asset] ?? 0);
  });

  it('stays small for daily rebalances over ten years', () => {
    const { backtest, decisions } = reportInput({ days: 1000, every: 1, assets: 5, top: 3 });
    const history = weightHistory(backtest.rebalances, decisions, backtest.dates[999], 12, 200);
    expect(history.dates.length).toBeLessThan(210);
    expect(history.dates.at(-1)).toBe(backtest.dates[999]);
  });

  it('is empty without rebalances and one column for a single day', () => {
    expect(weightHistory([], [], 0).dates).toEqual([]);
    const { backtest, decisions } = reportInput({ days: 1 });
    expect(weightHistory(backtest.rebalances, decisions, backtest.dates[0]).dates).toHaveLength(1);
  });
});
