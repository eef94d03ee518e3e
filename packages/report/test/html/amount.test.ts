import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount } from '../../src/html/amount.ts';
import { formatDollars } from '../../src/html/format.ts';
import { dayOf, moment } from '../../src/html/moment.ts';

const shown = (text: string): string => amount(text).markup.replace(/<[^>]*>/g, '');

describe('amounts', () => {
  it.each([
    ['0.012345678', '0.0123456'],
    ['1234567.891', '1,234,567'],
    ['12345678901234567890.1', '12,345,678,901,234,567,890'],
    ['0.00000000', '0'],
    ['-0.00000000', '0'],
    ['-1234.5', '−1,234.5'],
    ['007.10', '7.1'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['0.0000000000009999999', '0.000000000000999999'],
    ['999999.99', '999,999'],
    ['12.3400', '12.34'],
  ])('%s is shown as %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('keep all digits in the tooltip when some are left out', () => {
    expect(amount('0.012345678').markup).toBe('<span title="0.012345678">0.0123456</span>');
    expect(amount('12.5').markup).toBe('<bdi>12.5</bdi>');
  });

  it.each(['', '1e5', '.5', '5.', 'NaN', '<b>', '1,000', '0x10', '--1', '１'])('show %j as it is', (text) => {
    expect(shown(text)).toBe(text.replace('<', '&lt;').replace('>', '&gt;'));
  });

  it('never say more than there is', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.integer({ min: 1, max: 18 }),
        (units, scale) => {
          const digits = units.toString().padStart(scale + 1, '0');
          const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
          const [whole, fraction = ''] = shown(text).replaceAll(',', '').split('.');
          const told = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
          expect(fraction.length).toBeLessThanOrEqual(scale);
          expect(told <= units).toBe(true);
          // Six digits are a relative error below a hundred-thousandth.
          expect((units - told) * 100_000n <= units).toBe(true);
        },
      ),
    );
  });
});

describe('points in time', () => {
  it.each([
    ['2021-03-01T14:05:09.123Z', '2021-03-01 14:05'],
    ['2021-03-01T14:05:09Z', '2021-03-01 14:05'],
    ['2021-03-01T14:05Z', '2021-03-01 14:05'],
    ['2021-12-27T00:10:00.123456Z', '2021-12-27 00:10'],
    ['2021-03-01', '2021-03-01'],
    ['2021-03-01T14:05:09+02:00', '2021-03-01T14:05:09+02:00'],
    ['', ''],
  ])('%j is shown as %j', (iso, expected) => {
    expect(moment(iso).markup.replace(/<[^>]*>/g, '')).toBe(expected);
  });

  it('escape what is none', () => {
    expect(moment('"><script>').markup).not.toContain('<script');
    expect(dayOf('2021-01-01T00:00Z<b>').markup).not.toContain('<b>');
    expect(dayOf('2021-03-01T14:05:09.123Z').markup).toContain('>2021-03-01<');
  });
});

describe('dollars', () => {
  it.each([
    [0, '$0.00'],
    [-0.001, '$0.00'],
    [-1234.5, '−$1,234.50'],
    [9_999_999.994, '$9,999,999.99'],
    [12_345_678.9, '$12,345,679'],
    [1.31e12, '$1.31T'],
  ])('%d is %s', (value, text) => {
    expect(formatDollars(value)).toBe(text);
  });
});
