import { parseDate } from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divergingStep, sequentialStep } from '../../src/chart/colour-steps.ts';
import { dateTicks } from '../../src/chart/date-ticks.ts';
import { histogram } from '../../src/chart/histogram.ts';
import { lineChart } from '../../src/chart/line-chart.ts';
import { sparkline } from '../../src/chart/sparkline.ts';
import { tickLabels } from '../../src/chart/tick-labels.ts';
import { valueAxis } from '../../src/chart/value-axis.ts';

describe('heat map colours', () => {
  it('centre on zero and saturate at full strength, symmetrically', () => {
    expect(divergingStep(0, 0.2)).toBe('h0');
    expect(divergingStep(0.2, 0.2)).toBe('h5');
    expect(divergingStep(-9, 0.2)).toBe('h-5');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (value) => {
        const [up, down] = [value, -value].map((side) => Number(divergingStep(side, 0.3).slice(1)));
        expect(Math.abs(up + down)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are neutral when there is nothing to scale by', () => {
    expect(divergingStep(0.1, 0)).toBe('h0');
    expect(divergingStep(Number.NaN, 1)).toBe('h0');
    expect(sequentialStep(3, 3, 3)).toBe('q4');
    expect(sequentialStep(Number.NaN, 0, 1)).toBe('none');
  });

  it('use every sequential step and grow with the value', () => {
    expect(sequentialStep(0, 0, 1)).toBe('q0');
    expect(sequentialStep(1, 0, 1)).toBe('q8');
    expect(sequentialStep(-5, 0, 1)).toBe('q0');
    const steps = Array.from({ length: 100 }, (_, i) => sequentialStep(i / 99, 0, 1));
    expect(new Set(steps).size).toBe(9);
    expect([...steps].sort()).toEqual(steps);
  });
});

describe('axes', () => {
  it('hold all values between bottom and top', () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.constantFrom('linear' as const, 'log' as const), (a, b, kind) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const axis = valueAxis(low, high, kind);
        expect(axis.at(low)).toBeGreaterThanOrEqual(0);
        expect(axis.at(high)).toBeLessThanOrEqual(1);
        expect(axis.at(low)).toBeLessThanOrEqual(axis.at(high));
        expect(axis.ticks.length).toBeLessThan(16);
      }),
    );
  });

  it('fall back to linear where a logarithm is impossible, and to nothing without values', () => {
    expect(valueAxis(-1, 1, 'log').at(0)).toBeCloseTo(0.5);
    expect(valueAxis(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 'linear').ticks).toEqual([]);
  });

  it('label ticks with the decimals that tell them apart', () => {
    expect(tickLabels([0.85, 0.9, 1], 'number', 'linear')).toEqual(['0.85', '0.90', '1.00']);
    expect(tickLabels([-0.2, 0, 0.2], 'percent', 'linear')).toEqual(['−20%', '0%', '20%']);
    expect(tickLabels([0.5, 1, 1000], 'number', 'log')).toEqual(['0.5', '1', '1,000']);
  });

  it('mark round dates, at most nine, in order and inside the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25_000 }), fc.integer({ min: 0, max: 20_000 }), (first, span) => {
        const ticks = dateTicks(first, first + span);
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(
          ticks.every(
            ({ day }, i) => day >= first && day <= first + span && (i === 0 || day > ticks[i - 1].day),
          ),
        ).toBe(true);
        expect(ticks.filter((tick) => !tick.minor).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('say the year at the first mark of each, on a phone too', () => {
    const ticks = dateTicks(parseDate('2021-02-10'), parseDate('2023-06-01'));
    const phone = ticks.filter((tick) => !tick.minor);
    expect(ticks.map((tick) => tick.label)).toContain('Jan 2022');
    for (const shown of [ticks, phone]) {
      const years = shown.map(({ label }) => /\d{4}/.exec(label)?.[0]).filter(Boolean);
      expect([...new Set(years)]).toEqual(['2021', '2022', '2023']);
    }
  });
});

describe('drawings', () => {
  const chart = (dates: number[], values: number[]) =>
    lineChart({
      id: 'x',
      title: 'T',
      description: 'D <b>',
      dates,
      series: [{ label: 'a', colour: 'c0', values, filled: true }],
      ticks: 'number',
    }).markup;

  it('have a title and a description as text alternative', () => {
    const markup = chart([1, 2, 3], [1, 2, 3]);
    expect(markup).toContain('role="img" aria-labelledby="x-t x-d"');
    expect(markup).toContain('<desc id="x-d">D &lt;b&gt;</desc>');
  });

  it.each([
    ['one day', [5], [100]],
    ['nothing but gaps', [1, 2, 3], [Number.NaN, Number.NaN, Number.NaN]],
    ['a flat line', [1, 2, 3], [7, 7, 7]],
    ['a flat line at zero', [1, 2, 3], [0, 0, 0]],
  ])('write no NaN or infinity into a path: %s', (_, dates, values) => {
    expect(chart(dates, values)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('stay small for ten years', () => {
    const dates = Array.from({ length: 3650 }, (_, t) => t);
    expect(
      chart(
        dates,
        dates.map((t) => 1000 + 300 * Math.sin(t)),
      ),
    ).toSatisfy((text: string) => text.length < 30_000);
  });

  it('sparklines survive zero, one day and no day', () => {
    for (const levels of [[0, 1, 2], [1000], []]) {
      const dates = levels.map((_, t) => t);
      expect(sparkline(dates, levels, 'a "b"').markup).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('histograms count every value once, even when all are the same', () => {
    for (const values of [[1, 1, 1], [0.1, 0.2, 0.9, 5], [-3]]) {
      const { markup } = histogram({ id: 'h', title: 'T', description: 'D', values, format: String });
      const counts = [...markup.matchAll(/: (\d+) variants?</g)].map((match) => Number(match[1]));
      expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      expect(markup).not.toMatch(/NaN|Infinity/);
    }
  });
});
