import { describe, expect, it } from 'vitest';
import { type DefinitionInput, formatDate } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import {
  daysAfter,
  expectClose,
  expectTargets,
  failure,
  libraryOf,
  listFrom,
  notesOf,
  run,
} from '../tiny-run.ts';

const dates = '2021-01-04';
const of = (...include: string[]): DefinitionInput => ({ universe: { include } });
const equal = { select: { by: 'all' }, weight: { scheme: 'equal' } } satisfies DefinitionInput;
const blend = (...members: string[]): DefinitionInput => ({ members, ...equal });

describe('a portfolio of indices by hand', () => {
  const panel = tinyPanel({ dates, prices: { a: '10 20 20 40', b: '5 5 10 10' } });
  const library = libraryOf({
    'only-a': of('a'),
    'only-b': { ...of('b'), base: { date: '2021-01-05' } },
  });

  it('begins with the member that begins last, and prices members by their levels', () => {
    const backtest = run(panel, blend('only-a', 'only-b'), library);
    // Members from day 1 on: 200, 200, 400 and 100, 200, 200; 50 in each.
    expect([...backtest.dates].map(formatDate)).toEqual(daysAfter(dates, 1, 2, 3));
    expectTargets(backtest, [{ 'only-a': 0.5, 'only-b': 0.5 }]);
    expectClose(backtest.levels, [100, 150, 200]);
  });

  it('begins `lag` dates after that', () => {
    const backtest = run(panel, { ...blend('only-a', 'only-b'), lag: 1 }, library);
    expect([...backtest.dates].map(formatDate)).toEqual(daysAfter(dates, 2, 3));
    expectClose(backtest.levels, [100, 150]);
    expect(failure(() => run(panel, { ...blend('only-b'), lag: 3 }, library)).code).toBe('HISTORY_TOO_SHORT');
  });

  it('a base date before the members begin is an error', () => {
    const early = { ...blend('only-a', 'only-b'), base: { date: '2021-01-04' } };
    expect(failure(() => run(panel, early, library)).code).toBe('BASE_DATE_TOO_EARLY');
  });

  it('members carry their own costs, and the portfolio pays its own', () => {
    const costly = libraryOf({ daily: { cost_bps: 1000, rebalance: { schedule: 'daily' } } });
    const moving = tinyPanel({ dates, prices: { a: '1 3', b: '1 1' } });
    // The member: 90, of which 45 each; 135 + 45 = 180, sells and buys 45: cost 9: 171. 171 / 90 = 1.9.
    expectClose(run(moving, blend('daily'), costly).levels, [100, 190]);
    expectClose(run(moving, { ...blend('daily'), cost_bps: 1000 }, costly).levels, [90, 171]);
  });

  it('is rebalanced on its own schedule', () => {
    const backtest = run(panel, { ...blend('only-a', 'only-b'), rebalance: { schedule: 'daily' } }, library);
    // Day 2: 150, 75 each; day 3: 150 + 75.
    expectClose(backtest.levels, [100, 150, 225]);
  });

  it('weights members by what their levels did', () => {
    const moving = tinyPanel({ dates, prices: { a: '1 2 1', b: '1 8 1' } });
    const members = libraryOf({ 'only-a': of('a'), 'only-b': of('b') });
    const input: DefinitionInput = {
      members: ['only-a', 'only-b'],
      select: { by: 'all' },
      weight: { scheme: 'inverse-volatility', window: 2 },
      base: { date: '2021-01-06' },
    };
    // ± ln 2 and ± 3 ln 2.
    expectTargets(run(moving, input, members), [{ 'only-a': 0.75, 'only-b': 0.25 }]);
  });

  it('selects among them', () => {
    const input: DefinitionInput = {
      members: ['only-a', 'only-b'],
      select: { by: 'return', window: 1, top: 1 },
      weight: { scheme: 'equal' },
      base: { date: '2021-01-06' },
      rebalance: { schedule: 'daily' },
    };
    expectTargets(run(panel, input, library), [{ 'only-b': 1 }, { 'only-a': 1 }]);
  });

  it('a portfolio can hold portfolios', () => {
    const nested = libraryOf({ 'only-a': of('a'), 'only-b': of('b'), inner: blend('only-a', 'only-b') });
    const backtest = run(panel, blend('inner', 'only-b'), nested);
    // inner: 100, 150, 200, 300; only-b: 100, 100, 200, 200.
    expectClose(backtest.levels, [100, 125, 200, 250]);
  });

  it('a member that ends is stale, and then delisted', () => {
    const long = tinyPanel({ dates, prices: { a: '1 2x10', b: '1x11' } });
    const members = libraryOf({ short: { ...of('a'), end: '2021-01-05' }, 'only-b': of('b') });
    const backtest = run(long, { ...blend('short', 'only-b'), delist_haircut: 0.5 }, members);
    // 150 from day 1; last price on day 1, so day 8 is the 7th: 50 + 50.
    expectClose(backtest.levels, [100, ...Array<number>(7).fill(150), 100, 100, 100]);
    expect(notesOf(backtest)).toEqual([{ code: 'delisted', date: daysAfter(dates, 8)[0], asset: 'short' }]);
  });

  it('cash asset and benchmarks are assets of the snapshot', () => {
    const usd = tinyPanel({ dates, prices: { a: '1 2', usd: '1 3' } });
    const members = libraryOf({ 'only-a': of('a') });
    const input: DefinitionInput = {
      members: ['only-a'],
      weight: { scheme: 'custom' },
      weights: [listFrom('2022-01-01', { 'only-a': 1 })],
      cash_asset: 'usd',
      benchmarks: ['a'],
    };
    const backtest = run(usd, input, members);
    expectClose(backtest.levels, [100, 300]);
    expectClose(backtest.benchmarks[0].levels, [100, 200]);
  });
});

describe('members that cannot be', () => {
  const panel = tinyPanel({ dates, prices: { a: '1 2' } });

  it('a member that does not exist', () => {
    const { code, message } = failure(() => run(panel, blend('ghost')));
    expect(code).toBe('DEFINITION_NOT_FOUND');
    expect(message).toContain('ghost');
  });

  it('an asset is no member', () => {
    expect(failure(() => run(panel, blend('a'))).code).toBe('DEFINITION_NOT_FOUND');
  });

  it('an index that holds itself', () => {
    const library = libraryOf({ tiny: blend('tiny') });
    expect(failure(() => run(panel, blend('tiny'), library)).code).toBe('DEFINITION_CYCLE');
  });

  it('a longer circle, which is named', () => {
    const library = libraryOf({ one: blend('two'), two: blend('three'), three: blend('one') });
    const { code, message } = failure(() => run(panel, blend('one'), library));
    expect(code).toBe('DEFINITION_CYCLE');
    expect(message).toContain('one → two → three → one');
  });

  it('held twice by different portfolios is no circle', () => {
    const library = libraryOf({ base: of('a'), left: blend('base'), right: blend('base') });
    expectClose(run(panel, blend('left', 'right'), library).levels, [100, 200]);
  });

  it('a cash asset that is called like a member', () => {
    const library = libraryOf({ a: of('a') });
    expect(failure(() => run(panel, { ...blend('a'), cash_asset: 'a' }, library)).code).toBe(
      'DEFINITION_INVALID',
    );
  });
});
