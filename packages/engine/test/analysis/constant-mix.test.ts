import { describe, expect, it } from 'vitest';
import { constantMix } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { expectClose, run } from '../tiny-run.ts';

const dates = '2021-01-02';
const trend = { overlay: { trend: { window: 3, schedule: 'daily' } } } as const;

describe('the constant mix beside an overlay', () => {
  it('holds the mean invested share every day', () => {
    const backtest = run(tinyPanel({ dates, prices: { a: '10 9 8 7' } }), trend);
    const mix = constantMix(backtest);
    // Shares 1, 1, 0, 0. The shadow falls by 1/10, 1/9, 1/8; the mix by half of each.
    expect(mix!.share).toBe(0.5);
    expectClose(mix!.levels, [100, 95, 95 * (1 - 1 / 18), 95 * (1 - 1 / 18) * (1 - 1 / 16)]);
    expect(mix!.statistics.maxDrawdown).toBeCloseTo((0.95 * 17 * 15) / (18 * 16) - 1, 12);
    expect(mix!.statistics).toMatchObject({ days: 4, totalCost: 0, rebalances: 0 });
    expect(mix!.statistics.cagr).toBeCloseTo((mix!.levels[3] / 100) ** (365 / 3) - 1, 12);
  });

  it('bears its share of the shadow’s first cost', () => {
    const backtest = run(tinyPanel({ dates, prices: { a: '10 9 8 7' } }), { ...trend, cost_bps: 1000 });
    expect(constantMix(backtest)!.levels[0]).toBeCloseTo(95, 12);
  });

  it('is the shadow itself when the overlay was always in', () => {
    const backtest = run(tinyPanel({ dates, prices: { a: '10 11 12 13' } }), { ...trend, cost_bps: 100 });
    const mix = constantMix(backtest)!;
    expect(mix.share).toBe(1);
    expectClose(mix.levels, [...backtest.overlay!.shadowLevels]);
    expectClose(mix.levels, [...backtest.levels]);
  });

  it('does not exist without an overlay', () => {
    expect(constantMix(run(tinyPanel({ dates, prices: { a: '10 11' } })))).toBeNull();
  });
});
