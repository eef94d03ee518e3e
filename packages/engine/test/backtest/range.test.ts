import { describe, expect, it } from 'vitest';
import { type DefinitionInput, formatDate, type Panel } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { failure, notesOf, run } from '../tiny-run.ts';

/** Ten days from 2021-01-04, the 8th missing: 4 5 6 7 9 10 11 12 13. */
const panel = tinyPanel({
  dates: ['04', '05', '06', '07', '09', '10', '11', '12', '13'].map((day) => `2021-01-${day}`),
  prices: { a: '1 2 1 2 1 2 1 2 1' },
  caps: { a: 5 },
  volumes: { a: 5 },
});
const span = (input: DefinitionInput, of: Panel = panel) => {
  const { dates, levels } = run(of, input);
  expect(levels).toHaveLength(dates.length);
  return [formatDate(dates[0]), formatDate(dates[dates.length - 1])];
};

describe('the first possible date', () => {
  const last = '2021-01-13';

  it('has the lag before it', () => {
    expect(span({ lag: 0 })).toEqual(['2021-01-04', last]);
    expect(span({ lag: 1 })).toEqual(['2021-01-05', last]);
    // Four panel dates, though the 8th is missing.
    expect(span({ lag: 4 })).toEqual(['2021-01-09', last]);
  });

  it('has the lag and the longest of the windows before it', () => {
    const select = { by: 'return', window: 2 } as const;
    const weight = { scheme: 'inverse-volatility', window: 3 } as const;
    const volume = (usd: number, window: number) => ({ universe: { min_median_volume: { usd, window } } });
    expect(span({ lag: 1, select })).toEqual(['2021-01-07', last]);
    expect(span({ lag: 1, select, weight })).toEqual(['2021-01-09', last]);
    expect(span({ lag: 1, select, weight, ...volume(1, 5) })).toEqual(['2021-01-11', last]);
    // The filter is off: its window doesn't count.
    expect(span({ lag: 1, select, weight, ...volume(0, 5) })).toEqual(['2021-01-09', last]);
  });

  it('may be the last one of the snapshot, but no later', () => {
    expect(span({ lag: 8 })).toEqual([last, last]);
    const { code, message } = failure(() => run(panel, { lag: 9 }));
    expect(code).toBe('HISTORY_TOO_SHORT');
    expect(message).toContain('needs 9 dates before its first one, and the snapshot has 9');
  });
});

describe('base.date', () => {
  it('is where the index starts', () => {
    expect(span({ base: { date: '2021-01-06' } })[0]).toBe('2021-01-06');
  });

  it('missing from the panel moves to the next date in it, and says so', () => {
    const backtest = run(panel, { base: { date: '2021-01-08' } });
    expect(formatDate(backtest.dates[0])).toBe('2021-01-09');
    expect(notesOf(backtest)).toEqual([{ code: 'base-date-moved', date: '2021-01-09', asset: null }]);
    expect(notesOf(run(panel, { base: { date: '2021-01-09' } }))).toEqual([]);
  });

  it('before the first possible date is an error that names it', () => {
    const { code, message } = failure(() => run(panel, { lag: 2, base: { date: '2021-01-05' } }));
    expect(code).toBe('BASE_DATE_TOO_EARLY');
    expect(message).toContain('2021-01-06');
    expect(failure(() => run(panel, { lag: 1, base: { date: '2020-12-31' } })).code).toBe(
      'BASE_DATE_TOO_EARLY',
    );
  });

  it('after the last date is an error', () => {
    expect(failure(() => run(panel, { base: { date: '2021-01-14' } })).code).toBe('BASE_DATE_AFTER_END');
    expect(failure(() => run(panel, { base: { date: '2030-01-01' } })).message).toContain('2030-01-01');
  });

  it('sets what the level starts at, not what it does', () => {
    const { levels } = run(panel, { base: { date: '2021-01-10', value: 7 } });
    expect([...levels]).toEqual([7, 3.5, 7, 3.5]);
  });
});

describe('end', () => {
  it('before the data ends stops there, and what follows changes nothing', () => {
    const short = run(panel, { end: '2021-01-07' });
    expect(span({ end: '2021-01-07' })).toEqual(['2021-01-04', '2021-01-07']);
    expect([...short.levels]).toEqual([...run(panel).levels].slice(0, 4));
    expect(short.statistics.days).toBe(4);
  });

  it('missing from the panel is the date before it', () => {
    expect(span({ end: '2021-01-08' })[1]).toBe('2021-01-07');
  });

  it('after the data ends is the last date of the data', () => {
    expect(span({ end: '2031-01-01' })[1]).toBe('2021-01-13');
  });

  it('on the first date makes an index of one day', () => {
    expect(span({ base: { date: '2021-01-06' }, end: '2021-01-06' })).toEqual(['2021-01-06', '2021-01-06']);
  });

  it('before the start is an error', () => {
    expect(failure(() => run(panel, { lag: 3, end: '2021-01-06' })).code).toBe('BASE_DATE_AFTER_END');
    expect(failure(() => run(panel, { end: '2020-01-01' })).code).toBe('BASE_DATE_AFTER_END');
    // Both lie in the gap: the index would start on the 9th and end on the 7th.
    expect(failure(() => run(panel, { base: { date: '2021-01-08' }, end: '2021-01-08' })).code).toBe(
      'BASE_DATE_AFTER_END',
    );
  });
});
