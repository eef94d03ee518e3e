import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOverride, definitionFromInput, expandGrid, parseVariation } from '../../src/index.ts';
import { errorOf } from './support.ts';

describe('an override', () => {
  it('sets one key and leaves the rest and the original as they are', () => {
    const input = { id: 'x', select: { top: 10, buffer: 2 }, lag: 0 };
    const before = structuredClone(input);
    expect(applyOverride(input, 'select.top', 5)).toEqual({ id: 'x', select: { top: 5, buffer: 2 }, lag: 0 });
    expect(input).toEqual(before);
  });

  it('makes the sections it needs', () => {
    expect(applyOverride({}, 'universe.min_median_volume.usd', 5)).toEqual({
      universe: { min_median_volume: { usd: 5 } },
    });
    expect(applyOverride({ overlay: null }, 'overlay.trend.window', 9)).toEqual({
      overlay: { trend: { window: 9 } },
    });
  });

  it('can replace a section and set a key to null', () => {
    expect(applyOverride({ overlay: { trend: { window: 3 } } }, 'overlay', null)).toEqual({ overlay: null });
    expect(applyOverride({ weight: { cap: 0.1 } }, 'weight.cap', null)).toEqual({ weight: { cap: null } });
  });

  it('leaves it to the check of the whole whether keys go together', () => {
    const step = applyOverride({ id: 'x' }, 'weight.scheme', 'risk-parity');
    expect(errorOf(() => definitionFromInput(step, 'x')).message).toContain('weight.window: is required');
    expect(definitionFromInput(applyOverride(step, 'weight.window', 90), 'x').weight.window).toBe(90);
  });

  it('with a wrong value fails the check', () => {
    const error = errorOf(() =>
      definitionFromInput(applyOverride({ id: 'x' }, 'select.top', 'ten'), 'top=ten'),
    );
    expect(error.message).toBe(
      'top=ten select.top: "ten" is not allowed. Allowed: a whole number from 1 to 10000.',
    );
  });

  it.each([
    ['select.tpo', 'Did you mean "select.top"?'],
    ['top', 'Did you mean "select.top"?'],
    ['weight.Cap', 'Did you mean "weight.cap"?'],
    ['annual', 'Did you mean "overlay.volatility_target.annual"?'],
    ['zzz', 'Keys that can be varied: base, base.date,'],
    ['', 'Keys that can be varied:'],
    ['select.top.x', 'is no key that can be varied'],
    ['select..top', 'Did you mean "select.top"?'],
    ['id', 'is no key that can be varied'],
    ['votes', 'is no key that can be varied'],
    ['votes.from', 'is no key that can be varied'],
    ['__proto__.polluted', 'is no key that can be varied'],
    ['constructor.prototype', 'is no key that can be varied'],
    ['select.__proto__', 'is no key that can be varied'],
  ])('of %j is refused', (path, expected) => {
    const error = errorOf(() => applyOverride({}, path, 1));
    expect(error.code).toBe('VARIATION_INVALID');
    expect(error.message).toContain(expected);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a variation as a person writes it', () => {
  it.each([
    ['select.top=5,10,20', [5, 10, 20]],
    ['weight.cap=0.1, 0.2 ,null', [0.1, 0.2, null]],
    ['weight.scheme=equal,risk-parity', ['equal', 'risk-parity']],
    ['base.date=2021-01-01,2021-06-01', ['2021-01-01', '2021-06-01']],
    ['universe.include_tags=[defi],[layer-1, ai],[]', [['defi'], ['layer-1', 'ai'], []]],
    ['overlay=null,{trend: {window: 50}}', [null, { trend: { window: 50 } }]],
    ['rebalance.schedule="weekly"', ['weekly']],
  ])('%s', (text, values) => {
    expect(parseVariation(text)).toEqual({ path: text.split('=')[0], values });
  });

  it.each([
    ['', 'Write a key, = and its values'],
    ['select.top', 'Write a key, = and its values'],
    ['=5', 'is no key that can be varied'],
    ['select.tpo=5', 'Did you mean "select.top"?'],
    ['select.top=', 'select.top has no values'],
    ['select.top=5,5', 'select.top has a value twice'],
    ['select.top=5],[6', 'is no list of values'],
    ['select.top=5]', 'is no list of values'],
    ['select.top="5', 'is no list of values'],
    ['select.top=*x', 'is no list of values'],
    ['select.top=5 # 6', 'is no list of values'],
    ['select.top=!!binary aGk=', 'is no list of values'],
    [`overlay=${'['.repeat(100_000)}`, 'is no list of values'],
  ])('refuses %j', (text, expected) => {
    const error = errorOf(() => parseVariation(text));
    expect(error.code).toBe('VARIATION_INVALID');
    expect(error.message).toContain(expected);
  });
});

describe('the grid of several variations', () => {
  it('has all combinations, the first key changing slowest', () => {
    const grid = expandGrid([
      { path: 'select.top', values: [5, 10] },
      { path: 'weight.cap', values: [0.2, null] },
    ]);
    expect(grid.map((overrides) => overrides.map(({ value }) => value))).toEqual([
      [5, 0.2],
      [5, null],
      [10, 0.2],
      [10, null],
    ]);
    expect(grid[0]).toEqual([
      { path: 'select.top', value: 5 },
      { path: 'weight.cap', value: 0.2 },
    ]);
  });

  it('of nothing is the definition itself', () => {
    expect(expandGrid([])).toEqual([[]]);
  });

  it('has as many different combinations as the product of the counts', () => {
    const values = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, values, values, (tops, costs, lags) => {
        const grid = expandGrid([
          { path: 'select.top', values: tops },
          { path: 'cost_bps', values: costs },
          { path: 'lag', values: lags },
        ]);
        expect(new Set(grid.map((overrides) => JSON.stringify(overrides))).size).toBe(
          tops.length * costs.length * lags.length,
        );
      }),
    );
  });

  it.each([
    ['an unknown key', [{ path: 'select.tpo', values: [1] }], 'Did you mean "select.top"?'],
    [
      'a key twice',
      [
        { path: 'lag', values: [1] },
        { path: 'lag', values: [2] },
      ],
      'lag is varied twice',
    ],
    ['no values', [{ path: 'lag', values: [] }], 'lag has no values'],
    ['a value twice', [{ path: 'lag', values: [1, 2, 1] }], 'lag has a value twice'],
    [
      'too many combinations',
      ['lag', 'select.top', 'cost_bps'].map((path) => ({
        path,
        values: Array.from({ length: 101 }, (_, i) => i),
      })),
      '1,030,301 combinations are too many.',
    ],
  ])('refuses %s', (_, variations, expected) => {
    const error = errorOf(() => expandGrid(variations));
    expect(error.code).toBe('VARIATION_INVALID');
    expect(error.message).toContain(expected);
  });
});
