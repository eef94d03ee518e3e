import { describe, expect, it } from 'vitest';
import { tinyPanel } from '../tiny-panel.ts';
import { datesOf, daysAfter, expectClose, expectTargets, listFrom, membersOf, run } from '../tiny-run.ts';

// A Tuesday, so that the next Monday is day 6.
const dates = '2021-01-05';
const after = (...offsets: number[]) => daysAfter(dates, ...offsets);

describe('drift', () => {
  it('needs more than the threshold: half that triples is 0.75 of the whole', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 1 3 3', b: '1 1 1 1' } });
    const at = (drift: number) => run(panel, { rebalance: { drift } });
    // 150 of 200 is 0.75: 0.25 away, exactly.
    expect(datesOf(at(0.25))).toEqual(after(0));
    expect(datesOf(at(0.2499999999))).toEqual(after(0, 2));
  });

  it('a member that falls can be the one', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 0.2', b: '1 1', c: '1 1' } });
    // 0.2 / 2.2 = 0.0909 is 0.2424 below 1/3; the others at 0.4545 are 0.1212 above.
    expect(datesOf(run(panel, { rebalance: { drift: 0.2 } }))).toEqual(after(0, 1));
  });

  it('is measured from the last target, which a rebalance sets anew', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 3 3 9', b: '1 1 1 1' } });
    const backtest = run(panel, { rebalance: { drift: 0.2 } });
    // Day 1: 0.75, rebalanced to half. Day 2 nothing. Day 3: 0.75 again.
    expect(datesOf(backtest)).toEqual(after(0, 1, 3));
    // 100 + 50·2 = 200; half of it triples: 300 + 100.
    expectClose(backtest.levels, [100, 200, 200, 400]);
    expect(backtest.rebalances.map(({ reason }) => reason)).toEqual(['start', 'drift', 'drift']);
  });

  it('is found far from the last rebalance', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x99 3 3', b: '1x101' } });
    expect(datesOf(run(panel, { rebalance: { drift: 0.2 } }))).toEqual(after(0, 99));
    // On the last date as well.
    const last = tinyPanel({ dates, prices: { a: '1x99 3', b: '1x100' } });
    expect(datesOf(run(last, { rebalance: { drift: 0.2 } }))).toEqual(after(0, 99));
  });

  it('counts cash in the whole', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 3' } });
    const weights = [listFrom('2021-01-01', { a: 0.5, ghost: 0.5 })];
    const at = (drift: number) => run(panel, { weight: { scheme: 'custom' }, weights, rebalance: { drift } });
    expect(datesOf(at(0.25))).toEqual(after(0));
    expect(datesOf(at(0.24))).toEqual(after(0, 1));
  });

  it('an index of one asset never drifts', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 100 0.01' } });
    expect(datesOf(run(panel, { rebalance: { drift: 0.001 } }))).toEqual(after(0));
  });

  it('on a scheduled date the schedule is the reason, and is one rebalance', () => {
    // Day 6 is a Monday.
    const panel = tinyPanel({ dates, prices: { a: '1x6 3 3', b: '1x8' } });
    const { rebalances } = run(panel, { rebalance: { schedule: 'weekly', drift: 0.1 } });
    expect(rebalances.map(({ reason }) => reason)).toEqual(['start', 'schedule']);
  });

  it('before a scheduled date, the schedule follows all the same', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x5 3 3 3', b: '1x8' } });
    const backtest = run(panel, { rebalance: { schedule: 'weekly', drift: 0.1 } });
    expect(datesOf(backtest)).toEqual(after(0, 5, 6));
    expect(backtest.rebalances.map(({ reason }) => reason)).toEqual(['start', 'drift', 'schedule']);
  });

  it('is a rebalance like any other: members are selected anew, at t − lag', () => {
    const panel = tinyPanel({
      dates,
      prices: { a: '1 1 5 5', b: '1x4', c: '1x4' },
      caps: { a: 3, b: '2 2 1 1', c: '1 1 2 2' },
    });
    const input = { select: { top: 2 }, weight: { scheme: 'equal' }, rebalance: { drift: 0.2 } } as const;
    expect(membersOf(run(panel, input))).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
    expect(membersOf(run(panel, { ...input, lag: 1 }))).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('drift and assets without a price', () => {
  it('a stale member is valued at its last price', () => {
    // a is gone at 3 on day 2: its weight stays 0.75.
    const panel = tinyPanel({ dates, prices: { a: '1 2 - -', b: '1 2 2 0.5' } });
    // Day 3: 100 of 125 = 0.8.
    expect(datesOf(run(panel, { rebalance: { drift: 0.25 } }))).toEqual(after(0, 3));
  });

  it('a delisted member has no weight to drift: its cash only counts in the whole', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x9', b: '1x9', c: '1 -x8' } });
    // Day 7: c is cash, a and b are 1/3 of the whole as aimed at.
    const backtest = run(panel, { rebalance: { drift: 0.1 } });
    expect(datesOf(backtest)).toEqual(after(0));
    expectClose(backtest.levels, Array<number>(9).fill(100));
  });

  it('a delisted member’s last price does not count against its target', () => {
    // Day 7: half of c's 60 is lost. a is 40 of 70, 0.171 above its target; c's 60 of 70 would be 0.257 above.
    const panel = tinyPanel({ dates, prices: { a: '1x9', c: '1 -x8' } });
    const weights = [listFrom('2021-01-01', { a: 0.4, c: 0.6 })];
    const backtest = run(panel, {
      weight: { scheme: 'custom' },
      weights,
      delist_haircut: 0.5,
      rebalance: { drift: 0.2 },
    });
    expect(datesOf(backtest)).toEqual(after(0));
    expectClose([...backtest.levels].slice(6), [100, 70, 70]);
  });

  it('a haircut can make the others drift, on the day of the delisting', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x9', b: '1x9', c: '1 -x8' } });
    // Day 7: 100/3 × ½ is lost; a and b are 33.3 of 83.3 = 0.4, 0.0667 above 1/3.
    const at = (drift: number) => run(panel, { delist_haircut: 0.5, rebalance: { drift } });
    expect(datesOf(at(0.07))).toEqual(after(0));
    const backtest = at(0.06);
    expect(datesOf(backtest)).toEqual(after(0, 7));
    expectTargets(backtest, [
      { a: 1 / 3, b: 1 / 3, c: 1 / 3 },
      { a: 0.5, b: 0.5 },
    ]);
    // Only the cash of c, 16.67, is bought with: delisting is no trade.
    expect(backtest.rebalances[1].traded).toBeCloseTo(100 / 6, 9);
  });

  it('a drift date before the delisting leaves the asset to be sold by the rebalance', () => {
    const panel = tinyPanel({ dates, prices: { a: '1x5 9 9 9 9', b: '1x9', c: '1 -x8' } });
    const backtest = run(panel, { delist_haircut: 0.5, rebalance: { drift: 0.3 } });
    // Day 5: 300 + 33.3 + 33.3; c is sold at half: V = 350.
    expect(datesOf(backtest)).toEqual(after(0, 5));
    expect(backtest.rebalances[1].valueBefore).toBeCloseTo(350, 9);
    expect(backtest.notes.map(({ code }) => code)).toEqual(['stale-asset-sold']);
  });
});
