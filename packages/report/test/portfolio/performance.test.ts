import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PortfolioMark } from '../../src/index.ts';
import { performanceOf } from '../../src/portfolio/performance.ts';

const mark = (day: number, valueUsd: number, changed: Partial<PortfolioMark> = {}): PortfolioMark => ({
  time: `2021-01-${String(day).padStart(2, '0')}`,
  valueUsd,
  flowUsd: 0,
  indexLevel: null,
  bitcoinUsd: null,
  ...changed,
});

const of = (...marks: readonly PortfolioMark[]) => {
  const performance = performanceOf(marks);
  if (performance === null) throw new Error('there are marks');
  return performance;
};

describe('returns', () => {
  it('count the costs of the first purchase, marked before it or after', () => {
    const before = of(mark(1, 10_000, { flowUsd: 10_000 }), mark(2, 9_990));
    const after = of(mark(1, 9_990, { flowUsd: 10_000 }));
    for (const { totalReturn, onlyDeposit, investedUsd } of [before, after]) {
      expect(totalReturn).toBeCloseTo(-0.001, 12);
      expect(onlyDeposit).toBe(10_000);
      expect(investedUsd).toBe(10_000);
    }
  });

  it('are not made by a deposit, however large', () => {
    const { totalReturn, onlyDeposit, investedUsd } = of(
      mark(1, 100, { flowUsd: 100 }),
      mark(2, 10_110, { flowUsd: 10_000 }),
      mark(3, 10_110),
    );
    expect(totalReturn).toBeCloseTo(0.1, 12);
    expect(onlyDeposit).toBeNull();
    expect(investedUsd).toBe(10_100);
  });

  it('do not put the costs of a large deposit on the little that was there', () => {
    const { totalReturn } = of(mark(1, 1, { flowUsd: 1 }), mark(2, 9_991, { flowUsd: 10_000 }));
    expect(totalReturn).toBeCloseTo(9_991 / 10_001 - 1, 12);
  });

  it('are not made by taking out a part, or everything', () => {
    const half = of(mark(1, 100, { flowUsd: 100 }), mark(2, 60, { flowUsd: -50 }));
    expect(half.totalReturn).toBeCloseTo(0.1, 12);
    const all = of(mark(1, 100, { flowUsd: 100 }), mark(2, 0, { flowUsd: -110 }), mark(3, 0));
    expect(all.totalReturn).toBeCloseTo(0.1, 12);
    expect(all.investedUsd).toBe(-10);
  });

  it('go on from where they were when money comes back, and the index does not move meanwhile', () => {
    const { totalReturn, indexReturn } = of(
      mark(1, 100, { flowUsd: 100, indexLevel: 10 }),
      mark(2, 0, { flowUsd: -110, indexLevel: 12 }),
      mark(3, 0, { indexLevel: 500 }),
      mark(4, 200, { flowUsd: 200, indexLevel: 600 }),
      mark(5, 220, { indexLevel: 300 }),
    );
    expect(totalReturn).toBeCloseTo(1.1 * 1.1 - 1, 12);
    expect(indexReturn).toBeCloseTo(1.2 * 0.5 - 1, 12);
  });

  it('stay at a total loss, and finite, while the index goes on', () => {
    const { levels, maxDrawdown, indexReturn } = of(
      mark(1, 10, { flowUsd: 10, indexLevel: 1 }),
      mark(2, 0, { indexLevel: 1 }),
      mark(3, 5, { flowUsd: 5, indexLevel: 2 }),
      mark(4, 6, { indexLevel: 3 }),
    );
    expect([...levels]).toEqual([1, 0, 0, 0]);
    expect(maxDrawdown).toBe(-1);
    expect(indexReturn).toBeCloseTo(2, 12);
  });

  it('of nothing are nothing', () => {
    expect(performanceOf([])).toBeNull();
    expect(of(mark(1, 0)).totalReturn).toBe(0);
    expect(of(mark(1, 0), mark(2, 0)).totalReturn).toBe(0);
  });

  it('depend on growth alone, whatever comes and goes', () => {
    const day = fc.record({
      growth: fc.double({ min: 0.5, max: 2, noNaN: true }),
      flow: fc.double({ min: -0.9, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 20 }), (days) => {
        let value = 1000;
        const marks = [mark(1, value, { flowUsd: value })];
        for (const [i, { growth, flow }] of days.entries()) {
          const flowUsd = value * growth * flow;
          value = value * growth + flowUsd;
          marks.push(mark(i + 2, value, { flowUsd }));
        }
        const expected = days.reduce((product, { growth }) => product * growth, 1);
        expect((of(...marks).totalReturn + 1) / expected).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('index and bitcoin', () => {
  it('start where the portfolio starts, before its costs', () => {
    const { index, bitcoin, indexReturn, bitcoinReturn, difference } = of(
      mark(1, 999, { flowUsd: 1000, indexLevel: 500, bitcoinUsd: 30_000 }),
      mark(2, 1100, { indexLevel: 600, bitcoinUsd: 15_000 }),
    );
    expect([...index]).toEqual([1, 1.2]);
    expect([...bitcoin]).toEqual([1, 0.5]);
    expect(indexReturn).toBeCloseTo(0.2, 12);
    expect(bitcoinReturn).toBeCloseTo(-0.5, 12);
    expect(difference).toBeCloseTo(-0.1, 12);
  });

  it('that are known later start at the portfolio’s line, and have no return to compare', () => {
    const { index, indexReturn, difference } = of(
      mark(1, 2000, { flowUsd: 1000 }),
      mark(2, 3000, { indexLevel: 50 }),
      mark(3, 3000, { indexLevel: 100 }),
    );
    expect([...index]).toEqual([Number.NaN, 3, 6]);
    expect(indexReturn).toBeNull();
    expect(difference).toBeNull();
  });

  it('go over a gap', () => {
    const { index, indexReturn } = of(
      mark(1, 10, { flowUsd: 10, indexLevel: 100 }),
      mark(2, 10),
      mark(3, 10, { indexLevel: 150 }),
    );
    expect([...index]).toEqual([1, Number.NaN, 1.5]);
    expect(indexReturn).toBeCloseTo(0.5, 12);
  });

  it.each([
    ['missing at the end', 100, null],
    ['zero at the start', 0, 100],
    ['zero at the end', 100, 0],
    ['below zero', -1, -2],
    ['missing everywhere', null, null],
  ])('%s have no return', (_, first, last) => {
    const { indexReturn } = of(
      mark(1, 10, { flowUsd: 10, indexLevel: first }),
      mark(2, 10, { indexLevel: last }),
    );
    expect(indexReturn).toBeNull();
  });
});

describe('the rest', () => {
  it('counts a fall from the start as drawdown', () => {
    expect(of(mark(1, 80, { flowUsd: 100 }), mark(2, 90)).maxDrawdown).toBeCloseTo(-0.2, 12);
  });

  it.each([
    ['2021-01-02', 18_629],
    ['2021-01-02T12:00Z', 18_629.5],
    ['2021-01-02T18:00:00.000000Z', 18_629.75],
  ])('reads %s as a part of a day', (time, day) => {
    expect(of(mark(1, 1, { time })).dates).toEqual([day]);
  });

  it.each([
    '2021-02-30',
    '2021-02-30T00:00:00Z',
    '2021-1-1',
    '',
    'yesterday',
    '2021-01-01T24:00:00Z',
    '2021-01-01T00:60:00Z',
    '2021-01-01T00:00:00+01:00',
    '2021-01-01T00:00:00',
  ])('refuses %j as a time', (time) => {
    expect(() => performanceOf([mark(1, 1, { time })])).toThrow(
      expect.objectContaining({ code: 'DATE_INVALID' }),
    );
  });
});
