import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, Panel, type PanelData } from '../src/index.ts';
import { DecisionView } from '../src/view.ts';
import { tinyPanel } from './tiny-panel.ts';

const panel = tinyPanel({
  dates: ['2021-01-01', '2021-01-02', '2021-01-03', '2021-01-10', '2021-01-11'],
  prices: { a: '1 2 4 4 5', b: '- - 10 - 30' },
  caps: { a: '10 20 30 40 50', b: '- - 1 - 3' },
  volumes: { a: '1 2 3 4 5' },
});
const A = 0;
const B = 1;

function viewAt(t: number, lag: number): DecisionView {
  const view = new DecisionView(panel, lag);
  view.moveTo(t);
  return view;
}

describe('a decision with lag 1', () => {
  const view = viewAt(3, 1);

  it('is dated by the trade and knows the row before', () => {
    expect(formatDate(view.day)).toBe('2021-01-10');
    expect(formatDate(view.knownDay)).toBe('2021-01-03');
    expect(view.lag).toBe(1);
    expect(view.assetCount).toBe(2);
  });

  it('reads everything at the known row', () => {
    expect(view.close(A, 0)).toBe(4);
    expect(view.close(A, 2)).toBe(1);
    expect(view.marketCap(A)).toBe(30);
    expect(view.closeRun(A)).toBe(3);
    expect(view.volumeRun(A)).toBe(3);
    expect(view.equalReturnRun(A, 'simple')).toBe(2);
    expect(view.hasKnownPrice(B)).toBe(true);
  });

  it('knows which assets have a price on the day itself, and nothing more of it', () => {
    expect(view.hasPriceOnDate(A)).toBe(true);
    expect(view.hasPriceOnDate(B)).toBe(false);
  });

  it('copies windows oldest first, to where it is told', () => {
    const out = new Float64Array(4).fill(-1);
    view.copyReturns(A, 'simple', 2, out, 1);
    expect([...out]).toEqual([-1, 1, 1, -1]);
    view.copyReturns(A, 'log', 2, out, 0);
    expect([...out]).toEqual([Math.log(2), Math.log(2), 1, -1]);
    view.copyVolumes(A, 3, out);
    expect([...out]).toEqual([1, 2, 3, -1]);
  });

  it('counts age in calendar days to the day of the trade', () => {
    expect(view.ageDays(A)).toBe(9);
    expect(view.ageDays(B)).toBe(7);
    // On 3 January b's first price is not known yet.
    expect(viewAt(2, 1).ageDays(B)).toBeNaN();
  });
});

describe('later rows', () => {
  const out = new Float64Array(8);

  it.each([-1, -0.5, -100, Number.NaN, Number.NEGATIVE_INFINITY])('%s rows back is refused', (back) => {
    expect(() => viewAt(2, 1).close(A, back)).toThrow(RangeError);
  });

  it('a window below 1 would reach past the last known row, and is refused', () => {
    for (const window of [0, -1, -5, Number.NaN]) {
      expect(() => viewAt(2, 1).copyReturns(A, 'simple', window, out, 0)).toThrow(RangeError);
      expect(() => viewAt(2, 1).copyVolumes(A, window, out)).toThrow(RangeError);
    }
  });

  it('are never what is read when a window is longer than the history', () => {
    expect(() => viewAt(2, 1).close(A, 2)).toThrow(RangeError);
    expect(() => viewAt(2, 1).copyReturns(A, 'log', 3, out, 0)).toThrow(RangeError);
    expect(() => viewAt(2, 1).copyVolumes(A, 3, out)).toThrow(RangeError);
    expect(viewAt(2, 1).close(A, 1)).toBe(1);
  });

  it('no decision is possible where t − lag is no row, or t is none', () => {
    const view = new DecisionView(panel, 2);
    for (const t of [-1, 0, 1, 5, 6]) expect(() => view.moveTo(t)).toThrow(RangeError);
    expect(() => view.moveTo(2)).not.toThrow();
  });

  it('do not change any answer, whatever they hold', () => {
    const cells = panel.assetCount * panel.dayCount;
    const poison = fc.array(
      fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0.001, max: 1e9, noNaN: true })),
      {
        minLength: 3 * cells,
        maxLength: 3 * cells,
      },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 1 }),
        poison,
        (t, lag, values) => {
          const after = (source: Float64Array, part: number) =>
            source.map((value, at) => (at % panel.dayCount > t - lag ? values[part * cells + at] : value));
          const changed: PanelData = {
            assets: panel.assets,
            tags: panel.tags,
            dates: panel.dates,
            close: after(panel.close, 0),
            marketCap: after(panel.marketCap, 1),
            volume: after(panel.volume, 2),
          };
          expect(everythingSeen(new Panel(changed), t, lag)).toEqual(everythingSeen(panel, t, lag));
        },
      ),
    );
  });
});

/** Every answer of every accessor but `hasPriceOnDate`, which may know of t itself. */
function everythingSeen(of: Panel, t: number, lag: number) {
  const view = new DecisionView(of, lag);
  view.moveTo(t);
  const rows = t - lag + 1;
  return [A, B].map((asset) => {
    const returns = new Float64Array(2 * rows);
    view.copyReturns(asset, 'simple', rows, returns, 0);
    view.copyReturns(asset, 'log', rows, returns, rows);
    const volumes = new Float64Array(rows);
    view.copyVolumes(asset, rows, volumes);
    return {
      closes: Array.from({ length: rows }, (_, back) => view.close(asset, back)),
      known: view.hasKnownPrice(asset),
      cap: view.marketCap(asset),
      runs: [view.closeRun(asset), view.volumeRun(asset)],
      equal: [view.equalReturnRun(asset, 'log'), view.equalReturnRun(asset, 'simple')],
      age: view.ageDays(asset),
      returns,
      volumes,
    };
  });
}
