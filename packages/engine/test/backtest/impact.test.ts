import { describe, expect, it } from 'vitest';
import type { DefinitionInput } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { decisionsOf, expectClose, failure, listFrom, notesOf, run } from '../tiny-run.ts';

const dates = '2021-01-01';
/** 31 prices between 100 and 110: 30 log returns of ± ln 1.1, 15 of each: mean 0, sample deviation below. */
const zigzag = `${Array.from({ length: 31 }, (_, k) => (k % 2 === 0 ? 100 : 110)).join(' ')}`;
const SIGMA = Math.log(1.1) * Math.sqrt(30 / 29);
const last = { base: { date: '2021-01-31' } };
const capital = 10_000;

describe('square-root impact by hand', () => {
  it('x σ √(x / ADV), on top of the basis points', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: 1e6 } });
    const { rebalances, levels } = run(panel, { ...last, capital, cost_bps: 10 });
    // 100 USD a level unit: 10,000 USD × σ × √(0.01) = 1,000 σ USD = 10 σ level units; 10 bps of 100.
    expectClose(
      [rebalances[0].impact, rebalances[0].cost, levels[0]],
      [10 * SIGMA, 10 * SIGMA + 0.1, 99.9 - 10 * SIGMA],
    );
  });

  it('each trade for itself: two of half the size are cheaper by √2', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag, b: zigzag }, volumes: { a: 1e6, b: 1e6 } });
    expectClose([run(panel, { ...last, capital }).rebalances[0].impact], [(10 * SIGMA) / Math.SQRT2]);
  });

  it('four times the capital costs twice the share', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: 1e6 } });
    expectClose([run(panel, { ...last, capital: 4 * capital }).rebalances[0].impact], [20 * SIGMA]);
  });

  it('grows with the index: USD are level units × capital / base value', () => {
    // Custom weights: a from the 1st to the 31st costs nothing measurable (no 30 returns); b from the 31st on.
    const panel = tinyPanel({ dates, prices: { a: '1x30 4', b: zigzag }, volumes: { b: 1e6 } });
    const { rebalances } = run(panel, {
      capital,
      weight: { scheme: 'custom' },
      weights: [listFrom('2021-01-01', { a: 1 }), listFrom('2021-01-31', { b: 1 })],
    });
    // 400 level units are 40,000 USD: × σ × √0.04 = 8,000 σ USD = 80 σ. Selling a: volume unknown.
    expectClose([rebalances[1].valueBefore, rebalances[1].impact], [400, 80 * SIGMA]);
  });

  it('selling pays like buying', () => {
    const panel = tinyPanel({ dates, prices: { a: `${zigzag} 110`, b: '1x32' }, volumes: { a: '1e6x32' } });
    const { rebalances } = run(panel, {
      ...last,
      capital,
      weight: { scheme: 'custom' },
      weights: [listFrom('2021-01-01', { a: 1 }), listFrom('2021-02-01', { b: 1 })],
    });
    // 32 prices: the last 30 returns are 15 up and 15 down again.
    const value = rebalances[1].valueBefore;
    const usd = value * 100;
    expectClose([rebalances[1].impact], [(usd * SIGMA * Math.sqrt(usd / 1e6)) / 100]);
  });

  it('reads the last 30 rows at t − lag: older and newer ones do not count', () => {
    // One wild row before the 31 and one after them.
    const panel = tinyPanel({
      dates,
      prices: { a: `5 ${zigzag} 900` },
      volumes: { a: '9e9x2 1e6x30 9e9' },
    });
    const { rebalances } = run(panel, { capital, lag: 1, base: { date: '2021-02-02' } });
    expectClose([rebalances[0].impact], [10 * SIGMA]);
  });

  it('what stays as it is pays nothing', () => {
    const panel = tinyPanel({ dates, prices: { a: `${zigzag} 100` }, volumes: { a: 1e6 } });
    const { rebalances } = run(panel, { ...last, capital, rebalance: { schedule: 'daily' } });
    expect(rebalances[1]).toMatchObject({ traded: 0, impact: 0, cost: 0 });
  });

  it('without capital there is none', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: 1e6 } });
    expect(run(panel, { ...last, cost_bps: 10 }).rebalances[0]).toMatchObject({ impact: 0, cost: 0.1 });
  });

  it('a recorded decision says which part of the cost it is', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag, b: zigzag }, volumes: { a: 1e6 } });
    const [{ assets, cost }] = decisionsOf(panel, { ...last, capital, cost_bps: 10 });
    // 5,000 USD of a: × σ × √0.005 = 5000 × 0.070711 σ USD. b has no volume.
    const impact = 50 * Math.sqrt(0.005) * SIGMA;
    expectClose(
      assets.map((asset) => asset.impact),
      [impact, 0],
    );
    expectClose(
      assets.map((asset) => asset.cost),
      [impact + 0.05, 0.05],
    );
    expect(cost).toBeCloseTo(impact + 0.1, 12);
  });
});

describe('an asset without 30 rows pays no impact, and is named', () => {
  const noted = (input: DefinitionInput, row: { prices: string; volumes?: string | number }) => {
    const panel = tinyPanel({
      dates,
      prices: { a: row.prices },
      volumes: row.volumes === undefined ? {} : { a: row.volumes },
    });
    const backtest = run(panel, { capital, ...input });
    expect(backtest.rebalances[0].impact).toBe(0);
    return notesOf(backtest);
  };
  const said = [{ code: 'impact-unknown', date: '2021-01-31', asset: 'a' }];

  it('a day short of 30 returns', () => {
    expect(noted({ base: { date: '2021-01-30' } }, { prices: zigzag, volumes: 1e6 })).toEqual([
      { code: 'impact-unknown', date: '2021-01-30', asset: 'a' },
    ]);
  });

  it('no volume at all, or none on one of the 30 rows', () => {
    expect(noted(last, { prices: zigzag })).toEqual(said);
    expect(noted(last, { prices: zigzag, volumes: '1e6x15 - 1e6x15' })).toEqual(said);
  });

  it('a missing price on one of the rows', () => {
    expect(noted(last, { prices: `100x15 - 110x15`, volumes: '1e6x31' })).toEqual(said);
  });

  it('once, not on every rebalance', () => {
    expect(noted({ rebalance: { schedule: 'daily' } }, { prices: '1 2 3' })).toEqual([
      { code: 'impact-unknown', date: '2021-01-01', asset: 'a' },
    ]);
  });

  it('a volume missing before the 30 rows does not matter', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: '- 1e6x30' } });
    const backtest = run(panel, { ...last, capital });
    expectClose([backtest.rebalances[0].impact], [10 * SIGMA]);
    expect(notesOf(backtest)).toEqual([]);
  });
});

describe('capital beyond what the market takes', () => {
  it('is an error that names the date', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: 10 } });
    const { code, message } = failure(() => run(panel, { ...last, capital: 1e12 }));
    expect(code).toBe('CAPITAL_EXCEEDS_LIQUIDITY');
    expect(message).toContain('2021-01-31');
  });

  it('as soon as the cost reaches the value: σ √(x / ADV) = 1', () => {
    const panel = tinyPanel({ dates, prices: { a: zigzag }, volumes: { a: 1e6 } });
    const edge = 1e6 / SIGMA ** 2;
    expect(run(panel, { ...last, capital: edge * 0.999 }).levels[0]).toBeGreaterThan(0);
    expect(failure(() => run(panel, { ...last, capital: edge * 1.001 })).code).toBe(
      'CAPITAL_EXCEEDS_LIQUIDITY',
    );
  });
});
