import { describe, expect, it } from 'vitest';
import type { DefinitionInput } from '../../src/index.ts';
import { type TinyMarket, tinyPanel } from '../tiny-panel.ts';
import { decisionsOf, listFrom, membersOf, run } from '../tiny-run.ts';

const START = '2021-01-04';
const equal = { weight: { scheme: 'equal' } } satisfies DefinitionInput;
/** Rank and value of each eligible asset at the first decision, by rank. */
function ranking(market: Omit<TinyMarket, 'dates'>, input: DefinitionInput): [string, number][] {
  const [first] = decisionsOf(tinyPanel({ dates: START, ...market }), { ...equal, ...input }, 'all');
  return first.assets
    .flatMap(({ asset, rank, value }) => (rank === null || value === null ? [] : [{ asset, rank, value }]))
    .sort((a, b) => a.rank - b.rank)
    .map(({ asset, value }) => [asset, value]);
}

/** [asset, value] pairs agree to 1e-12. */
function expectRanking(actual: [string, number][], expected: [string, number][]): void {
  expect(actual).toEqual(expected.map(([asset, value]) => [asset, expect.closeTo(value, 12)]));
}

describe('what each rule ranks by, at t − lag', () => {
  it('market-cap: the cap itself', () => {
    const market = { prices: { a: '1 1', b: '1 1', c: '1 1' }, caps: { a: '5 99', b: '7 1', c: '6 1' } };
    expectRanking(ranking(market, { lag: 1 }), [
      ['b', 7],
      ['c', 6],
      ['a', 5],
    ]);
  });

  it('volume: the mean of the last window rows', () => {
    const market = { prices: { a: '1x4', b: '1x4' }, volumes: { a: '90 1 2 99', b: '1 4 4 1' } };
    // (1 + 2) / 2 and (4 + 4) / 2; neither the first row nor that of t.
    expectRanking(
      ranking(market, { lag: 1, select: { by: 'volume', window: 2 }, base: { date: '2021-01-07' } }),
      [
        ['b', 4],
        ['a', 1.5],
      ],
    );
  });

  it('return: from window rows back', () => {
    const market = { prices: { a: '1 2 4 3', b: '4 4 4 4', c: '8 2 2 4' } };
    // Window 2 up to the last row: 3 / 2 − 1, 0, 4 / 2 − 1.
    expectRanking(ranking(market, { select: { by: 'return', window: 2 }, base: { date: '2021-01-07' } }), [
      ['c', 1],
      ['a', 0.5],
      ['b', 0],
    ]);
  });

  it('return: takes a flat asset, it divides by no deviation', () => {
    const market = { prices: { a: '3 3 3', b: '2 2 1' } };
    expectRanking(ranking(market, { select: { by: 'return', window: 2 } }), [
      ['a', 0],
      ['b', -0.5],
    ]);
  });

  it('sharpe: mean / sample deviation × √365 of simple returns', () => {
    // a: 1, −0.5: mean 0.25, squares 0.5625 × 2 over 1. b: 0.5, 0: mean 0.25, squares 0.0625 × 2.
    const market = { prices: { a: '1 2 1', b: '2 3 3' } };
    expectRanking(ranking(market, { select: { by: 'sharpe', window: 2 } }), [
      ['b', (0.25 / Math.sqrt(0.125)) * Math.sqrt(365)],
      ['a', (0.25 / Math.sqrt(1.125)) * Math.sqrt(365)],
    ]);
  });

  it('low-volatility: minus the sample deviation of log returns', () => {
    // a: ± ln 2; b: ± ln 4: mean 0, so the deviation is √(2 l²) = l √2.
    const market = { prices: { a: '1 2 1', b: '4 1 4' } };
    expectRanking(ranking(market, { select: { by: 'low-volatility', window: 2 } }), [
      ['a', -Math.log(2) * Math.SQRT2],
      ['b', -Math.log(4) * Math.SQRT2],
    ]);
  });

  it('votes: the numbers in force, negative and 0 ones too', () => {
    const market = { prices: { a: '1', b: '1', c: '1', d: '1' } };
    const votes = [listFrom('2020-01-01', { a: -1, b: 2.5, c: 0 })];
    // d has no number and is not eligible.
    expectRanking(ranking(market, { select: { by: 'votes' }, votes }), [
      ['b', 2.5],
      ['c', 0],
      ['a', -1],
    ]);
  });

  it('all: everything eligible, nothing ranked', () => {
    const panel = tinyPanel({ dates: START, prices: { a: '1', b: '1', c: '-' } });
    const [{ assets }] = decisionsOf(panel, { ...equal, select: { by: 'all' } });
    expect(assets.map(({ asset, rank, value, place }) => [asset, rank, value, place])).toEqual([
      ['a', null, null, 'all'],
      ['b', null, null, 'all'],
    ]);
  });
});

describe('ties', () => {
  it('go to the asset id that is first in UTF-8 bytes', () => {
    const panel = tinyPanel({
      dates: START,
      prices: { '\u{1f600}': '1', '\uff5a': '1', b: '1', B: '1' },
      caps: { '\u{1f600}': 7, '\uff5a': 7, b: 7, B: 7 },
    });
    const order = ['B', 'b', '\uff5a', '\u{1f600}'];
    for (const top of [1, 2, 3, 4]) {
      const [{ targets }] = run(panel, { select: { top }, ...equal }).rebalances;
      expect(Object.keys(targets).sort()).toEqual(order.slice(0, top).sort());
    }
  });

  it('are decided the same way after the first rebalance, when the search starts from the last best', () => {
    // Day 1: b rises to a's cap and c falls to it: three share rank 1; day 2: all four tie.
    const panel = tinyPanel({
      dates: START,
      prices: { a: '1x3', b: '1x3', c: '1x3', d: '1x3' },
      caps: { a: '5 5 5', b: '4 5 5', c: '6 5 5', d: '7 4 5' },
    });
    const backtest = run(panel, { ...equal, select: { top: 2 }, rebalance: { schedule: 'daily' } });
    expect(membersOf(backtest)).toEqual([
      ['c', 'd'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('places through time', () => {
  const caps = { a: '9 9 6', b: '8 6 8', c: '7 8 7', d: '1 7 9' };
  const panel = tinyPanel({ dates: START, prices: { a: '1x3', b: '1x3', c: '1x3', d: '1x3' }, caps });
  const daily = { ...equal, rebalance: { schedule: 'daily' } } satisfies DefinitionInput;

  it('without a buffer the index follows every swap', () => {
    // Ranks: a b c d; a c d b; d b c a.
    expect(membersOf(run(panel, { ...daily, select: { top: 2 } }))).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('with a buffer of 1 a member stays down to rank 3, and a newcomer needs rank 1', () => {
    const input = { ...daily, select: { top: 2, buffer: 1 } };
    expect(membersOf(run(panel, input))).toEqual([
      ['a', 'b'],
      // b at rank 4 is out; c fills.
      ['a', 'c'],
      // d at rank 1 is core; c at rank 3 stays before b at rank 2.
      ['c', 'd'],
    ]);
    const places = decisionsOf(panel, input, 'all').map(({ assets }) =>
      assets.map(({ asset, rank, place }) => `${asset} ${rank} ${place}`),
    );
    expect(places).toEqual([
      ['a 1 core', 'b 2 filled', 'c 3 outside', 'd 4 outside'],
      ['a 1 core', 'b 4 outside', 'c 2 filled', 'd 3 outside'],
      ['a 4 outside', 'b 2 outside', 'c 3 kept', 'd 1 core'],
    ]);
  });

  it('ranks count eligible assets only', () => {
    const excluded = run(panel, { ...daily, select: { top: 2 }, universe: { exclude: ['a'] } });
    expect(membersOf(excluded)).toEqual([
      ['b', 'c'],
      ['c', 'd'],
      ['b', 'd'],
    ]);
  });

  it('fewer eligible assets than places make a smaller index, and say so', () => {
    const { rebalances, notes } = run(panel, { select: { top: 9 }, ...equal });
    expect(rebalances[0].targets).toEqual({ a: 0.25, b: 0.25, c: 0.25, d: 0.25 });
    expect(rebalances[0].eligible).toBe(4);
    expect(notes.map(({ code }) => code)).toEqual(['fewer-members-than-top']);
  });
});
