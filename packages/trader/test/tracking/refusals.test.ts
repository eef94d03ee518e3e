import { expect, it } from 'vitest';
import { type TrackingFill, type TrackingInput, type TrackingMark, track } from '../../src/index.ts';
import { mark, START } from '../support/tracked.ts';

const bought: TrackingFill = {
  time: START,
  side: 'buy',
  base: 'BTC',
  quote: 'USDT',
  amount: 1,
  price: 100,
  decisionMid: 100,
  quoteUsd: 1,
};
const start = mark(0, { BTC: 100 }, { BTC: 1, USDT: 100 }, 1000, { BTC: 1 });
const end = mark(1, { BTC: 110 }, { BTC: 2, USDT: 0 }, 1100, { BTC: 1 }, { fills: [bought] });
const good: TrackingInput = { cash: ['USDT'], marks: [start, end] };

const first = (changes: object): TrackingInput => ({
  ...good,
  marks: [{ ...start, ...changes } as TrackingMark, end],
});
const fill = (changes: object): TrackingInput => ({
  ...good,
  marks: [start, { ...end, fills: [{ ...bought, ...changes } as TrackingFill] }],
});

it('takes what is right', () => {
  expect(track(good).portfolioReturn).toBeCloseTo(0.1, 12);
});

it.each<[string, TrackingInput, string]>([
  ['one mark', { ...good, marks: [start] }, 'marks'],
  ['no mark', { ...good, marks: [] }, 'marks'],
  ['marks out of order', { ...good, marks: [{ ...end, fills: [] }, start] }, 'marks.1.time'],
  ['a mark twice', { ...good, marks: [start, start] }, 'marks.1.time'],
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
  ['a fill before the mark before', fill({ time: START - 1 }), 'marks.1.fills.0.time'],
  ['fills at the first mark', first({ fills: [bought] }), 'marks.0.fills'],
  ['a fill after its mark', fill({ time: end.time + 1 }), 'marks.1.fills.0.time'],
  ['a fill of nothing', fill({ amount: 0 }), 'marks.1.fills.0.amount'],
  ['a fill without a mid', fill({ decisionMid: 0 }), 'marks.1.fills.0.decisionMid'],
  ['a fill of an asset without a price', fill({ base: 'ETH' }), 'marks'],
  ['a fee below zero', fill({ fee: { asset: 'USDT', amount: -1, usd: 1 } }), 'marks.1.fills.0.fee.amount'],
])('refuses %s', (_, input, place) => {
  expect(() => track(input)).toThrow(expect.objectContaining({ code: 'TRACKING_INVALID', facts: { place } }));
});

it('takes a fill at the very time of a mark for that of the mark that lists it', () => {
  const late = fill({ time: end.time, price: 110, amount: 100 / 110, decisionMid: 100, fillMid: 110 });
  const marks = [start, { ...late.marks[1], holdings: { BTC: 1 + 100 / 110 } }];
  const { parts } = track({ ...good, marks });
  // Half of the money lay in cash while the index gained a tenth; what was bought then moved no more.
  expect(parts.cash).toBeCloseTo(-0.05, 12);
  expect(parts.unexplained).toBeCloseTo(0, 12);
});

it('reads fills in any order', () => {
  const half = { ...bought, amount: 0.5 };
  const fills = [{ ...half, time: START + 1000 }, half];
  const parts = (fills: TrackingFill[]) => track({ ...good, marks: [start, { ...end, fills }] }).parts;
  for (const [part, amount] of Object.entries(parts(fills))) {
    expect(parts(fills.toReversed())[part as 'cash']).toBeCloseTo(amount, 14);
  }
});
