import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, parseDate } from '../src/index.ts';
import { failure } from './tiny-run.ts';

describe('parseDate', () => {
  it('counts days from 1970-01-01', () => {
    expect(parseDate('1970-01-01')).toBe(0);
    expect(parseDate('1970-01-02')).toBe(1);
    expect(parseDate('1969-12-31')).toBe(-1);
    // 51 years of 365 days, and the leap days of 1972 to 2020: 13.
    expect(parseDate('2021-01-01')).toBe(51 * 365 + 13);
  });

  it('knows leap years: every fourth, not every hundredth, but every four hundredth', () => {
    expect(parseDate('2020-03-01') - parseDate('2020-02-28')).toBe(2);
    expect(parseDate('2021-03-01') - parseDate('2021-02-28')).toBe(1);
    expect(formatDate(parseDate('2000-02-29'))).toBe('2000-02-29');
    expect(failure(() => parseDate('2100-02-29')).code).toBe('DATE_INVALID');
  });

  it.each([
    '',
    '2021-02-29',
    '2021-04-31',
    '2021-13-01',
    '2021-00-10',
    '2021-01-00',
    '2021-01-32',
    '2021-1-1',
    '21-01-01',
    '2021/01/01',
    '2021-01-01T00:00:00Z',
    ' 2021-01-01',
    '2021-01-01\n',
    '02021-01-01',
    '٢٠٢١-٠١-٠١',
    'yesterday',
  ])('refuses %j and says how dates are written', (text) => {
    const { code, message } = failure(() => parseDate(text));
    expect(code).toBe('DATE_INVALID');
    expect(message).toContain('YYYY-MM-DD');
  });

  it('is the inverse of formatDate on every day of the years 100 to 9999', () => {
    const days = fc.integer({ min: parseDate('0100-01-01'), max: parseDate('9999-12-31') });
    fc.assert(
      fc.property(days, (day) => {
        expect(parseDate(formatDate(day))).toBe(day);
      }),
    );
  });
});
