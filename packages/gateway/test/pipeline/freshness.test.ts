import { describe, expect, test } from 'vitest';
import type { ClaimedSignature } from '../../src/dialect/dialect.ts';
import { checkFreshness, checkStillWanted } from '../../src/pipeline/freshness.ts';

const NOW = 1_700_000_000_000;
const DIALECT = { window: { default: 5000, longest: 60_000 } };
const signed = (parts: Partial<ClaimedSignature>): ClaimedSignature => ({
  keyId: 'id',
  timestamp: NOW,
  nonce: null,
  windowMs: null,
  ...parts,
});
const check = (parts: Partial<ClaimedSignature>, at = NOW, skew = 1000) =>
  checkFreshness(signed(parts), DIALECT, at, skew).until;

describe('a request is fresh', () => {
  test('to the last millisecond of its window', () => {
    expect(check({}, NOW + 5000)).toBe(NOW + 5000);
    expect(check({ windowMs: 60_000 }, NOW + 60_000)).toBe(NOW + 60_000);
    expect(check({ windowMs: 0.5 })).toBe(NOW + 0.5);
  });
  test('when the client’s clock is ahead by no more than clocks may differ', () =>
    expect(check({ timestamp: NOW + 1000 })).toBe(NOW + 6000));
  test('when it came, where the exchange signs no time', () =>
    expect(check({ timestamp: null, nonce: '1' })).toBe(NOW + 5000));
});

describe('a request is stale', () => {
  test.each([
    ['a millisecond too late', {}, NOW + 5001],
    ['a millisecond too late for its own shorter window', { windowMs: 100 }, NOW + 101],
    ['signed for the future', { timestamp: NOW + 1001 }, NOW],
    ['years old', { timestamp: 1 }, NOW],
    ['timestamp 0', { timestamp: 0 }, NOW],
    ['negative timestamp', { timestamp: -NOW }, NOW],
    ['timestamp that is no number', { timestamp: Number.NaN }, NOW],
    ['endless timestamp', { timestamp: Number.POSITIVE_INFINITY }, NOW],
    ['window of nothing', { windowMs: 0 }, NOW],
    ['negative window', { windowMs: -1 }, NOW],
    ['window longer than the exchange takes', { windowMs: 60_001 }, NOW],
    ['endless window', { windowMs: Number.POSITIVE_INFINITY }, NOW],
    ['window that is no number', { windowMs: Number.NaN }, NOW],
    ['a clock of the gateway that says nothing', {}, Number.NaN],
  ])('%s', (_name, parts, at) =>
    expect(() => check(parts, at)).toThrow(expect.objectContaining({ reason: 'stale' })),
  );
});

test('a request that waited too long is not stamped anew', () => {
  expect(() => checkStillWanted({ until: NOW }, NOW)).not.toThrow();
  for (const now of [NOW + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => checkStillWanted({ until: NOW }, now)).toThrow(expect.objectContaining({ rule: 'late' }));
  }
});
