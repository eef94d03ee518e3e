import { describe, expect, it } from 'vitest';
import type { DefinitionInput } from '../../src/index.ts';
import { tinyPanel } from '../tiny-panel.ts';
import { expectTargets, run } from '../tiny-run.ts';

const dates = '2021-01-04';
const all = { select: { by: 'all' } } satisfies DefinitionInput;
const weigh = (weight: DefinitionInput['weight']): DefinitionInput => ({ ...all, weight });

describe('each scheme by hand', () => {
  const caps = { a: 100, b: 25, c: 400 };
  const panel = tinyPanel({ dates, prices: { a: '1', b: '1', c: '1' }, caps });

  it('market-cap: 100 : 25 : 400', () => {
    expectTargets(run(panel, weigh({ scheme: 'market-cap' })), [{ a: 100 / 525, b: 25 / 525, c: 400 / 525 }]);
  });

  it('sqrt-market-cap: 10 : 5 : 20', () => {
    expectTargets(run(panel, weigh({ scheme: 'sqrt-market-cap' })), [{ a: 10 / 35, b: 5 / 35, c: 20 / 35 }]);
  });

  it('equal', () => {
    expectTargets(run(panel, weigh({ scheme: 'equal' })), [{ a: 1 / 3, b: 1 / 3, c: 1 / 3 }]);
  });

  it('inverse-volatility: 1 / sample deviation of log returns', () => {
    // a: ± ln 2, b: ± ln 8 = 3 ln 2: 3 : 1.
    const moving = tinyPanel({ dates, prices: { a: '1 2 1', b: '1 8 1' } });
    expectTargets(run(moving, weigh({ scheme: 'inverse-volatility', window: 2 })), [{ a: 0.75, b: 0.25 }]);
  });

  it('inverse-volatility reads log returns: +100 % and −50 % are as far apart as −50 % and +100 %', () => {
    const moving = tinyPanel({ dates, prices: { a: '1 2 1', b: '2 1 2' } });
    expectTargets(run(moving, weigh({ scheme: 'inverse-volatility', window: 2 })), [{ a: 0.5, b: 0.5 }]);
  });

  it('sharpe: mean / sample deviation of simple returns, negative ones get nothing', () => {
    // a: 1, 0: mean 0.5, deviation √0.5. b: 0.5, 0.25: mean 0.375, deviation √(2 × 0.125²) = √0.03125.
    // Ratios √0.5 = 0.70711 and 0.375 / 0.17678 = 2.12132: 1 : 3. c falls: 0.
    const moving = tinyPanel({ dates, prices: { a: '1 2 2', b: '8 12 15', c: '4 2 1.5' } });
    expectTargets(run(moving, weigh({ scheme: 'sharpe', window: 2 })), [{ a: 0.25, b: 0.75 }]);
  });

  it('sharpe: all negative or 0 is equal', () => {
    // b: −50 %, +50 %: mean 0 exactly.
    const moving = tinyPanel({ dates, prices: { a: '4 3 2', b: '8 4 6', c: '4 2 1.5' } });
    expectTargets(run(moving, weigh({ scheme: 'sharpe', window: 2 })), [{ a: 1 / 3, b: 1 / 3, c: 1 / 3 }]);
  });

  it('risk-parity: shrinkage 17/18 of two uncorrelated assets', () => {
    // Simple returns of a: ½, −½, 0, 0 (1, 1.5, 0.75 …), of b: 0, 0, ¼, −¼. Variances 1/8 and 1/32; in units of
    // 1/16 those of the covariance test: 2 and ½, shrunk to 23.25/18 and 21.75/18. Weights as 1/σ.
    const moving = tinyPanel({ dates, prices: { a: '4 6 3 3 3', b: '16 16 16 20 15' } });
    const [a, b] = [1 / Math.sqrt(23.25), 1 / Math.sqrt(21.75)];
    expectTargets(run(moving, weigh({ scheme: 'risk-parity', window: 4 })), [
      { a: a / (a + b), b: b / (a + b) },
    ]);
  });

  it('min-variance: the same two assets as 1/σ²', () => {
    const moving = tinyPanel({ dates, prices: { a: '4 6 3 3 3', b: '16 16 16 20 15' } });
    expectTargets(run(moving, weigh({ scheme: 'min-variance', window: 4 })), [
      { a: 21.75 / 45, b: 23.25 / 45 },
    ]);
  });

  it('one member takes everything, whatever the scheme', () => {
    const single = tinyPanel({ dates, prices: { a: '1 2 1 3' }, caps: { a: 5 } });
    for (const scheme of ['market-cap', 'sqrt-market-cap', 'equal'] as const) {
      expectTargets(run(single, weigh({ scheme })), [{ a: 1 }]);
    }
    for (const scheme of ['inverse-volatility', 'sharpe', 'risk-parity', 'min-variance'] as const) {
      expectTargets(run(single, weigh({ scheme, window: 3 })), [{ a: 1 }]);
    }
  });
});

describe('windows end at t − lag', () => {
  it('what happens on t changes no weight', () => {
    const until = (last: string) =>
      run(tinyPanel({ dates, prices: { a: `1 2 1 ${last}`, b: '1 8 1 1' } }), {
        ...weigh({ scheme: 'inverse-volatility', window: 2 }),
        lag: 1,
      });
    expectTargets(until('1'), [{ a: 0.75, b: 0.25 }]);
    expectTargets(until('1000'), [{ a: 0.75, b: 0.25 }]);
  });

  it('a missing row in the window makes an asset ineligible, one before it does not', () => {
    const panel = tinyPanel({ dates, prices: { a: '1 2 1 2 1', b: '1 8 - 8 1', c: '1 - 1 2 1' } });
    const start = { base: { date: '2021-01-08' } };
    expectTargets(run(panel, { ...weigh({ scheme: 'inverse-volatility', window: 2 }), ...start }), [
      { a: 0.5, c: 0.5 },
    ]);
  });
});

describe('flat prices', () => {
  const panel = tinyPanel({ dates, prices: { flat: '5 5 5', steady: '1 2 4', moving: '1 2 1' } });

  it.each(['inverse-volatility', 'sharpe', 'risk-parity', 'min-variance'] as const)(
    '%s divides by a deviation: an asset whose returns are all equal, 0 or not, is no member',
    (scheme) => {
      expectTargets(run(panel, weigh({ scheme, window: 2 })), [{ moving: 1 }]);
    },
  );

  it('nothing but flat prices is cash until the next rebalance', () => {
    const flat = tinyPanel({ dates, prices: { a: '5 5 5', b: '3 3 3' } });
    const { levels, notes, rebalances } = run(flat, weigh({ scheme: 'min-variance', window: 2 }));
    expect([...levels]).toEqual([100]);
    expect(rebalances[0]).toMatchObject({ targets: {}, eligible: 0 });
    expect(notes.map(({ code }) => code)).toEqual(['no-eligible-asset']);
  });
});
