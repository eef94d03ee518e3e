import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BINANCE_FEES } from '../src/binance/fees.ts';
import { heldFor } from '../src/exchange/fee.ts';
import { isOpen, remaining } from '../src/exchange/order.ts';
import { PaperExchange } from '../src/exchange/paper-exchange.ts';
import type { PaperMarkets } from '../src/exchange/paper-markets.ts';
import { Rejection } from '../src/exchange/rejection.ts';
import { ONE, type Units } from '../src/exchange/units.ts';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { withFaults } from '../src/faults/with-faults.ts';
import { DAY_MS, PricePath } from '../src/market/price-path.ts';
import { symbolOf } from '../src/market/symbol.ts';
import { action, perform } from './support/random-orders.ts';

const START = Date.UTC(2021, 0, 1);
const ACCOUNTS = ['a', 'b'];
/** In what each next order pays its fee: mostly in what it receives, or in the coin. */
const FEES_IN = [undefined, undefined, 'base', undefined, 'quote'] as const;
/** Steps go down where ticks go up, so that what rests from before has amounts that no longer fit. */
const PLAN = readFaultPlan(
  `seed: 11
late_fills: {chance: 0.5, delay_ms: 2700000, pieces: 4}
filters:
  - {symbol: BTCUSDT, from: 2021-01-03, step: 0.001, tick: 0.01}
  - {symbol: BTCUSDT, from: 2021-01-06, step: 0.00000001, tick: 1, min_quantity: 0.00000001}
  - {symbol: DOGEUSDT, from: 2021-01-02, step: 10}
delistings: [{symbol: DOGEUSDT, from: 2021-01-03, gone: 2021-01-06}]
holds:
  - {asset: USDT, from: 2021-01-02, to: 2021-01-05, part: 0.333}
  - {asset: BTC, from: 2021-01-03, to: 2021-01-07}
halts: [{symbol: BTCUSDT, from: 2021-01-09, to: 2021-01-10}]`,
  'faults.yaml',
);

function markets(): PaperMarkets {
  const days = (start: number, volume: number) =>
    Array.from({ length: 30 }, (_, day) => ({ close: start * (1 + 0.2 * Math.sin(day)), volume }));
  const prices = { BTC: [30_000, 1e9], DOGE: [0.005, 20_000], BNB: [300, 1e8] } as const;
  const paths = new Map(
    Object.entries(prices).map(([base, [price, volume]], seed) => [
      `${base}USDT`,
      new PricePath(days(price, volume), START, seed),
    ]),
  );
  const symbols = Object.entries(prices).map(([base, [price]]) => symbolOf(base, price));
  return withFaults(
    {
      symbols: new Map(symbols.map((symbol) => [symbol.name, symbol])),
      moment: (symbol, time) => paths.get(symbol)?.at(time) ?? null,
    },
    PLAN,
  );
}

function exchange(): PaperExchange {
  const paper = new PaperExchange(markets(), BINANCE_FEES, PLAN);
  for (const account of ACCOUNTS) {
    paper.deposit(account, 'USDT', 50_000n * ONE, START);
    paper.deposit(account, 'BTC', 2n * ONE, START);
    paper.deposit(account, 'DOGE', 4_000_000n * ONE, START);
    paper.deposit(account, 'BNB', ONE / 50n, START);
    paper.settlement.payInCoin(account, account === 'a');
  }
  return paper;
}

/** Every order's part of what is locked is what it may still cost, and nothing else is locked but what is held. */
function expectLocks(paper: PaperExchange): void {
  for (const account of ACCOUNTS) {
    const expected = new Map<string, Units>();
    for (const order of paper.orders(account)) {
      const { side, symbol, price, locked } = order;
      if (!isOpen(order)) expect(locked).toBe(0n);
      else if (price !== null) {
        expect(locked).toBe(heldFor(order, remaining(order), BINANCE_FEES));
      } else expect(locked).toBeGreaterThan(0n);
      const asset = side === 'BUY' ? 'USDT' : symbol.replace('USDT', '');
      expected.set(asset, (expected.get(asset) ?? 0n) + locked);
    }
    for (const [asset, { free, locked }] of paper.ledger.balances(account)) {
      expect(free).toBeGreaterThanOrEqual(0n);
      expect(locked, `${account} ${asset}`).toBe(
        (expected.get(asset) ?? 0n) + paper.holds.of(account, asset),
      );
    }
  }
}

const stateOf = (paper: PaperExchange) =>
  ACCOUNTS.map((account) => [paper.orders(account), [...paper.ledger.balances(account)]]);

it('conserves money under every fault that changes what trades, and is the same however its time is advanced', () => {
  const seen = { late: 0, pieces: 0, coin: 0, delisted: 0, held: 0, moved: 0 };
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 20, maxLength: 80, size: 'max' }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (actions, parts) => {
        const paper = exchange();
        const watched = exchange();
        let time = START;
        for (const [nth, one] of actions.entries()) {
          const before = time;
          time = Math.min(time + (one.kind === 'wait' ? 2 * one.wait : 1000), START + 28 * DAY_MS);
          for (const part of parts.toSorted((x, y) => x - y)) {
            watched.advance(before + Math.floor((time - before) * part));
          }
          const outcomes = [paper, watched].map((each) => {
            try {
              perform(each, one, nth, time, FEES_IN[nth % FEES_IN.length]);
              return 'done';
            } catch (error) {
              if (!(error instanceof Rejection)) throw error;
              return error.reason;
            }
          });
          expect(outcomes[1]).toBe(outcomes[0]);
          for (const [asset, sum] of paper.ledger.total()) expect(sum, asset).toBe(0n);
          expectLocks(paper);
          if (paper.holds.of('a', 'USDT') > 0n) seen.held++;
        }
        watched.advance(time);
        expect(stateOf(watched)).toEqual(stateOf(paper));
        for (const order of ACCOUNTS.flatMap((account) => paper.orders(account))) {
          const { createdAt, fills, status, symbol, updatedAt } = order;
          if (fills.some((fill) => !fill.maker && fill.time > createdAt)) seen.late++;
          if (new Set(fills.filter(({ maker }) => !maker).map((fill) => fill.time)).size > 1) seen.pieces++;
          if (fills.some(({ commissionAsset }) => commissionAsset === 'BNB')) seen.coin++;
          if (status === 'EXPIRED' && symbol === 'DOGEUSDT' && updatedAt === Date.UTC(2021, 0, 3))
            seen.delisted++;
          if (createdAt < Date.UTC(2021, 0, 3) && fills.some((fill) => fill.time > Date.UTC(2021, 0, 3)))
            seen.moved++;
        }
      },
    ),
    { numRuns: 150, seed: 20261124 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
});
