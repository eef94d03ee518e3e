import { expect, it } from 'vitest';
import { type TrackingFill, type TrackingInput, type TrackingMark, track } from '../../src/index.ts';
import { mark, START } from '../support/tracked.ts';

const good: TrackingInput = {
  cash: ['USDT'],
  marks: [
    mark(0, { BTC: 100 }, { BTC: 1, USDT: 100 }, 1000, { BTC: 1 }),
    mark(1, { BTC: 110 }, { BTC: 2, USDT: 0 }, 1100, { BTC: 1 }),
  ],
  fills: [
    {
      time: START,
      side: 'buy',
      base: 'BTC',
      quote: 'USDT',
      amount: 1,
      price: 100,
      decisionMid: 100,
      quoteUsd: 1,
    },
  ],
};

const first = (changes: object): TrackingInput => ({
  ...good,
  marks: [{ ...good.marks[0], ...changes } as TrackingMark, good.marks[1]],
});
const fill = (changes: object): TrackingInput => ({
  ...good,
  fills: [{ ...good.fills[0], ...changes } as TrackingFill],
});

it('takes what is right', () => {
  expect(track(good).portfolioReturn).toBeCloseTo(0.1, 12);
});

it.each<[string, TrackingInput, string]>([
  ['one mark', { ...good, marks: good.marks.slice(0, 1) }, 'marks'],
  ['no mark', { ...good, marks: [] }, 'marks'],
  ['marks out of order', { ...good, marks: [good.marks[1], good.marks[0]], fills: [] }, 'marks.1.time'],
  ['a mark twice', { ...good, marks: [good.marks[0], good.marks[0]], fills: [] }, 'marks.1.time'],
  ['a price that is none', first({ mids: { BTC: Number.NaN, USDT: 1 } }), 'marks.0.mids.BTC'],
  ['a price without end', first({ mids: { BTC: Number.POSITIVE_INFINITY, USDT: 1 } }), 'marks.0.mids.BTC'],
  ['a price below zero', first({ mids: { BTC: -1, USDT: 1 } }), 'marks.0.mids.BTC'],
  ['holdings below zero', first({ holdings: { BTC: -1 } }), 'marks.0.holdings.BTC'],
  ['a level of zero', first({ index: { level: 0, weights: {} } }), 'marks.0.index.level'],
  [
    'weights beyond all',
    first({ index: { level: 1, weights: { BTC: 0.7, ETH: 0.4 } } }),
    'marks.0.index.weights',
  ],
  ['targets beyond all', first({ targets: { BTC: 1.1 } }), 'marks.0.targets'],
  ['a label that is none', first({ labels: { BTC: 'lazy' } }), 'marks.0.labels.BTC'],
  ['a key that is none', first({ notes: '' }), 'marks.0'],
  ['a held asset without a price', first({ holdings: { BTC: 1, USDT: 100, ETH: 1 } }), 'marks'],
  ['a member without price and return', first({ index: { level: 1000, weights: { XMR: 1 } } }), 'marks'],
  ['a fill before all marks', fill({ time: START - 1 }), 'fills.0.time'],
  ['a fill at the last mark', fill({ time: good.marks[1].time }), 'fills.0.time'],
  ['a fill of nothing', fill({ amount: 0 }), 'fills.0.amount'],
  ['a fill without a mid', fill({ decisionMid: 0 }), 'fills.0.decisionMid'],
  ['a fill of an asset without a price', fill({ base: 'ETH' }), 'marks'],
  ['a fee below zero', fill({ fee: { asset: 'USDT', amount: -1, usd: 1 } }), 'fills.0.fee.amount'],
])('refuses %s', (_, input, place) => {
  expect(() => track(input)).toThrow(expect.objectContaining({ code: 'TRACKING_INVALID', facts: { place } }));
});

it('reads fills in any order', () => {
  const [one] = good.fills;
  const half = { ...one, amount: 0.5 };
  const fills = [{ ...half, time: START + 1000 }, half];
  expect(track({ ...good, fills }).parts).toEqual(track({ ...good, fills: fills.toReversed() }).parts);
});
