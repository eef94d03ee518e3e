import { describe, expect, it } from 'vitest';
import { purchaseDue, rebalanceCause } from '../../src/portfolio/causes.ts';
import type { IndexView } from '../../src/portfolio/index-view.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2021, 4, 10);
type Latest = Parameters<typeof rebalanceCause>[0]['latest'][number];

const view = (rebalanceDate: string): IndexView => ({
  date: '2021-05-09',
  closedAt: NOW,
  rebalanceDate,
  level: 1000,
  weights: {},
  weightsBefore: null,
  closes: {},
});
const plan = (given: Partial<Latest>): Latest => ({
  cause: 'schedule',
  index_date: '2021-05-01',
  state: 'done',
  planned_at: new Date(NOW - DAY),
  finished_at: new Date(NOW - DAY),
  outcome: null,
  ...given,
});
const cause = (latest: readonly Latest[], given: Partial<Parameters<typeof rebalanceCause>[0]> = {}) =>
  rebalanceCause({ latest, view: view('2021-05-01'), deposited: 0, minDeposit: 5, now: NOW, ...given });

describe('when a portfolio is rebalanced', () => {
  it('begins when it never did, also when nobody approved its first plan', () => {
    expect(cause([])).toBe('start');
    expect(cause([plan({ state: 'expired', cause: 'start' })])).toBe('start');
  });

  it('follows a rebalance of its index once, however often it looks', () => {
    expect(cause([plan({ index_date: '2021-04-01' })])).toBe('schedule');
    expect(cause([plan({ index_date: '2021-05-01' })])).toBeNull();
  });

  it('makes up for several that were missed by the newest alone', () => {
    expect(cause([plan({ index_date: '2021-01-01' })], { view: view('2021-05-08') })).toBe('schedule');
    expect(
      cause([plan({ index_date: '2021-05-08' }), plan({ index_date: '2021-01-01' })], {
        view: view('2021-05-08'),
      }),
    ).toBeNull();
  });

  it('never follows an older date than it did, when data was taken back', () => {
    expect(cause([plan({ index_date: '2021-05-08' })], { view: view('2021-05-01') })).toBeNull();
  });

  it('plans an expired rebalance again', () => {
    expect(cause([plan({ state: 'expired' }), plan({ index_date: '2021-04-01' })])).toBe('schedule');
  });

  it('invests a deposit from the smallest size on, and leaves less lying', () => {
    expect(cause([plan({})], { deposited: 5 })).toBe('deposit');
    expect(cause([plan({})], { deposited: 4.99 })).toBeNull();
    expect(cause([plan({})], { deposited: 0, minDeposit: 0 })).toBeNull();
  });

  it('makes a plan anew whose run ended before its successor was made', () => {
    expect(cause([plan({ state: 'superseded' })])).toBe('replan');
  });

  it('tries what was left over again a day later, if that may help', () => {
    const short = (again: boolean) => ({
      reason: null,
      shortfalls: [{ step: 0, symbol: 'A/B', side: 'buy' as const, missing: '1', reason: 'halted', again }],
    });
    expect(cause([plan({ state: 'partly', outcome: short(true) })])).toBe('retry');
    expect(
      cause([plan({ state: 'partly', outcome: short(true), finished_at: new Date(NOW - DAY + 1) })]),
    ).toBeNull();
    expect(cause([plan({ state: 'partly', outcome: short(false) })])).toBeNull();
    expect(cause([plan({ state: 'stopped', outcome: { reason: 'moved', shortfalls: [] } })])).toBe('retry');
  });
});

describe('dollar-cost averaging', () => {
  const at = (text: string) => Date.parse(text);
  it.each([
    ['daily', '2021-05-01T00:00Z', '2021-05-01T23:59Z', false],
    ['daily', '2021-05-01T00:00Z', '2021-05-02T00:00Z', true],
    ['weekly', '2021-05-01T00:00Z', '2021-05-07T23:00Z', false],
    ['weekly', '2021-05-01T00:00Z', '2021-05-08T00:00Z', true],
    ['monthly', '2021-01-31T00:00Z', '2021-02-27T23:00Z', false],
    ['monthly', '2021-01-31T00:00Z', '2021-02-28T00:00Z', true],
    ['monthly', '2021-05-15T00:00Z', '2021-06-14T00:00Z', false],
    ['monthly', '2021-05-15T00:00Z', '2021-06-15T00:00Z', true],
    ['monthly', '2020-12-15T00:00Z', '2021-01-15T00:00Z', true],
    ['monthly', '2021-05-15T00:00Z', '2021-09-01T00:00Z', true],
  ] as const)('%s after %s is due at %s: %s', (every, last, now, due) => {
    expect(purchaseDue(every, at(last), at(now))).toBe(due);
  });

  it('begins at once', () => {
    expect(purchaseDue('monthly', null, NOW)).toBe(true);
  });
});
