import { type DefinitionInput, definitionSchema, type Panel, runBacktest } from '@holdfast/engine';
import { medianTime, quick, reportFigure, reportRatio } from '../harness.ts';
import { referenceBacktest } from '../reference/backtest.ts';
import { syntheticPanel } from '../synthetic-panel.ts';

// The engine against the plain reference in bench/reference, in the same run, warm. `--quick`: a small market.

const assets = quick ? 60 : 500;
const days = quick ? 400 : 3650;
const panel = syntheticPanel(assets, days);
const none = new Map();

/** Base, Top 20, monthly, 10 bps; the benchmarks are bitcoin and ethereum. */
const work: [string, DefinitionInput, number][] = [
  ['top 20 by market cap, monthly, all statistics', {}, 300],
  [
    'top 100 equal weight, daily',
    { select: { top: 100 }, weight: { scheme: 'equal' }, rebalance: { schedule: 'daily' } },
    20,
  ],
  [
    'inverse volatility 60, weekly, top 20',
    { weight: { scheme: 'inverse-volatility', window: 60 }, rebalance: { schedule: 'weekly' } },
    20,
  ],
  [
    'risk parity 90, weekly, top 20',
    { weight: { scheme: 'risk-parity', window: 90 }, rebalance: { schedule: 'weekly' } },
    10,
  ],
  [
    'minimum variance 90, weekly, top 20',
    { weight: { scheme: 'min-variance', window: 90 }, rebalance: { schedule: 'weekly' } },
    10,
  ],
  ['cap 10 %, weekly, top 20', { weight: { cap: 0.1 }, rebalance: { schedule: 'weekly' } }, 50],
  ['drift 2 %, quarterly, top 20', { rebalance: { schedule: 'quarterly', drift: 0.02 } }, 20],
  ['trend overlay 100, weekly, top 20', { overlay: { trend: { window: 100 } } }, 50],
];

for (const [name, input, runs] of work) {
  const definition = definitionSchema.parse(input);
  const ours = medianTime(quick ? 5 : runs, () => runBacktest(panel, definition));
  const start = performance.now();
  referenceBacktest(panel, definition, none);
  reportRatio(name, ours, 'plain reference', performance.now() - start);
}

const base = definitionSchema.parse({});
const timeOn = (market: Panel) => medianTime(quick ? 10 : 200, () => runBacktest(market, base));
const whole = timeOn(panel);
const half = timeOn(syntheticPanel(assets, days / 2));
const narrow = timeOn(syntheticPanel(assets / 2, days));
reportFigure('growth', `${(whole / half).toFixed(2)} times the time for 2 times the days`);
reportFigure('growth', `${(whole / narrow).toFixed(2)} times the time for 2 times the assets`);
