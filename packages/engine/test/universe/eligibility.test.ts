import { describe, expect, it } from 'vitest';
import type { Decision, DefinitionInput } from '../../src/index.ts';
import { type TinyMarket, tinyPanel } from '../tiny-panel.ts';
import { decisionsOf, listFrom, membersOf, run } from '../tiny-run.ts';

const START = '2021-01-04';
const equal = { weight: { scheme: 'equal' } } satisfies DefinitionInput;
const byAll = { select: { by: 'all' }, ...equal } satisfies DefinitionInput;

/** What is said of each asset at the last decision of a daily index. */
function verdicts(market: Omit<TinyMarket, 'dates'>, input: DefinitionInput): Record<string, string | null> {
  const panel = tinyPanel({ dates: START, ...market });
  const decisions = decisionsOf(panel, { ...byAll, ...input, rebalance: { schedule: 'daily' } }, 'all');
  return Object.fromEntries(
    (decisions.at(-1) as Decision).assets.map(({ asset, failed }) => [asset, failed]),
  );
}

/** The sentence about one asset at the last decision. */
function because(market: Omit<TinyMarket, 'dates'>, input: DefinitionInput, asset: string): string | null {
  const panel = tinyPanel({ dates: START, ...market });
  const decisions = decisionsOf(panel, { ...byAll, ...input, rebalance: { schedule: 'daily' } }, 'all');
  return decisions.at(-1)?.assets.find((one) => one.asset === asset)?.failedBecause ?? null;
}

describe('an asset is eligible unless a rule says no, and the rule is named', () => {
  it('price-on-date and price-at-lag', () => {
    const prices = { both: '1 1 1', today: '1 - 1', before: '1 1 -', never: '- - -' };
    expect(verdicts({ prices }, { lag: 1 })).toEqual({
      both: null,
      today: 'price-at-lag',
      before: 'price-on-date',
      never: 'price-on-date',
    });
    expect(because({ prices }, { lag: 1 }, 'before')).toContain('no price on this date');
    expect(because({ prices }, { lag: 1 }, 'today')).toContain('last date that is known');
  });

  it('excluded-id and not-included; an exclusion holds for what is included', () => {
    const prices = { a: '1', b: '1', c: '1' };
    expect(verdicts({ prices }, { universe: { include: ['a', 'b'], exclude: ['b', 'c'] } })).toEqual({
      a: null,
      b: 'excluded-id',
      c: 'excluded-id',
    });
    expect(verdicts({ prices }, { universe: { include: ['a'] } })).toEqual({
      a: null,
      b: 'not-included',
      c: 'not-included',
    });
  });

  it('excluded-tag: the defaults, none, and a sector as a tag', () => {
    const market = {
      prices: { coin: '1', peg: '1', wrap: '1', dex: '1' },
      tags: { peg: ['stablecoin'], wrap: ['wrapped', 'staked'] },
      sectors: { dex: 'defi' },
    };
    expect(verdicts(market, {})).toEqual({
      coin: null,
      dex: null,
      peg: 'excluded-tag',
      wrap: 'excluded-tag',
    });
    expect(verdicts(market, { universe: { exclude_tags: [] } })).toEqual({
      coin: null,
      dex: null,
      peg: null,
      wrap: null,
    });
    expect(verdicts(market, { universe: { exclude_tags: ['defi'] } })).toMatchObject({
      dex: 'excluded-tag',
      peg: null,
    });
    expect(because(market, {}, 'wrap')).toContain('wrapped, staked');
  });

  it('no-included-tag: at least one of them; an excluded one wins', () => {
    const market = {
      prices: { dex: '1', coin: '1', peg: '1', bare: '1' },
      tags: { peg: ['defi', 'stablecoin'] },
      sectors: { dex: 'defi', coin: 'layer-1' },
    };
    expect(verdicts(market, { universe: { include_tags: ['defi', 'ai'] } })).toEqual({
      dex: null,
      coin: 'no-included-tag',
      bare: 'no-included-tag',
      peg: 'excluded-tag',
    });
    expect(because(market, { universe: { include_tags: ['defi'] } }, 'coin')).toContain('layer-1');
    expect(because(market, { universe: { include_tags: ['defi'] } }, 'bare')).toContain('none');
  });

  it('market-cap-missing: only where something reads it', () => {
    const market = { prices: { a: '1 1', b: '1 1' }, caps: { a: '1 1', b: '1 -' } };
    expect(verdicts(market, {})).toEqual({ a: null, b: null });
    const readers: DefinitionInput[] = [
      { select: { by: 'market-cap' } },
      { weight: { scheme: 'market-cap' } },
      { weight: { scheme: 'sqrt-market-cap' } },
      { universe: { min_market_cap: 0.5 } },
    ];
    for (const reader of readers)
      expect(verdicts(market, reader)).toEqual({ a: null, b: 'market-cap-missing' });
  });

  it('min-market-cap: at t − lag, the least itself is enough', () => {
    const market = { prices: { a: '1 1', b: '1 1', c: '1 1' }, caps: { a: '10 1', b: '9.99 99', c: '11 1' } };
    const input = { lag: 1, universe: { min_market_cap: 10 } };
    expect(verdicts(market, input)).toEqual({ a: null, b: 'min-market-cap', c: null });
    expect(because(market, { universe: { min_market_cap: 2_000_000 } }, 'b')).toBe(
      'market cap 99 USD is below universe.min_market_cap 2,000,000 USD',
    );
  });

  it('min-median-volume: the median of the window, the least itself is enough', () => {
    // Of the last four: 1 5 5 9 → 5; 1 1 5 9 → 3; 1 1 4.9 9 → 2.95.
    const market = {
      prices: { a: '1x5', b: '1x5', c: '1x5', d: '1x5' },
      volumes: { a: '0.1 9 5 5 1', b: '99 9 1 5 1', c: '99 9 1 4.9 1', d: '9 9 - 9 9' },
    };
    const input = { universe: { min_median_volume: { usd: 3, window: 4 } } };
    expect(verdicts(market, input)).toEqual({
      a: null,
      b: null,
      c: 'min-median-volume',
      d: 'median-volume-incomplete',
    });
    expect(because(market, input, 'd')).toBe('has a volume on only 2 rows in a row, the rule looks back 4');
    expect(because(market, input, 'c')).toContain('median daily volume 3 USD over 4 rows');
  });

  it('min-age: calendar days from the first price to t, not to t − lag', () => {
    const prices = { a: '1x6', b: '- 1x5', c: '- - 1x4' };
    const input = { lag: 1, universe: { min_age_days: 4 } };
    expect(verdicts({ prices }, input)).toEqual({ a: null, b: null, c: 'min-age' });
    expect(because({ prices }, input, 'c')).toBe(
      'its first price is 3 days old, universe.min_age_days asks for 4',
    );
  });

  it('min-age: days that the panel lacks count, and a gap of the asset does not start again', () => {
    const panel = tinyPanel({
      dates: ['2021-01-01', '2021-01-02', '2021-01-20'],
      prices: { a: '1 - 1', b: '- 1 1' },
    });
    const [, , last] = decisionsOf(
      panel,
      { ...byAll, universe: { min_age_days: 19 }, rebalance: { schedule: 'daily' } },
      'all',
    );
    expect(last.assets.map(({ failed }) => failed)).toEqual([null, 'min-age']);
  });

  it('selection-window-incomplete: window + 1 prices, window volumes', () => {
    const market = {
      prices: { a: '1 2 1 2', b: '- 2 1 2', c: '1 2 - 2' },
      volumes: { a: '- - 1 1', b: '- - - 1' },
    };
    const start = { base: { date: '2021-01-07' } };
    expect(verdicts(market, { ...start, select: { by: 'return', window: 3 } })).toEqual({
      a: null,
      b: 'selection-window-incomplete',
      c: 'selection-window-incomplete',
    });
    expect(verdicts(market, { ...start, select: { by: 'volume', window: 2 } })).toEqual({
      a: null,
      b: 'selection-window-incomplete',
      c: 'selection-window-incomplete',
    });
    expect(because(market, { ...start, select: { by: 'return', window: 3 } }, 'b')).toBe(
      'has a price on only 3 rows in a row, 3 returns need 4',
    );
  });

  it('weight-window-incomplete and flat-window', () => {
    const prices = { a: '1 2 1 2', b: '- 2 1 2', flat: '4 4 4 4', double: '1 2 4 8' };
    for (const scheme of ['inverse-volatility', 'sharpe', 'risk-parity', 'min-variance'] as const) {
      expect(verdicts({ prices }, { weight: { scheme, window: 3 } })).toEqual({
        a: null,
        b: 'weight-window-incomplete',
        flat: 'flat-window',
        double: 'flat-window',
      });
    }
    for (const by of ['sharpe', 'low-volatility'] as const) {
      expect(verdicts({ prices }, { select: { by, window: 3 } })).toMatchObject({
        a: null,
        flat: 'flat-window',
        double: 'flat-window',
      });
    }
  });

  it('flat-window: one different return anywhere in the window is enough, one before it is not', () => {
    const prices = { inside: '1 3 3 3', before: '1 3 3 3 3' };
    expect(verdicts({ prices: { a: prices.inside } }, { weight: { scheme: 'sharpe', window: 3 } })).toEqual({
      a: null,
    });
    expect(verdicts({ prices: { a: prices.before } }, { weight: { scheme: 'sharpe', window: 3 } })).toEqual({
      a: 'flat-window',
    });
  });

  it('no-votes: those in force at t − lag', () => {
    const input = {
      lag: 1,
      select: { by: 'votes' },
      votes: [listFrom('2021-01-04', { a: 1 }), listFrom('2021-01-06', { b: 1 })],
    } satisfies DefinitionInput;
    // On 6 January the list of the 4th still holds; on the 7th that of the 6th.
    expect(verdicts({ prices: { a: '1x3', b: '1x3' } }, input)).toEqual({ a: null, b: 'no-votes' });
    expect(verdicts({ prices: { a: '1x4', b: '1x4' } }, input)).toEqual({ a: 'no-votes', b: null });
  });

  it('no-custom-weight: those in force on t itself', () => {
    const input = {
      lag: 1,
      select: {},
      weight: { scheme: 'custom' },
      weights: [listFrom('2021-01-04', { a: 1 }), listFrom('2021-01-06', { b: 1, c: 0 })],
    } satisfies DefinitionInput;
    expect(verdicts({ prices: { a: '1x3', b: '1x3', c: '1x3' } }, input)).toEqual({
      a: 'no-custom-weight',
      b: null,
      c: 'no-custom-weight',
    });
  });
});

describe('ids that a definition lists and the snapshot lacks', () => {
  it('are said once each, and change nothing', () => {
    const panel = tinyPanel({ dates: START, prices: { a: '1 1', b: '1 1' } });
    const { notes, rebalances } = run(panel, {
      ...byAll,
      universe: { include: ['a', 'ghost', 'ghost'], exclude: ['spectre'] },
      rebalance: { schedule: 'daily' },
    });
    expect(notes.map(({ code, asset }) => `${code} ${asset}`)).toEqual([
      'unknown-asset ghost',
      'unknown-asset spectre',
    ]);
    expect(rebalances.map(({ targets }) => targets)).toEqual([{ a: 1 }, { a: 1 }]);
  });
});

describe('empty starts', () => {
  it('none eligible at first is cash, until a rebalance finds one', () => {
    // Mondays: 4 and 11 January. The asset has a market cap from the 6th on.
    const panel = tinyPanel({ dates: START, prices: { a: '1 2 4 8 8 8 8 8 16' }, caps: { a: '- - 5x7' } });
    const backtest = run(panel, { select: { top: 1 }, rebalance: { schedule: 'weekly' } });
    expect([...backtest.levels]).toEqual([100, 100, 100, 100, 100, 100, 100, 100, 200]);
    expect(membersOf(backtest)).toEqual([[], ['a']]);
    expect(backtest.rebalances.map(({ eligible }) => eligible)).toEqual([0, 1]);
    expect(backtest.notes.map(({ code, date }) => [code, date])).toEqual([
      ['no-eligible-asset', panel.dates[0]],
    ]);
  });

  it('a universe that nothing is in stays cash', () => {
    const panel = tinyPanel({ dates: START, prices: { a: '1 2 3' } });
    const { levels, statistics } = run(panel, { ...byAll, universe: { include_tags: ['ai'] } });
    expect([...levels]).toEqual([100, 100, 100]);
    expect(statistics).toMatchObject({ totalCost: 0, meanOneWayTurnover: 0, rebalances: 1, maxDrawdown: 0 });
  });
});
