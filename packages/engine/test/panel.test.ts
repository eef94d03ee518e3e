import { describe, expect, it } from 'vitest';
import { compareAssetIds, Panel, type PanelData } from '../src/index.ts';
import { tinyPanel } from './tiny-panel.ts';
import { failure } from './tiny-run.ts';

const NONE = { sector: null, tags: [] };
const valid: PanelData = {
  assets: ['a', 'b'],
  dates: Int32Array.of(10, 11),
  close: Float64Array.of(1, 2, 3, 4),
  marketCap: new Float64Array(4).fill(Number.NaN),
  volume: new Float64Array(4).fill(Number.NaN),
  tags: [NONE, NONE],
};
const codeOf = (change: Partial<PanelData>) => failure(() => new Panel({ ...valid, ...change })).code;

describe('a panel is refused', () => {
  it('without assets, and without dates', () => {
    const empty = new Float64Array(0);
    const cells = { close: empty, marketCap: empty, volume: empty };
    expect(codeOf({ ...cells, assets: [], tags: [] })).toBe('PANEL_EMPTY');
    expect(codeOf({ ...cells, dates: new Int32Array(0) })).toBe('PANEL_EMPTY');
  });

  it.each(['close', 'marketCap', 'volume'] as const)('when %s has too few or too many values', (name) => {
    for (const length of [0, 3, 5]) {
      const { code, message } = failure(() => new Panel({ ...valid, [name]: new Float64Array(length) }));
      expect(code).toBe('PANEL_INVALID');
      expect(message).toContain(`${name} holds ${length} values, expected 4`);
    }
  });

  it('when an asset has no tags entry', () => {
    expect(codeOf({ tags: [NONE] })).toBe('PANEL_INVALID');
  });

  it('when a date repeats, or dates go back', () => {
    expect(codeOf({ dates: Int32Array.of(10, 10) })).toBe('PANEL_INVALID');
    expect(codeOf({ dates: Int32Array.of(11, 10) })).toBe('PANEL_INVALID');
  });

  it('when an asset repeats, or assets are not in UTF-8 order', () => {
    expect(codeOf({ assets: ['a', 'a'] })).toBe('PANEL_INVALID');
    expect(codeOf({ assets: ['b', 'a'] })).toBe('PANEL_INVALID');
    expect(codeOf({ assets: ['a', 'B'] })).toBe('PANEL_INVALID');
    // U+1F600 comes before U+FF5A by UTF-16 code units, after it by UTF-8 bytes.
    expect(codeOf({ assets: ['\u{1f600}', '\uff5a'] })).toBe('PANEL_INVALID');
    expect(new Panel({ ...valid, assets: ['\uff5a', '\u{1f600}'] }).assetCount).toBe(2);
  });
});

describe('compareAssetIds', () => {
  it('orders by UTF-8 bytes', () => {
    const ids = ['\u{1f600}', '\uff5a', 'é', 'ab', 'a', 'Z', '1inch', ''];
    expect([...ids].sort(compareAssetIds)).toEqual(['', '1inch', 'Z', 'a', 'ab', 'é', '\uff5a', '\u{1f600}']);
  });
});

describe('what a panel derives', () => {
  const panel = tinyPanel({
    dates: ['2021-01-01', '2021-01-02', '2021-01-05', '2021-01-06'],
    prices: { a: '1 2 - 3', b: '- 4 4 4' },
    caps: { a: 7, b: '- 1 2 3' },
    volumes: { b: '- 5 - 5' },
  });
  const perDay = <T>(values: ArrayLike<T>) =>
    [0, 1, 2, 3].map((t) => [values[t * 2], values[t * 2 + 1]] as const);
  const none = Number.NaN;

  it('finds assets by id', () => {
    expect(panel.indexOf('b')).toBe(1);
    expect(panel.indexOf('c')).toBeUndefined();
    expect(panel.indexOf('constructor')).toBeUndefined();
  });

  it('finds the first date at or after a day', () => {
    const [first] = panel.dates;
    expect([-1, 0, 1, 2, 3, 4, 5, 6].map((k) => panel.firstDateAtOrAfter(first + k))).toEqual([
      0, 0, 1, 2, 2, 2, 3, 4,
    ]);
  });

  it('marks where a price is', () => {
    expect([...panel.present]).toEqual([1, 1, 0, 1, 0, 1, 1, 1]);
  });

  it('copies prices and market caps by day', () => {
    expect(perDay(panel.closeByDay)).toEqual([
      [1, none],
      [2, 4],
      [none, 4],
      [3, 4],
    ]);
    expect(perDay(panel.marketCapByDay)).toEqual([
      [7, none],
      [7, 1],
      [none, 2],
      [7, 3],
    ]);
  });

  it('counts rows in a row, and starts again after a gap', () => {
    expect(perDay(panel.closeRunByDay)).toEqual([
      [1, 0],
      [2, 1],
      [0, 2],
      [1, 3],
    ]);
    expect(perDay(panel.volumeRunByDay)).toEqual([
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 1],
    ]);
  });

  it('has no return on the first date, nor on either side of a gap', () => {
    expect([...panel.simpleReturns(0)]).toEqual([none, 1, none, none]);
    expect([...panel.simpleReturns(1)]).toEqual([none, none, 0, 0]);
    expect([...panel.logReturns(0)]).toEqual([none, Math.log(2), none, none]);
  });

  it('counts equal returns in a row', () => {
    const doubling = tinyPanel({ dates: '2021-01-01', prices: { a: '1 2 4 8 8 8 - 8 16' } });
    // Returns: none, 1, 1, 1, 0, 0, none, none, 1.
    expect([...doubling.equalSimpleReturnRunByDay]).toEqual([0, 1, 2, 3, 1, 2, 0, 0, 1]);
    expect([...doubling.equalLogReturnRunByDay]).toEqual([0, 1, 2, 3, 1, 2, 0, 0, 1]);
  });

  it('knows the next gap and the first price', () => {
    expect([...panel.nextGap]).toEqual([2, 2, 2, 4, 0, 4, 4, 4]);
    expect([...panel.firstPriced]).toEqual([0, 1]);
    const never = tinyPanel({ dates: '2021-01-01', prices: { a: '1 1', b: '- -' } });
    expect([...never.firstPriced]).toEqual([0, 2]);
  });
});
