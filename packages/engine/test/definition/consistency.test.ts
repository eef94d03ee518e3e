import { describe, expect, it } from 'vitest';
import { definitionFromInput } from '../../src/index.ts';
import { errorOf } from './support.ts';

const problems = (input: object) =>
  errorOf(() => definitionFromInput({ id: 'x', ...input }, 'x')).message.split('\n');
const accepts = (input: object) => definitionFromInput({ id: 'x', ...input }, 'x');
const portfolio = { members: ['a', 'b'], select: { by: 'all' }, weight: { scheme: 'equal' } };

describe('windows', () => {
  it.each(['volume', 'return', 'sharpe', 'low-volatility'])('select.by %s needs one', (by) => {
    expect(problems({ select: { by } })).toEqual([
      `x select.window: is required with "${by}": the number of rows to look back, such as 30.`,
    ]);
    expect(accepts({ select: { by, window: 30 } }).select.window).toBe(30);
  });

  it.each(['inverse-volatility', 'sharpe', 'risk-parity', 'min-variance'])(
    'weight.scheme %s needs one',
    (scheme) => {
      expect(problems({ weight: { scheme } })).toEqual([
        `x weight.window: is required with "${scheme}": the number of rows to look back, such as 30.`,
      ]);
      expect(accepts({ weight: { scheme, window: 2 } }).weight.window).toBe(2);
    },
  );

  it.each(['sharpe', 'low-volatility'])('%s needs two rows for a deviation', (by) => {
    expect(problems({ select: { by, window: 1 } })).toEqual([
      `x select.window: must be at least 2 with "${by}".`,
    ]);
  });

  it('are errors where nothing reads them', () => {
    expect(problems({ select: { window: 30 }, weight: { scheme: 'equal', window: 30 } })).toEqual([
      'x select.window: has no meaning with "market-cap"; leave it out.',
      'x weight.window: has no meaning with "equal"; leave it out.',
    ]);
  });

  it('of both sections are reported together', () => {
    expect(problems({ select: { by: 'return' }, weight: { scheme: 'sharpe' } })).toHaveLength(2);
  });
});

describe('select.by all', () => {
  it('refuses top and buffer, even when they repeat the default', () => {
    expect(problems({ select: { by: 'all', top: 20, buffer: 0 } })).toEqual([
      'x select.top: has no meaning with "all"; leave it out.',
      'x select.buffer: has no meaning with "all"; leave it out.',
    ]);
  });

  it('has no limit of members', () => {
    expect(accepts({ select: { by: 'all' } }).select).toEqual({
      by: 'all',
      window: null,
      top: null,
      buffer: 0,
    });
  });
});

describe('bounds', () => {
  it.each([
    [
      { cap: 0.04 },
      undefined,
      "x weight.cap: 0.04 × select.top 20 is below 1, so the weights can't sum to 1; the cap must be at least 0.05.",
    ],
    [{ cap: 0.3 }, 3, 'x weight.cap: 0.3 × select.top 3 is below 1'],
    [{ floor: 0.06 }, undefined, 'x weight.floor: 0.06 × select.top 20 is above 1'],
    [{ floor: 0.6, cap: 0.5 }, 1, 'x weight.floor: 0.6 is above weight.cap 0.5'],
  ])('%j with top %s can not hold', (weight, top, expected) => {
    expect(problems({ weight, select: top === undefined ? {} : { top } }).join('\n')).toContain(expected);
  });

  it.each([
    [{ cap: 0.05 }, 20],
    [{ cap: 1 / 3 }, 3],
    [{ floor: 1 / 3 }, 3],
    [{ cap: 0.1, floor: 0.1 }, 10],
    [{ floor: 0 }, 20],
  ])('%j with top %i can just hold', (weight, top) => {
    expect(accepts({ weight, select: { top } }).weight).toMatchObject(weight);
  });

  it('are left to the date when every eligible asset is taken', () => {
    expect(accepts({ select: { by: 'all' }, weight: { cap: 0.01 } }).weight.cap).toBe(0.01);
  });
});

describe('lists of numbers', () => {
  const weights = [{ from: '2021-01-01', bitcoin: 0.6, ethereum: 0.4 }];
  it.each([
    [{ select: { by: 'votes' } }, 'x votes: is required with select.by "votes".'],
    [{ votes: [{ from: '2021-01-01', a: 1 }] }, 'x votes: is only read by select.by "votes".'],
    [{ weight: { scheme: 'custom' } }, 'x weights: is required with weight.scheme "custom".'],
    [{ weights }, 'x weights: is only read by weight.scheme "custom".'],
  ])('%j', (input, expected) => {
    expect(problems(input)).toEqual([expected]);
  });

  it.each([
    [{ a: 0.6, b: 0.3 }, 'x weights[0]: sums to 0.8999999999999999; weights must sum to 1.'],
    [{}, 'x weights[0]: sums to 0; weights must sum to 1.'],
    [{ a: 1 + 2e-9, b: 0 }, 'weights[0].a: 1.000000002 is not allowed.'],
    [{ a: 1, b: -0.5, c: 0.5 }, 'weights[0].b: -0.5 is not allowed.'],
  ])('weights %j', (numbers, expected) => {
    expect(
      problems({ weight: { scheme: 'custom' }, weights: [{ from: '2021-01-01', ...numbers }] }).join('\n'),
    ).toContain(expected);
  });

  it('forgives weights what adding fractions loses', () => {
    const tenths = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, 0.1]));
    expect(
      accepts({ weight: { scheme: 'custom' }, weights: [{ from: '2021-01-01', ...tenths }] }).weights,
    ).toEqual([{ from: 18628, numbers: tenths }]);
  });

  it('take no part in choosing assets when the weights are given', () => {
    expect(accepts({ select: { by: 'votes' }, weight: { scheme: 'custom' }, weights }).weights).toHaveLength(
      1,
    );
  });
});

describe('a portfolio of indices', () => {
  it('takes rules that need only levels', () => {
    expect(accepts(portfolio).members).toEqual(['a', 'b']);
    expect(
      accepts({
        ...portfolio,
        select: { by: 'sharpe', window: 30, top: 1 },
        weight: { scheme: 'risk-parity', window: 30 },
      }).select.top,
    ).toBe(1);
  });

  it.each([
    [{ select: {} }, "x select.by: needs market caps, which indices don't have"],
    [{ select: { by: 'volume', window: 3 } }, 'x select.by: needs volumes'],
    [{ weight: {} }, 'x weight.scheme: needs market caps'],
    [{ weight: { scheme: 'sqrt-market-cap' } }, 'x weight.scheme: needs market caps'],
    [{ weight: { scheme: 'equal', sector_cap: 0.5 } }, 'x weight.sector_cap: needs tags'],
    [{ universe: { include_tags: ['defi'] } }, 'x universe.include_tags: needs tags'],
    [{ universe: { min_market_cap: 1 } }, 'x universe.min_market_cap: needs market caps'],
    [{ universe: { min_median_volume: { usd: 1 } } }, 'x universe.min_median_volume: needs volumes'],
    [{ universe: { include: ['a'] } }, 'x universe.include: has no meaning with members'],
    [{ universe: { exclude: ['a'] } }, 'x universe.exclude: has no meaning with members'],
    [{ universe: { min_age_days: 1 } }, 'x universe.min_age_days: has no meaning with members'],
    [{ members: ['a', 'a'] }, 'x members: names a definition twice'],
    [
      { weight: { scheme: 'custom' }, weights: [{ from: '2021-01-01', a: 0.5, c: 0.5 }] },
      'x weights[0].c: is not one of the members',
    ],
    [
      { select: { by: 'votes' }, votes: [{ from: '2021-01-01', c: 1 }] },
      'x votes[0].c: is not one of the members',
    ],
  ])('refuses %j', (change, expected) => {
    expect(problems({ ...portfolio, ...change }).join('\n')).toContain(expected);
  });
});

it('an end before the base date is refused, the same date is not', () => {
  expect(problems({ base: { date: '2021-06-02' }, end: '2021-06-01' })).toEqual([
    'x end: is before base.date 2021-06-02.',
  ]);
  expect(accepts({ base: { date: '2021-06-01' }, end: '2021-06-01' }).end).toBe('2021-06-01');
});
