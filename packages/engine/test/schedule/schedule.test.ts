import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, parseDate, type Schedule } from '../../src/index.ts';
import { periodOf, scheduledDates } from '../../src/schedule/schedule.ts';

/** The scheduled dates among `dates`. */
function scheduled(schedule: Schedule, dates: readonly string[]): string[] {
  const marks = scheduledDates(schedule, Int32Array.from(dates, parseDate));
  return dates.filter((_, t) => marks[t] === 1);
}

/** Every date from `from` to `to`. */
function every(from: string, to: string): string[] {
  const first = parseDate(from);
  return Array.from({ length: parseDate(to) - first + 1 }, (_, k) => formatDate(first + k));
}

describe('on a calendar without gaps', () => {
  it('none never, daily always', () => {
    const dates = every('2021-01-01', '2021-01-05');
    expect(scheduled('none', dates)).toEqual([]);
    expect(scheduled('daily', dates)).toEqual(dates);
  });

  it('weekly on Mondays, over the end of a year', () => {
    // 28 December 2020 and 4 January 2021 were Mondays; a 1st of January begins no week.
    expect(scheduled('weekly', every('2020-12-26', '2021-01-12'))).toEqual([
      '2020-12-28',
      '2021-01-04',
      '2021-01-11',
    ]);
  });

  it('weekly before 1970 as well', () => {
    // 29 December 1969 was a Monday.
    expect(scheduled('weekly', every('1969-12-27', '1970-01-05'))).toEqual(['1969-12-29', '1970-01-05']);
  });

  it('monthly on the 1st, after 28, 29, 30 and 31 days', () => {
    expect(scheduled('monthly', every('2021-01-15', '2021-06-15'))).toEqual([
      '2021-02-01',
      '2021-03-01',
      '2021-04-01',
      '2021-05-01',
      '2021-06-01',
    ]);
    expect(scheduled('monthly', every('2020-02-27', '2020-03-02'))).toEqual(['2020-03-01']);
  });

  it('quarterly on the 1st of January, April, July and October', () => {
    expect(scheduled('quarterly', every('2019-12-15', '2021-01-15'))).toEqual([
      '2020-01-01',
      '2020-04-01',
      '2020-07-01',
      '2020-10-01',
      '2021-01-01',
    ]);
  });

  it('on the first date only if a period begins on that very day', () => {
    expect(scheduled('monthly', ['2021-01-01', '2021-01-02'])).toEqual(['2021-01-01']);
    expect(scheduled('monthly', ['2021-01-02', '2021-01-03'])).toEqual([]);
    expect(scheduled('weekly', ['2021-01-04'])).toEqual(['2021-01-04']);
    expect(scheduled('quarterly', ['2021-02-01'])).toEqual([]);
  });
});

describe('a scheduled date missing from the panel moves to the next one in it', () => {
  it('monthly: the 1st is missing', () => {
    expect(scheduled('monthly', ['2021-01-30', '2021-01-31', '2021-02-02', '2021-02-03'])).toEqual([
      '2021-02-02',
    ]);
  });

  it('monthly: all of February is missing, 29 days of it', () => {
    expect(scheduled('monthly', ['2020-01-31', '2020-03-01', '2020-03-02'])).toEqual(['2020-03-01']);
    expect(scheduled('monthly', ['2020-02-28', '2020-02-29', '2020-03-04'])).toEqual(['2020-03-04']);
  });

  it('monthly: several scheduled dates in a gap make one, and the 1st that follows its own', () => {
    expect(scheduled('monthly', ['2021-01-15', '2021-04-20', '2021-05-01'])).toEqual([
      '2021-04-20',
      '2021-05-01',
    ]);
  });

  it('weekly: a Monday is missing, and a year end lies in the gap', () => {
    expect(
      scheduled('weekly', ['2020-12-27', '2020-12-29', '2020-12-31', '2021-01-05', '2021-01-06']),
    ).toEqual(['2020-12-29', '2021-01-05']);
  });

  it('weekly: a gap of exactly a week that begins on a Monday', () => {
    expect(scheduled('weekly', ['2021-01-04', '2021-01-11'])).toEqual(['2021-01-04', '2021-01-11']);
    expect(scheduled('weekly', ['2021-01-05', '2021-01-10'])).toEqual([]);
  });

  it('quarterly: the gap spans a year', () => {
    expect(scheduled('quarterly', ['2020-02-10', '2021-02-10', '2021-03-31', '2021-04-02'])).toEqual([
      '2021-02-10',
      '2021-04-02',
    ]);
  });

  it('daily: every date of the panel is one', () => {
    expect(scheduled('daily', ['2021-01-01', '2021-01-09'])).toEqual(['2021-01-01', '2021-01-09']);
  });

  it('on any set of dates: a date is one when the schedule falls in (date before, date]', () => {
    const start = parseDate('2019-11-01');
    const offsets = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 80 });
    const schedules = fc.constantFrom<Schedule>('weekly', 'monthly', 'quarterly');
    fc.assert(
      fc.property(offsets, schedules, (days, schedule) => {
        const dates = Int32Array.from(days, (day) => start + day).sort();
        const marks = scheduledDates(schedule, dates);
        for (let t = 1; t < dates.length; t++) {
          let falls = 0;
          for (let day = dates[t - 1] + 1; day <= dates[t]; day++) if (fallsOn(schedule, day)) falls = 1;
          expect(marks[t], `${schedule} on ${formatDate(dates[t])}`).toBe(falls);
        }
      }),
    );
  });
});

describe('periods', () => {
  it('are numbered in order and change exactly where the schedule falls', () => {
    for (const schedule of ['daily', 'weekly', 'monthly', 'quarterly'] as const) {
      for (let day = parseDate('1968-01-01'); day < parseDate('1973-01-01'); day++) {
        const step = periodOf(schedule, day) - periodOf(schedule, day - 1);
        expect(step, `${schedule} on ${formatDate(day)}`).toBe(fallsOn(schedule, day) ? 1 : 0);
      }
    }
    expect(periodOf('none', 5)).toBe(periodOf('none', 5000));
  });
});

/** The calendar, read off the date's text. */
function fallsOn(schedule: Schedule, day: number): boolean {
  const text = formatDate(day);
  if (schedule === 'daily') return true;
  if (schedule === 'weekly') return new Date(`${text}T00:00:00Z`).getUTCDay() === 1;
  if (schedule === 'monthly') return text.endsWith('-01');
  return /-(01|04|07|10)-01$/.test(text);
}
