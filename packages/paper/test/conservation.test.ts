import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PaperExchange } from '../src/exchange/paper-exchange.ts';
import { Rejection } from '../src/exchange/rejection.ts';
import { ONE, type Units } from '../src/exchange/units.ts';
import { DAY_MS, PricePath } from '../src/market/price-path.ts';
import { symbolOf } from '../src/market/symbol.ts';
import { action, perform } from './support/random-orders.ts';

const START = Date.UTC(2021, 0, 1);

function exchange() {
  const symbols = new Map([symbolOf('BTC', 30_000), symbolOf('DOGE', 0.005)].map((one) => [one.name, one]));
  const days = (start: number, volume: number) =>
    Array.from({ length: 30 }, (_, day) => ({ close: start * (1 + 0.2 * Math.sin(day)), volume }));
  const paths = new Map([
    ['BTCUSDT', new PricePath(days(30_000, 1e9), START, 1)],
    ['DOGEUSDT', new PricePath(days(0.005, 20_000), START, 2)],
  ]);
  return new PaperExchange(
    { symbols, moment: (symbol, time) => paths.get(symbol)?.at(time) ?? null },
    { maker: 1000n, taker: 1000n },
  );
}

it('neither makes nor loses money, to the last digit, and never owes', () => {
  let filled = 0;
  let rested = 0;
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 60 }), (actions) => {
      const paper = exchange();
      let time = START;
      for (const account of ['a', 'b']) {
        paper.deposit(account, 'USDT', 50_000n * ONE, time);
        paper.deposit(account, 'BTC', 2n * ONE, time);
        paper.deposit(account, 'DOGE', 4_000_000n * ONE, time);
      }
      for (const [nth, one] of actions.entries()) {
        time = Math.min(time + (one.kind === 'wait' ? one.wait : 1000), START + 28 * DAY_MS);
        try {
          perform(paper, one, nth, time);
        } catch (error) {
          if (!(error instanceof Rejection)) throw error;
        }
        for (const [asset, sum] of paper.ledger.total()) expect(sum, asset).toBe(0n);
        expectLocksOfOpenOrders(paper);
      }
      for (const account of ['a', 'b']) {
        for (const { fills, status } of paper.orders(account)) {
          filled += fills.length;
          rested += status === 'NEW' ? 1 : 0;
        }
      }
    }),
    { numRuns: 150, seed: 20261124 },
  );
  expect(filled).toBeGreaterThan(500);
  expect(rested).toBeGreaterThan(50);
});

/** What is locked is what open orders may still cost, no more and no less. */
function expectLocksOfOpenOrders(paper: PaperExchange): void {
  for (const account of ['a', 'b']) {
    const expected = new Map<string, Units>();
    for (const { status, side, symbol, price, quantity, executed } of paper.orders(account)) {
      if (status !== 'NEW' && status !== 'PARTIALLY_FILLED') continue;
      const left = (quantity ?? 0n) - executed;
      const [asset, amount] =
        side === 'BUY' ? ['USDT', (left * (price ?? 0n)) / ONE] : [symbol.replace('USDT', ''), left];
      expected.set(asset, (expected.get(asset) ?? 0n) + amount);
    }
    for (const [asset, { free, locked }] of paper.ledger.balances(account)) {
      expect(free).toBeGreaterThanOrEqual(0n);
      expect(locked, `${account} ${asset}`).toBe(expected.get(asset) ?? 0n);
    }
  }
}
