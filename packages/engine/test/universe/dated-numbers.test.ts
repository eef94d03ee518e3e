import { describe, expect, it } from 'vitest';
import { type DatedNumbers, parseDate } from '../../src/index.ts';
import { numbersInForce } from '../../src/universe/dated-numbers.ts';
import { tinyPanel } from '../tiny-panel.ts';

const panel = tinyPanel({ dates: '2021-01-01', prices: { a: '1', b: '1' } });
const lists: DatedNumbers[] = [
  { from: parseDate('2021-01-01'), numbers: { a: 1 } },
  { from: parseDate('2021-02-01'), numbers: { b: 2, ghost: 3 } },
];
const inForce = (day: string) => {
  const numbers = numbersInForce(panel, lists, parseDate(day));
  return numbers === undefined ? undefined : [...numbers];
};

describe('the list in force', () => {
  it('is none before the first', () => {
    expect(inForce('2020-12-31')).toBeUndefined();
    expect(numbersInForce(panel, [], parseDate('2021-01-01'))).toBeUndefined();
  });

  it('holds from its own day until the day before the next', () => {
    expect(inForce('2021-01-01')).toEqual([[0, 1]]);
    expect(inForce('2021-01-31')).toEqual([[0, 1]]);
    expect(inForce('2021-02-01')).toEqual([[1, 2]]);
    expect(inForce('2030-01-01')).toEqual([[1, 2]]);
  });

  it('is by the positions of the panel that is asked for', () => {
    const other = tinyPanel({ dates: '2021-01-01', prices: { A: '1', b: '1', ghost: '1' } });
    expect([...(numbersInForce(other, lists, parseDate('2021-02-01')) ?? [])]).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(inForce('2021-02-01')).toEqual([[1, 2]]);
  });
});
