import { describe, expect, it } from 'vitest';
import type { DefinitionInput } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import {
  datesOf,
  daysAfter,
  expectClose,
  expectTargets,
  failure,
  listFrom,
  notesOf,
  run,
} from '../tiny-run.ts';

const dates = '2021-01-02';
const half = {
  weight: { scheme: 'custom' },
  weights: [listFrom('2021-01-01', { a: 0.5, ghost: 0.5 })],
  cash_asset: 'usd',
} satisfies DefinitionInput;

describe('a cash asset', () => {
  it('takes what is not invested, is bought at cost, and needs no tag, market cap or place', () => {
    const panel = tinyPanel({
      dates,
      prices: { a: '1 2', usd: '1 1.1' },
      tags: { usd: ['stablecoin'] },
    });
    const backtest = run(panel, { ...half, cost_bps: 100 });
    expectTargets(backtest, [{ a: 0.5, usd: 0.5 }]);
    // 99: 49.5 × 2 + 49.5 × 1.1.
    expectClose(backtest.levels, [99, 153.45]);
    expect(backtest.rebalances[0].traded).toBeCloseTo(100, 12);
    expect(backtest.rebalances[0].turnover).toBeCloseTo(0.5, 12);
  });

  it('takes everything when nothing is eligible', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2', usd: '1 3' }, tags: { usd: ['stablecoin'] } });
    const backtest = run(panel, { cash_asset: 'usd', universe: { exclude: ['a'] } });
    expectTargets(backtest, [{ usd: 1 }]);
    expectClose(backtest.levels, [100, 300]);
  });

  it('is not touched by an index that is fully invested', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2', usd: '1 3' }, tags: { usd: ['stablecoin'] } });
    const backtest = run(panel, { cash_asset: 'usd' });
    expectTargets(backtest, [{ a: 1 }]);
  });

  it('holds what an overlay takes out, and is sold when it goes back in', () => {
    const panel = tinyPanel({
      dates,
      prices: { a: '10 11 12 9 8 12 13', usd: '1x4 2 2 2' },
      tags: { usd: ['stablecoin'] },
    });
    const backtest = run(panel, {
      cash_asset: 'usd',
      overlay: { trend: { window: 3, schedule: 'daily' } },
    });
    expectTargets(backtest, [{ a: 1 }, { usd: 1 }, { a: 1 }]);
    // Out at 90 on day 3, doubles on day 4, back in at 12 on day 5.
    expectClose(backtest.levels, [100, 110, 120, 90, 180, 180, 195]);
    // All of it moves, from one to the other.
    expectClose(
      backtest.rebalances.map(({ turnover }) => turnover),
      [0.5, 1, 1],
    );
  });

  it('without a price on t it is plain cash, and is said', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1 1', usd: '- 1 2' } });
    const backtest = run(panel, { ...half, cost_bps: 100, rebalance: { schedule: 'daily' } });
    expectTargets(backtest, [{ a: 0.5 }, { a: 0.5, usd: 0.5 }, { a: 0.5, usd: 0.5 }]);
    expect(notesOf(backtest).filter(({ code }) => code === 'cash-asset-without-price')).toEqual([
      { code: 'cash-asset-without-price', date: dates, asset: 'usd' },
    ]);
    // Buys 50: 99.5. Day 1: a is 49.75 already, buys 49.75 usd.
    expectClose([...backtest.levels].slice(0, 2), [99.5, 99.5 - 0.4975]);
  });

  it('held and without a price at a rebalance, it is sold at its last one', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1 1', usd: '1 - 5' } });
    const backtest = run(panel, { ...half, delist_haircut: 0.5, rebalance: { schedule: 'daily' } });
    // Day 1: 50 + 25 = 75, half of it cash; day 2: half of it usd again.
    expectTargets(backtest, [{ a: 0.5, usd: 0.5 }, { a: 0.5 }, { a: 0.5, usd: 0.5 }]);
    expectClose(backtest.levels, [100, 75, 75]);
  });

  it('is delisted like any holding', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x10', usd: '1 -x9' } });
    const backtest = run(panel, { ...half, delist_haircut: 0.5 });
    expectClose(backtest.levels, [...Array<number>(7).fill(100), 75, 75, 75]);
  });

  it('is no member for drift', () => {
    const falling = tinyPanel({ dates, prices: { a: '1 1', b: '1 1', usd: '1 0.5' } });
    const quarter = {
      ...half,
      weights: [listFrom('2021-01-01', { a: 0.25, b: 0.25, ghost: 0.5 })],
    };
    // a: 25 of 75 is 0.0833 above its target; usd: 25 of 75 is 0.1667 below its own.
    expect(datesOf(run(falling, { ...quarter, rebalance: { drift: 0.1 } }))).toEqual([dates]);
    expect(datesOf(run(falling, { ...quarter, rebalance: { drift: 0.08 } }))).toEqual(daysAfter(dates, 0, 1));
  });

  it('can be a member as well: it is bought once, for both', () => {
    const panel = tinyPanel({ dates, prices: { usd: '1 2', a: '1 1' } });
    const backtest = run(panel, {
      ...half,
      cost_bps: 100,
      weights: [listFrom('2021-01-01', { usd: 0.25, a: 0.25, ghost: 0.5 })],
    });
    expectTargets(backtest, [{ usd: 0.75, a: 0.25 }]);
    expectClose(backtest.levels, [99, 173.25]);
    expect(backtest.rebalances[0].traded).toBeCloseTo(100, 12);
  });

  it('that the snapshot lacks is an error', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1' } });
    const { code, message } = failure(() => run(panel, half));
    expect(code).toBe('ASSET_UNKNOWN');
    expect(message).toContain('cash_asset');
  });
});
