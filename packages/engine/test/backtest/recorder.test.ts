import { describe, expect, it } from 'vitest';
import {
  type AssetDecision,
  type Decision,
  type DefinitionInput,
  formatDate,
  parseDate,
  runBacktest,
} from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { decisionsOf, expectClose, run, tinyDefinition } from '../tiny-run.ts';

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Six assets that move, one that dies, one that comes late; 40 days. */
const panel = tinyPanel({
  dates: '2021-01-01',
  prices: Object.fromEntries([
    ...Array.from({ length: 6 }, (_, i) => [`coin-${i}`, wave(40, i + 1)] as const),
    ['dying', `${wave(20, 7)} -x20`],
    ['late', `-x15 ${wave(25, 8)}`],
    ['usd', '1x40'],
  ]),
  caps: {
    ...Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`coin-${i}`, wave(40, 2 * i + 3)])),
    dying: 150,
    late: 140,
  },
  volumes: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`coin-${i}`, 1e8 * (i + 1)])),
  sectors: { 'coin-0': 'defi', 'coin-1': 'defi', 'coin-2': 'layer-1' },
  tags: { usd: ['stablecoin'] },
});

/** Prices around 100, another wave for each `k`. */
function wave(days: number, k: number): string {
  return Array.from({ length: days }, (_, t) => (100 + 30 * Math.sin(t * (0.3 + k / 7)) + k).toFixed(3)).join(
    ' ',
  );
}

const cases: Record<string, DefinitionInput> = {
  'weekly by market cap with a buffer and bounds': {
    lag: 1,
    cost_bps: 25,
    select: { top: 3, buffer: 1 },
    weight: { scheme: 'market-cap', cap: 0.45, sector_cap: 0.5 },
    rebalance: { schedule: 'weekly' },
  },
  'risk parity with drift, daily': {
    lag: 1,
    cost_bps: 25,
    select: { top: 4 },
    weight: { scheme: 'risk-parity', window: 10 },
    rebalance: { schedule: 'daily' },
  },
  'minimum variance with an overlay and a cash asset': {
    lag: 1,
    cost_bps: 25,
    capital: 1e6,
    cash_asset: 'usd',
    select: { top: 5 },
    weight: { scheme: 'min-variance', window: 8 },
    rebalance: { schedule: 'monthly', drift: 0.1 },
    overlay: { volatility_target: { annual: 1, window: 5, schedule: 'weekly' } },
  },
  'inverse volatility with a trend': {
    cost_bps: 25,
    delist_haircut: 0.5,
    select: { by: 'low-volatility', window: 5, top: 3 },
    weight: { scheme: 'inverse-volatility', window: 5 },
    rebalance: { schedule: 'weekly' },
    overlay: { trend: { window: 6, schedule: 'daily' } },
  },
};

describe.each(Object.entries(cases))('%s', (_, input) => {
  const backtest = run(panel, input);
  const involved = decisionsOf(panel, input, 'involved');
  const all = decisionsOf(panel, input, 'all');

  it('recording changes no number, to the last bit', () => {
    for (const scope of ['involved', 'all'] as const) {
      const recorded = runBacktest(panel, tinyDefinition(input), {
        recorder: { scope, record: () => undefined },
      });
      expect(recorded.levels).toEqual(backtest.levels);
      expect(recorded.rebalances).toEqual(backtest.rebalances);
      expect(recorded.statistics).toEqual(backtest.statistics);
    }
  });

  it('decisions are the rebalances, in order', () => {
    for (const decisions of [involved, all]) {
      const shared = ({
        date,
        reason,
        valueBefore,
        valueAfter,
        cost,
        turnover,
        investedShare,
      }: Decision) => ({
        date,
        reason,
        valueBefore,
        valueAfter,
        cost,
        turnover,
        investedShare,
      });
      expect(decisions.map(shared)).toEqual(
        backtest.rebalances.map((r) => expect.objectContaining(shared(r as never))),
      );
    }
    expect(backtest.rebalances.length).toBeGreaterThan(4);
  });

  it('the parts of each decision sum to the whole', () => {
    involved.forEach(({ assets, valueBefore, valueAfter, cost }, k) => {
      const rebalance = backtest.rebalances[k];
      expect(total(assets.map((asset) => asset.cost))).toBeCloseTo(cost, 9);
      expect(total(assets.map((asset) => asset.impact))).toBeCloseTo(rebalance.impact, 9);
      expect(total(assets.map((asset) => Math.abs(asset.trade)))).toBeCloseTo(rebalance.traded, 9);
      expect(valueBefore - cost).toBeCloseTo(valueAfter, 9);
      const held = total(assets.map((asset) => asset.weightBefore));
      expect(held).toBeLessThanOrEqual(1 + 1e-9);
      for (const { targetWeight, weightBefore, trade } of assets) {
        expect((targetWeight - weightBefore) * valueBefore).toBeCloseTo(trade, 9);
      }
    });
  });

  it('targets are those of the rebalance', () => {
    involved.forEach(({ assets }, k) => {
      const targets = assets
        .filter(({ targetWeight }) => targetWeight > 0)
        .map(({ asset, targetWeight }) => [asset, targetWeight]);
      expect(Object.fromEntries(targets)).toEqual(backtest.rebalances[k].targets);
    });
  });

  it('all assets are in the wide record, the involved ones word for word', () => {
    all.forEach(({ assets }, k) => {
      expect(assets.map(({ asset }) => asset)).toEqual(panel.assets);
      const byId = new Map(assets.map((asset) => [asset.asset, asset]));
      for (const asset of involved[k].assets) expect(byId.get(asset.asset)).toEqual(asset);
      const names = new Set(involved[k].assets.map(({ asset }) => asset));
      for (const { asset, targetWeight, weightBefore, trade, cost } of assets) {
        if (!names.has(asset)) expect([targetWeight, weightBefore, trade, cost]).toEqual([0, 0, 0, 0]);
      }
    });
  });

  it('knows nothing later than t − lag', () => {
    for (const { date, knownUntil } of all) expect(date - knownUntil).toBe(input.lag ?? 0);
  });

  it('members have weights, ranks and places; others a reason', () => {
    for (const { assets, reason, investedShare } of all) {
      if (reason === 'overlay') continue;
      const members = assets.filter(({ place }) => place !== null && place !== 'outside');
      expect(total(members.map(({ rawWeight }) => rawWeight as number))).toBeCloseTo(1, 9);
      expect(total(members.map(({ boundedWeight }) => boundedWeight as number))).toBeCloseTo(1, 9);
      for (const { boundedWeight, targetWeight, failed } of members) {
        expect(failed).toBeNull();
        expect(targetWeight).toBeCloseTo((boundedWeight as number) * investedShare, 12);
      }
      const eligible = assets.filter(({ failed }) => failed === null);
      expect(eligible.map(({ rank }) => rank as number).sort((a, b) => a - b)).toEqual(
        eligible.map((_, i) => i + 1),
      );
      for (const { failed, failedBecause, rank, value, place, rawWeight } of assets) {
        expect(failedBecause === null).toBe(failed === null);
        if (failed !== null) expect([rank, value, place, rawWeight]).toEqual([null, null, null, null]);
      }
    }
  });

  it('the number of eligible assets is that of the rebalance', () => {
    all.forEach(({ assets, reason }, k) => {
      const eligible = assets.filter(({ failed }) => failed === null).length;
      expect(backtest.rebalances[k].eligible).toBe(reason === 'overlay' ? null : eligible);
    });
  });
});

describe('one decision by hand', () => {
  it('raw and bounded weight, trade and cost', () => {
    const three = tinyPanel({
      dates: '2021-01-04',
      prices: { a: '1 1', b: '1 1', c: '1 1' },
      caps: { a: '6 1', b: '3 3', c: '1 6' },
    });
    const [, { assets, valueBefore, cost }] = decisionsOf(three, {
      cost_bps: 100,
      select: { top: 2 },
      weight: { scheme: 'market-cap', cap: 0.6 },
      rebalance: { schedule: 'daily' },
    });
    // Day 0: a and b raw 2/3 and 1/3, capped 0.6 and 0.4: V = 99. Day 1: c and b likewise; a leaves.
    expect(valueBefore).toBeCloseTo(99, 12);
    const told = ({
      rank,
      value,
      place,
      rawWeight,
      boundedWeight,
      bound,
      targetWeight,
      weightBefore,
    }: AssetDecision) => [rank, value, place, rawWeight, boundedWeight, bound, targetWeight, weightBefore];
    const near = (value: number) => expect.closeTo(value, 12);
    expect(assets.map(told)).toEqual([
      [3, 1, 'outside', null, null, null, 0, near(0.6)],
      [2, 3, 'top', near(1 / 3), near(0.4), null, near(0.4), near(0.4)],
      [1, 6, 'top', near(2 / 3), near(0.6), 'cap', near(0.6), 0],
    ]);
    // a: −59.4, c: +59.4; 1 % of each.
    expectClose(
      assets.map(({ trade }) => trade),
      [-59.4, 0, 59.4],
    );
    expectClose(
      assets.map((asset) => asset.cost),
      [0.594, 0, 0.594],
    );
    expect(cost).toBeCloseTo(1.188, 12);
  });

  it('on an overlay date the weights are the shadow’s: sold assets and the cash asset have none', () => {
    const two = tinyPanel({
      dates: '2021-01-04',
      prices: { a: '10 9 8 9', b: '10 9 8 9', usd: '1x4' },
      tags: { usd: ['stablecoin'] },
    });
    const decisions = decisionsOf(two, {
      cash_asset: 'usd',
      overlay: { trend: { window: 2, schedule: 'daily' } },
    });
    const weights = decisions.map(({ reason, assets }) => [
      reason,
      assets.map(({ asset, rawWeight, boundedWeight, targetWeight }) => [
        asset,
        rawWeight,
        boundedWeight,
        targetWeight,
      ]),
    ]);
    expect(weights).toEqual([
      [
        'start',
        [
          ['a', 0.5, 0.5, 0.5],
          ['b', 0.5, 0.5, 0.5],
        ],
      ],
      [
        'overlay',
        [
          ['a', 0.5, 0.5, 0],
          ['b', 0.5, 0.5, 0],
          ['usd', null, null, 1],
        ],
      ],
      [
        'overlay',
        [
          ['a', 0.5, 0.5, 0.5],
          ['b', 0.5, 0.5, 0.5],
          ['usd', null, null, 0],
        ],
      ],
    ]);
  });
});

describe('the range of a recorder', () => {
  const input = { select: { top: 3 }, rebalance: { schedule: 'daily' } } satisfies DefinitionInput;
  const recordedDates = (range: { from?: number; to?: number }) => {
    const dates: string[] = [];
    runBacktest(panel, tinyDefinition(input), {
      recorder: { scope: 'involved', ...range, record: ({ date }) => dates.push(formatDate(date)) },
    });
    return dates;
  };

  it('is inclusive at both ends, and open where it is left out', () => {
    const [from, to] = ['2021-01-10', '2021-01-12'].map(parseDate);
    expect(recordedDates({ from, to })).toEqual(['2021-01-10', '2021-01-11', '2021-01-12']);
    expect(recordedDates({ from }).at(0)).toBe('2021-01-10');
    expect(recordedDates({ from })).toHaveLength(31);
    expect(recordedDates({ to })).toHaveLength(12);
    expect(recordedDates({})).toHaveLength(40);
    expect(recordedDates({ from: to + 1, to: from })).toEqual([]);
  });

  it('does not change what a single recorded day says', () => {
    const whole = decisionsOf(panel, input);
    const day = parseDate('2021-01-25');
    const alone: Decision[] = [];
    runBacktest(panel, tinyDefinition(input), {
      recorder: { scope: 'involved', from: day, to: day, record: (decision) => alone.push(decision) },
    });
    expect(alone).toEqual(whole.filter(({ date }) => date === day));
  });
});
