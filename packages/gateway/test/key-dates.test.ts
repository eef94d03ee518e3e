import { describe, expect, test } from 'vitest';
import { dueDates, type KeyDates, leadMs } from '../src/key-dates/key-date.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const key = (changes: Partial<KeyDates> = {}): KeyDates => ({
  kind: 'exchange-key',
  name: 'main',
  exchange: 'kraken',
  version: 2,
  since: NOW - 80 * DAY,
  rotateAt: null,
  expiresAt: null,
  deleteAt: null,
  ...changes,
});
const stages = (changes: Partial<KeyDates>, days = 14) =>
  dueDates([key(changes)], NOW, days).map(({ stage }) => stage);

describe('dates of keys', () => {
  test.each([
    ['to the millisecond', { rotateAt: NOW }, ['rotation-overdue']],
    ['a millisecond before', { rotateAt: NOW + 1 }, ['rotation-soon']],
    ['14 days before', { rotateAt: NOW + 14 * DAY }, ['rotation-soon']],
    ['more than 14 days before', { rotateAt: NOW + 14 * DAY + 1 }, []],
    ['an end', { expiresAt: NOW + DAY }, ['expires-soon']],
    ['an end that was', { expiresAt: NOW }, ['expired']],
    ['an end long ago', { expiresAt: NOW - 31 * DAY }, []],
    ['a rotation long ago', { rotateAt: NOW - 400 * DAY }, ['rotation-overdue']],
    ['both', { rotateAt: NOW - 1, expiresAt: NOW + DAY }, ['rotation-overdue', 'expires-soon']],
    ['neither', {}, []],
    ['anything of a key that is to be deleted', { rotateAt: NOW, expiresAt: NOW, deleteAt: NOW }, []],
    ['a key from a clock that was ahead', { since: NOW + DAY, rotateAt: NOW + 91 * DAY }, []],
    ['an end before the beginning', { since: NOW + 2 * DAY, expiresAt: NOW + DAY }, []],
  ] as const)('%s', (_, changes, expected) => expect(stages(changes)).toEqual(expected));

  test('people are told no earlier than a fifth of the whole time before, and never when 0 days were set', () => {
    expect(leadMs(7 * DAY, 14)).toBe(Math.floor((7 * DAY) / 5));
    expect(leadMs(365 * DAY, 30)).toBe(30 * DAY);
    expect(leadMs(-DAY, 14)).toBe(0);
    expect(stages({ rotateAt: NOW + DAY }, 0)).toEqual([]);
    expect(stages({ rotateAt: NOW }, 0)).toEqual(['rotation-overdue']);
  });
});
