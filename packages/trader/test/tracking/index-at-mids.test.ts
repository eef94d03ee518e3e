import { expect, it } from 'vitest';
import { indexAtMids, track } from '../../src/index.ts';
import { expectParts, mark } from '../support/tracked.ts';

const close = { level: 1000, weights: { BTC: 0.5, ETH: 0.3 } };
const closes = { BTC: 100, ETH: 10 };

it('moves level and weights on with prices; the rest is cash and stands still', () => {
  const { level, weights } = indexAtMids(close, closes, { BTC: 120, ETH: 5, SOL: 7 });
  // 0.6 + 0.15 + 0.2 of cash
  expect(level).toBeCloseTo(950, 10);
  expect(weights.BTC).toBeCloseTo(0.6 / 0.95, 14);
  expect(weights.ETH).toBeCloseTo(0.15 / 0.95, 14);
});

it('changes nothing at the closes, and nothing of a member without a price', () => {
  expect(indexAtMids(close, closes, closes)).toEqual({ level: 1000, weights: { BTC: 0.5, ETH: 0.3 } });
  expect(indexAtMids(close, closes, { BTC: 200 })).toEqual({
    level: 1500,
    weights: { BTC: 1 / 1.5, ETH: 0.3 / 1.5 },
  });
  expect(indexAtMids(close, {}, closes).level).toBe(1000);
});

it('survives the loss of everything', () => {
  expect(indexAtMids({ level: 1000, weights: { BTC: 1 } }, closes, { BTC: 0 })).toEqual({
    level: 0,
    weights: { BTC: 0 },
  });
});

it('makes marks between closes agree with the index: one that holds it has no difference', () => {
  const held = { BTC: 5, ETH: 30, USDT: 200 };
  const prices = [closes, { BTC: 110, ETH: 12 }, { BTC: 90, ETH: 14 }, { BTC: 300, ETH: 1 }];
  const marks = prices.map((mids, day) => {
    const { level, weights } = indexAtMids(close, closes, mids);
    return mark(day / 3, mids, held, level, weights);
  });
  expectParts(track({ marks, cash: ['USDT'] }), {});
});
