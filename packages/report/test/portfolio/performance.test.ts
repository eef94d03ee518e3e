import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PortfolioMark } from '../../src/index.ts';
import { performanceOf } from '../../src/portfolio/performance.ts';

const mark = (day: number, valueUsd: number, changed: Partial<PortfolioMark> = {}): PortfolioMark => ({
  date: `2021-01-${String(day).padStart(2, '0')}`,
  valueUsd,
  depositedUsd: 0,
  withdrawnUsd: 0,
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
  it('count the costs of the first purchase', () => {
    const { totalReturn, onlyDeposit, investedUsd } = of(mark(1, 9_990, { depositedUsd: 10_000 }));
    expect(totalReturn).toBeCloseTo(-0.001, 12);
    expect(onlyDeposit).toBe(10_000);
    expect(investedUsd).toBe(10_000);
  });

  it('are not made by a deposit, however large beside what was there', () => {
    const { totalReturn, onlyDeposit, investedUsd } = of(
      mark(1, 1, { depositedUsd: 1 }),
      mark(2, 9_991, { depositedUsd: 10_000 }),
    );
    expect(totalReturn).toBeCloseTo(9_991 / 10_001 - 1, 12);
    expect(onlyDeposit).toBeNull();
    expect(investedUsd).toBe(10_001);
  });

  it('are not made by taking out a part, or everything', () => {
    const half = of(mark(1, 100, { depositedUsd: 100 }), mark(2, 60, { withdrawnUsd: 50 }));
    expect(half.totalReturn).toBeCloseTo(0.1, 12);
    const all = of(mark(1, 100, { depositedUsd: 100 }), mark(2, 0, { withdrawnUsd: 110 }), mark(3, 0));
    expect(all.totalReturn).toBeCloseTo(0.1, 12);
    expect(all.investedUsd).toBe(-10);
  });

  it('go on from where they were when money comes back into an empty portfolio', () => {
    const { totalReturn } = of(
      mark(1, 110, { depositedUsd: 100 }),
      mark(2, 0, { withdrawnUsd: 110 }),
      mark(3, 0),
      mark(4, 220, { depositedUsd: 200 }),
    );
    expect(totalReturn).toBeCloseTo(1.1 * 1.1 - 1, 12);
  });

  it('stay at a total loss, and finite', () => {
    const { levels, maxDrawdown } = of(mark(1, 0, { depositedUsd: 10 }), mark(2, 5, { depositedUsd: 5 }));
    expect([...levels]).toEqual([0, 0]);
    expect(maxDrawdown).toBe(-1);
  });

  it('of nothing are nothing', () => {
    expect(performanceOf([])).toBeNull();
    expect(of(mark(1, 0)).totalReturn).toBe(0);
  });

  it('depend on growth alone, whatever comes and goes', () => {
    const day = fc.record({
      growth: fc.double({ min: 0.5, max: 2, noNaN: true }),
      deposit: fc.double({ min: 0, max: 1e4, noNaN: true }),
      withdrawn: fc.double({ min: 0, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 20 }), (days) => {
        let value = 0;
        const marks = days.map(({ growth, deposit, withdrawn }, i) => {
          const depositedUsd = i === 0 ? 1000 : deposit;
          const before = (value + depositedUsd) * growth;
          value = before * (1 - withdrawn);
          return mark(i + 1, value, { depositedUsd, withdrawnUsd: before * withdrawn });
        });
        const expected = days.reduce((product, { growth }) => product * growth, 1);
        expect(of(...marks).totalReturn + 1).toBeCloseTo(expected, 6);
      }),
    );
  });
});

describe('index and bitcoin', () => {
  it('start where the portfolio starts, before its costs', () => {
    const { index, bitcoin, indexReturn, bitcoinReturn, difference } = of(
      mark(1, 999, { depositedUsd: 1000, indexLevel: 500, bitcoinUsd: 30_000 }),
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
      mark(1, 2000, { depositedUsd: 1000 }),
      mark(2, 3000, { indexLevel: 50 }),
      mark(3, 3000, { indexLevel: 100 }),
    );
    expect([...index]).toEqual([Number.NaN, 3, 6]);
    expect(indexReturn).toBeNull();
    expect(difference).toBeNull();
  });

  it.each([
    ['missing at the end', 100, null],
    ['zero at the start', 0, 100],
    ['missing everywhere', null, null],
  ])('%s have no return', (_, first, last) => {
    const { indexReturn } = of(
      mark(1, 10, { depositedUsd: 10, indexLevel: first }),
      mark(2, 10, { indexLevel: last }),
    );
    expect(indexReturn).toBeNull();
  });
});

describe('the rest', () => {
  it('counts a fall from the start as drawdown', () => {
    expect(of(mark(1, 80, { depositedUsd: 100 }), mark(2, 90)).maxDrawdown).toBeCloseTo(-0.2, 12);
  });

  it.each(['2021-02-30', '2021-1-1', '', 'yesterday', '2021-01-01T00:00:00Z'])(
    'refuses %j as a date',
    (date) => {
      expect(() => performanceOf([mark(1, 1, { date })])).toThrow(
        expect.objectContaining({ code: 'DATE_INVALID' }),
      );
    },
  );
});
