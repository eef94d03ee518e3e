import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLevel,
  formatNumber,
  formatPercent,
  formatPlural,
  formatSigned,
  formatSignedPercent,
  formatUsd,
  orDash,
} from '../../src/html/format.ts';
import { html } from '../../src/html/html.ts';

describe('numbers', () => {
  it.each([
    [1234.5, 1, '1,234.5'],
    [-0.004, 2, '0.00'],
    [-0.005, 2, '−0.01'],
    [0, 0, '0'],
  ])('%d with %d decimals is %s', (value, decimals, text) => {
    expect(formatNumber(value, decimals)).toBe(text);
  });

  it('never writes minus or plus zero', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 4 }),
        (value, decimals) => {
          expect(formatSigned(value, decimals)).not.toMatch(/^[−+][0.,]*$/);
          expect(formatSignedPercent(value, decimals)).not.toMatch(/^[−+][0.,]*%$/);
        },
      ),
    );
  });
});

describe('percentages', () => {
  it.each([
    [0.1234, '12.3%'],
    [-0.5, '−50.0%'],
    [9.99, '999.0%'],
    [21.4, '2,140%'],
    [123_456, '12.3M%'],
    [0, '0.0%'],
  ])('%d is %s', (value, text) => {
    expect(formatPercent(value)).toBe(text);
  });
});

describe('levels', () => {
  it.each([
    [0, '0'],
    [0.000123456, '0.000123'],
    [0.5, '0.5'],
    [12.345, '12.35'],
    [999.94, '999.9'],
    [1234.56, '1,235'],
    [-1234.56, '−1,235'],
    [12_345_678, '12.3M'],
    [1e21, '1E21'],
  ])('%d is %s', (value, text) => {
    expect(formatLevel(value)).toBe(text);
  });
});

describe('dollars and counts', () => {
  it('shortens dollars and keeps the sign in front', () => {
    expect(formatUsd(9_100_000)).toBe('$9.1M');
    expect(formatUsd(1.31e12)).toBe('$1.31T');
    expect(formatUsd(-5)).toBe('−$5');
  });

  it('uses the noun that fits the count', () => {
    expect(formatPlural(1, 'asset')).toBe('1 asset');
    expect(formatPlural(0, 'asset')).toBe('0 assets');
    expect(formatPlural(2, 'index', 'indices')).toBe('2 indices');
  });
});

describe('missing values', () => {
  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is a dash with its reason',
    (value) => {
      const text = html`${orDash(value, String, 'a "reason"')}`.markup;
      expect(text).toContain('—');
      expect(text).toContain('title="a &quot;reason&quot;"');
      expect(text).toContain('none: a &quot;reason&quot;');
    },
  );

  it('zero is a value', () => {
    expect(orDash(0, String, 'unused')).toBe('0');
  });
});
