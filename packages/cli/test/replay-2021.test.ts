import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPortfolio, portfolioTracking } from '@holdfast/trader';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTrader, type Trader } from '../src/portfolio/open-trader.ts';
import { paperTimeOf } from '../src/portfolio/paper-time.ts';
import { runOnce } from '../src/portfolio/run-command.ts';
import { processTerminal, type Terminal } from '../src/terminal.ts';
import { type TradingHome, tradingHome } from './support/trading-home.ts';

const DAY = 86_400_000;
const NEVER = new AbortController().signal;

let home: TradingHome;
let terminal: Terminal;
let trader: Trader;
beforeAll(async () => {
  home = await tradingHome();
  terminal = { ...processTerminal(), environment: { PATH: process.env.PATH, HOLDFAST_HOME: home.home } };
  trader = await openTrader({}, terminal);
}, 60_000);
afterAll(async () => {
  await trader?.close();
  await home?.close();
});

it('explains, part by part, what a year of trading differs from the backtest by', async () => {
  const settings = join(home.home, 'fast.yaml');
  writeFileSync(settings, 'execution: {patience_s: 0}\n');
  await home.json([
    ...['portfolio', 'create', 'year', '--index', 'top-20-capped', '--account', 'main', '--amount', '10000'],
    ...['--mode', 'auto', '--settings', settings],
  ]);
  const portfolio = await findPortfolio(trader.db, 'year');
  const index = await trader.indexOf(portfolio);
  const time = paperTimeOf(terminal);
  const { now, end } = await time.read();
  await time.pass(index.start - now);
  for (let at = index.start; at < end; at += DAY) {
    await runOnce(trader, await findPortfolio(trader.db, 'year'), NEVER, false);
    if (at + DAY <= end) await time.pass(DAY - ((await time.read()).now - at));
  }
  await runOnce(trader, await findPortfolio(trader.db, 'year'), NEVER, false);
  const tracking = await portfolioTracking(trader.db, portfolio.number, ['USDT']);
  if (tracking === null) throw new Error('there is no tracking');
  const { parts, trackingDifference, trackingError, indexReturn, portfolioReturn } = tracking;
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  expect(sum).toBeCloseTo(trackingDifference, 10);
  expect(portfolioReturn - indexReturn).toBeCloseTo(trackingDifference, 10);
  // Every unit that came or went is known.
  expect(Math.abs(parts.unexplained)).toBeLessThan(1e-9);
  // The index pays the costs that its definition models at each rebalance; a portfolio pays its own instead.
  const { rebalances } = index.backtest;
  let grown = 1;
  let modelled = 0;
  const { levels, dates } = index.backtest;
  const levelOn = (date: number) => levels[dates.indexOf(date)];
  for (const { date, cost, valueBefore } of rebalances.slice(1)) {
    grown = levels[levels.length - 1] / levelOn(date);
    modelled += (cost / valueBefore) * (levelOn(date) / levels[0]) * grown;
  }
  // What is left then is priced differently by exchange and market data: nothing, on a paper exchange.
  expect(Math.abs(parts.indexPricing - modelled)).toBeLessThan(0.001);
  expect(trackingError).toBeLessThan(0.03);
}, 180_000);
