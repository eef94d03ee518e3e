import { parseDate } from '@holdfast/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDateCell, parseNumberCell } from '../src/source/cells.ts';

describe('parseNumberCell', () => {
  it.each([
    ['1', 1],
    ['1e5', 100_000],
    ['1E-3', 0.001],
    ['+2.5', 2.5],
    ['-3', -3],
    ['.5', 0.5],
    ['7.', 7],
    ['0.1', 0.1],
    ['1e999', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['', Number.NaN],
    ['NaN', Number.NaN],
  ])('reads %j as %d', (text, value) => {
    expect(parseNumberCell(text)).toBe(value);
  });

  it.each([
    '1,000',
    '1_000',
    '0x10',
    '0b1',
    '1 000',
    ' 1',
    '1\n',
    '$5',
    '5%',
    'e5',
    '.',
    '+',
    '1e',
    '1e+',
    '--1',
    'null',
    'n/a',
    '１',
  ])('refuses %j', (text) => {
    expect(parseNumberCell(text)).toBeUndefined();
  });

  it('gives back every number that was printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumberCell(String(value)) === value).toBe(true);
      }),
    );
  });
});

describe('parseDateCell', () => {
  it.each([
    ['2021-03-04', '2021-03-04'],
    ['2020-02-29', '2020-02-29'],
    ['1970-01-01', '1970-01-01'],
    ['2100-12-31', '2100-12-31'],
    ['2021-03-04T23:59:59.999Z', '2021-03-04'],
    ['2021-03-04 00:00:00', '2021-03-04'],
    ['2021-03-04 00:00:00 UTC', '2021-03-04'],
    ['2021-03-04T00:30', '2021-03-04'],
    ['2021-03-04T00:30:00+01:00', '2021-03-03'],
    ['2021-03-04T23:30:00-0100', '2021-03-05'],
    ['1614816000', '2021-03-04'],
    ['1614902399', '2021-03-04'],
    ['1614816000000', '2021-03-04'],
  ])('labels %j by its UTC date %s', (text, date) => {
    expect(parseDateCell(text)).toBe(parseDate(date));
  });

  it.each([
    '',
    '2021-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-04-31',
    '0001-01-01',
    '1969-12-31',
    '2101-01-01',
    '9999-12-31',
    '1970-01-01T00:00:00+00:01',
    '04/03/2021',
    '20210304',
    '2021-3-4',
    '2021-03-04T24:00:00Z',
    '2021-03-04T10:60Z',
    '2021-03-04 UTC',
    '2021-03-04garbage',
    '16148160',
    '161481600000000',
    'Mar 4 2021',
  ])('refuses %j', (text) => {
    expect(parseDateCell(text)).toBeUndefined();
  });
});
