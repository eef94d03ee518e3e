import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from '../../src/index.ts';

const relativeError = (actual: number, expected: number) => Math.abs(actual / expected - 1);

// The true values, as doubles, were computed with 50-digit arithmetic (mpmath 1.3: erfc and root finding).
describe('normalCdf', () => {
  it.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-8, 6.220960574271784e-16],
    [-5, 2.866515718791939e-7],
    [-3, 0.0013498980316300946],
    [-2.0000001, 0.022750126549083104],
    [-1, 0.15865525393145705],
    [-0.1, 0.460172162722971],
    [-1e-10, 0.49999999996010575],
    [0.3, 0.6179114221889527],
    [1, 0.8413447460685429],
    [1.9999999, 0.9772498626527236],
    [2, 0.9772498680518208],
    [5, 0.9999997133484281],
  ])('of %d is right to the last digits', (x, expected) => {
    expect(relativeError(normalCdf(x), expected)).toBeLessThan(x < -5 ? 1e-13 : 2e-15);
  });

  it('is ½ at 0, 0 and 1 at the ends, and NaN for NaN', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });

  it('never falls, also where the method changes', () => {
    let last = 0;
    for (let x = -10; x <= 10; x += 0.001) {
      const value = normalCdf(x);
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
  });
});

describe('normalQuantile', () => {
  it.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-16, -8.222082216130435],
    [1e-5, -4.264890793922825],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.25, -0.6744897501960817],
    [0.4, -0.2533471031357997],
    [0.6, 0.2533471031357997],
    [0.975, 1.9599639845400538],
    [0.999, 3.090232306167813],
  ])('of %d is right to the last digits', (p, expected) => {
    expect(relativeError(normalQuantile(p), expected)).toBeLessThan(2e-15);
  });

  it('keeps its digits close to the middle, in absolute terms', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect(Math.abs(normalQuantile(0.499999) + 2.5066282745665593e-6)).toBeLessThan(1e-15);
  });

  it('is infinite at 0 and 1', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([-1e-9, 1 + 1e-9, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(/between 0 and 1/);
  });

  it('undoes the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 3, noNaN: true }), (x) => {
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-13);
      }),
    );
  });
});
