import { describe, expect, it } from 'vitest';
import { renderSweepReport, type SweepKey } from '../../src/index.ts';
import { heatMaps } from '../../src/sweep/heat-map.ts';
import type { SweepVariant } from '../../src/sweep/input.ts';
import { bestFirst } from '../../src/sweep/statistic.ts';
import { reportInput, sweepInput } from '../fixtures.ts';

const { statistics } = reportInput().backtest;
const variant = (values: SweepVariant['values'], sharpe: number | null): SweepVariant => ({
  values,
  statistics: { ...statistics, sharpe },
  error: null,
});
const a: SweepKey = { key: 'a', values: [1, 2] };
const b: SweepKey = { key: 'b', values: ['x', null] };
const c: SweepKey = { key: 'c', values: [0, 1, 2] };

describe('heat maps', () => {
  const variants = [
    variant({ a: 1, b: 'x', c: 0 }, 1),
    variant({ a: 1, b: 'x', c: 1 }, 2),
    variant({ a: 1, b: 'x', c: 2 }, 9),
    variant({ a: 2, b: null, c: 0 }, 4),
    variant({ a: 2, b: 'x', c: 0 }, null),
  ];

  it('put each variant into the cell of its two values, one table for each of the third', () => {
    const maps = heatMaps({ variants, statistic: 'sharpe' }, a, b, [c], false);
    expect(maps.map((map) => map.facet)).toEqual(['c 0', 'c 1', 'c 2']);
    expect(maps[0].cells).toEqual([
      [1, null],
      [null, 4],
    ]);
    expect(maps[2].cells[0]).toEqual([9, null]);
  });

  it('take medians over the other keys when asked to', () => {
    const [map] = heatMaps({ variants, statistic: 'sharpe' }, a, b, [c], true);
    expect(map.facet).toBe('');
    expect(map.cells[0]).toEqual([2, null]);
  });

  it('tell null from the text "null" and a number from its text', () => {
    const odd: SweepKey = { key: 'b', values: [null, 'null', 1, '1'] };
    const four = odd.values.map((value, i) => variant({ a: 1, b: value }, i));
    const [map] = heatMaps({ variants: four, statistic: 'sharpe' }, a, odd, [], false);
    expect(map.cells[0]).toEqual([0, 1, 2, 3]);
  });

  it('are a single column for a single varied key', () => {
    const [map] = heatMaps({ variants, statistic: 'sharpe' }, c, null, [], false);
    expect(map.cells).toEqual([[2.5], [2], [9]]);
  });
});

describe('bestFirst', () => {
  it('takes shallow drawdowns and low volatility for better, and leaves out what has no value', () => {
    const at = (maxDrawdown: number, volatility: number | null): SweepVariant => ({
      values: { a: maxDrawdown },
      statistics: { ...statistics, maxDrawdown, volatility },
      error: null,
    });
    const three = [at(-0.5, 0.2), at(-0.1, 0.4), at(-0.9, null)];
    expect(bestFirst(three, 'maxDrawdown').map(({ values }) => values.a)).toEqual([-0.1, -0.5, -0.9]);
    expect(bestFirst(three, 'volatility').map(({ values }) => values.a)).toEqual([-0.5, -0.1]);
    expect(bestFirst([{ values: {}, statistics: null, error: 'no' }], 'sharpe')).toEqual([]);
  });
});

describe('renderSweepReport', () => {
  it('shows overfitting beside the best and warns that it was picked', () => {
    const page = renderSweepReport(sweepInput());
    expect(page).toContain('Picked from 63.');
    expect(page).toMatch(/Probability of overfitting<\/dt><dd>43\.0%/);
    expect(page).toMatch(/Deflated Sharpe ratio<\/dt><dd>38\.0%/);
    expect(page.match(/ \(the best\)/g)).toHaveLength(3);
  });

  it('counts what could not be run, by reason', () => {
    expect(renderSweepReport(sweepInput())).toMatch(
      /weight\.cap × select\.top is below 1\..*<td class="n">9</,
    );
  });

  it('says when the sweep was stopped', () => {
    const input = sweepInput();
    expect(renderSweepReport(input)).not.toContain('Not complete.');
    expect(renderSweepReport({ ...input, total: 500 })).toContain('72 of 500 combinations');
  });

  it('shows medians instead of thousands of tables', () => {
    const many = ['a', 'b', 'c', 'd'].map((key) => ({ key, values: [1, 2, 3, 4] }));
    const page = renderSweepReport(sweepInput(many));
    expect(page).toContain('median over all values of c, d');
    expect(page.length).toBeLessThan(300_000);
  });

  it('stays readable for ten thousand variants', () => {
    const keys = [
      { key: 'select.top', values: Array.from({ length: 50 }, (_, i) => i + 1) },
      { key: 'weight.cap', values: [null, 0.1, 0.2, 0.3] },
      { key: 'rebalance.schedule', values: ['monthly', 'quarterly'] },
      { key: 'cost_bps', values: Array.from({ length: 25 }, (_, i) => i) },
    ];
    expect(renderSweepReport(sweepInput(keys)).length).toBeLessThan(600_000);
  });

  it('renders without variants, without varied keys, without bias and with errors only', () => {
    const input = sweepInput();
    const nothing = { ...input, variants: [], keys: [], bias: null };
    const failed = input.variants.map(({ values }) => ({ values, statistics: null, error: '<b>' }));
    for (const case_ of [
      nothing,
      { ...input, variants: failed },
      {
        ...nothing,
        bias: {
          pbo: null,
          splits: 16,
          deflatedSharpe: null,
          deflatedSharpeByAll: null,
          probabilisticSharpe: null,
          tried: 1,
          effectiveTrials: null,
          compared: 1,
        },
      },
    ]) {
      const page = renderSweepReport(case_);
      expect(page.replace(/<s(tyle|cript)>[\s\S]*?<\/s\1>/g, '')).not.toMatch(/NaN|undefined|Infinity|<b>/);
    }
  });

  it('says on how many variants overfitting was measured, unless on all', () => {
    const input = sweepInput();
    expect(renderSweepReport(input)).toContain('measured on 1,000 variants of 5,000');
    const all = { ...input.bias!, tried: 12, compared: 12 };
    expect(renderSweepReport({ ...input, bias: all })).not.toContain('measured on');
  });

  it('escapes keys and values', () => {
    const keys = [
      { key: '<script>', values: ['<i>', "'"] },
      { key: 'b', values: ['"', 1] },
    ];
    const page = renderSweepReport(sweepInput(keys));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<i>');
  });
});
